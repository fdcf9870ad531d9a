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

/// What a number is wanted for.
#[derive(Clone, Copy)]
pub(super) enum WantedNumber {
    ToText,
    ToCallBack,
}

impl WantedNumber {
    /// The argument that it is sent as.
    const fn argument(self) -> &'static str {
        match self {
            Self::ToText => "phone",
            Self::ToCallBack => "callback_number",
        }
    }

    const fn not_to_an_extension(self) -> &'static str {
        match self {
            Self::ToText => "Texts can't reach an extension.",
            Self::ToCallBack => "A number to call back can't have an extension.",
        }
    }

    const fn not_to_premium(self) -> &'static str {
        match self {
            Self::ToText => "That is a premium number, to which no texts go.",
            Self::ToCallBack => "That is a premium number, which nobody calls back.",
        }
    }

    /// What to do where the caller has no other number. A message is taken without one, and that is said of whatever is wrong.
    const fn without(self, has_none: bool) -> &'static str {
        match (self, has_none) {
            (Self::ToText, false) => "",
            (Self::ToText, true) => "; if they have none, call the tool without phone",
            (Self::ToCallBack, _) => "; if they have none, leave callback_number out",
        }
    }
}

/// What is wrong with a number, and what to ask for. No example: a model might send it.
pub(super) fn phone_remedy(error: PhoneError, wanted: WantedNumber) -> String {
    let argument = wanted.argument();
    let area_code =
        format!("Ask the caller for the number again, with its area code, then send its digits as {argument}");
    let country_code =
        format!("Ask the caller for it, then send the number as {argument}, with + and the country code before it");
    let other = |whose: &str| format!("Ask the caller for {whose}, then send its digits as {argument}");
    let (problem, remedy) = match error {
        PhoneError::Empty => ("The phone number is missing.", area_code),
        PhoneError::Oversized | PhoneError::UnexpectedCharacter => ("The phone number could not be read.", area_code),
        PhoneError::Withheld => ("That phone number can't be called.", area_code),
        PhoneError::Letters => ("The phone number has letters in it.", area_code),
        PhoneError::Extension => (wanted.not_to_an_extension(), other("a number without one")),
        PhoneError::MoreThanOne => (
            "That is more than one phone number.",
            format!("Ask the caller which one to use, then send it as {argument}"),
        ),
        PhoneError::TooShort | PhoneError::NotNational => ("The phone number is not complete.", area_code),
        PhoneError::TooLong => ("The phone number has too many digits.", area_code),
        PhoneError::CountryCodeMissing | PhoneError::Ambiguous => {
            ("The country code of the phone number is missing.", country_code)
        }
        PhoneError::CountryCodeUnknown => ("No country has that country code.", country_code),
        PhoneError::Premium => (wanted.not_to_premium(), other("another number")),
        PhoneError::ClinicsOwn => ("That is the clinic's own number.", other("theirs")),
        PhoneError::CountryCodeZero => ("No country code begins with 0.", country_code),
    };
    let has_none = matches!(error, PhoneError::Premium | PhoneError::ClinicsOwn);
    format!("{problem} {remedy}{}.", wanted.without(has_none))
}
