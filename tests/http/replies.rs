//! Replies to a clinic's texts, such as STOP: having Twilio send them here, when the clinic asks.

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use crate::support::{Desk, ORG, Reply, twilio};

const REPLIES: &str = "/api/integrations/twilio/replies";
const TWILIO: &str = "/api/integrations/twilio";
const ORIGIN: &str = "https://desk.example";
const SENDER: &str = "+15005550006";
const BEFORE: &str = "https://sms.example/in";

fn ours() -> String {
    format!("{ORIGIN}/api/twilio/inbound?org={ORG}")
}

/// The demo clinic, whose sender sends replies somewhere else.
async fn clinic(fields: Value) -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.vendors.numbers.add("+150055500067", &json!({"sms_url": "https://longer.example"}));
    desk.vendors.numbers.add(SENDER, &fields);
    desk
}

async fn ask(desk: &Desk, dry_run: bool) -> Value {
    let answer = desk.admin("POST", REPLIES, &json!({"dry_run": dry_run})).await.expect(200);
    for text in [&answer.text, &desk.log.text(), &desk.dump()] {
        assert!(!text.contains("canary"), "{text}");
    }
    answer.json()
}

fn lines(desk: &Desk) -> String {
    desk.sqlite.value("SELECT count(*) FROM audit WHERE action = 'texts.replies_directed'")
}

#[tokio::test]
async fn replies_come_here_once_they_are_asked_for_and_what_was_before_is_told() {
    let desk = clinic(json!({"sms_url": BEFORE, "sms_method": "GET"})).await;
    let before = json!({"url": BEFORE, "method": "GET", "application": null});
    let dry = ask(&desk, true).await;
    assert_eq!((&dry["ok"], &dry["action"], &dry["before"]), (&json!(true), &json!("would_change"), &before), "{dry}");
    assert_eq!((&dry["number"], &dry["url"]), (&json!(SENDER), &json!(ours())));
    assert_eq!((desk.vendors.numbers.forms().len(), lines(&desk).as_str()), (0, "0"));

    let done = ask(&desk, false).await;
    assert_eq!((&done["ok"], &done["action"], &done["before"]), (&json!(true), &json!("changed"), &before), "{done}");
    assert!(done["detail"].as_str().unwrap().contains(BEFORE), "{done}");
    let forms = desk.vendors.numbers.forms();
    assert_eq!(forms.len(), 1);
    assert_eq!((forms[0]["SmsUrl"].as_str(), forms[0]["SmsMethod"].as_str()), (ours().as_str(), "POST"));
    assert!(!forms[0].contains_key("SmsApplicationSid"), "{forms:?}");
    let detail = "SELECT actor_id || detail FROM audit WHERE action = 'texts.replies_directed'";
    assert_eq!(desk.sqlite.value(detail), r#"test{"ok":true,"service":"twilio"}"#);

    let again = ask(&desk, false).await;
    assert_eq!((&again["ok"], &again["action"]), (&json!(true), &json!("unchanged")), "{again}");
    assert_eq!((desk.vendors.numbers.forms().len(), lines(&desk).as_str()), (0, "1"));
}

#[tokio::test]
async fn an_application_gives_way_and_is_named() {
    let application = format!("AP{}", "1".repeat(32));
    let desk = clinic(json!({"sms_url": ours(), "sms_application_sid": application})).await;
    let done = ask(&desk, false).await;
    assert_eq!((&done["action"], &done["before"]["application"]), (&json!("changed"), &json!(application)), "{done}");
    assert_eq!(desk.vendors.numbers.forms()[0]["SmsApplicationSid"], "");
    assert_eq!(ask(&desk, false).await["action"], "unchanged");

    let desk = clinic(json!({"sms_application_sid": application})).await;
    let sender =
        json!({"sid": format!("PN{}", "0".repeat(32)), "phone_number": SENDER, "sms_application_sid": application});
    let found = Reply::Json(200, json!({"incoming_phone_numbers": [sender]}));
    desk.vendors.twilio([found, Reply::Json(400, json!({"code": 21219}))]);
    let refused = ask(&desk, false).await;
    assert!(refused["ok"] == false && refused["detail"].as_str().unwrap().contains("Take it off"), "{refused}");
}

#[tokio::test]
async fn a_messaging_service_is_left_to_the_clinic() {
    let desk = clinic(json!({})).await;
    let mut account = twilio();
    account.as_object_mut().unwrap().remove("from_number");
    account["messaging_service_sid"] = json!(format!("MG{}", "1".repeat(32)));
    desk.admin("PUT", TWILIO, &account).await.expect(200);
    desk.vendors.take();
    let refused = ask(&desk, false).await;
    assert_eq!((&refused["ok"], &refused["action"]), (&json!(false), &json!("refused")), "{refused}");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("messaging service") && detail.contains(&ours()), "{detail}");
    assert_eq!((desk.vendors.take(), lines(&desk).as_str()), (Vec::<String>::new(), "0"));
}

