//! What holds of every catalogue and everything that can be said.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::*;

/// Names as clinics have them and as they do not: any text, and words that are shared and resemble each other.
fn any_name() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Dr.",
        "Mr",
        "Sarah",
        "Sara",
        "Lee",
        "Leah",
        "deep",
        "cleaning",
        "Cleening",
        "check",
        "up",
        "check-up",
        "any",
        "no",
        "the",
        "not",
        "30",
        "60",
        "minute",
        "Ångström",
        "Straße",
        "李",
        "İ",
        "ǆ",
        "'",
        "&",
    ]);
    let words = vec(word, 1..5).prop_map(|words| words.join(" "));
    prop_oneof![3 => words, 1 => "\\PC{1,80}", 1 => any::<String>()]
}

fn any_names() -> impl Strategy<Value = Vec<String>> {
    let names = vec(any_name(), 0..8);
    names.prop_map(|names| {
        let mut seen = BTreeSet::new();
        names.into_iter().filter(|name| !name.contains('|') && seen.insert(name.trim().to_owned())).collect()
    })
}

/// The names that an outcome leaves, in one order: one that is meant, none, or at least two.
fn meant(outcome: Result<&str, Unmatched>) -> BTreeSet<String> {
    match outcome {
        Ok(name) => BTreeSet::from([name.to_owned()]),
        Err(Unmatched::Unknown { .. }) => BTreeSet::new(),
        Err(Unmatched::Ambiguous { candidates, .. }) => {
            assert!(candidates.len() >= 2, "{candidates:?}");
            candidates.into_iter().map(str::to_owned).collect()
        }
    }
}

fn service(found: Option<&Service>) -> &str {
    found.map_or("", |it| &it.name)
}

proptest! {
    #[test]
    fn the_exact_name_is_always_meant(names in any_names()) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (services, practitioners) = (services(&names), practitioners(&names));
        for (number, name) in names.iter().enumerate() {
            prop_assert_eq!(&services.service(name).unwrap().unwrap().id, &id(number));
            prop_assert_eq!(&practitioners.practitioner(name, &FORMS).unwrap().unwrap().id, &id(number));
        }
    }

    /// Nothing panics, what is ambiguous is at least two, and the order of the catalogue makes no difference.
    #[test]
    fn anything_can_be_said(names in any_names(), said in any_name()) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let reversed: Vec<&str> = names.iter().rev().copied().collect();
        let (one, other) = (services(&names), services(&reversed));
        prop_assert_eq!(meant(one.service(&said).map(service)), meant(other.service(&said).map(service)));
        let (one, other) = (practitioners(&names), practitioners(&reversed));
        let name = |found: Option<&Practitioner>| found.map_or("", |it| &it.name).to_owned();
        let (one, other) = (one.practitioner(&said, &FORMS).map(name), other.practitioner(&said, &FORMS).map(name));
        prop_assert_eq!(meant(one.as_deref().map_err(Clone::clone)), meant(other.as_deref().map_err(Clone::clone)));
    }

    /// Case, punctuation and space around it never make a difference to a name of plain words.
    #[test]
    fn a_name_is_found_however_it_is_written(names in vec("[a-z]{4,9} [a-z]{4,9}", 1..5), pick in any::<prop::sample::Index>()) {
        let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let name = *pick.get(&names);
        let said = format!(" Dr. {}! ", name.to_uppercase().replace(' ', "-"));
        let practitioners = practitioners(&names);
        prop_assert_eq!(&practitioners.practitioner(&said, &FORMS).unwrap().unwrap().name, name);
    }
}
