//! What carriers and URIs send: [`PhoneNumber::parse`](super::PhoneNumber::parse).

use super::{GB, PhoneError, US, parsed};

#[track_caller]
fn read_as(expected: &str, spellings: &[&str]) {
    for spelling in spellings {
        assert_eq!(parsed(spelling).as_deref(), Ok(expected), "{spelling:?}");
    }
}

#[track_caller]
fn refused(reason: PhoneError, spellings: &[&str]) {
    for spelling in spellings {
        assert_eq!(parsed(spelling), Err(reason), "{spelling:?}");
    }
}

#[test]
fn canonical_form_is_read() {
    read_as(US, &[US]);
}

#[test]
fn eight_to_fifteen_digits_are_read() {
    read_as("+15550100", &["+1-555-0100"]);
    read_as("+123456789012345", &["+123456789012345"]);
}

#[test]
fn spaces_are_skipped() {
    read_as(US, &["+1 555 010 0100", "\t+15550100100\r\n"]);
    read_as(US, &["+1\u{a0}555\u{202f}010\u{2009}0100"]);
}

#[test]
fn dashes_are_skipped() {
    read_as(US, &["+1-555-010-0100", "+1\u{2011}555\u{2013}010\u{2212}0100"]);
}

#[test]
fn dots_are_skipped() {
    read_as(US, &["+1.555.010.0100", "+1·555·010·0100"]);
}

#[test]
fn brackets_are_skipped() {
    read_as(US, &["+1 (555) 010-0100", "+1 [555] 010 0100", "(+1) 555 010 0100"]);
}

#[test]
fn slash_after_an_area_code_is_skipped() {
    read_as("+4930123456", &["+49 30/123456", "+49/30/123456"]);
}

#[test]
fn invisible_marks_of_copied_contacts_are_skipped() {
    read_as(US, &["\u{202a}+1 555 010 0100\u{202c}", "+1\u{ad}555\u{200b}0100100\u{feff}"]);
}

#[test]
fn lost_plus_is_restored() {
    read_as(US, &["15550100100", "1-555-010-0100", " 15550100100"]);
}

#[test]
fn percent_encoding_is_decoded() {
    read_as(US, &["%2B15550100100", "%2b15550100100", "%2B1%20%28555%29%20010-0100"]);
}

#[test]
fn exit_code_00_is_a_plus() {
    read_as(US, &["0015550100100"]);
    read_as(GB, &["00 44 20 7946 0018", "(00) 44 20 7946 0018"]);
}

#[test]
fn exit_code_of_australia_is_a_plus() {
    read_as(GB, &["0011 44 20 7946 0018"]);
}

#[test]
fn bracketed_trunk_prefix_is_dropped() {
    read_as(GB, &["+44 (0)20 7946 0018", "+44 ( 0 ) 20 7946 0018", "+44[0]2079460018"]);
    read_as(GB, &["0044 (0)20 7946 0018", "44 (0)20 7946 0018", "＋44（０）20 7946 0018"]);
    read_as("+34912345678", &["+34 (0)912 345 678"]);
}

#[test]
fn bracketed_zero_of_the_number_stays() {
    read_as("+390612345678", &["+39 (0)6 1234 5678"]);
    read_as("+442007946001", &["+44 20 (0) 7946001", "+44 2(00)7946001"]);
}

#[test]
fn tel_uri_is_read() {
    read_as(US, &["tel:+15550100100", "TEL:+1-555-010-0100", "tel:%2B15550100100"]);
    read_as(US, &["tel:+15550100100;npdi;cic=+15550"]);
    read_as(US, &["tel:+15550100100;phone-context=example.com"]);
}

#[test]
fn sip_uri_with_a_number_is_read() {
    read_as(US, &["sip:+15550100100@sip.example.com", "sip:15550100100@203.0.113.5:5060"]);
    read_as(US, &["sips:+15550100100;npdi@example.com;transport=tls"]);
}

#[test]
fn full_width_forms_are_read() {
    read_as(US, &["＋15550100100", "＋１（５５５）０１０－０１００", "﹢１５５５０１００１００"]);
}

#[test]
fn arabic_indic_and_persian_digits_are_read() {
    read_as(US, &["+١٥٥٥٠١٠٠١٠٠", "+۱۵۵۵۰۱۰۰۱۰۰"]);
}

