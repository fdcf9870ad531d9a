//! A number, or the beginning of numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{DIGITS, NotCanonical, PhoneError, PhoneNumber, forms, written};
use crate::domain::country::{Country, split_calling_code};

/// A number or the digits that numbers begin with; in JSON `"+15550188"`, `"+1900"` or `"+4420794600*"`. Digits that are too few for a
/// number are a beginning, and so are those before a star.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NumberPattern {
    digits: String,
    is_beginning: bool,
}

impl NumberPattern {
    /// Reads what a person entered: a number in any usual form, or a `+` and the first digits of an international one.
    ///
    /// # Errors
    /// As [`PhoneNumber::parse_entered`].
    pub fn parse_entered(text: &str, country: Option<Country>) -> Result<Self, PhoneError> {
        let (text, has_star) = text.trim().strip_suffix('*').map_or((text, false), |digits| (digits, true));
        let written = written::read(text)?;
        if !has_star && (!written.international || DIGITS.contains(&written.digits.len())) {
            let number = PhoneNumber::parse_entered(text, country)?;
            return Ok(Self { digits: number.digits().to_owned(), is_beginning: false });
        }
        if !written.international {
            return Err(PhoneError::CountryCodeMissing);
        }
        if written.digits.starts_with('0') {
            return Err(PhoneError::CountryCodeZero);
        }
        if written.digits.len() > *DIGITS.end() {
            return Err(PhoneError::TooLong);
        }
        // All numbers that are written in the old form are all numbers.
        if forms::is_old_form(&written.digits) {
            return Err(PhoneError::TooShort);
        }
        Ok(Self { digits: forms::canonical_beginning(&written.digits).into_owned(), is_beginning: true })
    }

    /// Whether the number is this one or begins so.
    pub fn matches(&self, number: &PhoneNumber) -> bool {
        if self.is_beginning { number.digits().starts_with(&self.digits) } else { number.digits() == self.digits }
    }

    /// Whether all numbers of one country or of several begin so.
    pub fn is_of_a_country(&self) -> bool {
        self.is_beginning && split_calling_code(&self.digits).is_none_or(|(_, rest)| rest.is_empty())
    }

    /// Whether all numbers under a calling code begin so.
    pub fn is_beginning_of(&self, calling_code: u16) -> bool {
        self.is_beginning && calling_code.to_string().starts_with(&self.digits)
    }
}

impl TryFrom<String> for NumberPattern {
    type Error = NotCanonical;

    fn try_from(text: String) -> Result<Self, NotCanonical> {
        let pattern = Self::parse_entered(&text, None).map_err(|_| NotCanonical)?;
        if String::from(pattern.clone()) == text { Ok(pattern) } else { Err(NotCanonical) }
    }
}

impl From<NumberPattern> for String {
    fn from(NumberPattern { digits, is_beginning }: NumberPattern) -> Self {
        // Without the star these digits would be a number.
        let star = if is_beginning && DIGITS.contains(&digits.len()) { "*" } else { "" };
        format!("+{digits}{star}")
    }
}

impl fmt::Debug for NumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberPattern({} digits)", self.digits.len())
    }
}
