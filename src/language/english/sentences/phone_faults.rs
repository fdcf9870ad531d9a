//! Asking for the caller's name and number.

use super::openings::today;
use crate::{
    domain::phone::PhoneError,
    language::{answer::answer, sentences::SpeechContext},
};

/// The caller's number is withheld and none was given.
pub(super) fn phone_needed(desk: &SpeechContext) -> String {
    answer(&format!(
        "The caller's number is not shown. Ask for a phone number for the confirmation, with its area code, then call \
         the tool again with it as phone. {}",
        today(desk)
    ))
}

/// What is wrong with a number, and what to ask for. No example: a model might send it.
pub(super) fn phone_remedy(error: PhoneError) -> String {
    let area_code = "Ask the caller for the number again, with its area code, then send its digits as phone.";
    let country_code = "Ask the caller for it, then send the number as phone, with + and the country code before it.";
    let (problem, remedy) = match error {
        PhoneError::Empty => ("The phone number is missing.", area_code),
        PhoneError::Oversized | PhoneError::UnexpectedCharacter => ("The phone number could not be read.", area_code),
        PhoneError::Withheld => ("That phone number can't be called.", area_code),
        PhoneError::Letters => ("The phone number has letters in it.", area_code),
        PhoneError::Extension => (
            "Texts can't reach an extension.",
            "Ask the caller for a number without one, then send its digits as phone.",
        ),
        PhoneError::MoreThanOne => {
            ("That is more than one phone number.", "Ask the caller which one to use, then send it as phone.")
        }
        PhoneError::TooShort | PhoneError::NotNational => ("The phone number is not complete.", area_code),
        PhoneError::TooLong => ("The phone number has too many digits.", area_code),
        PhoneError::CountryCodeMissing | PhoneError::Ambiguous => {
            ("The country code of the phone number is missing.", country_code)
        }
        PhoneError::CountryCodeUnknown => ("No country has that country code.", country_code),
        PhoneError::Premium => (
            "That is a premium number, to which no texts go.",
            "Ask the caller for another number, then send its digits as phone; if they have none, call the tool without phone.",
        ),
        PhoneError::ClinicsOwn => (
            "That is the clinic's own number.",
            "Ask the caller for theirs, then send its digits as phone; if they have none, call the tool without phone.",
        ),
        PhoneError::CountryCodeZero => ("No country code begins with 0.", country_code),
    };
    format!("{problem} {remedy}")
}
