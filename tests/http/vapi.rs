//! What the agent hears, whatever was sent.

use http::Request;
use serde_json::{Value, json};

use crate::support::{CHECK, Desk, NUMBER, OTHER, mapping, vapi};

fn calls(list: &Value) -> Value {
    let mut body = vapi(NUMBER, &json!({}));
    body["message"]["toolCallList"] = list.clone();
    body
}

#[tokio::test]
async fn every_call_is_answered_in_order_with_its_id_to_the_byte() {
    let desk = Desk::with_clinic().await;
    let answer = desk
        .webhook(&calls(&json!([
            {"id": "toolu_01", "function": {"name": "check_availability", "arguments": "{\"date\":\"2026-12-03\"}"}},
            {"id": " Call_É ", "function": {"name": "check_availability", "arguments": "{bad"}},
            {"id": "x", "name": "checkAvailability", "parameters": {"date": "2026-12-04"}},
            {"name": "check_availability"}
        ])))
        .await
        .expect(200)
        .json();
    let results = answer["results"].as_array().unwrap();
    let ids: Vec<&str> = results.iter().map(|result| result["toolCallId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["toolu_01", " Call_É ", "x", ""]);
    assert!(results[0]["result"].as_str().unwrap().contains("December 3"), "{answer}");
    assert!(
        results[1]["error"].as_str().unwrap().contains("could not be read") && results[1]["result"].is_null(),
        "{answer}"
    );
    assert!(results[2]["result"].as_str().unwrap().contains("December 4"), "{answer}");
    assert_eq!(results[2]["name"], "checkAvailability");
    assert!(results[3]["result"].as_str().unwrap().contains("which day"), "{answer}");
    assert!(answer["toolResult"].is_null() && answer["speech"].is_null());
}

#[tokio::test]
async fn the_older_function_call_gets_a_result_beside_results() {
    let desk = Desk::with_clinic().await;
    let mut body = vapi(NUMBER, &json!({}));
    body["message"] = json!({"type": "function-call", "phoneNumber": {"number": NUMBER},
        "functionCall": {"name": "check_availability", "parameters": {"date": "2026-12-03"}}});
    let answer = desk.webhook(&body).await.expect(200);
    assert_eq!(answer.json()["result"], answer.spoken());
}

#[tokio::test]
async fn who_is_not_known_hears_so_and_nothing_is_opened() {
    let desk = Desk::with_clinic().await;
    desk.vendors.take();
    let mut web_call = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    web_call["message"]["phoneNumber"] = Value::Null;
    web_call["message"]["call"] = json!({"type": "webCall"});
    for (body, words) in [
        (vapi("+15550199", &json!({"date": "2026-12-03"})), "not set up for bookings"),
        (web_call, "can't tell which clinic"),
        (json!({}), "can't tell which clinic"),
        (
            json!({"message": {"toolCallList": [{"name": "check_availability", "arguments": {"inboundPhoneNumber": NUMBER, "date": "2026-12-03"}}]}}),
            "can't tell which clinic",
        ),
        (
            json!({"toolCall": {"arguments": {"inboundPhoneNumber": "+15550199", "date": "2026-12-03"}}}),
            "not set up for bookings",
        ),
        (json!({"toolCall": {"arguments": {"tenantId": "everyone", "date": "2026-12-03"}}}), "can't tell which clinic"),
    ] {
        let heard = desk.webhook(&body).await.expect(200).spoken();
        assert!(heard.contains(words), "{body}: {heard}");
    }
    assert_eq!(desk.vendors.take(), [""; 0]);
}

/// A model that names another clinic is not obeyed where the signalling says which was called.
#[tokio::test]
async fn the_signalling_outranks_the_model() {
    let desk = Desk::with_clinic().await;
    desk.send("POST", "/api/inbound/phone-mappings", &desk.token(Some(OTHER), "admin"), Some(&mapping("+15550122")))
        .await
        .expect(201);
    let named = json!({"date": "2026-12-03", "inboundPhoneNumber": "+15550122", "tenantId": OTHER});
    let heard = desk.check(&named).await;
    assert!(heard.contains("Downtown"), "{heard}");
    let mut legacy = json!({"toolCall": {"arguments": named}});
    legacy["message"] = json!({"phoneNumber": {"number": NUMBER}});
    let heard = desk.webhook(&legacy).await.expect(200).spoken();
    assert!(heard.contains("Downtown"), "{heard}");
}

#[tokio::test]
async fn two_legacy_selectors_that_disagree_are_refused() {
    let desk = Desk::with_clinic().await;
    let body =
        json!({"toolCall": {"arguments": {"inboundPhoneNumber": NUMBER, "tenantId": OTHER, "date": "2026-12-03"}}});
    let heard = desk.webhook(&body).await.expect(200).spoken();
    assert!(heard.contains("not set up for bookings"), "{heard}");
}

#[tokio::test]
async fn model_chosen_clinics_can_be_switched_off() {
    let desk = Desk::with_clinic_and(&[("VAPI_LEGACY", "off")]).await;
    let body = json!({"toolCall": {"arguments": {"inboundPhoneNumber": NUMBER, "date": "2026-12-03"}}});
    let heard = desk.webhook(&body).await.expect(200).spoken();
    assert!(heard.contains("can't tell which clinic"), "{heard}");
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings"));
}

#[tokio::test]
async fn a_name_that_is_another_tool_is_not_obeyed() {
    let desk = Desk::with_clinic().await;
    let body = calls(&json!([{"id": "a", "name": "book_appointment", "arguments": {"date": "2026-12-03"}}]));
    let heard = desk.webhook(&body).await.expect(200).spoken();
    assert!(heard.contains("check_availability"), "{heard}");
    let own_name = calls(&json!([{"id": "a", "name": "my_clinics_calendar", "arguments": {"date": "2026-12-03"}}]));
    assert!(desk.webhook(&own_name).await.expect(200).spoken().contains("more than nine openings"));
}

#[tokio::test]
async fn too_many_calls_at_once_are_answered_and_not_run() {
    let desk = Desk::with_clinic().await;
    desk.vendors.take();
    let list: Vec<Value> = (0..40)
        .map(|id| json!({"id": id.to_string(), "name": "check_availability", "arguments": {"date": "2026-12-03"}}))
        .collect();
    let answer = desk.webhook(&calls(&json!(list))).await.expect(200).json();
    assert_eq!(answer["results"].as_array().unwrap().len(), 40);
    assert_eq!(desk.vendors.take().iter().filter(|name| *name == "freeBusy").count(), 16);
}

#[tokio::test]
async fn a_suspended_clinic_serves_nobody() {
    let desk = Desk::with_clinic().await;
    for status in ["suspended", "closed"] {
        desk.operator("PATCH", "/api/org", &json!({ "status": status })).await.expect(200);
        let heard = desk.check(&json!({"date": "2026-12-03"})).await;
        assert!(heard.contains("paused"), "{heard}");
    }
    desk.operator("PATCH", "/api/org", &json!({"status": "active"})).await.expect(200);
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings"));
}

#[tokio::test]
async fn vapi_proves_itself_by_any_of_its_secrets() {
    let desk =
        Desk::with_clinic_and(&[("VAPI_AUTH", "secret"), ("VAPI_SECRETS", "old-shared-secret new-shared-secret")])
            .await;
    let body = vapi(NUMBER, &json!({"date": "2026-12-03"})).to_string();
    let send = |headers: Vec<(&'static str, &'static str)>| {
        let mut request = Request::builder().method("POST").uri(CHECK).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        desk.raw(request.body(body.clone().into()).unwrap())
    };
    for good in [
        ("x-vapi-secret", "old-shared-secret"),
        ("x-vapi-secret", "new-shared-secret"),
        ("authorization", "Bearer new-shared-secret"),
        ("authorization", "bearer old-shared-secret"),
    ] {
        send(vec![good]).await.expect(200);
    }
    for bad in [
        vec![],
        vec![("x-vapi-secret", "")],
        vec![("x-vapi-secret", "old-shared-secret new-shared-secret")],
        vec![("x-vapi-secret", "old-shared-secre")],
        vec![("authorization", "old-shared-secret")],
        vec![("authorization", "Basic old-shared-secret")],
        vec![("x-vapi-signature", "old-shared-secret")],
    ] {
        send(bad).await.problem(401, "unauthorized", None);
    }
}

/// Bodies carry transcripts, prompts and credentials. None of it is kept.
#[tokio::test]
async fn nothing_of_a_body_is_logged_or_stored() {
    let desk = Desk::with_clinic().await;
    let mut body = vapi("+15550199", &json!({"date": "canary-date", "name": "canary-name", "notes": ["canary-notes"]}));
    body["message"]["artifact"] = json!({"messages": [{"role": "user", "message": "canary-transcript"}]});
    body["message"]["assistant"] = json!({"model": {"messages": [{"content": "canary-prompt"}]}});
    body["message"]["phoneNumber"]["twilioAuthToken"] = json!("canary-twilio-token");
    body["message"]["toolWithToolCallList"] = json!([{"server": {"secret": "canary-server-secret"}}]);
    body["message"]["customer"] = json!({"number": "+15550188", "name": "canary-caller"});
    desk.webhook(&body).await.expect(200);
    body["message"]["phoneNumber"]["number"] = json!(NUMBER);
    let heard = desk.webhook(&body).await.expect(200).spoken();
    assert!(heard.contains("canary-date"), "the model hears what it sent: {heard}");
    let dump = desk.dump();
    assert_eq!(
        (dump.contains("canary-"), dump.matches("5550188").count()),
        (false, 1),
        "who called, in the log of calls: {dump}"
    );
    for text in [desk.kv.contents(), desk.log.text()] {
        assert!(!text.contains("canary-") && !text.contains("5550188"), "{text}");
    }
    assert!(desk.log.text().contains("+1*****99") && !desk.log.text().contains("5550199"), "{}", desk.log.text());
}

#[tokio::test]
async fn a_message_that_calls_nothing_is_acknowledged_and_no_more() {
    let desk = Desk::with_clinic().await;
    desk.vendors.take();
    for kind in ["status-update", "end-of-call-report", "hang", "transcript", "something-new"] {
        let body = json!({"message": {"type": kind, "phoneNumber": {"number": NUMBER}}});
        assert_eq!(desk.webhook(&body).await.expect(200).json(), json!({}), "{kind}");
    }
    assert_eq!(desk.vendors.take(), [""; 0]);
}
