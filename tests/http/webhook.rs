//! The one webhook: every kind of message, the tools by name, an org's own address and secret.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Desk, NUMBER, ORG, OTHER, mapping, vapi};

const WEBHOOK: &str = "/api/vapi/webhook";
const OWN_SECRET: &str = "canary-own-webhook-secret";
const OTHER_NUMBER: &str = "+15550177";

async fn post(desk: &Desk, path: &str, secret: Option<&str>, body: &Value) -> Answer {
    let mut request = Request::builder().method("POST").uri(path).header("content-type", "application/json");
    if let Some(secret) = secret {
        request = request.header("x-vapi-secret", secret);
    }
    desk.raw(request.body(axum::body::Body::from(body.to_string())).unwrap()).await
}

/// A message to the webhook that calls tools.
fn calling(calls: &[(&str, Value)]) -> Value {
    let mut body = vapi(NUMBER, &json!({}));
    let calls = calls.iter().enumerate().map(|(n, (name, arguments))| {
        json!({"id": format!("call_{n}"), "type": "function", "function": {"name": name, "arguments": arguments}})
    });
    body["message"]["toolCallList"] = calls.collect();
    body["message"]["customer"] = json!({"number": "+15550188"});
    body
}

/// Two clinics, each with a number and a secret of its own, behind a platform that has one too.
async fn two_clinics() -> Desk {
    let desk =
        Desk::with_clinic_and(&[("VAPI_AUTH", "secret"), ("VAPI_SECRETS", "the-platforms-own-webhook-secret")]).await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping(OTHER_NUMBER))).await.expect(201);
    desk.admin("PUT", "/api/integrations/vapi", &json!({"webhook_secrets": [OWN_SECRET]})).await.expect(200);
    desk
}

#[tokio::test]
async fn tools_are_called_by_name_and_each_is_answered_under_its_id() {
    let desk = Desk::with_clinic().await;
    let body = calling(&[
        ("check_availability", json!({"date": "2026-12-03"})),
        ("bookClinicAppointment", json!({"start": "2026-12-03T09:30", "name": "Ann Lee"})),
        ("lookupCaller", json!({})),
        ("order_pizza", json!({})),
        ("", json!({})),
        ("sendConfirmation", json!("{bad")),
    ]);
    let answer = post(&desk, WEBHOOK, None, &body).await.expect(200).json();
    let heard = |n: usize, kind: &str| {
        let result = &answer["results"][n];
        assert_eq!(result["toolCallId"], format!("call_{n}"));
        result[kind].as_str().unwrap_or_else(|| panic!("{result}")).to_owned()
    };
    assert!(heard(0, "result").contains("more than nine openings"));
    assert!(heard(1, "result").contains("is booked"));
    assert!(heard(2, "result").contains("one appointment: Thursday, December 3 at 9:30 AM"));
    assert!(heard(3, "error").contains("order_pizza") && heard(3, "error").contains("book_appointment"));
    assert!(heard(4, "error").contains("book_appointment"));
    assert!(heard(5, "error").contains("could not be read"));
}

#[tokio::test]
async fn a_message_that_asks_for_nothing_gets_nothing_and_opens_nothing() {
    let desk = Desk::with_clinic().await;
    desk.vendors.take();
    for name in [
        "conversation-update",
        "transcript",
        "speech-update",
        "model-output",
        "user-interrupted",
        "tool.completed",
        "x",
    ] {
        let mut body = calling(&[("book_appointment", json!({"start": "2026-12-03T09:30", "name": "Ann Lee"}))]);
        body["message"]["type"] = json!(name);
        let answer = post(&desk, WEBHOOK, None, &body).await.expect(200);
        assert_eq!((answer.json(), answer.tiers()), (json!({}), [0, 0, 0]), "{name}");
    }
    let none = post(&desk, WEBHOOK, None, &calling(&[])).await.expect(200).json();
    assert_eq!(none, json!({"results": []}));
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "0");
    assert_eq!(desk.vendors.take(), [""; 0]);
}

