//! dograh and Synthflow: the same envelope, each with a shared secret and in its own words.

use http::Request;
use serde_json::{Value, json};

use crate::support::{self, Answer, Desk, NUMBER, ORG, OTHER, mapping, schedule};

const PLATFORMS: [&str; 2] = ["dograh", "synthflow"];
const SECRET: &str = "canary-secret-of-the-deployment";
const OWN: &str = "canary-secret-of-the-first-org-1";
const OWN_NEXT: &str = "canary-secret-of-the-first-org-2";

fn fixture(platform: &str, name: &str) -> Value {
    support::fixture(&format!("{platform}/{name}"))
}

async fn post(desk: &Desk, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let answer = desk.post_bytes(path, headers, body.to_string()).await;
    let logged = desk.log.text();
    assert!(!logged.contains("CANARY") && !logged.contains("canary") && !logged.contains("+15550188"), "{logged}");
    answer
}

/// A clinic in a deployment that asks nothing of either.
async fn open() -> Desk {
    Desk::with_clinic_and(&[("DOGRAH_AUTH", "off"), ("SYNTHFLOW_AUTH", "off")]).await
}

fn check(platform: &str) -> String {
    format!("/api/{platform}/tools/calendar/check")
}

fn of_org(path: &str, org: &str) -> String {
    let (platform, rest) = path.trim_start_matches("/api/").split_once('/').unwrap();
    format!("/api/{platform}/{org}/{rest}")
}

#[tokio::test]
async fn tools_are_called_by_their_arguments_and_constants() {
    let desk = open().await;
    for platform in PLATFORMS {
        let (tool, unfilled) = (fixture(platform, "tool"), fixture(platform, "tool-unfilled"));
        let named = json!({"name": "check_availability", "args": tool});
        for (path, body) in [
            (check(platform), &tool),
            (of_org(&check(platform), ORG), &tool),
            (format!("/api/{platform}/tools"), &named),
        ] {
            let said = post(&desk, &path, &[], body).await.expect(200).spoken();
            assert!(said.contains("more than nine openings"), "{path}: {said}");
        }
        let said = post(&desk, &of_org(&check(platform), OTHER), &[], &tool).await.expect(200).spoken();
        assert!(said.contains("not set up for bookings"), "{said}");
        let said = post(&desk, &check(platform), &[], &unfilled).await.expect(200).spoken();
        assert!(said.contains("can't tell which clinic"), "{said}");
        let said = post(&desk, &of_org(&check(platform), ORG), &[], &unfilled).await.expect(200).spoken();
        assert!(said.contains("more than nine openings"), "{said}");
        let id = tool["call_id"].as_str().map_or_else(|| tool["call_id"].to_string(), str::to_owned);
        let call = desk.get(&format!("/api/calls/{id}")).await.expect(200).json();
        assert_eq!((&call["platform"], &call["caller"]), (&json!(platform), &json!("+15550188")), "{call}");
        for body in ["{", "[]"] {
            let request = Request::post(check(platform)).header("content-type", "application/json");
            desk.raw(request.body(body.into()).unwrap()).await.problem(400, "malformed", None);
        }
    }
    let calls = desk.clinics.value(ORG, "SELECT group_concat(call_id) FROM calls");
    assert!(!calls.contains('{') && !desk.dump().contains("CANARY"), "{calls}");
}

#[tokio::test]
async fn each_hears_who_answers_in_its_own_words() {
    let desk = open().await;
    let ask = async |platform: &str, number: &str| {
        let mut body = fixture(platform, "call-inbound");
        body["call_inbound"]["to_number"] = json!(number);
        post(&desk, &format!("/api/{platform}/inbound"), &[], &body).await.expect(200).json()["call_inbound"].clone()
    };
    let (dograh, synthflow) = (ask("dograh", NUMBER).await, ask("synthflow", NUMBER).await);
    assert_eq!(dograh["dynamic_variables"]["clinic_name"], "Downtown Dental Clinic");
    assert_eq!(synthflow["custom_variables"]["clinic_name"], "Downtown Dental Clinic");
    for variables in [&dograh["dynamic_variables"], &synthflow["custom_variables"]] {
        let variables = variables.as_object().unwrap();
        assert!(
            variables.values().all(Value::is_string)
                && variables["frontdesk_call"].as_str().unwrap().starts_with("fdc1.")
        );
    }
    // An answer without an agent ends a call at Synthflow.
    assert_eq!(synthflow["override_model_id"], "");
    assert_eq!(dograh.as_object().unwrap().len(), 1, "{dograh}");
    assert_eq!(
        (ask("dograh", "+15550199").await, ask("synthflow", "+15550199").await),
        (json!({}), json!({"override_model_id": ""}))
    );

    desk.admin("PUT", "/api/assistant", &json!({"callers": {"block": ["+15550188"]}})).await.expect(200);
    assert_eq!(ask("synthflow", NUMBER).await, json!({}));
    let told = ask("dograh", NUMBER).await;
    assert!(!told["dynamic_variables"]["unavailable_message"].as_str().unwrap().is_empty(), "{told}");
}

