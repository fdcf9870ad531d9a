//! Our small table against Google's metadata, by way of the crate `rlibphonenumber`.

use super::entered;
use crate::domain::country::{self, Country};
use crate::domain::phone::{PhoneError, PhoneNumber};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber as Peer, PhoneNumberFormat, PhoneNumberType, Region};

/// Types that the table has lengths for.
const PLAIN: [PhoneNumberType; 2] = [PhoneNumberType::FixedLine, PhoneNumberType::Mobile];

/// Types of which only some have the length of plain numbers.
const SPECIAL: [PhoneNumberType; 6] = [
    PhoneNumberType::TollFree,
    PhoneNumberType::PremiumRate,
    PhoneNumberType::SharedCost,
    PhoneNumberType::VoIP,
    PhoneNumberType::PersonalNumber,
    PhoneNumberType::UAN,
];

/// Neighbours of every example number to try as well.
const NEIGHBOURS: u32 = 4;

/// What the example of a country's plain numbers answers instead of its E.164 form, and why.
const EXCEPTIONS: [(&str, PhoneError); 4] = [
    // A mobile number is dialled with 15 inside Argentina and with 9 from abroad: another number
    // plan altogether, which only a table of all area codes can translate.
    ("AR", PhoneError::NotNational),
    // With their calling codes these have seven digits, one less than a canonical number.
    ("NU", PhoneError::TooShort),
    ("TA", PhoneError::TooShort),
    ("TK", PhoneError::TooShort),
];

fn countries() -> impl Iterator<Item = (Country, Region)> {
    Country::all().map(|country| (country, country.as_str().parse().unwrap()))
}

fn examples(region: Region, types: &[PhoneNumberType]) -> impl Iterator<Item = Peer> {
    types.iter().filter_map(move |number_type| {
        PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, *number_type).ok()
    })
}

/// Numbers that differ from `example` in their last four digits and are valid in `region`.
fn neighbours(example: &Peer, region: Region) -> impl Iterator<Item = Peer> {
    let first = example.national_number / 10_000 * 10_000;
    (0..NEIGHBOURS).filter_map(move |step| {
        let mut neighbour = example.clone();
        neighbour.national_number = first + u64::from(step) * 7_919 % 10_000;
        neighbour.is_valid_for_region(region).then_some(neighbour)
    })
}

fn read(number: &Peer, country: Country) -> Result<String, PhoneError> {
    entered(&number.format_as(PhoneNumberFormat::National), country.as_str())
}

#[test]
fn the_table_has_every_country_and_its_calling_code() {
    let mut ours: Vec<_> =
        countries().map(|(country, region)| (region.to_string(), i32::from(country.calling_code()))).collect();
    let mut theirs: Vec<_> = PHONE_NUMBER_UTIL
        .get_supported_regions()
        .map(|region| {
            let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region).unwrap();
            (region.to_string(), code)
        })
        .collect();
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
}

#[test]
fn national_forms_become_the_same_international_number() {
    let mut compared = 0;
    let mut exceptions = Vec::new();
    for (country, region) in countries() {
        for example in examples(region, &PLAIN) {
            for number in std::iter::once(example.clone()).chain(neighbours(&example, region)) {
                compared += 1;
                match read(&number, country) {
                    Ok(text) => assert_eq!(text, number.format_as(PhoneNumberFormat::E164)),
                    Err(reason) => exceptions.push((country.as_str(), reason)),
                }
            }
        }
    }
    exceptions.sort_by_key(|(code, _)| *code);
    exceptions.dedup();
    assert_eq!(exceptions, EXCEPTIONS);
    assert!(compared > 1_500, "only {compared} numbers compared");
}

#[test]
fn special_numbers_are_the_same_or_refused_but_never_another_number() {
    for (country, region) in countries() {
        for number in examples(region, &SPECIAL) {
            if let Ok(text) = read(&number, country) {
                let expected = number.format_as(PhoneNumberFormat::E164);
                assert_eq!(text, expected, "{country}");
            }
        }
    }
}

#[test]
fn international_forms_are_read_whatever_the_country() {
    for (country, region) in countries() {
        for number in examples(region, &PLAIN) {
            let expected = number.format_as(PhoneNumberFormat::E164);
            if expected.len() <= 8 {
                continue; // TooShort, see EXCEPTIONS.
            }
            // The metadata keeps the 9 of Argentine mobile numbers.
            let expected = expected.strip_prefix("+549").map_or(expected.to_string(), |rest| format!("+54{rest}"));
            let written = number.format_as(PhoneNumberFormat::International);
            for default in [country.as_str(), "US"] {
                assert_eq!(entered(&written, default).as_deref(), Ok(&*expected));
            }
        }
    }
}

