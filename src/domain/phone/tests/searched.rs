//! Numbers that a person looks for are those that were entered.

use proptest::prelude::*;

use super::{GB, PhoneError, US, entered};
use crate::domain::{country::Country, phone::PhoneNumber};

fn searched(input: &str, country: &str) -> Result<String, PhoneError> {
    let country = (!country.is_empty()).then(|| Country::parse(country).unwrap());
    PhoneNumber::parse_searched(input, country).map(|number| number.as_str().to_owned())
}

#[test]
fn national_forms_are_those_of_the_country() {
    for (input, country, number) in [
        // Read from the country code on, this would be Egypt's.
        ("2025550123", "US", "+12025550123"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("030 123456", "DE", "+4930123456"),
        ("020 7946 0018", "GB", GB),
        ("01 23 45 67 89", "FR", "+33123456789"),
        ("912 345 678", "ES", "+34912345678"),
    ] {
        assert_eq!(entered(input, country).as_deref(), Ok(number), "{input} {country}");
        assert_eq!(searched(input, country).as_deref(), Ok(number), "{input} {country}");
    }
}

#[test]
fn a_plus_sign_may_be_lost_on_the_way() {
    for (input, country, number) in [
        ("442079460018", "US", GB),
        ("442079460018", "", GB),
        (" 442079460018", "US", GB),
        (" 44 20 7946 0018", "", GB),
        ("15550100100", "US", US),
        ("15550100", "US", "+15550100"),
    ] {
        assert_eq!(searched(input, country).as_deref(), Ok(number), "{input} {country}");
    }
}

#[test]
fn what_could_be_two_numbers_is_refused() {
    for (input, country) in [(" 2025550123", "US"), ("49 30 123456", "DE"), ("391 234 5678", "IT")] {
        assert_eq!(searched(input, country), Err(PhoneError::Ambiguous), "{input} {country}");
    }
    assert_eq!(searched("020 7946 0018", ""), Err(PhoneError::CountryCodeMissing));
    assert_eq!(searched("555-0100", "US"), Err(PhoneError::NotNational));
}

/// Countries whose numbers are written in unlike ways: with and without a trunk prefix, of one length and of many.
const COUNTRIES: [&str; 10] = ["US", "CA", "DE", "GB", "FR", "ES", "IT", "AU", "BR", "JP"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_was_entered_is_found_by_the_same_form(
        country in prop::sample::select(COUNTRIES.to_vec()),
        first in prop::sample::select(vec!["", "0", "1", "+", "00", "(0)"]),
        digits in "[1-9][0-9]{1,3}[ -]?[0-9]{3}[ ./-]?[0-9]{3,5}",
    ) {
        let input = format!("{first}{digits}");
        if let Ok(number) = entered(&input, country) {
            prop_assert_eq!(searched(&input, country), Ok(number), "{} {}", input, country);
        }
    }
}
