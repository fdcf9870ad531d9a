//! Phone numbers: one canonical form, and the ways in which people and carriers write it.
//!
//! A [`PhoneNumber`] is always `+` and 8 to 15 digits, the first of them not 0 (ITU-T E.164, with a
//! lower bound of our own), and in one form where a country has two ([`forms`]). It is stored, compared and looked up in that form alone. Reading is
//! generous about spelling and strict about meaning: what could be read as two different numbers
//! is refused with a reason, because a wrong guess routes a call or a text to a stranger.

use crate::domain::country::{Country, split_calling_code};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

mod dialled;
mod error;
mod forms;
mod national;
mod pattern;
mod premium;
mod tariff;
mod withheld;
mod written;

#[cfg(test)]
mod tests;

pub use dialled::DialNumber;
pub use error::{NotCanonical, PhoneError};
pub use pattern::NumberPattern;
pub use tariff::TariffZone;

/// A phone number in canonical form; in JSON a string such as `"+15550100100"`.
///
/// There is no `Display`, and `Debug` masks: a number reaches text only by a deliberate
/// [`as_str`](Self::as_str). Deserialising takes the canonical form alone, since it reads our own
/// documents; what others send goes through [`parse`](Self::parse).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PhoneNumber(String);

/// Digits of a canonical number (E.164 sets the upper bound).
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

impl PhoneNumber {
    /// Reads a number from call signalling. It must be international, but may have lost its `+` on the
    /// way: bare digits count from the country code on.
    ///
    /// # Errors
    /// The reason why it is not one international number; national forms (a leading 0 that is not
    /// `00`) are [`PhoneError::CountryCodeMissing`].
    pub fn parse(input: &str) -> Result<Self, PhoneError> {
        // What signalling sends nearly always, on the path of every call.
        if let Some(digits) = input.strip_prefix('+')
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Self::from_digits(digits);
        }
        let number = written::read(input)?;
        if !number.international && number.digits.starts_with('0') {
            return Err(PhoneError::CountryCodeMissing);
        }
        Self::from_digits(&number.digits)
    }

    /// Reads a number that a person entered. Digits without `+`, `00` or another international
    /// mark are a national number of `country`, and are refused where that is `None`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and where the digits do not make one complete number of
    /// `country` ([`PhoneError::NotNational`], [`PhoneError::Ambiguous`]).
    pub fn parse_entered(input: &str, country: Option<Country>) -> Result<Self, PhoneError> {
        Self::entered_digits(input, country).map(|(number, _)| number)
    }

    /// The same, with the international digits as they were entered.
    fn entered_digits(input: &str, country: Option<Country>) -> Result<(Self, String), PhoneError> {
        let number = written::read(input)?;
        let digits = if number.international {
            national::without_repeated_trunk(&number.digits)
        } else {
            let country = country.ok_or(PhoneError::CountryCodeMissing)?;
            national::to_international(&number.digits, country)?
        };
        Ok((Self::from_digits(&digits)?, digits))
    }

    /// Reads a number at which a person wants to be reached, as [`parse_entered`](Self::parse_entered), and holds it against the plan of
    /// its country however it was written: a digit too few is a digit too few with a `+` as well.
    ///
    /// # Errors
    /// As there; also [`PhoneError::CountryCodeUnknown`], [`PhoneError::NotNational`] for a length that no geographic or mobile number of
    /// the country has, and [`PhoneError::Premium`].
    pub fn parse_reachable(input: &str, country: Option<Country>) -> Result<Self, PhoneError> {
        let number = Self::parse_entered(input, country)?;
        if number.is_premium() {
            return Err(PhoneError::Premium);
        }
        national::check_length(number.digits())?;
        Ok(number)
    }

    /// Reads a number that a person looks for. What [`parse_entered`](Self::parse_entered) accepts is the same number here. Digits
    /// that it can make nothing of may have lost their `+` in a URL, so they count from the country code on.
    ///
    /// # Errors
    /// As [`parse_entered`](Self::parse_entered).
    pub fn parse_searched(input: &str, country: Option<Country>) -> Result<Self, PhoneError> {
        let entered = Self::parse_entered(input, country);
        // A plus sign of a query string that was not escaped arrives as a space.
        let unescaped = input.strip_prefix(' ').map(|digits| Self::parse(&format!("+{digits}")));
        match (entered, unescaped) {
            (Ok(national), Some(Ok(international))) if national != international => Err(PhoneError::Ambiguous),
            (Err(_), Some(Ok(international))) => Ok(international),
            (Err(error @ (PhoneError::NotNational | PhoneError::CountryCodeMissing)), _) => {
                Self::parse(input).map_err(|_| error)
            }
            (entered, _) => entered,
        }
    }

    /// The canonical form, for storage, look-ups and vendors' APIs.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digits(&self) -> &str {
        self.0.get(1..).unwrap_or_default()
    }

    /// What a text is sent to. It is the canonical form but in Argentina, where texts go to mobile phones, which take the 9 of those.
    pub fn texted_as(&self) -> Cow<'_, str> {
        forms::argentine_mobile(self.digits()).map_or(Cow::Borrowed(&self.0), |digits| Cow::Owned(format!("+{digits}")))
    }

    /// Whether a text or call to it costs more than to other numbers, as far as the plans say.
    pub fn is_premium(&self) -> bool {
        premium::is_premium(self.digits())
    }

    /// The calling code that it begins with, such as 44; `None` if no country has such a one.
    pub fn calling_code(&self) -> Option<u16> {
        split_calling_code(self.digits()).map(|(code, _)| code)
    }

    /// A form for logs: the first digit and the last two, such as `+1*****00`. The stars are always
    /// five, so that the length stays hidden too.
    pub fn masked(&self) -> String {
        let head = self.0.get(..2).unwrap_or_default();
        let tail = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default();
        format!("{head}*****{tail}")
    }

    fn from_digits(digits: &str) -> Result<Self, PhoneError> {
        if withheld::is_spelt(digits) || withheld::is_placeholder(digits) {
            return Err(PhoneError::Withheld);
        }
        if digits.starts_with('0') {
            return Err(PhoneError::CountryCodeZero);
        }
        if digits.len() < *DIGITS.start() {
            return Err(PhoneError::TooShort);
        }
        if digits.len() > *DIGITS.end() {
            return Err(PhoneError::TooLong);
        }
        Ok(Self(format!("+{}", forms::canonical(digits))))
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NotCanonical;

    /// Takes the canonical form as it is, for rows and documents of our own.
    fn try_from(text: String) -> Result<Self, NotCanonical> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let canonical = is_number.then(|| Self::from_digits(digits).ok()).flatten().filter(|number| number.0 == text);
        canonical.ok_or(NotCanonical)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}
