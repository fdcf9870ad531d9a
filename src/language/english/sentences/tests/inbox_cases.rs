//! The cases of the golden file around messages for the staff.

use super::golden::Case;
use super::prelude::*;
use super::{desk, start};

pub(super) fn messages() -> Vec<Case> {
    let desk = desk();
    let taken =
        |practitioner, callback| English.message_taken(&TakenSummary { ending: "0188", practitioner, callback }, &desk);
    vec![
        ("a message while the clinic is open", taken(None, Callback::Today)),
        ("a message while it is closed", taken(None, Callback::AtOpening(start("2026-12-01T09:00")))),
        ("a message for a practitioner", taken(Some("Dr. Lee"), Callback::Today)),
        ("a message to a clinic without hours", taken(None, Callback::Unknown)),
        ("a message from a withheld number", English.callback_number_needed(&desk)),
        ("too many messages", English.message_limit_reached(&desk)),
        ("a message that may not have been taken", English.message_not_confirmed(&desk)),
    ]
}
