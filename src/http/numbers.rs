//! Phone numbers in requests, and what the API says of those that it refuses.

use super::Error;
use crate::domain::{
    assistant,
    country::Country,
    phone::{DialNumber, NumberPattern, PhoneError, PhoneNumber},
    route::Route,
};

/// Reads a number that is to be kept, in any usual form.
///
/// # Errors
/// What is wrong with `field`.
pub(crate) fn entered(field: &str, text: &str, country: Option<Country>) -> Result<PhoneNumber, Error> {
    PhoneNumber::parse_entered(text, country).map_err(|error| refused(field, error))
}

/// Reads a number that is dialled or sent from, and is to be kept as it is dialled.
///
/// # Errors
/// What is wrong with `field`.
pub(crate) fn dialled(field: &str, text: &str, country: Option<Country>) -> Result<DialNumber, Error> {
    DialNumber::parse_entered(text, country).map_err(|error| refused(field, error))
}

/// Reads an entry of a block list: a number, or the beginning of numbers.
///
/// # Errors
/// What is wrong with `field`.
pub(crate) fn blocked(field: &str, text: &str, country: Option<Country>) -> Result<NumberPattern, Error> {
    assistant::blocked(text, country).map_err(|error| match error {
        PhoneError::TooShort => Error::invalid(
            field,
            "This would block every caller of a country; give a number, or more of the first digits. To block a whole country other than the organisation's, set the organisation's country first.",
        ),
        error => refused(field, error),
    })
}

/// Reads the number of a patient of a clinic.
///
/// # Errors
/// What is wrong with `field`.
pub(crate) fn of_patient(field: &str, text: &str, route: &Route) -> Result<PhoneNumber, Error> {
    route.patient_phone(text, None).map_err(|error| refused(field, error))
}

/// Reads the number of somebody of a clinic's staff who is texted.
///
/// # Errors
/// What is wrong with `field`.
pub(crate) fn of_staff(field: &str, text: &str, route: &Route) -> Result<PhoneNumber, Error> {
    route.staff_phone(text).map_err(|error| match error {
        PhoneError::Premium => Error::invalid(field, "This is a premium number, to which no texts go; give another one."),
        PhoneError::ClinicsOwn => Error::invalid(
            field,
            "The assistant answers this number itself, so a text to it would reach nobody. Give a number that somebody reads.",
        ),
        error => refused(field, error),
    })
}

/// Reads a number that is looked for: what was [`entered`] in a form is found by the same form.
///
/// # Errors
/// As [`entered`].
pub(crate) fn searched(field: &str, text: &str, country: Option<Country>) -> Result<PhoneNumber, Error> {
    PhoneNumber::parse_searched(text, country).map_err(|error| refused(field, error))
}

/// The answer to a number that was refused. No sentence repeats the number, so each may be logged.
fn refused(field: &str, error: PhoneError) -> Error {
    Error::invalid(field, says(error))
}

/// What is wrong with a number and what to do, for whoever sent it.
fn says(error: PhoneError) -> &'static str {
    match error {
        PhoneError::Empty => "The phone number is missing; give it with + and the country code.",
        PhoneError::Oversized => "The text is too long for a phone number; give the number alone.",
        PhoneError::Withheld => "The phone number is withheld; give one that can be called back.",
        PhoneError::Letters => "A phone number has no letters; give it in digits.",
        PhoneError::Extension => "An extension cannot be kept; give the phone number without it.",
        PhoneError::MoreThanOne => "This looks like more than one phone number; give one at a time.",
        PhoneError::UnexpectedCharacter => "A phone number cannot contain this character; use digits with a leading +.",
        PhoneError::TooShort => "The phone number is too short; give it in full with + and the country code.",
        PhoneError::TooLong => "The phone number has more than 15 digits; give one number and check its digits.",
        PhoneError::CountryCodeMissing => {
            "The country code is missing; write the phone number with + and the country code."
        }
        PhoneError::CountryCodeZero => {
            "No country code begins with 0; after the + write the country code, then the number."
        }
        PhoneError::CountryCodeUnknown => {
            "No country has this country code; after the + write the country code, then the number."
        }
        PhoneError::Premium => "This is a premium number, to which no texts go; give one of the patient's own.",
        PhoneError::ClinicsOwn => "This is a number of the clinic; give one of the patient's own.",
        PhoneError::NotNational => {
            "This is not a complete number of its country; check its digits, \
             and add the area code, or write it with + and the country code."
        }
        PhoneError::Ambiguous => {
            "The first digits may be a country code or an area code; \
             write the phone number with + and the country code."
        }
    }
}
