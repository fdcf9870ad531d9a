//! What people enter with their country known: [`PhoneNumber::parse_entered`](super::PhoneNumber).

use super::{GB, PhoneError, US, entered};
use crate::domain::{country::Country, phone::DialNumber};

#[track_caller]
fn read_as(expected: &str, entries: &[(&str, &str)]) {
    for (input, country) in entries {
        assert_eq!(entered(input, country).as_deref(), Ok(expected), "{input:?} {country}");
    }
}

#[track_caller]
fn refused(reason: PhoneError, entries: &[(&str, &str)]) {
    for (input, country) in entries {
        assert_eq!(entered(input, country), Err(reason), "{input:?} {country}");
    }
}

#[test]
fn trunk_prefix_1_is_dropped() {
    read_as(US, &[("1-555-010-0100", "US"), ("1 (555) 010 0100", "JM")]);
}

#[test]
fn trunk_prefix_0_is_dropped() {
    read_as(GB, &[("020 7946 0018", "GB"), ("(0)20 7946 0018", "GB")]);
    read_as("+4930123456", &[("030/123456", "DE")]);
}

#[test]
fn trunk_prefix_06_is_dropped() {
    read_as("+3612345678", &[("(06 1) 234 5678", "HU"), ("06-1-234-5678", "HU")]);
}

#[test]
fn trunk_prefix_8_is_dropped() {
    read_as("+79123456789", &[("8 (912) 345-67-89", "RU")]);
    read_as("+78123456789", &[("812 345-67-89", "RU"), ("8 812 345-67-89", "RU")]);
    read_as("+375152450911", &[("8 0152 45-09-11", "BY")]);
}

#[test]
fn number_without_trunk_prefix_is_completed() {
    read_as(US, &[("(555) 010-0100", "US"), ("5550100100", "US")]);
    read_as(GB, &[("20 7946 0018", "GB")]);
}

#[test]
fn plan_without_trunk_prefix_is_completed() {
    read_as("+34912345678", &[("912 345 678", "ES")]);
    read_as("+390612345678", &[("06 1234 5678", "IT")]);
}

#[test]
fn international_mark_wins_over_the_country() {
    read_as(GB, &[("+44 20 7946 0018", "US"), ("0044 20 7946 0018", "US"), ("44 (0)20 7946 0018", "US")]);
    read_as("+15550100", &[("+1-555-0100", "US"), ("+1-555-0100", "DE"), ("+1-555-0100", "")]);
}

#[test]
fn exit_code_011_counts_in_north_america_alone() {
    read_as(GB, &[("011 44 20 7946 0018", "US"), ("011 44 20 7946 0018", "CA")]);
    read_as("+541123456789", &[("011 2345-6789", "AR")]);
}

#[test]
fn calling_code_is_never_doubled() {
    read_as(GB, &[("44 20 7946 0018", "GB"), ("0044 20 7946 0018", "GB")]);
    read_as("+34912345678", &[("34 912 345 678", "ES")]);
    read_as("+79123456789", &[("7 912 345 67 89", "RU")]);
    read_as(US, &[("0015550100100", "US"), ("01115550100100", "US")]);
}

#[test]
fn trunk_prefix_after_the_calling_code_is_dropped() {
    read_as(GB, &[("+44 020 7946 0018", "GB"), ("+44 020 7946 0018", "US"), ("44 020 7946 0018", "GB")]);
    read_as(US, &[("+1 1 555 010 0100", "US")]);
}

#[test]
fn number_that_begins_like_its_calling_code_is_completed() {
    read_as("+6565123456", &[("6512 3456", "SG")]);
    read_as("+555532221234", &[("(55) 3222-1234", "BR")]);
    read_as("+77271234567", &[("727 123 4567", "KZ")]);
}

#[test]
fn digits_that_may_or_may_not_have_a_calling_code_are_refused() {
    refused(PhoneError::Ambiguous, &[("391 234 5678", "IT"), ("49 30 123456", "DE")]);
}

#[test]
fn national_form_without_a_country_is_refused() {
    refused(PhoneError::CountryCodeMissing, &[("1-555-010-0100", ""), ("020 7946 0018", "")]);
    // A person's leading space is no lost plus.
    refused(PhoneError::CountryCodeMissing, &[(" 15550100100", "")]);
    read_as(US, &[(" 555 010 0100", "US")]);
}

#[test]
fn incomplete_or_foreign_number_is_refused() {
    refused(PhoneError::NotNational, &[("555-0100", "US"), ("1-555-0100", "US")]);
    refused(PhoneError::NotNational, &[("442079460018", "US"), ("01 23 45 67 8", "FR")]);
    refused(PhoneError::NotNational, &[("155 501 0010", "US"), ("555-010-0100/0101", "US")]);
}

#[test]
fn argentine_mobile_dialled_with_15_is_refused() {
    refused(PhoneError::NotNational, &[("011 15-2345-6789", "AR")]);
}

#[test]
fn number_of_a_tiny_plan_is_refused() {
    refused(PhoneError::TooShort, &[("7012", "NU")]);
}

#[test]
fn what_signalling_refuses_is_refused() {
    refused(PhoneError::Empty, &[("", "GB")]);
    refused(PhoneError::Withheld, &[("anonymous", "GB"), ("+266696687", "GB")]);
    refused(PhoneError::Letters, &[("1-800-FLOWERS", "US")]);
    refused(PhoneError::Extension, &[("020 7946 0018 x1", "GB")]);
    refused(PhoneError::MoreThanOne, &[("020 7946 0018, 020 7946 0019", "GB")]);
}

#[test]
fn what_is_dialled_keeps_the_mark_of_an_argentine_mobile() {
    let dialled = |text: &str| DialNumber::parse_entered(text, Country::parse("AR").ok()).unwrap();
    for (text, expected, texted) in [
        ("+54 9 11 2345-6789", "+5491123456789", "+5491123456789"),
        ("+54 11 2345-6789", "+541123456789", "+5491123456789"),
        ("011 2345-6789", "+541123456789", "+5491123456789"),
        ("+52 1 55 1234 5678", "+525512345678", "+525512345678"),
        ("+1-555-0100", "+15550100", "+15550100"),
    ] {
        assert_eq!((&*dialled(text).dialled(), &*dialled(text).number().texted_as()), (expected, texted), "{text}");
    }
    assert_eq!(dialled("+5491123456789").number(), dialled("+541123456789").number());
    let json = |text: &str| serde_json::from_value::<DialNumber>(text.into());
    assert_eq!(json("+5491123456789").unwrap(), dialled("+5491123456789"));
    for other in ["+5215512345678", "+54 9 11 2345-6789", "x"] {
        assert!(json(other).is_err(), "{other}");
    }
}
