//! What texts say, word for word.

use super::*;

#[test]
fn our_own_words_with_everything_and_with_little() {
    let messaging = Messaging { reminder_hours: Some(24), ..Messaging::default() };
    messaging.check().unwrap();
    for (kind, everything, little) in [
        (
            TextKind::Confirmation,
            "Oak Dental: your appointment for Cleaning with Dr. Chen is confirmed for Thursday, December 3 at 9:30 AM. \
             To change it, call us at +15550100.",
            "Oak Dental: your appointment is confirmed for Thursday, December 3 at 9:30 AM. To change it, call us.",
        ),
        (
            TextKind::Change,
            "Oak Dental: your appointment for Cleaning with Dr. Chen has been moved to Thursday, December 3 at 9:30 AM. \
             To change it, call us at +15550100.",
            "Oak Dental: your appointment has been moved to Thursday, December 3 at 9:30 AM. To change it, call us.",
        ),
        (
            TextKind::Cancellation,
            "Oak Dental: your appointment for Cleaning with Dr. Chen on Thursday, December 3 at 9:30 AM has been cancelled. \
             To book another, call us at +15550100.",
            "Oak Dental: your appointment on Thursday, December 3 at 9:30 AM has been cancelled. To book another, call us.",
        ),
        (
            TextKind::Reminder,
            "Oak Dental: a reminder of your appointment for Cleaning with Dr. Chen on Thursday, December 3 at 9:30 AM. \
             If you cannot come, call us at +15550100.",
            "Oak Dental: a reminder of your appointment on Thursday, December 3 at 9:30 AM. If you cannot come, call us.",
        ),
    ] {
        for (fields, expected) in [(full(), everything), (bare(), little)] {
            let text = messaging.text(kind, &fields).unwrap();
            assert_eq!(text, Text { body: expected.into(), encoding: Encoding::Gsm7, segments: 1 });
        }
    }
}
