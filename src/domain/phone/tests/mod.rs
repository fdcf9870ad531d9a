//! Tests of phone numbers: spellings, properties, and the plans against libphonenumber's metadata.

mod canonical;
mod entered;
mod metadata;
mod properties;
mod searched;
mod signalled;

use super::{PhoneError, PhoneNumber};
use crate::domain::country::Country;

/// Two fictional numbers.
const US: &str = "+15550100100";
const GB: &str = "+442079460018";

/// The canonical form of an international spelling, or the refusal.
fn parsed(input: &str) -> Result<String, PhoneError> {
    PhoneNumber::parse(input).map(|number| number.as_str().to_owned())
}

/// The canonical form of what an admin in `country` (none if empty) entered, or the refusal.
fn entered(input: &str, country: &str) -> Result<String, PhoneError> {
    let country = (!country.is_empty()).then(|| Country::parse(country).unwrap());
    PhoneNumber::parse_entered(input, country).map(|number| number.as_str().to_owned())
}
