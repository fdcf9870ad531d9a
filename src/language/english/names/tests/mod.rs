//! Names as callers say them and models write them down. The expected readings were written before the reader.

mod asked;
mod found;
mod kept;
mod parts;
mod people_say;

use proptest::prelude::*;

use super::*;

fn reading(said: &str) -> String {
    match read(said) {
        SaidName::Name(name) => name,
        SaidName::Caller => "(the caller)".into(),
        SaidName::Nobody => "(nobody)".into(),
        SaidName::Several => "(several)".into(),
    }
}

fn assert_read(cases: &[(&str, &str)]) {
    for (said, expected) in cases {
        assert_eq!(reading(said), *expected, "{said:?}");
    }
}

#[test]
fn a_name_stays_as_it_is() {
    for name in [
        "Ann Lee",
        "ann lee",
        "Ms. Ann Lee",
        "Lee, Ann",
        "Jean-Luc Picard",
        "Pat O'Brien",
        "Pat O’Brien",
        "J. R. R. Tolkien",
        "J P Morgan",
        "Ann B. Lee",
        "Anders Andersson",
        "Sandy Rand",
        "María del Carmen de la Cruz y Ramírez",
        "John Smith 3rd",
        "Sammy Davis Jr.",
        "Jennifer Null",
        "Will May",
        "Grace Self",
        "Ok Soo Kim",
        "Im Yoona",
        "Yu Wei",
        "Madonna",
        "Hereford Please-Smith",
        "Thanksgiving Moyo",
        "Born-Again Jones",
        "李小龙",
        "Анна Ли",
        "อัญชลี",
        "නිමල්",
        "မောင်",
        "សុខា",
    ] {
        assert_eq!(reading(name), name);
    }
}

#[test]
fn words_around_a_name_go() {
    assert_read(&[
        ("it's Ann Lee", "Ann Lee"),
        ("It’s Ann Lee.", "Ann Lee"),
        ("my name is Ann Lee", "Ann Lee"),
        ("My full name is Ann Lee", "Ann Lee"),
        ("my name's Ann Lee", "Ann Lee"),
        ("the name is Ann Lee, please", "Ann Lee"),
        ("Patient: Ann Lee", "Ann Lee"),
        ("Patient Name: Ann Lee", "Ann Lee"),
        ("Patient Ann Lee", "Ann Lee"),
        ("Name - Ann Lee", "Ann Lee"),
        ("hi it's Ann Lee here", "Ann Lee"),
        ("Hello, this is Ann Lee speaking", "Ann Lee"),
        ("yes, Ann Lee", "Ann Lee"),
        ("Sure, it's Ann Lee", "Ann Lee"),
        ("um, Ann Lee", "Ann Lee"),
        ("I'm Ann Lee", "Ann Lee"),
        ("I am Ann Lee", "Ann Lee"),
        ("that's Ann Lee", "Ann Lee"),
        ("under Ann Lee", "Ann Lee"),
        ("under the name of Ann Lee", "Ann Lee"),
        ("it's for Ann Lee", "Ann Lee"),
        ("for Ann Lee", "Ann Lee"),
        ("my daughter Ann Lee", "Ann Lee"),
        ("my daughter, Ann Lee", "Ann Lee"),
        ("it's for my daughter Ann Lee", "Ann Lee"),
        ("my daughter's name is Ann Lee", "Ann Lee"),
        ("her name is Ann Lee", "Ann Lee"),
        ("Ann Lee is my name", "Ann Lee"),
        ("Ann Lee, thank you", "Ann Lee"),
        ("Ann Lee (new patient)", "Ann Lee"),
        ("new patient Ann Lee", "Ann Lee"),
        ("\"Ann Lee\"", "Ann Lee"),
    ]);
}

/// Also where one of the lists begins or ends like another.
#[test]
fn every_phrase_of_the_lists_goes_as_a_whole() {
    for name in ["Ann Lee", "ann lee"] {
        for phrase in [words::BOTH_NAMES, words::BEFORE].concat() {
            assert_read(&[(&format!("{phrase} {name}"), name)]);
        }
        for phrase in words::AFTER {
            assert_read(&[(&format!("{name} {phrase}"), name)]);
        }
    }
}

#[test]
fn numbers_and_dates_of_birth_go() {
    assert_read(&[
        ("Ann Lee, 3/4/1980", "Ann Lee"),
        ("Ann Lee 1980-03-04", "Ann Lee"),
        ("Ann Lee, date of birth March 4 1980", "Ann Lee"),
        ("Ann Lee, born March 4th, 1980", "Ann Lee"),
        ("Ann Lee DOB 03/04/80", "Ann Lee"),
        ("Ann Lee, 212-555-0188", "Ann Lee"),
        ("Ann Lee +1 (212) 555-0188", "Ann Lee"),
        ("4155550188", "(nobody)"),
    ]);
}

