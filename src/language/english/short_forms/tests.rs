//! That the names stand in the table as they are looked for, and what comes of them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::patient_name::{NameMatch, folded_name};

fn forms((spellings, short_forms): &FirstName) -> Vec<&'static str> {
    spellings.split(' ').chain(short_forms.split(' ')).collect()
}

fn compared(one: &str, other: &str) -> NameMatch {
    NameMatch::of(one, other, &English)
}

#[test]
fn the_table_is_folded_and_in_order_and_names_nothing_twice() {
    for names in [ENGLISH.as_slice(), &SPANISH] {
        assert!(names.is_sorted_by(|(one, _), (other, _)| one < other));
        for name in names {
            let forms = forms(name);
            assert_eq!(forms.iter().collect::<BTreeSet<_>>().len(), forms.len(), "{name:?}");
            assert!(forms.iter().all(|form| !form.is_empty() && folded_name(form) == **form), "{name:?}");
        }
    }
}

#[test]
fn forms_of_one_name_are_known() {
    for (one, other) in [
        ("Bill", "William"),
        ("Billy", "Will"),
        ("Bob", "Rob"),
        ("Beth", "Elizabeth"),
        ("Liz", "Betty"),
        ("Peggy", "Margaret"),
        ("Meg", "Maggie"),
        ("Jim", "James"),
        ("Kate", "Kathryn"),
        ("Kathy", "Catherine"),
        ("Katherine", "Catherine"),
        ("Tony", "Anthony"),
        ("Dick", "Rich"),
        ("Jack", "John"),
        ("Ted", "Edward"),
        ("Ted", "Theodore"),
        ("Alex", "Alexander"),
        ("Alex", "Alexandra"),
        ("Sam", "Samantha"),
        ("Chris", "Christopher"),
        ("Pat", "Patricia"),
        ("Hank", "Harry"),
        ("Chuck", "Charlie"),
        ("Steve", "Stephen"),
        ("Drew", "Andy"),
        ("Pepe", "José"),
        ("Paco", "Pancho"),
        ("Lupe", "Guadalupe"),
        ("Nacho", "Ignacio"),
        ("Beto", "Alberto"),
        ("Chuy", "Jesús"),
        ("Memo", "Guillermo"),
        ("Toño", "Antonio"),
    ] {
        assert_eq!(
            compared(&format!("{one} Hart"), &format!("{other} Hart")),
            NameMatch::Compatible,
            "{one} / {other}"
        );
    }
    assert_eq!(compared("Bill Hart", "William J. Hart"), NameMatch::Compatible);
}

/// What two names have in common does not make them one.
#[test]
fn names_with_a_common_short_form_are_two() {
    for (one, other) in [
        ("Alexander", "Alexandra"),
        ("Edward", "Theodore"),
        ("Patrick", "Patricia"),
        ("Samuel", "Samantha"),
        ("Christina", "Christine"),
        ("Joan", "Joanne"),
        ("Alberto", "Roberto"),
        ("Ann", "Anna"),
        ("Liam", "William"),
        ("Bill", "Bob"),
    ] {
        assert_eq!(compared(&format!("{one} Hart"), &format!("{other} Hart")), NameMatch::Different, "{one} / {other}");
    }
}

proptest! {
    #[test]
    fn any_two_forms_of_a_name_are_compatible_under_one_last_name_alone(
        name in prop::sample::select(first_names().collect::<Vec<_>>()),
        (one, other) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        (last, another) in ("[A-Z][a-z]{4,9}", "[A-Z][a-z]{4,9}"),
    ) {
        prop_assume!(last != another && ![&last, &another].iter().any(|last| ["Junior", "Senior"].contains(&last.as_str())));
        let forms = forms(name);
        let (one, other) = (one.get(&forms), other.get(&forms));
        prop_assert!(English.are_of_one_name(one, other) && English.are_of_one_name(other, one));
        let expected = if one == other { NameMatch::Same } else { NameMatch::Compatible };
        prop_assert_eq!(compared(&format!("{one} {last}"), &format!("{other} {last}")), expected);
        prop_assert_eq!(compared(&format!("{one} {last}"), &format!("{other} {another}")), NameMatch::Different);
    }
}
