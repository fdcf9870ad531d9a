//! Asking for the caller's name and number.

use super::line::answer;
use super::openings::today;
use super::{ArgumentFault, Desk, bad_arguments};
use crate::domain::phone::PhoneError;

/// The caller's number is withheld and none was given.
pub fn phone_needed(desk: &Desk) -> String {
    answer(&format!(
        "The caller's number is not shown. Ask for a phone number for the confirmation, with its area code, then call \
         the tool again with it as phone. {}",
        today(desk)
    ))
}

/// The number that was given cannot be used.
pub fn bad_phone(error: &PhoneError, desk: &Desk) -> String {
    bad_arguments(&ArgumentFault::Phone(*error), Some(desk))
}

/// No name was given.
pub fn name_needed(desk: &Desk) -> String {
    bad_arguments(&ArgumentFault::NoName, Some(desk))
}

/// The name that was given is not one: too long, a template, or not to be spoken.
pub fn name_unusable(desk: &Desk) -> String {
    bad_arguments(&ArgumentFault::UnusableName, Some(desk))
}

/// What is wrong with a number, and what to ask for.
pub(super) fn phone_remedy(error: PhoneError) -> String {
    let problem = match error {
        PhoneError::Empty => "The phone number is missing.",
        PhoneError::Oversized | PhoneError::UnexpectedCharacter | PhoneError::NotCanonical => {
            "The phone number could not be read."
        }
        PhoneError::Withheld => "That phone number cannot be reached.",
        PhoneError::Letters => "The phone number has letters in it.",
        PhoneError::Extension => "A number with an extension gets no texts.",
        PhoneError::MoreThanOne => "That is more than one phone number.",
        PhoneError::TooShort | PhoneError::NotNational => "The phone number is not complete.",
        PhoneError::TooLong => "The phone number has too many digits.",
        PhoneError::CountryCodeMissing | PhoneError::Ambiguous => "The country code of the phone number is missing.",
        PhoneError::CountryCodeZero => "No country code begins with 0.",
    };
    format!(
        "{problem} Ask the caller for one number with its country code, digit by digit, then send it as phone in \
         the form +15550100100."
    )
}
