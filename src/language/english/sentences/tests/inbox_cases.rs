//! The cases of the golden file around messages for the staff.

use super::golden::Case;
use super::prelude::*;
use super::{desk, start};
use crate::domain::{caller_message::MessageLimit, phone::PhoneError};

pub(super) fn messages() -> Vec<Case> {
    let desk = desk();
    let taken = |practitioner, callback| {
        English.message_taken(&TakenSummary { ending: Some("0188"), practitioner, callback }, &desk)
    };
    let callback_fault = |error| English.bad_arguments(&ArgumentFault::CallbackNumber(error), Some(&desk));
    vec![
        ("a message while the clinic is open", taken(None, Callback::Today)),
        ("a message while it is closed", taken(None, Callback::AtOpening(start("2026-12-01T09:00")))),
        ("a message for a practitioner", taken(Some("Dr. Lee"), Callback::Today)),
        ("a message to a clinic without hours", taken(None, Callback::Unknown)),
        ("a message from a withheld number", English.callback_number_needed(&desk)),
        (
            "a message without a number",
            English.message_taken(
                &TakenSummary { ending: None, practitioner: Some("Dr. Lee"), callback: Callback::Today },
                &desk,
            ),
        ),
        ("a number to call back that is incomplete", callback_fault(PhoneError::NotNational)),
        ("a number to call back abroad", callback_fault(PhoneError::CountryCodeMissing)),
        ("a premium number to call back", callback_fault(PhoneError::Premium)),
        ("a number to call back with an extension", callback_fault(PhoneError::Extension)),
        ("the clinic's number to call back", callback_fault(PhoneError::ClinicsOwn)),
        ("too many messages", English.message_limit_reached(MessageLimit::OfCaller, &desk)),
        ("too many messages of withheld callers", English.message_limit_reached(MessageLimit::OfWithheld, &desk)),
        ("a message that may not have been taken", English.message_not_confirmed(&desk)),
    ]
}