/// A model that is told to wrap its arguments, and to name somebody else's number and another clinic in there.
#[tokio::test]
async fn what_a_model_wraps_up_is_no_constant() {
    let desk = open().await;
    let body = |caller: &str, more: Value| {
        let mut body = json!({"called_number": NUMBER, "caller_number": caller, "call_id": format!("of {caller}")});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for platform in PLATFORMS {
        let path = |tool: &str| format!("/api/{platform}/tools/{tool}");
        let start = if platform == "dograh" { "2026-12-03T09:30" } else { "2026-12-03T10:30" };
        let order = body("+15550188", json!({"start": start, "name": "Ann Lee"}));
        let said = post(&desk, &path("calendar/book"), &[], &order).await.expect(200).spoken();
        assert!(said.contains("is booked"), "{said}");
        let smuggled = json!({"caller_number": "+15550188", "callerNumber": "+15550188", "call_id": "of +15550188"});
        for wrapper in ["data", "input", "payload"] {
            for inner in [smuggled.clone(), json!(smuggled.to_string())] {
                let asked = body("+15550177", json!({wrapper: inner}));
                let said = post(&desk, &path("appointments/find"), &[], &asked).await.expect(200).spoken();
                assert!(said.starts_with("No upcoming appointment"), "{wrapper}: {said}");
            }
        }
    }
}

/// The token is made before the platform has named the call, and bound to the first one that it comes from.
#[tokio::test]
async fn the_token_says_who_calls_where_the_body_does_not() {
    let desk = open().await;
    for (platform, start) in PLATFORMS.into_iter().zip(["2026-12-03T09:30", "2026-12-03T10:30"]) {
        let answer =
            post(&desk, &format!("/api/{platform}/inbound"), &[], &fixture(platform, "call-inbound")).await.json();
        let variables = if platform == "dograh" { "dynamic_variables" } else { "custom_variables" };
        let token = answer["call_inbound"][variables]["frontdesk_call"].as_str().unwrap().to_owned();
        let order = json!({"start": start, "name": "Ann Lee", "call_id": format!("{platform}-1")});
        let header = [("x-frontdesk-call", token.as_str())];
        let path = format!("/api/{platform}/tools/calendar/book");
        let said = post(&desk, &path, &header, &order).await.expect(200).spoken();
        assert!(said.contains("is booked"), "{said}");
        assert_eq!(post(&desk, &path, &header, &order).await.expect(200).spoken(), said);
        let find = format!("/api/{platform}/tools/appointments/find");
        let of = |call: &str| json!({"call_id": call, "frontdesk_call": token});
        assert!(post(&desk, &find, &[], &of(&format!("{platform}-1"))).await.expect(200).spoken().contains(start));
        assert!(!post(&desk, &find, &[], &of(&format!("{platform}-2"))).await.expect(200).spoken().contains(start));
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "2");
}

#[tokio::test]
async fn a_secret_of_the_deployment_or_of_the_org_proves_a_request() {
    for platform in PLATFORMS {
        let variable = format!("{}_SECRETS", platform.to_uppercase());
        let desk = Desk::with_clinic_and(&[(&variable, SECRET)]).await;
        let token = desk.token(Some(OTHER), "admin");
        desk.send("PUT", "/api/schedule", &token, Some(&schedule())).await.expect(200);
        desk.send("POST", "/api/inbound/phone-mappings", &token, Some(&mapping("+15550122"))).await.expect(201);
        let account = format!("/api/integrations/{platform}");
        desk.admin("PUT", &account, &json!({"webhook_secrets": [OWN, OWN_NEXT]})).await.expect(200);
        desk.admin("PUT", &account, &json!({"api_key": "canary-api-key-of-nothing"})).await.expect(422);
        let (path, tool) = (check(platform), fixture(platform, "tool"));
        let mut theirs = tool.clone();
        theirs["called_number"] = json!("+15550122");
        for secret in [SECRET, OWN, OWN_NEXT] {
            let bearer = format!("Bearer {secret}");
            for header in [("authorization", bearer.as_str()), ("x-frontdesk-secret", secret)] {
                post(&desk, &path, &[header], &tool).await.expect(200).spoken();
                let of_theirs = post(&desk, &path, &[header], &theirs).await;
                assert_eq!(of_theirs.status, if secret == SECRET { 200 } else { 401 });
            }
        }
        for headers in [
            &[][..],
            &[("x-frontdesk-secret", "")],
            &[("x-frontdesk-secret", "canary-secret-of-nobody")],
            &[("authorization", "Bearer ")],
            &[("x-frontdesk-secret", SECRET), ("x-frontdesk-secret", SECRET)],
            &[("x-vapi-secret", SECRET)],
        ] {
            let answer = post(&desk, &path, headers, &tool).await.problem(401, "unauthorized", None);
            assert!(!answer.text.contains("Clinic"), "{}", answer.text);
        }
        desk.admin("PUT", &account, &json!({"webhook_secrets": [OWN_NEXT]})).await.expect(200);
        assert_eq!(post(&desk, &path, &[("x-frontdesk-secret", OWN)], &tool).await.status, 401);
        let test = desk.admin("POST", &format!("{account}/test"), &Value::Null).await.expect(200).json();
        assert_eq!(test["ok"], true, "{test}");
    }
}

#[tokio::test]
async fn without_a_secret_nothing_is_taken() {
    let desk = Desk::with_clinic().await;
    for platform in PLATFORMS {
        for secret in ["", " ", "canary-any-secret-at-all"] {
            let answer =
                post(&desk, &check(platform), &[("x-frontdesk-secret", secret)], &fixture(platform, "tool")).await;
            answer.problem(401, "unauthorized", None);
        }
    }
}
