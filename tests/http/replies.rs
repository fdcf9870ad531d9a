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

async fn dry_run(desk: &Desk) -> Value {
    said(desk, &json!({"dry_run": true})).await
}

/// In place of what was seen.
async fn direct(desk: &Desk, instead_of: Value) -> Value {
    said(desk, &json!({"dry_run": false, "instead_of": instead_of})).await
}

async fn said(desk: &Desk, body: &Value) -> Value {
    let answer = desk.admin("POST", REPLIES, body).await.expect(200);
    for text in [&answer.text, &desk.log.text(), &desk.dump()] {
        assert!(!text.contains("canary"), "{text}");
    }
    answer.json()
}

fn target(url: &str, method: &str) -> Value {
    json!({"url": url, "method": method, "application": null})
}

fn lines(desk: &Desk) -> String {
    desk.sqlite.value("SELECT count(*) FROM audit WHERE action = 'texts.replies_directed'")
}

#[tokio::test]
async fn replies_come_here_once_they_are_asked_for_and_what_was_before_is_told() {
    let desk = clinic(json!({"sms_url": BEFORE, "sms_method": "GET"})).await;
    let before = target(BEFORE, "GET");
    let dry = dry_run(&desk).await;
    assert_eq!((&dry["ok"], &dry["action"], &dry["before"]), (&json!(true), &json!("would_change"), &before), "{dry}");
    let detail = dry["detail"].as_str().unwrap();
    assert!(detail.contains("would get none any more") && detail.contains("drops the rest"), "{detail}");
    assert_eq!((&dry["number"], &dry["url"]), (&json!(SENDER), &json!(ours())));
    assert_eq!((desk.vendors.numbers.forms().len(), lines(&desk).as_str()), (0, "0"));

    let done = direct(&desk, before.clone()).await;
    assert_eq!((&done["ok"], &done["action"], &done["before"]), (&json!(true), &json!("changed"), &before), "{done}");
    let detail = done["detail"].as_str().unwrap();
    assert!(detail.contains(BEFORE) && detail.contains("gets none any more"), "{detail}");
    let forms = desk.vendors.numbers.forms();
    assert_eq!(forms.len(), 1);
    assert_eq!((forms[0]["SmsUrl"].as_str(), forms[0]["SmsMethod"].as_str()), (ours().as_str(), "POST"));
    assert!(!forms[0].contains_key("SmsApplicationSid"), "{forms:?}");
    let detail = "SELECT actor_id || detail FROM audit WHERE action = 'texts.replies_directed'";
    assert_eq!(
        desk.sqlite.value(detail),
        r#"test{"instead_of":"sms.example","number":"+1*****06","ok":true,"service":"twilio"}"#
    );

    let again = direct(&desk, Value::Null).await;
    assert_eq!((&again["ok"], &again["action"]), (&json!(true), &json!("unchanged")), "{again}");
    assert_eq!((desk.vendors.numbers.forms().len(), lines(&desk).as_str()), (0, "1"));
}

