//! The JSON form of the settings, and what is refused where it is not the API's tests that say so.

use serde_json::json;

use super::*;

#[test]
fn what_is_absent_has_a_default() {
    let document: TextSettings = serde_json::from_value(json!({})).unwrap();
    assert_eq!(document, TextSettings::default());
    document.check(&Figures).unwrap();
    let document: TextSettings =
        serde_json::from_value(json!({"change": {"template": "x"}, "reminder": {"enabled": false}})).unwrap();
    assert!(document.change.enabled && document.change.template.is_some());
    assert!(!document.reminder.enabled && document.confirmation.enabled && document.follow_calendar);
}

#[test]
fn a_kind_is_silent_when_it_is_switched_off_and_reminders_until_they_have_a_time() {
    let document = |document| serde_json::from_value::<TextSettings>(document).unwrap();
    let sent = |settings: TextSettings| TextKind::ALL.map(|kind| settings.text(kind, &full(), &Figures).is_some());
    assert_eq!(sent(TextSettings::default()), [true, true, true, false]);
    assert_eq!(sent(document(json!({"reminder_hours": 1}))), [true; 4]);
    assert_eq!(sent(document(json!({"reminder_hours": 1, "reminder": {"enabled": false}}))), [true, true, true, false]);
    for (index, kind) in TextKind::ALL.iter().enumerate().take(3) {
        let mut expected = [true, true, true, false];
        expected[index] = false;
        assert_eq!(sent(document(json!({kind.as_str(): {"enabled": false}}))), expected);
    }
}

#[test]
fn a_bad_template_that_was_stored_all_the_same_gives_way_to_our_words() {
    for template in ["", "{nmae}", "Call {phone}", &"x".repeat(2000)] {
        let mut settings = TextSettings::default();
        let ours = settings.text(TextKind::Change, &full(), &Figures);
        settings.change.template = Some(template.into());
        assert!(settings.check(&Figures).is_err());
        assert_eq!(settings.text(TextKind::Change, &full(), &Figures), ours, "{template}");
    }
}

#[test]
fn statuses_are_known_by_their_words() {
    for status in TextStatus::ALL {
        assert_eq!(TextStatus::named(status.as_str()), Some(status));
        assert_eq!(serde_json::to_value(status).unwrap(), json!(status.as_str()));
    }
    assert_eq!(TextStatus::named("Queued"), None);
}
