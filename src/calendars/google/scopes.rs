//! What Google is asked to allow, box by box, and what of it somebody has left unticked.

use std::collections::HashSet;

/// All of Google Calendar, which includes every scope here.
const EVERYTHING: &str = "https://www.googleapis.com/auth/calendar";

/// One box of the consent page.
struct Permission {
    /// The word by which the console knows the box.
    word: &'static str,
    /// What is asked for: no more than is needed.
    asked: &'static str,
    /// What does as well.
    also: &'static [&'static str],
}

/// Each may be unticked for itself. Sources: the scopes of `events.insert`, `freebusy.query` and `calendarList.list` in the API's
/// discovery document.
const PERMISSIONS: [Permission; 3] = [
    Permission { word: "events", asked: "https://www.googleapis.com/auth/calendar.events", also: &[] },
    Permission {
        word: "busy",
        asked: "https://www.googleapis.com/auth/calendar.freebusy",
        also: &[
            "https://www.googleapis.com/auth/calendar.events.freebusy",
            "https://www.googleapis.com/auth/calendar.readonly",
        ],
    },
    Permission {
        word: "list",
        asked: "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
        also: &[
            "https://www.googleapis.com/auth/calendar.calendarlist",
            "https://www.googleapis.com/auth/calendar.readonly",
        ],
    },
];

/// What is asked for, with who it is that allows it.
pub(super) fn asked() -> String {
    let scopes = PERMISSIONS.iter().map(|permission| permission.asked);
    ["openid", "email"].into_iter().chain(scopes).collect::<Vec<_>>().join(" ")
}

/// The words of the boxes that are missing in `granted`, which are scopes separated by spaces.
pub(super) fn missing(granted: &str) -> Vec<&'static str> {
    let granted: HashSet<&str> = granted.split_whitespace().collect();
    let is_missing = |permission: &&Permission| {
        let mut enough = permission.also.iter().copied().chain([permission.asked, EVERYTHING]);
        !enough.any(|scope| granted.contains(scope))
    };
    PERMISSIONS.iter().filter(is_missing).map(|permission| permission.word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing_of(names: &[&str]) -> Vec<&'static str> {
        missing(
            &names.iter().map(|name| format!("https://www.googleapis.com/auth/{name}")).collect::<Vec<_>>().join(" "),
        )
    }

    #[test]
    fn what_is_asked_for_is_enough() {
        assert_eq!(missing(&asked()), [""; 0]);
    }

    #[test]
    fn each_box_that_is_unticked_is_named() {
        assert_eq!(missing(""), ["events", "busy", "list"]);
        assert_eq!(missing_of(&["calendar.freebusy", "calendar.calendarlist.readonly"]), ["events"]);
        assert_eq!(missing_of(&["calendar.events", "calendar.calendarlist.readonly"]), ["busy"]);
        assert_eq!(missing_of(&["calendar.events", "calendar.freebusy"]), ["list"]);
        // Reading is not writing, and the name of a scope is not its beginning.
        assert_eq!(missing_of(&["calendar.readonly"]), ["events"]);
        assert_eq!(missing_of(&["calendar.events.readonly", "calendar.readonly"]), ["events"]);
    }

    #[test]
    fn what_includes_a_permission_does_as_well() {
        assert_eq!(missing_of(&["calendar"]), [""; 0]);
        assert_eq!(missing_of(&["calendar.events", "calendar.events.freebusy", "calendar.calendarlist"]), [""; 0]);
    }
}