#[test]
fn number_of_two_forms_has_one() {
    read_as(
        "+525512345678",
        &["+5215512345678", "+52 1 55 1234 5678", "52 1 55 1234 5678", "sip:+5215512345678@sip.example.com"],
    );
    read_as("+541123456789", &["+5491123456789", "+54 9 11 2345-6789", "tel:+54-9-11-2345-6789", "+541123456789"]);
    read_as("+5511961234567", &["+551161234567", "+55 (11) 96123-4567"]);
    // A fixed line and a radio service, which have eight digits.
    read_as("+551132345678", &["+551132345678"]);
    read_as("+551178901234", &["+551178901234"]);
}

#[test]
fn missing_number_is_refused() {
    refused(PhoneError::Empty, &["", " \t", "+", "()", "tel:", "sip:@example.com"]);
    refused(PhoneError::Empty, &["sip:203.0.113.100"]);
}

#[test]
fn withheld_number_is_refused() {
    refused(PhoneError::Withheld, &["anonymous", "+Anonymous", "RESTRICTED", "unknown"]);
    refused(PhoneError::Withheld, &["sip:anonymous@anonymous.invalid"]);
    refused(PhoneError::Withheld, &["+266696687", "+7378742833", "+86282452253", "+8656696", "+2562533"]);
    refused(PhoneError::Withheld, &["+1266696687", "+17378742833", "+186282452253", "+18656696", "+12562533"]);
    refused(PhoneError::Withheld, &["7378742833", "1 737 874 2833", "sip:+17378742833@sip.example.com", "+17748283"]);
}

#[test]
fn letters_are_refused() {
    refused(PhoneError::Letters, &["+1-800-FLOWERS", "Front desk", "fax:+15550100100"]);
    refused(PhoneError::Letters, &["sip:clinic-a@sip.example.com", "x123", "ext. 5"]);
}

#[test]
fn extension_is_refused() {
    refused(PhoneError::Extension, &["+1 555 010 0100 x123", "+1 555 010 0100 ext. 5"]);
    refused(PhoneError::Extension, &["+15550100100 Extension 5", "+15550100100#5"]);
    refused(PhoneError::Extension, &["tel:+15550100100;ext=5", "tel:+15550100100;postd=22"]);
}

#[test]
fn two_numbers_are_refused() {
    refused(PhoneError::MoreThanOne, &["15550100100, 15550100101"]);
    refused(PhoneError::MoreThanOne, &["+15550100100;+15550100101"]);
    refused(PhoneError::MoreThanOne, &["+15550100100 +15550100101"]);
    refused(PhoneError::MoreThanOne, &["+1 555 010 0100/0101"]);
    refused(PhoneError::TooLong, &["15550100100 15550100101"]);
}

#[test]
fn other_characters_are_refused() {
    refused(PhoneError::UnexpectedCharacter, &["++15550100100", "*67 15550100100"]);
    refused(PhoneError::UnexpectedCharacter, &["+1555\u{0}0100100", "15550100100@example.com"]);
}

#[test]
fn broken_or_double_percent_encoding_is_refused() {
    refused(PhoneError::UnexpectedCharacter, &["%FF15550100100", "%252B15550100100", "%2"]);
}

#[test]
fn fewer_than_eight_digits_are_refused() {
    refused(PhoneError::TooShort, &["+1555010", "112", "sip:1001@example.com"]);
}

#[test]
fn more_than_fifteen_digits_are_refused() {
    refused(PhoneError::TooLong, &["+1234567890123456"]);
}

#[test]
fn national_form_is_refused() {
    refused(PhoneError::CountryCodeMissing, &["020 7946 0018", "(0)20 7946 0018"]);
    refused(PhoneError::CountryCodeMissing, &["tel:79460018;phone-context=+4420"]);
    // 011 leads abroad from North America, but to Buenos Aires within Argentina.
    refused(PhoneError::CountryCodeMissing, &["01115550100100"]);
}

#[test]
fn country_code_that_begins_with_zero_is_refused() {
    refused(PhoneError::CountryCodeZero, &["+02079460018", "+0015550100100", "0000000000"]);
}

#[test]
fn more_than_sixty_four_characters_are_refused_unread() {
    read_as(US, &[&format!("+1555{}0100100", " ".repeat(52))]);
    refused(PhoneError::Oversized, &[&format!("+1555{}0100100", " ".repeat(53))]);
    refused(PhoneError::Oversized, &[&"+1 (0)".repeat(200_000)]);
}
