//! The tools of an assistant: who calls, what is heard, and that nothing is booked twice.

use std::sync::atomic::Ordering::SeqCst;

use super::*;

const CHECK: &str = "tools/calendar/check";
const BOOK: &str = "tools/calendar/book";
const FIND: &str = "tools/appointments/find";

/// The token that is handed out for a call to the clinic.
async fn token(desk: &Desk, name: &str) -> String {
    let told = posted(desk, "variables", &fixture(name)).await.expect(200).json();
    told["dynamic_variables"]["frontdesk_call"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_shape_gets_a_sentence() {
    let desk = clinics().await;
    for name in ["tool-check", "tool-unfilled", "tool-empty-values", "tool-arguments-only"] {
        let said = heard(posted(&desk, CHECK, &fixture(name)).await);
        assert_eq!(said.contains("openings"), name == "tool-check", "{name}: {said}");
        // An org in the path is enough.
        let said = heard(posted(&desk, &format!("{ORG}/{CHECK}"), &fixture(name)).await);
        assert!(said.contains("more than nine openings"), "{name}: {said}");
    }
    for body in ["", "{", "[]", "null", "{\"date\":", "{\"date\":1e999}"] {
        let said = heard(signed(&desk, KEY, &format!("{ORG}/{CHECK}"), body).await);
        assert!(!said.contains("openings"), "{body}: {said}");
    }
    let cut = signed(&desk, KEY, &format!("{ORG}/tools/messages/take"), "{\"about\":\"chest pain").await;
    assert!(heard(cut).contains("911"));
}

/// Telnyx gives no call of a tool an id, and its assistants ask again.
#[tokio::test]
async fn a_booking_that_is_repeated_is_one_and_sounds_alike() {
    let desk = clinics().await;
    let first = heard(posted(&desk, BOOK, &fixture("tool-book")).await);
    assert!(first.contains("Ann Lee"), "{first}");
    desk.clock.advance(std::time::Duration::from_secs(30));
    assert_eq!(heard(posted(&desk, BOOK, &fixture("tool-book")).await), first);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "1");
    assert_eq!(desk.clinics.value(OTHER, "SELECT count(*) FROM appointments"), "0");
    let call = desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json();
    assert_eq!(call["platform"], "telnyx", "{call}");
}

#[tokio::test]
async fn a_whole_call_needs_nothing_but_its_token() {
    let desk = clinics().await;
    for name in ["variables", "variables-without-call-id"] {
        let token = token(&desk, name).await;
        let fixed = json!({"frontdesk_call": token, "called_number": "{{telnyx_agent_target}}", "call_id": "v3:u5OAKGEPT3Dx8SZSSDRWEMdNH2OripQhO"});
        let ask = |path: &'static str, arguments: Value| {
            let mut body = fixed.clone();
            body.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
            let desk = &desk;
            async move { heard(posted(desk, path, &body).await) }
        };
        assert!(ask(CHECK, json!({"date": "2026-12-03"})).await.contains("openings"));
        let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee"});
        assert!(ask(BOOK, order).await.contains("booked"));
        let rows = "SELECT group_concat(patient_name || ' ' || phone) FROM appointments WHERE status = 'confirmed'";
        assert_eq!(desk.clinics.value(ORG, rows), "Ann Lee +15550188");
        assert!(ask(FIND, json!({})).await.contains("9:30"));
        assert!(ask("tools/calendar/cancel", json!({})).await.contains("cancelled"));
        assert!(!desk.dump().contains(&token) && !desk.log.text().contains("fdc1."));
    }
}