#[test]
fn spelling_is_joined() {
    assert_read(&[
        ("J-O-H-N", "John"),
        ("J-O-H-N S-M-I-T-H", "John Smith"),
        ("J O H N Smith", "John Smith"),
        ("J, O, H, N, Smith", "John Smith"),
        ("John, J-O-H-N, Smith", "(nobody)"),
        ("Ann Lee, L-E-E", "Ann Lee"),
        ("Ann Lee, that's L-E-E", "Ann Lee"),
        ("Ann Lee spelled L E E", "Ann Lee"),
        ("Ann Lee, spelled L-E-I-G-H", "Ann Leigh"),
        ("Ann Leigh, that's A-N-N L-E-I-G-H", "Ann Leigh"),
        ("Ann L-E-E", "Ann Lee"),
        ("O apostrophe Brien", "O'Brien"),
        ("Pat O apostrophe Brien", "Pat O'Brien"),
        ("Ann Smith hyphen Jones", "Ann Smith-Jones"),
        ("Ann Smith dash Jones", "Ann Smith-Jones"),
        ("Ann Lee with two Es", "Ann Lee"),
        ("Anne Lee with an E", "Anne Lee"),
        ("Marc Lee with a C", "Marc Lee"),
        ("Ann van Dyke, two words", "Ann van Dyke"),
        ("Ann Lee, L as in Lima", "Ann Lee"),
        ("Smith, S-M-Y-T-H-E", "Smythe"),
        ("Ann Lee, L double E", "Ann Lee"),
        ("Maria Jose, M-A-R-I-A", "Maria Jose"),
    ]);
}

#[test]
fn who_is_no_name_is_asked() {
    for said in [
        "yes",
        "Yes.",
        "no",
        "my daughter",
        "My daughter",
        "his wife",
        "Mom",
        "my mom",
        "the baby",
        "a friend",
        "New Patient",
        "existing patient",
        "I'd rather not say",
        "I’d rather not say",
        "prefer not to say",
        "I don't want to give my name",
        "no name given",
        "not given",
        "not provided",
        "First Last",
        "first name last name",
        "Firstname Lastname",
        "Full Name",
        "A",
        "a.",
        "Mr.",
        "Dr",
        "sir",
        "someone",
        "nobody",
        "unknown caller",
        "I don't know",
        "it doesn't matter",
        "N/A",
        "test",
        "hi",
        "can you hear me",
        "???",
        "my name is",
        "it's",
    ] {
        assert_eq!(reading(said), "(nobody)", "{said:?}");
    }
}

#[test]
fn whoever_calls_may_be_meant() {
    for said in [
        "me",
        "myself",
        "Me",
        "for me",
        "it's me",
        "same",
        "same as before",
        "the same name",
        "the caller",
        "Caller",
        "patient",
        "The patient",
        "customer",
        "user",
        "guest",
        "anonymous",
        "name",
        "self",
        "the person calling",
    ] {
        assert_eq!(reading(said), "(the caller)", "{said:?}");
    }
}

#[test]
fn two_people_are_not_one() {
    for said in [
        "Ann Lee and Bob Lee",
        "Ann and Bob Lee",
        "Ann Lee & Bob Lee",
        "Mr. and Mrs. Lee",
        "Ann Lee / Bob Lee",
        "Ann Lee or Bob Lee",
        "my son Tim and my daughter Ann",
        "Ann Lee plus Bob Lee",
    ] {
        assert_eq!(reading(said), "(several)", "{said:?}");
    }
}

proptest! {
    /// A name that nobody says anything around is what was said, whoever it is.
    #[test]
    fn plain_names_are_untouched(first in "[BCDFGJKLMNPQRSTVWXZ][bcdfgjklpqvwxz]{4,9}", last in "[BCDFGJKLMNPQRSTVWXZ][bcdfgjklpqvwxz]{4,9}") {
        let name = format!("{first} {last}");
        prop_assert_eq!(reading(&name), name);
    }

    /// However much of what people say stands around it.
    #[test]
    fn a_name_is_found_in_what_people_say(
        before in prop::sample::select(vec!["", "it's ", "hi, ", "my name is ", "yes, it's ", "Patient: ", "for "]),
        after in prop::sample::select(vec!["", " please", ", thanks", " here", ", 3/4/1980", " speaking."]),
    ) {
        prop_assert_eq!(reading(&format!("{before}Ann Lee{after}")), "Ann Lee");
    }

    #[test]
    fn anything_is_read(said in any::<String>()) {
        if let SaidName::Name(name) = read(&said) {
            prop_assert!(!name.trim().is_empty());
        }
    }
}
