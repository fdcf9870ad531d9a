//! A number that somebody is connected to.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{PhoneError, PhoneNumber, forms};
use crate::domain::country::Country;

/// A number as it is dialled; in JSON a string such as `"+15550100100"`.
///
/// It is a [`PhoneNumber`] but in Argentina, where a mobile phone is dialled with a 9 after `+54` and a fixed line without it. Only whoever
/// entered the number knows which it is, so the 9 stays. Two are compared by their [`number`](Self::number).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DialNumber {
    number: PhoneNumber,
    is_argentine_mobile: bool,
}

impl DialNumber {
    /// Reads a number that a person entered, as [`PhoneNumber::parse_entered`].
    ///
    /// # Errors
    /// As there.
    pub fn parse_entered(input: &str, country: Option<Country>) -> Result<Self, PhoneError> {
        let (number, digits) = PhoneNumber::entered_digits(input, country)?;
        Ok(Self { is_argentine_mobile: forms::canonical(&digits) != digits && digits.starts_with("54"), number })
    }

    /// Whose number it is, for comparison.
    pub const fn number(&self) -> &PhoneNumber {
        &self.number
    }

    /// What is dialled.
    pub fn dialled(&self) -> String {
        if self.is_argentine_mobile { self.number.texted_as().into_owned() } else { self.number.as_str().to_owned() }
    }
}

impl From<PhoneNumber> for DialNumber {
    fn from(number: PhoneNumber) -> Self {
        Self { number, is_argentine_mobile: false }
    }
}

impl TryFrom<String> for DialNumber {
    type Error = super::NotCanonical;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let dialled = Self::parse_entered(&text, None).map_err(|_| super::NotCanonical)?;
        if dialled.dialled() == text { Ok(dialled) } else { Err(super::NotCanonical) }
    }
}

impl From<DialNumber> for String {
    fn from(number: DialNumber) -> Self {
        number.dialled()
    }
}

impl fmt::Debug for DialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DialNumber({})", self.number.masked())
    }
}