/// The types of numbers for which somebody else pays.
const PREMIUM: [PhoneNumberType; 2] = [PhoneNumberType::PremiumRate, PhoneNumberType::SharedCost];

fn is_premium(number: &Peer) -> bool {
    PhoneNumber::parse(&number.format_as(PhoneNumberFormat::E164)).is_ok_and(|number| number.is_premium())
}

#[test]
fn premium_numbers_are_known_and_no_others_taken_for_them() {
    let (mut known, mut unknown) = (0, Vec::new());
    for (country, region) in countries() {
        for number in examples(region, &PREMIUM) {
            if is_premium(&number) { known += 1 } else { unknown.push(country.as_str()) }
        }
        for example in
            examples(region, &PLAIN).chain(examples(region, &[PhoneNumberType::TollFree, PhoneNumberType::VoIP]))
        {
            for number in std::iter::once(example.clone()).chain(neighbours(&example, region)) {
                let number_type = number.get_type();
                assert!(!is_premium(&number) || PREMIUM.contains(&number_type), "{country}: {number_type:?}");
            }
        }
    }
    assert_eq!(unknown, [""; 0]);
    assert!(known > 150, "only {known} premium numbers");
}

#[test]
fn numbers_of_one_calling_code_lie_in_the_tariff_zone_of_their_country() {
    let mut islands = 0;
    for (country, region) in countries().filter(|(country, _)| country.calling_code() == 1) {
        let is_mainland = ["AS", "CA", "GU", "MP", "PR", "US", "VI"].contains(&country.as_str());
        let mainland = Country::parse("US").unwrap().tariff_zone();
        assert_eq!(country.tariff_zone() == mainland, is_mainland, "{country}");
        islands += usize::from(!is_mainland);
        for example in examples(region, &PLAIN) {
            for number in std::iter::once(example.clone()).chain(neighbours(&example, region)) {
                let Ok(ours) = PhoneNumber::parse(&number.format_as(PhoneNumberFormat::E164)) else { continue };
                assert_eq!(ours.tariff_zone(), Some(country.tariff_zone()), "{country}");
            }
        }
    }
    assert_eq!(islands, 18);
}

#[test]
fn plain_numbers_are_reachable_in_their_international_form() {
    for (country, region) in countries() {
        for example in examples(region, &PLAIN) {
            for number in std::iter::once(example.clone()).chain(neighbours(&example, region)) {
                let text = number.format_as(PhoneNumberFormat::E164);
                let Ok(expected) = PhoneNumber::parse(&text) else { continue };
                assert_eq!(PhoneNumber::parse_reachable(&text, None), Ok(expected), "{country} {text}");
            }
        }
    }
}

#[test]
fn leading_zeros_are_kept_where_numbers_have_them() {
    for (country, region) in countries() {
        let has_zero = |number: Peer| number.get_national_significant_number().starts_with('0');
        if examples(region, &PLAIN).any(has_zero) {
            assert!(country::keeps_leading_zero(country.calling_code()), "{country}");
        }
    }
}

#[test]
fn lengths_are_those_of_plain_numbers() {
    for (country, region) in countries() {
        let code = i32::from(country.calling_code());
        // The peer tells lengths only for the main country of a calling code.
        if PHONE_NUMBER_UTIL.get_region_for_country_code(code) != Some(region) {
            continue;
        }
        for length in 4..=15 - country.calling_code().to_string().len() {
            let ours = country.is_national_number(&"9".repeat(length));
            assert_eq!(ours, is_plain_length(code, length), "{country}, {length} digits");
        }
    }
}

/// Whether the peer knows plain numbers of this length; those for machines only do not count.
fn is_plain_length(code: i32, length: usize) -> bool {
    if [(48, 7), (31, 11)].contains(&(code, length)) {
        return false; // Polish pagers; Dutch machine-to-machine numbers under 097.
    }
    let number = Peer { country_code: code, national_number: "9".repeat(length).parse().unwrap(), ..Peer::default() };
    PLAIN.iter().any(|number_type| {
        let possible = PHONE_NUMBER_UTIL.is_possible_number_for_type_with_reason(&number, *number_type);
        possible == Ok(rlibphonenumber::NumberLengthType::IsPossible)
    })
}