#[tokio::test]
async fn an_api_request_tool_sends_flat_bodies_and_gets_json() {
    let desk = Desk::with_clinic().await;
    let fixed = json!({"called_number": NUMBER, "caller_number": "+15550188", "call_id": "c6"});
    let with = |more: Value| {
        let mut body = fixed.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let path = |tool: &str| format!("/api/vapi/tools/{tool}");
    let free =
        post(&desk, &path("calendar/check"), None, &with(json!({"date": "2026-12-03"}))).await.expect(200).json();
    assert_eq!(
        (&free["ok"], &free["total"], &free["slots"][0]),
        (&json!(true), &json!(16), &json!("2026-12-03T09:00"))
    );
    assert!(free["results"].is_null());
    let order = with(json!({"start": "2026-12-03T09:30", "name": "Ann Lee"}));
    let booked = post(&desk, &path("calendar/book"), None, &order).await.expect(200).json();
    assert!(booked["ok"] == true && booked["message"].as_str().unwrap().contains("is booked"), "{booked}");
    assert_eq!(post(&desk, &path("calendar/book"), None, &order).await.expect(200).json(), booked, "once more");
    assert_eq!(
        desk.clinics.value(ORG, "SELECT group_concat(caller_number || call_id) FROM appointments"),
        "+15550188c6"
    );
    let found = post(&desk, &path("appointments/find"), None, &with(json!({}))).await.expect(200).json();
    assert!(found["message"].as_str().unwrap().contains("one appointment"), "{found}");
    let nobodys = post(&desk, &path("calendar/check"), None, &json!({"date": "2026-12-03"})).await.expect(200).json();
    assert!(nobodys["ok"] == false && nobodys["message"].as_str().unwrap().contains("which clinic"), "{nobodys}");
    // In a flat body no model chooses the clinic, also where the oldest format may.
    let chosen = json!({"date": "2026-12-03", "inboundPhoneNumber": NUMBER, "tenantId": ORG});
    let chosen = post(&desk, &path("calendar/check"), None, &chosen).await.expect(200).json();
    assert!(chosen["ok"] == false && chosen["message"].as_str().unwrap().contains("which clinic"), "{chosen}");
    let lost = post(&desk, WEBHOOK, None, &order).await.expect(200).json();
    assert!(lost["ok"] == false && lost["message"].as_str().unwrap().contains("book_appointment"), "{lost}");
}

#[tokio::test]
async fn an_orgs_own_secret_proves_calls_of_its_own_number_alone() {
    let desk = two_clinics().await;
    let ours = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    for path in [WEBHOOK.to_owned(), format!("{WEBHOOK}/{ORG}"), "/api/vapi/tools/calendar/check".to_owned()] {
        let heard = post(&desk, &path, Some(OWN_SECRET), &ours).await.expect(200).spoken();
        assert!(heard.contains("more than nine openings"), "{path}: {heard}");
        post(&desk, &path, Some("another-secret-of-nobody"), &ours).await.expect(401);
        post(&desk, &path, None, &ours).await.expect(401);
    }
    for number in [OTHER_NUMBER, "+15550199"] {
        let body = vapi(number, &json!({"date": "2026-12-03"}));
        post(&desk, WEBHOOK, Some(OWN_SECRET), &body).await.expect(401);
    }
    desk.admin("DELETE", "/api/integrations/vapi", &Value::Null).await.expect(204);
    post(&desk, WEBHOOK, Some(OWN_SECRET), &ours).await.expect(401);
}

#[tokio::test]
async fn an_orgs_own_address_serves_nobody_elses_number() {
    let desk = two_clinics().await;
    for secret in [OWN_SECRET, "the-platforms-own-webhook-secret"] {
        let pinned = format!("{WEBHOOK}/{ORG}");
        for number in [OTHER_NUMBER, "+15550199"] {
            let body = vapi(number, &json!({"date": "2026-12-03"}));
            let heard = post(&desk, &pinned, Some(secret), &body).await.expect(200).spoken();
            assert!(heard.contains("not set up for bookings"), "{number}: {heard}");
        }
        // A call from a browser has no number: the address says whose it is.
        let mut web = vapi(NUMBER, &json!({"date": "2026-12-03"}));
        web["message"]["phoneNumber"] = Value::Null;
        let heard = post(&desk, &pinned, Some(secret), &web).await.expect(200).spoken();
        assert!(heard.contains("more than nine openings"), "{heard}");
    }
    // What nobody owns is not this org's either.
    for called in [json!({"id": "0198c0de-0000-7000-8000-0000000000ff"}), json!({"sipUri": "sip:nobody@sip.vapi.ai"})] {
        let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
        body["message"]["phoneNumber"] = called;
        let heard = post(&desk, &format!("{WEBHOOK}/{ORG}"), Some(OWN_SECRET), &body).await.expect(200).spoken();
        assert!(heard.contains("not set up for bookings"), "{body}: {heard}");
    }
    // An address with an org's id that nobody has serves nobody, whoever proves the request.
    let nobodys = format!("{WEBHOOK}/0198c0de-0000-7000-8000-0000000000ff");
    for secret in [OWN_SECRET, "the-platforms-own-webhook-secret"] {
        let body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
        let heard = post(&desk, &nobodys, Some(secret), &body).await.expect(200).spoken();
        assert!(heard.contains("not set up for bookings"), "{heard}");
    }
    let theirs = format!("{WEBHOOK}/{OTHER}");
    post(&desk, &theirs, Some(OWN_SECRET), &vapi(OTHER_NUMBER, &json!({}))).await.expect(401);
    post(&desk, &format!("{WEBHOOK}/nobody"), Some(OWN_SECRET), &vapi(NUMBER, &json!({}))).await.expect(404);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_only_to_those_who_have_proven_themselves() {
    let desk = two_clinics().await;
    let platform = Some("the-platforms-own-webhook-secret");
    for (secret, status) in [(platform, 400), (Some(OWN_SECRET), 401), (None, 401)] {
        post(&desk, WEBHOOK, secret, &json!([1])).await.expect(status);
    }
    let large = json!({"message": {"artifact": "x".repeat(1024 * 1024)}});
    post(&desk, WEBHOOK, platform, &large).await.expect(413);
    post(&desk, WEBHOOK, None, &large).await.expect(401);
}

/// The call log knows of a call what Vapi reported and what its tools came to, without words of anybody.
#[tokio::test]
async fn a_call_leaves_its_log() {
    let desk = Desk::with_clinic().await;
    let mut body = calling(&[
        ("book_appointment", json!({"start": "2026-12-03T09:30", "name": "Ann Lee"})),
        ("book_appointment", json!({"start": "2026-11-03T09:30", "name": "Ann Lee"})),
        ("order_pizza", json!({})),
    ]);
    post(&desk, WEBHOOK, None, &body).await.expect(200);
    let about = |kind: &str, more: Value| {
        let mut message =
            json!({"type": kind, "call": body["message"]["call"], "phoneNumber": body["message"]["phoneNumber"]});
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "message": message })
    };
    for message in [
        about("status-update", json!({"status": "in-progress", "timestamp": 1_796_137_200_000_u64})),
        about("hang", json!({"timestamp": 1_796_137_230_000_u64})),
        about(
            "end-of-call-report",
            json!({"endedReason": "customer-ended-call", "cost": 0.12,
            "startedAt": "2026-12-01T15:00:00Z", "endedAt": "2026-12-01T15:02:00Z",
            "analysis": {"summary": "canary-summary"}, "artifact": {"transcript": "canary-transcript"}}),
        ),
    ] {
        assert_eq!(post(&desk, WEBHOOK, None, &message).await.expect(200).json(), json!({}));
    }
    let id = body["message"]["call"]["id"].as_str().unwrap().to_owned();
    let log = desk.get(&format!("/api/calls/{id}")).await.expect(200);
    let call = log.json();
    assert_eq!((&call["status"], &call["ended_reason"]), (&json!("ended"), &json!("customer-ended-call")), "{call}");
    let tools: Vec<_> = call["tools"].as_array().unwrap().iter().map(|run| (&run["tool"], &run["outcome"])).collect();
    let expected = [("book_appointment", "done"), ("book_appointment", "declined"), ("unknown", "failed")]
        .map(|(tool, outcome)| (json!(tool), json!(outcome)));
    assert_eq!(tools, expected.each_ref().map(|(tool, outcome)| (tool, outcome)), "{call}");
    let appointment = desk.clinics.value(ORG, "SELECT id FROM appointments");
    assert_eq!(call["tools"][0]["appointment_id"], appointment);
    assert!(!log.text.contains("canary") && !desk.log.text().contains("canary"));
    // A number of nobody leaves nothing.
    body["message"]["phoneNumber"]["number"] = json!("+15550199");
    body["message"]["call"]["id"] = json!("call-of-nobody");
    post(&desk, WEBHOOK, None, &body).await.expect(200);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM calls"), "1");
}
