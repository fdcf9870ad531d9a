//! What calls show: an id that is not proven silences no number, and the operator hears of it from calls that are proven alone.

use serde_json::{Value, json};

use super::{MAPPINGS, clinic, disputes, other};
use crate::support::{Desk, NUMBER, ORG, OTHER, mapping, vapi};

/// The other clinic maps an id and a SIP name of the first one's number.
async fn claimed(desk: &Desk) -> Value {
    let mut theirs = mapping("+15550122");
    theirs["vapi_phone_number_id"] = json!("num-2");
    theirs["sip_uri"] = json!("sip:front@sip.vapi.ai");
    other(desk, "POST", MAPPINGS, &theirs).await.expect(201);
    let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    body["message"]["phoneNumber"]["id"] = json!("num-2");
    body
}

#[tokio::test]
async fn an_unproven_id_silences_no_number_and_the_operator_hears_of_it_once_a_minute() {
    let desk = clinic("25").await;
    super::approve(&desk, ORG, NUMBER).await;
    let mut body = claimed(&desk).await;
    for (field, value) in [("id", "num-2"), ("sipUri", "sip:front@sip.vapi.ai")] {
        body["message"]["phoneNumber"] = json!({"provider": "twilio", "number": NUMBER, (field): value});
        let heard = desk.webhook(&body).await.expect(200).spoken();
        assert!(heard.contains("Downtown Dental Clinic has more than nine openings"), "{field}: {heard}");
        desk.frontdesk.app().directory.forget(ORG.parse().unwrap(), []);
    }
    let found = disputes(&desk).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let (source, value) = (&found[0]["source"], &found[0]["value"]);
    assert_eq!((source, value, &found[0]["seen"]), (&json!("call"), &json!("num-2"), &json!(1)));
    assert_eq!(
        [&found[0]["holder"]["org_id"], &found[0]["claimant"]["org_id"]],
        [&json!(OTHER), &json!(ORG)],
        "the owner of the number wants the id that came with it"
    );
    assert_eq!(desk.log.text().matches("route.claim_disputed").count(), 1);
}

#[tokio::test]
async fn strangers_and_pasted_messages_write_nothing() {
    let mut desk = clinic("25").await;
    let body = claimed(&desk).await;
    desk.admin("POST", "/api/diagnose/vapi", &body).await.expect(200);
    assert_eq!(disputes(&desk).await, [Value::Null; 0]);
    desk.another_isolate(&[("VAPI_AUTH", "secret"), ("VAPI_SECRETS", "a-secret-of-the-deployment-0001")]);
    desk.webhook(&body).await.expect(401);
    desk.post_bytes("/api/vapi/webhook", &[("x-vapi-secret", "a-guess")], body.to_string()).await.expect(401);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM claim_disputes"), "0");
}
