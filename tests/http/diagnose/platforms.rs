//! A captured body of each platform beside Vapi is told of step by step, and answered as that platform is.

use std::collections::BTreeSet;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use super::{clinic, codes, says};
use crate::support::{Answer, Desk, NUMBER, ORG, OTHER, fixture};

/// Diagnosed for a clinic's admin, with the headers that the platform sent.
async fn ask(desk: &Desk, org: &str, address: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let token = desk.token(Some(org), "admin");
    let mut request =
        Request::post(format!("/api/diagnose/{address}")).header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    desk.raw(request.body(Body::from(body.to_string())).unwrap()).await
}

/// The body and where it was posted, of each platform a check of what is free.
fn checks() -> Vec<(&'static str, Value)> {
    let call = json!({"call_id": "c1", "call_type": "phone_call", "direction": "inbound", "from_number": "+15550188", "to_number": NUMBER});
    let flat = json!({"date": "tomorrow", "called_number": NUMBER, "caller_number": "+15550188", "call_id": "c1"});
    let rpc = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "check_availability", "arguments": {"date": "tomorrow"}}});
    vec![
        ("retell", json!({"name": "check_availability", "args": {"date": "tomorrow"}, "call": call})),
        ("dograh?path=calendar/check", flat.clone()),
        ("synthflow?path=calendar/check", flat.clone()),
        ("elevenlabs?path=calendar/check", flat.clone()),
        ("telnyx?path=calendar/check", flat),
        ("mcp", rpc),
    ]
}

#[tokio::test]
async fn a_check_by_each_platform_is_told_step_by_step_and_answered_in_its_form() {
    let desk = clinic().await;
    let headers = [("x-called-number", NUMBER), ("x-caller-number", "+15550188"), ("x-call-id", "c1")];
    for (address, body) in checks() {
        let told = ask(&desk, ORG, address, &headers, &body).await.expect(200).json();
        assert_eq!((&told["status"], codes(&told)), (&json!(200), BTreeSet::new()), "{address}: {told}");
        assert!(says(&told, "number").contains("+15550100: this org's."), "{address}: {told}");
        assert_eq!(says(&told, "caller"), "The caller's number is +1*****88.", "{address}");
        assert!(says(&told, "arguments").contains("Read: days 2026-12-02"), "{address}: {told}");
        assert!(says(&told, "answer").contains("openings"), "{address}: {told}");
        assert!(told["answer"].to_string().contains("openings"), "{address}: {told}");
    }
    // Nothing of it is shown to the other clinic.
    for (address, body) in checks() {
        let told = ask(&desk, OTHER, address, &headers, &body).await.expect(200).json();
        assert_eq!(codes(&told), BTreeSet::from(["not_your_number".to_owned()]), "{address}: {told}");
        assert!(!told.to_string().contains("openings") && !told.to_string().contains("Downtown"), "{address}: {told}");
    }
}

#[tokio::test]
async fn a_ringing_phone_and_a_report_are_told_of_as_what_they_are() {
    let desk = clinic().await;
    let ringing = "the question which assistant answers";
    for (address, body, about) in [
        ("retell?path=/api/retell/inbound", fixture("retell/call-inbound"), ringing),
        ("retell?path=/api/retell/events", fixture("retell/call-ended"), "a report of the call"),
        ("dograh?path=/api/dograh/inbound", fixture("dograh/call-inbound"), ringing),
        ("synthflow?path=/api/synthflow/inbound", fixture("synthflow/call-inbound"), ringing),
        ("elevenlabs?path=/api/elevenlabs/initiation", fixture("elevenlabs/initiation"), ringing),
        ("telnyx?path=/api/telnyx/variables", fixture("telnyx/variables"), ringing),
        ("mcp", json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}), "the question which tools there are"),
    ] {
        let told = ask(&desk, ORG, address, &[], &body).await.expect(200).json();
        assert!(says(&told, "message").contains(about), "{address}: {told}");
    }
}

#[tokio::test]
async fn a_token_that_does_not_count_is_warned_of() {
    let desk = clinic().await;
    let (address, mut body) = checks().swap_remove(0);
    body["args"]["frontdesk_call"] = json!(format!("fdc1.{ORG}.v1.local1.AAAA"));
    let told = ask(&desk, ORG, address, &[], &body).await.expect(200).json();
    assert_eq!(codes(&told), BTreeSet::from(["call_token_refused".to_owned()]), "{told}");
    assert!(says(&told, "answer").contains("openings"), "it counts for nothing, and the call goes on: {told}");
}

#[tokio::test]
async fn what_is_no_platform_and_no_address_of_one_is_refused() {
    let desk = clinic().await;
    for (address, status) in [
        ("bland", 404),
        ("retell?path=/api/vapi/webhook", 422),
        ("retell?path=calendar/eat", 422),
        ("mcp?path=/mcp/d5bc3d69-996a-445b-a234-494040dff62", 422),
    ] {
        ask(&desk, ORG, address, &[], &json!({})).await.expect(status);
    }
}