#[tokio::test]
async fn an_application_gives_way_and_is_named() {
    let application = format!("AP{}", "1".repeat(32));
    let desk = clinic(json!({"sms_url": ours(), "sms_application_sid": application})).await;
    let before = dry_run(&desk).await["before"].clone();
    let done = direct(&desk, before.clone()).await;
    assert_eq!((&done["action"], &done["before"]["application"]), (&json!("changed"), &json!(application)), "{done}");
    assert_eq!(desk.vendors.numbers.forms()[0]["SmsApplicationSid"], "");
    assert_eq!(direct(&desk, before).await["action"], "unchanged");

    let desk = clinic(json!({"sms_application_sid": application})).await;
    let sender =
        json!({"sid": format!("PN{}", "0".repeat(32)), "phone_number": SENDER, "sms_application_sid": application});
    let found = Reply::Json(200, json!({"incoming_phone_numbers": [sender]}));
    desk.vendors.twilio([found, Reply::Json(400, json!({"code": 21219}))]);
    let before = json!({"url": "", "method": "POST", "application": application});
    let refused = direct(&desk, before).await;
    assert_eq!(refused["action"], "refused");
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
    let refused = direct(&desk, Value::Null).await;
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
    let unsound = json!({"dry_run": false, "instead_of": {"url": BEFORE}});
    desk.admin("POST", REPLIES, &unsound).await.problem(422, "invalid", Some("instead_of.method"));
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
        (vec![sender(), error(400, 21502)], "refused", "PUBLIC_URL"),
        (vec![sender(), error(401, 20003)], "refused", "auth token"),
        (vec![sender(), error(429, 20429)], "refused", "limits the rate"),
        (vec![sender(), Reply::Raw(408, "")], "unknown", "Look again"),
        (vec![sender(), Reply::Raw(503, "<html>")], "unknown", "not available"),
        (vec![sender(), Reply::Fails(TransportError::Connection)], "unknown", "could not be reached"),
        (vec![sender(), Reply::Fails(TransportError::Timeout)], "unknown", "in time"),
        (vec![sender(), Reply::Json(200, json!({"sms_url": BEFORE}))], "unknown", "could not be understood"),
        (vec![sender(), error(403, 20403)], "refused", "does not allow"),
    ] {
        let desk = clinic(json!({})).await;
        desk.vendors.twilio(replies.clone());
        desk.vendors.take();
        let (asked, outcome) = (replies.len(), direct(&desk, target(BEFORE, "POST")).await);
        assert_eq!(desk.vendors.take().len(), asked, "what changes something is asked for once: {outcome}");
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

/// What stands there may be a clinic's own two-way texting, so nobody gives it up without having seen it.
#[tokio::test]
async fn what_nobody_has_seen_is_not_given_up() {
    let application = format!("AP{}", "1".repeat(32));
    let before = target(BEFORE, "POST");
    let nowhere = target("", "POST");
    for (stands, seen) in [
        (json!({"sms_url": BEFORE}), Value::Null),
        (json!({"sms_url": BEFORE}), nowhere.clone()),
        (json!({"sms_url": BEFORE, "sms_method": "GET"}), before.clone()),
        (json!({"sms_url": "https://newer.example/in"}), before.clone()),
        (json!({"sms_url": BEFORE, "sms_application_sid": application}), before.clone()),
        (json!({"sms_url": ""}), before.clone()),
    ] {
        let desk = clinic(stands).await;
        let body = json!({"dry_run": false, "instead_of": seen});
        desk.admin("POST", REPLIES, &body).await.problem(409, "changed_meanwhile", Some("instead_of"));
        assert_eq!((desk.vendors.numbers.forms().len(), lines(&desk).as_str()), (0, "0"), "{body}");
    }
    let desk = clinic(json!({"sms_url": BEFORE})).await;
    desk.admin("POST", REPLIES, &json!({"dry_run": false})).await.problem(409, "changed_meanwhile", Some("instead_of"));
    for seen in [Value::Null, nowhere] {
        let desk = clinic(json!({})).await;
        assert_eq!(direct(&desk, seen).await["action"], "changed");
    }
}

#[tokio::test]
async fn the_trail_has_the_host_and_nothing_else_of_an_address() {
    let url = "https://user:word@sms.example:8443/secret-path?key=secret#part";
    let desk = clinic(json!({"sms_url": url})).await;
    direct(&desk, target(url, "POST")).await;
    let line = desk.sqlite.value("SELECT detail FROM audit WHERE action = 'texts.replies_directed'");
    assert!(line.contains("sms.example:8443"), "{line}");
    for secret in ["user", "word", "secret", SENDER] {
        assert!(!line.contains(secret), "{line}");
    }
}

/// Two clinics may text from one number, and only one of them gets what is answered.
#[tokio::test]
async fn a_number_whose_replies_are_another_clinics_is_left_to_it() {
    let theirs = format!("{ORIGIN}/api/twilio/inbound?org={}", crate::support::OTHER);
    for fields in [json!({"sms_url": theirs}), json!({"sms_url": theirs, "sms_method": "GET"})] {
        let desk = clinic(fields).await;
        for outcome in [dry_run(&desk).await, direct(&desk, target(&theirs, "POST")).await] {
            assert_eq!((&outcome["ok"], &outcome["action"]), (&json!(false), &json!("refused")), "{outcome}");
            assert!(outcome["detail"].as_str().unwrap().contains("another clinic"), "{outcome}");
            assert!(!outcome.to_string().contains(crate::support::OTHER), "{outcome}");
        }
        assert_eq!((desk.vendors.numbers.forms().len(), lines(&desk).as_str()), (0, "0"));
    }
}

#[tokio::test]
async fn our_own_address_with_another_method_is_said_to_be_that() {
    let desk = clinic(json!({"sms_url": ours(), "sms_method": "GET"})).await;
    let dry = dry_run(&desk).await;
    let detail = dry["detail"].as_str().unwrap();
    assert!(detail.contains("here with GET") && !detail.contains("Whoever"), "{detail}");
    assert_eq!(direct(&desk, dry["before"].clone()).await["action"], "changed");
}
