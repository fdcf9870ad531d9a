//! The ids of our events at Google, which lets clients choose them.

use uuid::Uuid;

/// The id of the event that `revision` of an appointment first needs: base32hex characters only, as Google asks of ids that clients
/// choose, and the same whoever computes it, so that a repeated insert is refused as a duplicate instead of made twice.
///
/// Source: <https://developers.google.com/workspace/calendar/api/v3/reference/events/insert> (`id`).
pub fn event_id(appointment_id: &str, revision: i64) -> String {
    let hex: String = appointment_id.chars().filter(char::is_ascii_hexdigit).collect();
    format!("fd{}r{revision}", hex.to_ascii_lowercase())
}

/// The id of the appointment that an event with this id was made for; `None` for events that are not ours.
pub(super) fn appointment_of(event_id: &str) -> Option<String> {
    let (hex, revision) = event_id.strip_prefix("fd")?.split_once('r')?;
    let counts = !revision.is_empty() && revision.bytes().all(|byte| byte.is_ascii_digit());
    // Any other form of a UUID has another length.
    let id = (hex.len() == 32 && counts).then(|| Uuid::try_parse(hex).ok())??;
    Some(id.as_hyphenated().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_ids_use_the_alphabet_and_differ_by_revision() {
        let id = event_id("0198C0DE-0000-7000-8000-00000000000b", 3);
        assert_eq!(id, "fd0198c0de00007000800000000000000br3");
        assert!(id.chars().all(|c| matches!(c, 'a'..='v' | '0'..='9')));
        assert_ne!(id, event_id("0198C0DE-0000-7000-8000-00000000000b", 4));
    }

    #[test]
    fn our_event_ids_lead_back_to_their_appointments() {
        let id = "0198c0de-0000-7000-8000-00000000000b";
        assert_eq!(appointment_of(&event_id(id, 12)).as_deref(), Some(id));
        for foreign in [
            "",
            "fd",
            "fdr1",
            "fd0198c0de0000700080000000000000br1",
            "abc123def456",
            "fd0198c0de00007000800000000000000br",
        ] {
            assert_eq!(appointment_of(foreign), None, "{foreign}");
        }
        let recurring = format!("{}_20261203T150000Z", event_id(id, 1));
        assert_eq!(appointment_of(&recurring), None);
        assert_eq!(appointment_of(&format!("fd{id}r1")), None, "hyphens are not in Google's alphabet");
    }
}
