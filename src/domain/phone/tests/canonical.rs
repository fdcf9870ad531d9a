use super::super::{NotCanonical, PhoneNumber};
use super::US;

#[test]
fn debug_and_masked_hide_the_number() {
    let number = PhoneNumber::parse(US).unwrap();
    assert_eq!(number.masked(), "+1*****00");
    assert_eq!(format!("{number:?}"), "PhoneNumber(+1*****00)");
}

#[test]
fn json_is_the_canonical_string() {
    let number: PhoneNumber = serde_json::from_str(r#""+15550100""#).unwrap();
    assert_eq!(serde_json::to_string(&number).unwrap(), r#""+15550100""#);
}

#[test]
fn documents_hold_the_canonical_form_alone() {
    for text in ["", "15550100100", "+1 5550100100", "+05550100100", "+1555010", "+1234567890123456"] {
        let refusal = PhoneNumber::try_from(text.to_owned());
        assert_eq!(refusal, Err(NotCanonical), "{text:?}");
        let refusal = serde_json::from_value::<PhoneNumber>(text.into()).unwrap_err();
        assert_eq!(refusal.to_string(), NotCanonical.to_string());
    }
}
