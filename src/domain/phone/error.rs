//! Why a phone number was refused, as data.

use thiserror::Error;

/// Why a text is not one phone number. It has no `Display`: what is said of it depends on who is told, and in which language. No
/// variant holds the number, so each may be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneError {
    /// No digit at all.
    Empty,
    /// More than 64 characters; nothing was read.
    Oversized,
    /// A word such as `anonymous`, or what a carrier sends in its place.
    Withheld,
    /// Letters, as in a name or a vanity number.
    Letters,
    /// An extension or digits to dial after the call is answered.
    Extension,
    /// A second number, or the punctuation of a list.
    MoreThanOne,
    /// A character that is no part of a written phone number.
    UnexpectedCharacter,
    /// Fewer than 8 digits.
    TooShort,
    /// More than 15 digits.
    TooLong,
    /// A national form where no country tells how to read it.
    CountryCodeMissing,
    /// A 0 directly after `+` or `00`.
    CountryCodeZero,
    /// No country has the calling code.
    CountryCodeUnknown,
    /// Whoever calls or texts the number pays for it.
    Premium,
    /// The number is the clinic's, where a patient's is wanted.
    ClinicsOwn,
    /// Digits that make no complete national number.
    NotNational,
    /// Digits that are a national number with and without the calling code at their beginning.
    Ambiguous,
}

/// A stored document holds something other than a canonical number. It is read by serde, which wants words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("A stored phone number must be + and 8 to 15 digits in its canonical form; enter it again.")]
pub struct NotCanonical;
