//! From digits as dialled inside a country to international digits.

use super::error::PhoneError;
use crate::domain::country::{self, Country};

/// International digits (calling code first, no `+`) of what is dialled in `country`.
///
/// Digits that already begin with the country's own calling code never get it twice: they are
/// taken as they are if only that reading fits the numbering plan, and refused if both do.
pub(super) fn to_international(digits: &str, country: Country) -> Result<String, PhoneError> {
    if let Some(international) = after_exit_code(digits, country) {
        return Ok(without_repeated_trunk(international));
    }
    let code = country.calling_code();
    let whole = national_number(digits, country);
    let after_code = country::split_calling_code(digits)
        .filter(|(found, _)| *found == code)
        .and_then(|(_, rest)| national_number(rest, country));
    match (whole, after_code) {
        (Some(a), Some(b)) if a != b => Err(PhoneError::Ambiguous),
        (Some(number), _) | (None, Some(number)) => Ok(format!("{code}{number}")),
        (None, None) => Err(PhoneError::NotNational),
    }
}

/// Drops a trunk prefix that was left after the calling code, as in `+44 020 7946 0018`, where the
/// numbering plan proves that it is one.
pub(super) fn without_repeated_trunk(digits: &str) -> String {
    country::split_calling_code(digits)
        .and_then(|(code, rest)| {
            let number = country::sharing(code).find_map(|country| without_trunk(rest, country))?;
            Some(format!("{code}{number}"))
        })
        .unwrap_or_else(|| digits.to_owned())
}

/// Whether international digits have a length that plain numbers of some country have under their calling code.
pub(super) fn check_length(digits: &str) -> Result<(), PhoneError> {
    let (code, national) = country::split_calling_code(digits).ok_or(PhoneError::CountryCodeUnknown)?;
    // 555-01xx is set aside for examples, so it is nobody's number. Ours have no area code, as the first of them had none.
    let is_example = code == 1 && national.len() == 7 && national.starts_with("55501");
    let fits = is_example || country::sharing(code).any(|country| country.is_national_number(national));
    if fits { Ok(()) } else { Err(PhoneError::NotNational) }
}

/// The rest after 011, which dials abroad from North America. Elsewhere 011 may be an area code:
/// in Argentina it is Buenos Aires.
fn after_exit_code(digits: &str, country: Country) -> Option<&str> {
    let north_american = country.calling_code() == 1;
    digits.strip_prefix("011").filter(|_| north_american)
}

/// The national significant number in `digits`, dialled with or without the trunk prefix.
fn national_number(digits: &str, country: Country) -> Option<&str> {
    let plain = Some(digits).filter(|digits| country.is_national_number(digits));
    without_trunk(digits, country).or(plain)
}

fn without_trunk(digits: &str, country: Country) -> Option<&str> {
    let number = digits.strip_prefix(country.trunk_prefix()?)?;
    country.is_national_number(number).then_some(number)
}
