//! Practitioners by what callers call them.

use super::*;

fn meant(catalogue: &Catalogue, said: &str) -> String {
    outcome(catalogue.practitioner(said, &FORMS).map(|one| one.map_or("anyone", |one| one.name.as_str())))
}

#[test]
fn a_practitioner_is_found_without_title_accents_or_exact_spelling() {
    let catalogue = practitioners(&[
        "Dr. Sarah Lee",
        "Dr. José Núñez|Pepe",
        "Ms. Anne-Marie O'Brien, RDH",
        "Prof. Björn Ångström",
        "Dr. María de la Cruz",
        "Dr. Łukasz Groß",
        "李医生",
    ]);
    for (said, name) in [
        ("Dr. Sarah Lee", "Dr. Sarah Lee"),
        ("dr lee", "Dr. Sarah Lee"),
        ("Doctor Lee", "Dr. Sarah Lee"),
        ("Dr.Lee", "Dr. Sarah Lee"),
        ("Mrs. Lee", "Dr. Sarah Lee"),
        ("with Sarah, please", "Dr. Sarah Lee"),
        ("SARAH", "Dr. Sarah Lee"),
        ("Sara Lee", "Dr. Sarah Lee"),
        ("Lee, Sarah", "Dr. Sarah Lee"),
        ("jose nunez", "Dr. José Núñez"),
        ("Jose\u{301} Nun\u{303}ez", "Dr. José Núñez"),
        ("Dr. Pepe", "Dr. José Núñez"),
        ("Anne Marie", "Ms. Anne-Marie O'Brien, RDH"),
        ("Annemarie O’Brien", "Ms. Anne-Marie O'Brien, RDH"),
        ("obrien", "Ms. Anne-Marie O'Brien, RDH"),
        ("O Brien", "Ms. Anne-Marie O'Brien, RDH"),
        ("professor angstrom", "Prof. Björn Ångström"),
        ("Bjorn", "Prof. Björn Ångström"),
        ("Delacruz", "Dr. María de la Cruz"),
        ("De La Cruz", "Dr. María de la Cruz"),
        ("Lukasz Gross", "Dr. Łukasz Groß"),
        ("李医生", "李医生"),
        ("Dr. Smith", "?"),
        ("Sarah Smith", "?"),
        ("Dr. Li", "?"),
        ("not Dr. Lee", "?"),
        ("anyone but Dr. Lee", "?"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

#[test]
fn a_form_of_a_first_name_names_whoever_has_it() {
    let catalogue = practitioners(&["Dr. Alan Smith", "Dr. Tom Nguyen", "Dr. Alan Roe"]);
    for (said, name) in [
        ("Al Smith", "Dr. Alan Smith"),
        ("Dr. Al Smith if possible", "Dr. Alan Smith"),
        ("Dr. Smith, preferably", "Dr. Alan Smith"),
        ("Al", "Dr. Alan Smith|Dr. Alan Roe"),
        ("Al Nguyen", "?"),
        ("not Al Smith", "?"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

#[test]
fn no_preference_has_many_words() {
    let catalogue = practitioners(&["Dr. Sarah Lee", "Dr. Amy Fox"]);
    for said in [
        "anyone",
        "Any",
        "any doctor",
        "anybody is fine",
        "whoever",
        "whoever is available first",
        "no preference",
        "No preference.",
        "I have no preference",
        "first available",
        "the next available dentist",
        "doesn't matter",
        "it does not matter who",
        "I don't mind",
        "I don’t care",
        "either one",
        "none",
        "null",
        "N/A",
        "the doctor",
        "Dr.",
        "",
        "  ",
        "...",
    ] {
        assert_eq!(meant(&catalogue, said), "anyone", "{said:?}");
    }
    assert_eq!(Catalogue::default().practitioner("anyone", &FORMS), Ok(None));
}

/// Who somebody is by profession narrows, and never means just anybody.
#[test]
fn a_profession_alone_is_those_who_have_it() {
    let mixed = practitioners(&["Dr. Alan Smith", "Dr. María García", "Priya Patel", "Nurse Joy"]);
    let one = practitioners(&["Dr. Alan Smith", "Priya Patel, hygienist"]);
    let untitled = practitioners(&["Alan Smith", "Priya Patel"]);
    for (catalogue, said, name) in [
        (&mixed, "the doctor", "Dr. Alan Smith|Dr. María García"),
        (&mixed, "any dentist", "Dr. Alan Smith|Dr. María García"),
        (&mixed, "a nurse", "Nurse Joy"),
        (&mixed, "hygienist", "?"),
        (&mixed, "the next available hygienist", "?"),
        (&mixed, "any provider", "anyone"),
        (&one, "the doctor", "Dr. Alan Smith"),
        (&one, "the hygienist", "Priya Patel, hygienist"),
        (&one, "a nurse", "?"),
        (&untitled, "the doctor", "anyone"),
        (&untitled, "a hygienist", "?"),
    ] {
        assert_eq!(meant(catalogue, said), name, "{said:?}");
    }
}

#[test]
fn titles_decide_between_namesakes_and_nothing_else() {
    let catalogue = practitioners(&["Dr. Sarah Lee", "Mr. Tom Lee", "Dr. Ann Lee-Park"]);
    for (said, name) in [
        ("Lee", "Dr. Sarah Lee|Mr. Tom Lee|Dr. Ann Lee-Park"),
        ("Mister Lee", "Mr. Tom Lee"),
        ("Dr. Lee", "Dr. Sarah Lee|Dr. Ann Lee-Park"),
        ("Professor Lee", "Dr. Sarah Lee|Mr. Tom Lee|Dr. Ann Lee-Park"),
        ("Dr. Tom", "Mr. Tom Lee"),
        ("Dr. Park", "Dr. Ann Lee-Park"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}

#[test]
fn a_slip_that_fits_two_is_asked_about() {
    let catalogue =
        practitioners(&["John Smith", "Joan Smith", "Peter Petersen", "Paul Pedersen", "No Wen", "Any Body"]);
    for (said, name) in [
        ("Jon Smith", "?"),
        ("Johan Smith", "John Smith|Joan Smith"),
        ("Petersen", "Peter Petersen"),
        ("Peterson", "Peter Petersen|Paul Pedersen"),
        ("Smith", "John Smith|Joan Smith"),
        ("no wen", "No Wen"),
        ("Any Body", "Any Body"),
        ("anybody", "Any Body"),
        ("any", "anyone"),
    ] {
        assert_eq!(meant(&catalogue, said), name, "{said:?}");
    }
}
