//! Why a phone number was refused.

use thiserror::Error;

/// A refusal, as a sentence for the person who gave the number: what is wrong and what to do. No
/// message repeats the number, so each may be logged and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// No digit at all.
    #[error("The phone number is missing; give it with + and the country code.")]
    Empty,
    /// More than 64 characters; nothing was read.
    #[error("The text is too long for a phone number; give the number alone.")]
    Oversized,
    /// A word such as `anonymous`, or what a carrier sends in its place.
    #[error("The phone number is withheld; give one that can be called back.")]
    Withheld,
    /// Letters, as in a name or a vanity number.
    #[error("A phone number has no letters; give it in digits.")]
    Letters,
    /// An extension or digits to dial after the call is answered.
    #[error("An extension cannot be kept; give the phone number without it.")]
    Extension,
    /// A second number, or the punctuation of a list.
    #[error("This looks like more than one phone number; give one at a time.")]
    MoreThanOne,
    /// A character that is no part of a written phone number.
    #[error("A phone number cannot contain this character; use digits with a leading +.")]
    UnexpectedCharacter,
    /// Fewer than 8 digits.
    #[error("The phone number is too short; give it in full with + and the country code.")]
    TooShort,
    /// More than 15 digits.
    #[error("The phone number has more than 15 digits; give one number and check its digits.")]
    TooLong,
    /// A national form where no country tells how to read it.
    #[error("The country code is missing; write the phone number with + and the country code.")]
    CountryCodeMissing,
    /// A 0 directly after `+` or `00`.
    #[error("No country code begins with 0; after the + write the country code, then the number.")]
    CountryCodeZero,
    /// Digits that make no complete national number.
    #[error(
        "This is not a complete number of the organisation's country; \
         add the area code, or write it with + and the country code."
    )]
    NotNational,
    /// Digits that are a national number with and without the calling code at their beginning.
    #[error(
        "The first digits may be a country code or an area code; \
         write the phone number with + and the country code."
    )]
    Ambiguous,
    /// A stored document holds something other than `+` and 8 to 15 digits.
    #[error("A stored phone number must be + and 8 to 15 digits; enter it again.")]
    NotCanonical,
}
