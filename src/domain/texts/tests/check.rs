//! The JSON form of the settings, and what is refused where it is not the API's tests that say so.

use serde_json::json;

use super::*;

#[test]
fn what_is_absent_has_a_default() {
    let document: Messaging = serde_json::from_value(json!({})).unwrap();
    assert_eq!(document, Messaging::default());
    document.check().unwrap();
    let document: Messaging =
        serde_json::from_value(json!({"change": {"template": "x"}, "reminder": {"enabled": false}})).unwrap();
    assert!(document.change.enabled && document.change.template.is_some());
    assert!(!document.reminder.enabled && document.confirmation.enabled && document.follow_calendar);
}

#[test]
fn a_kind_is_silent_when_it_is_switched_off_and_reminders_until_they_have_a_time() {
    let document = |document| serde_json::from_value::<Messaging>(document).unwrap();
    let sent = |messaging: Messaging| TextKind::ALL.map(|kind| messaging.text(kind, &full()).is_some());
    assert_eq!(sent(Messaging::default()), [true, true, true, false]);
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
        let mut messaging = Messaging::default();
        let ours = messaging.text(TextKind::Change, &full());
        messaging.change.template = Some(template.into());
        assert!(messaging.check().is_err());
        assert_eq!(messaging.text(TextKind::Change, &full()), ours, "{template}");
    }
}

#[test]
fn statuses_are_known_by_their_words() {
    for status in MessageStatus::ALL {
        assert_eq!(MessageStatus::named(status.as_str()), Some(status));
        assert_eq!(serde_json::to_value(status).unwrap(), json!(status.as_str()));
    }
    assert_eq!(MessageStatus::named("Queued"), None);
}