#[tokio::test]
async fn without_an_address_of_its_own_a_deployment_cannot_be_told_of_replies() {
    let desk = Desk::with_clinic().await;
    let answer = desk.admin("POST", REPLIES, &json!({"dry_run": false})).await;
    assert!(answer.problem(409, "public_url_missing", None).text.contains("PUBLIC_URL"));
}

#[tokio::test]
async fn bad_requests_are_refused() {
    let desk = clinic(json!({})).await;
    desk.admin("POST", REPLIES, &json!({})).await.problem(422, "invalid", Some("dry_run"));
    desk.admin("POST", REPLIES, &json!({"dry_run": "no"})).await.problem(422, "invalid", Some("dry_run"));
    let url = json!({"dry_run": true, "url": "https://attacker.example"});
    desk.admin("POST", REPLIES, &url).await.problem(422, "invalid", Some("url"));
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("POST", REPLIES, &viewer, Some(&json!({"dry_run": true}))).await.problem(403, "forbidden", None);
    for path in ["google", "nobody", "vapi"] {
        let path = format!("/api/integrations/{path}/replies");
        desk.admin("POST", &path, &json!({"dry_run": true})).await.problem(404, "not_found", None);
    }
    desk.admin("DELETE", TWILIO, &Value::Null).await.expect(204);
    desk.admin("POST", REPLIES, &json!({"dry_run": true})).await.problem(404, "not_found", None);
}

#[tokio::test]
async fn what_twilio_does_not_do_is_not_said_to_be_done() {
    let error = |status, code: i64| Reply::Json(status, json!({"code": code, "message": "canary-vendor-text"}));
    let found = |fields: Value| Reply::Json(200, json!({"incoming_phone_numbers": [fields]}));
    let sender = || found(json!({"sid": format!("PN{}", "0".repeat(32)), "phone_number": SENDER, "sms_url": BEFORE}));
    for (replies, action, about) in [
        (vec![error(401, 20003)], "refused", "auth token"),
        (vec![Reply::Raw(503, "<html>"), Reply::Raw(503, "<html>")], "refused", "not available"),
        (vec![found(json!({"sid": "PN1", "phone_number": "+12025550199"}))], "refused", "not one of this account"),
        (vec![found(json!({"sid": "../../canary", "phone_number": SENDER}))], "refused", "not one of this account"),
        (vec![sender(), error(400, 21502)], "unknown", "PUBLIC_URL"),
        (vec![sender(), Reply::Fails(TransportError::Timeout)], "unknown", "in time"),
        (vec![sender(), Reply::Json(200, json!({"sms_url": BEFORE}))], "unknown", "could not be understood"),
        (vec![sender(), error(403, 20403)], "unknown", "does not allow"),
    ] {
        let desk = clinic(json!({})).await;
        desk.vendors.twilio(replies);
        let outcome = ask(&desk, false).await;
        assert_eq!((&outcome["ok"], &outcome["action"]), (&json!(false), &json!(action)), "{outcome}");
        assert!(outcome["detail"].as_str().unwrap().contains(about), "{outcome} should be about {about:?}");
        assert_eq!(lines(&desk), if action == "unknown" { "1" } else { "0" }, "{outcome}");
    }
}

/// A reply that comes here by what was set is the clinic's.
#[tokio::test]
async fn each_clinic_gets_its_own_address() {
    let desk = clinic(json!({})).await;
    let theirs = desk.token(Some(crate::support::OTHER), "admin");
    desk.send("PUT", TWILIO, &theirs, Some(&twilio())).await.expect(200);
    let answer = desk.send("POST", REPLIES, &theirs, Some(&json!({"dry_run": true}))).await.expect(200).json();
    assert!(answer["url"].as_str().unwrap().ends_with(crate::support::OTHER), "{answer}");
}
