//! What a clinic's patients are texted.

use frontdesk::ports::KeyValue;
use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG, OTHER, vapi};

const MESSAGING: &str = "/api/messaging";

/// The confirmation's template, and everything else as it is.
fn confirming(template: &str) -> Value {
    json!({"confirmation": {"template": template}})
}

#[tokio::test]
async fn a_clinic_that_has_set_nothing_texts_in_our_words_and_does_not_remind() {
    let desk = Desk::with_clinic().await;
    let settings = desk.get(MESSAGING).await.expect(200).json();
    let rest = (&settings["reminder_hours"], &settings["daily_cap"], &settings["follow_calendar"]);
    assert_eq!(rest, (&Value::Null, &json!(200), &json!(true)));
    for kind in ["confirmation", "change", "cancellation", "reminder"] {
        let (setting, preview) = (&settings[kind], &settings[kind]["preview"]);
        assert_eq!((&setting["enabled"], &setting["template"]), (&json!(true), &Value::Null), "{kind}");
        let body = preview["body"].as_str().unwrap();
        for part in ["Downtown Dental Clinic", "Thursday, December 3", "9:30 AM", "call us at +15550100"] {
            assert!(body.contains(part), "{body}");
        }
        assert!(preview["template"].as_str().unwrap().contains("[ with {practitioner}]"));
        assert_eq!(preview["encoding"], "gsm7");
        let segments = if body.len() <= 160 { 1 } else { 2 };
        assert_eq!(preview["segments"], segments, "{body}");
    }
}

#[tokio::test]
async fn settings_are_replaced_as_a_whole_and_what_was_read_can_be_sent_back() {
    let desk = Desk::with_clinic().await;
    let wanted = json!({
        "confirmation": {"template": "See you on {date}, {name}"}, "change": {"enabled": false},
        "reminder_hours": 24, "daily_cap": 0, "follow_calendar": false});
    let answered = desk.admin("PUT", MESSAGING, &wanted).await.expect(200).json();
    assert_eq!(answered["confirmation"]["preview"]["body"], "See you on Thursday, December 3, Maria Lopez");
    assert_eq!((&answered["change"]["enabled"], &answered["cancellation"]["enabled"]), (&json!(false), &json!(true)));
    assert!(answered["change"]["preview"]["body"].is_string(), "what is switched off is shown too");
    assert_eq!(desk.get(MESSAGING).await.expect(200).json(), answered);
    let stored = desk.sqlite.value("SELECT document FROM messaging");
    assert!(!stored.contains("preview"), "{stored}");
    assert_eq!(desk.admin("PUT", MESSAGING, &answered).await.expect(200).json(), answered);
    assert_eq!(desk.sqlite.value("SELECT document FROM messaging"), stored);
    let defaults = desk.admin("PUT", MESSAGING, &json!({})).await.expect(200).json();
    assert_eq!((&defaults["daily_cap"], &defaults["reminder_hours"]), (&json!(200), &Value::Null));
}

