//! What is kept of a question that nobody could answer: what was asked, and not who asked.

use crate::{domain::knowledge::*, language::english::English};

/// What is kept at a clinic in Main Street that has whitening.
fn gap(question: &str) -> String {
    let is_clinics = |word: &str| ["main", "whitening"].contains(&word);
    gap_of(question, &KnownNames { of_people: &[], is_clinics: &is_clinics }, &English).unwrap_or_default()
}

#[track_caller]
fn kept(rows: &[(&str, &str)]) {
    for (question, expected) in rows {
        assert_eq!(gap(question), *expected, "{question}");
    }
}

#[test]
fn a_name_behind_a_person_is_left_out_in_small_letters_too() {
    kept(&[
        ("did my wife ann lee pay her bill born may third", "did my wife pay her bill born"),
        ("can my husband john smith jones sell gum", "can my husband sell gum"),
        ("my little daughter mia needs braces", "my little daughter needs braces"),
        ("do you have gum for my son lee and his friend bob", "do you have gum for my son and his friend"),
        ("my wifes name is ann lee do you sell gum", "my wifes name is do you sell gum"),
        ("is there gum for mrs lee", "is there gum for mrs"),
        ("did dr smith send gum", "did dr send gum"),
        ("does patient ann lee get gum", "does patient get gum"),
        (
            "did my husband bill smith pay, and will my son will finch get gum",
            "did my husband pay and will my son get gum",
        ),
        ("can my daughter, emily rose, get gum", "can my daughter get gum"),
        ("a dog named rex bit my son", "a dog named bit my son"),
    ]);
}

/// What is said of a person is what was asked.
#[test]
fn what_a_person_does_or_has_stays() {
    for question in [
        "can my son eat before sedation",
        "can my wife reschedule online",
        "my daughter chipped a tooth",
        "my son broke his retainer",
        "do you have a family discount",
        "is there a patient portal",
        "do you have a child discount",
        "my friend recommended you do you sell gum",
        "can my kids watch tv",
        "my son will need braces and may lose a tooth",
        "when are test results back",
        "is it my wifes insurance or mine",
        "do you do kids appointments on saturdays",
    ] {
        assert_eq!(gap(question), question);
    }
}

#[test]
fn whose_something_is_stays_out() {
    kept(&[
        ("can john smiths results be mailed to oak street", "can results be mailed to"),
        ("can john smith's results be faxed", "can results be faxed"),
        ("where are lees xrays", "where are xrays"),
        ("Is Ann’s gum ready?", "is gum ready"),
        ("is there gum at ann's, or not", "is there gum at or not"),
        ("what's the price of today's whitening", "whats the price of todays whitening"),
        ("do you have children's gum and a doctor's note", "do you have childrens gum and a doctors note"),
    ]);
}

#[test]
fn a_date_of_birth_is_left_out_in_words_too() {
    kept(&[
        ("my son was born on the third of may nineteen eighty", "my son was born on the of"),
        ("do you sell gum, born july twenty second, two thousand", "do you sell gum born thousand"),
        ("my date of birth is august the fifth do you sell gum", "my date of birth is the do you sell gum"),
        ("can ann lee born may third get gum", "can born get gum"),
        ("dob march first ninety nine is gum free", "dob is gum free"),
        // Of no birth.
        ("are you open on july fourth", "are you open on july fourth"),
        ("may i bring gum", "may i bring gum"),
    ]);
}

#[test]
fn an_address_is_left_out() {
    kept(&[
        ("can you send gum to twelve north oak street apartment b", "can you send gum to"),
        ("do you mail to 12 elm tree lane", "do you mail to"),
        ("i live at four oak drive do you sell gum", "i live at do you sell gum"),
        ("is there gum on fifth avenue", "is there gum on"),
        ("write to ann at example dot com about gum", "write to about gum"),
        // The clinic's own, and what is none.
        ("is the entrance on main street", "is the entrance on main street"),
        ("is there street parking", "is there street parking"),
        ("can i drive home", "can i drive home"),
        ("is there another way in", "is there another way in"),
        ("are you across the street", "are you across the street"),
    ]);
}