#[tokio::test]
async fn a_token_of_another_call_or_org_counts_for_nothing() {
    let desk = clinics().await;
    let token = token(&desk, "variables").await;
    assert!(heard(posted(&desk, BOOK, &fixture("tool-book")).await).contains("booked"));
    let find = |path: String, body: Value| {
        let desk = &desk;
        async move { heard(posted(desk, &path, &body).await).contains("9:30") }
    };
    let with = |token: &str| json!({ "frontdesk_call": token });
    assert!(find(FIND.into(), with(&token)).await);
    assert!(!find(FIND.into(), json!({"frontdesk_call": token, "call_id": "v3:another"})).await);
    assert!(!find(FIND.into(), json!({"frontdesk_call": token, "called_number": THEIRS})).await);
    assert!(!find(format!("{OTHER}/{FIND}"), with(&token)).await);
    assert!(!find(FIND.into(), with(&format!("{}A", &token[..token.len() - 1]))).await);
    assert!(desk.log.text().contains("call_token.refused"), "{}", desk.log.text());
    desk.clock.advance(std::time::Duration::from_hours(2));
    assert!(!find(FIND.into(), with(&token)).await);
    refused(signed(&desk, NOBODYS, FIND, with(&token).to_string()).await);
}

#[tokio::test]
async fn what_is_pasted_works_as_it_is_described() {
    let desk = clinics().await;
    let document = desk.get(&format!("{ROOT}/tools.json")).await.expect(200).json();
    let path = |url: &Value| {
        let url = url.as_str().unwrap().strip_prefix("https://frontdesk.example.com/api/telnyx/").unwrap();
        url.to_owned()
    };
    let webhook = path(&document["dynamic_variables_webhook_url"]);
    let told = signed(&desk, OWN, &webhook, fixture("variables").to_string()).await.expect(200).json();
    let told = told["dynamic_variables"].clone();
    let defaults = document["dynamic_variables"].as_object().unwrap();
    assert!(told.as_object().unwrap().keys().eq(defaults.keys()), "{document}");
    let tools = document["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 10);
    for tool in tools {
        assert!(tool["timeout_ms"].is_number() && tool["webhook"]["async"] == false, "{tool}");
        let mut body = tool["webhook"]["preset_body_fields"].clone();
        assert_eq!(body.as_object().unwrap().len(), 4, "{tool}");
        // As Telnyx fills templates in.
        for (_, value) in body.as_object_mut().unwrap() {
            *value = match value.as_str().unwrap() {
                "{{telnyx_agent_target}}" => json!(NUMBER),
                "{{telnyx_end_user_target}}" => json!("+15550188"),
                "{{call_control_id}}" => json!("v3:u5OAKGEPT3Dx8SZSSDRWEMdNH2OripQhO"),
                "{{frontdesk_call}}" => told["frontdesk_call"].clone(),
                other => panic!("{other}"),
            };
        }
        let url = path(&tool["webhook"]["url"]);
        let said = heard(signed(&desk, OWN, &url, body.to_string()).await);
        assert!(!said.contains("set up"), "{url}: {said}");
    }
}

/// Verifying a signature asks nobody either.
#[tokio::test]
async fn a_warm_check_is_one_hop_and_one_external_request() {
    let desk = clinics().await;
    let org = format!("{ORG}/{CHECK}");
    for (path, seed) in [(CHECK, KEY), (CHECK, OWN), (&org, KEY), (&org, OWN)] {
        let ask = || signed(&desk, seed, path, fixture("tool-check").to_string());
        heard(ask().await);
        desk.vendors.take();
        for counter in [&desk.kv.reads, &desk.sqlite.batches, &desk.clinics.hops] {
            counter.store(0, SeqCst);
        }
        heard(ask().await);
        assert_eq!(desk.vendors.take(), ["freeBusy"], "{path}");
        let trips = [&desk.kv.reads, &desk.sqlite.batches, &desk.clinics.hops].map(|counter| counter.load(SeqCst));
        assert_eq!(trips, [0, 0, 1], "{path} {seed}");
    }
}

/// `tests/golden/telnyx.json`: all that is pasted, with the first of its tools. What is said of each tool Vapi's golden has.
#[tokio::test]
async fn what_is_pasted_changes_when_somebody_means_it_to() {
    const GOLDEN: &str = include_str!("../../golden/telnyx.json");
    let desk = clinics().await;
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    let mut document = desk.get(&format!("{ROOT}/tools.json")).await.expect(200).json();
    if std::env::var_os("PRINT_GOLDEN").is_some() {
        println!("telnyx {document}");
    }
    document["tools"].as_array_mut().unwrap().truncate(1);
    assert_eq!(serde_json::to_string_pretty(&document).unwrap() + "\n", GOLDEN);
}