#[tokio::test]
async fn a_viewer_reads_and_an_admin_writes_and_neither_for_another_clinic() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", MESSAGING, &confirming("Ours: {date}")).await.expect(200);
    let viewer = desk.token(Some(ORG), "viewer");
    let read = desk.send("GET", MESSAGING, &viewer, None).await.expect(200).json();
    assert_eq!(read["confirmation"]["template"], "Ours: {date}");
    desk.send("PUT", MESSAGING, &viewer, Some(&json!({}))).await.problem(403, "forbidden", None);
    let theirs = desk.send("GET", MESSAGING, &desk.token(Some(OTHER), "admin"), None).await.expect(200).json();
    assert_eq!(theirs["confirmation"]["template"], Value::Null);
    assert!(theirs["confirmation"]["preview"]["body"].as_str().unwrap().starts_with("Uptown Dental Clinic: "));
    desk.send("GET", MESSAGING, "", None).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn bad_settings_are_refused_by_field_and_say_why() {
    let desk = Desk::with_clinic().await;
    for (body, field, why) in [
        (confirming(""), "confirmation.template", "must say something"),
        (confirming(" \n "), "confirmation.template", "must say something"),
        (confirming("[{service}]"), "confirmation.template", "must say something"),
        (confirming("{name}"), "confirmation.template", "must say something"),
        (confirming("Hi {nmae}"), "confirmation.template", "unknown field {nmae}; there are {name}, {clinic}"),
        (confirming("Hi {}"), "confirmation.template", "unknown field {}"),
        (confirming("Hi {Name}"), "confirmation.template", "unknown field {Name}"),
        (confirming("Hi {{name}}"), "confirmation.template", "has a { that does not pair up"),
        (confirming("Hi {name"), "confirmation.template", "has a { that does not pair up"),
        (confirming("Hi name}"), "confirmation.template", "has a } that does not pair up"),
        (confirming("Hi [{name}"), "confirmation.template", "has a [ that does not pair up"),
        (confirming("Hi {name}]"), "confirmation.template", "has a ] that does not pair up"),
        (confirming("a [b {name} [c {service}]]"), "confirmation.template", "has a [ that does not pair up"),
        (confirming("a [{name] b}"), "confirmation.template", "has a { that does not pair up"),
        (confirming("Your {service}"), "confirmation.template", "has {service} outside brackets"),
        (confirming("With {practitioner}"), "confirmation.template", "such as [ - {practitioner}]"),
        (confirming("Call {phone}"), "confirmation.template", "has {phone} outside brackets"),
        (confirming("See you [soon]"), "confirmation.template", "without a field, [soon]"),
        (confirming("Bell\u{7}"), "confirmation.template", "control characters"),
        (confirming("a\r\nb"), "confirmation.template", "control characters"),
        (confirming(&"x".repeat(661)), "confirmation.template", "would have 661 characters"),
        (confirming(&"{clinic} ".repeat(9)), "confirmation.template", "would have 729 characters"),
        (json!({"reminder": {"template": "{x}"}}), "reminder.template", "unknown field {x}"),
        (json!({"change": {"template": 5}}), "change.template", "must be a string"),
        (json!({"change": {"enabled": "no"}}), "change.enabled", "must be a boolean"),
        (json!({"change": {"words": "x"}}), "change.words", "Unknown field"),
        (json!({"changes": {}}), "changes", "Unknown field"),
        (json!({"reminder_hours": 0}), "reminder_hours", "must be from 1 to 168"),
        (json!({"reminder_hours": 169}), "reminder_hours", "must be from 1 to 168"),
        (json!({"reminder_hours": 2.5}), "reminder_hours", "must be a whole number"),
        (json!({"daily_cap": 10_001}), "daily_cap", "must be from 0 to 10000"),
        (json!({"daily_cap": -1}), "daily_cap", "must not be negative"),
        (json!({"follow_calendar": "yes"}), "follow_calendar", "must be a boolean"),
    ] {
        let answer = desk.admin("PUT", MESSAGING, &body).await.problem(422, "invalid", Some(field)).json();
        assert!(answer["detail"].as_str().unwrap().contains(why), "{answer} should say: {why}");
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM messaging"), "0");
}

#[tokio::test]
async fn a_preview_tells_what_a_template_costs() {
    let desk = Desk::with_clinic().await;
    for (template, encoding, segments) in [
        ("{time}: caf\u{e9}", "gsm7", 1),
        ("{time}: it\u{2019}s on", "ucs2", 1),
        (&"x".repeat(160), "gsm7", 1),
        (&"x".repeat(161), "gsm7", 2),
        (&format!("{}\u{20ac}", "x".repeat(159)), "gsm7", 2),
        (&"\u{4e00}".repeat(70), "ucs2", 1),
        (&"\u{4e00}".repeat(71), "ucs2", 2),
        (&"x".repeat(660), "gsm7", 5),
        (&"\u{1f600}".repeat(330), "ucs2", 10),
    ] {
        let answered = desk.admin("PUT", MESSAGING, &confirming(template)).await.expect(200).json();
        let preview = &answered["confirmation"]["preview"];
        assert_eq!((&preview["encoding"], &preview["segments"]), (&json!(encoding), &json!(segments)), "{template}");
    }
}

#[tokio::test]
async fn a_change_is_part_of_what_calls_are_answered_from() {
    let desk = Desk::with_clinic().await;
    let key = desk.kv.keys().into_iter().find(|key| key.ends_with(NUMBER)).unwrap();
    desk.admin("PUT", MESSAGING, &json!({"daily_cap": 7})).await.expect(200);
    let published = desk.kv.get(&key).await.unwrap().unwrap();
    assert!(published.contains(r#""daily_cap":7"#), "{published}");
    desk.sqlite.execute(r#"UPDATE messaging SET document = '{"daily_cap": 8}'"#);
    desk.sweep().await;
    let published = desk.kv.get(&key).await.unwrap().unwrap();
    assert!(published.contains(r#""daily_cap":8"#), "{published}");
}

#[tokio::test]
async fn a_document_that_was_published_before_there_were_texts_is_still_read() {
    let mut desk = Desk::with_clinic().await;
    let key = desk.kv.keys().into_iter().find(|key| key.ends_with(NUMBER)).unwrap();
    let mut published: Value = serde_json::from_str(&desk.kv.get(&key).await.unwrap().unwrap()).unwrap();
    published["route"].as_object_mut().unwrap().remove("messaging").unwrap();
    desk.kv.plant(&key, &published.to_string());
    desk.another_isolate(&[]);
    let answer = desk.webhook(&vapi(NUMBER, &json!({"date": "2026-12-03"}))).await.expect(200);
    let [memory, kv, _] = answer.tiers();
    assert_eq!((memory, kv), (0, 1), "{}", desk.log.text());
}
