//! Names in both directions, and what holds of any two.

use proptest::prelude::*;

use super::{
    NameMatch::{Compatible, Different, Same},
    *,
};

/// Three names with two short forms each; two of them share one.
struct Few;

impl ShortForms for Few {
    fn are_of_one_name(&self, one: &str, other: &str) -> bool {
        [["william", "bill", "will"], ["alexander", "alex", "sandy"], ["alexandra", "alex", "lexi"]]
            .iter()
            .any(|forms| forms.contains(&one) && forms.contains(&other))
    }
}

fn compared(one: &str, other: &str) -> NameMatch {
    NameMatch::of(one, other, &Few)
}

fn check(expected: NameMatch, pairs: &[(&str, &str)]) {
    for (one, other) in pairs {
        assert_eq!(compared(one, other), expected, "{one} / {other}");
        assert_eq!(compared(other, one), expected, "{other} / {one}");
    }
}

#[test]
fn spelling_alone_makes_no_other_name() {
    check(
        Same,
        &[
            ("José García", "jose garcia"),
            ("Pat O'Brien", "Pat O’Brien"),
            ("Ms. Ann Lee", "Ann Lee"),
            ("William J. Hart, Jr.", "william j hart jr"),
        ],
    );
}

#[test]
fn a_name_is_corrected_or_completed() {
    check(
        Compatible,
        &[
            ("Bill Hart", "William Hart"),
            ("Bill Hart", "Mr. Will Hart"),
            ("Alex Hart", "Alexandra Hart"),
            // Middle names, and initials for them.
            ("Bill Hart", "William J. Hart"),
            ("Ann Lee", "Ann Marie Lee"),
            ("Ann M. Lee", "Ann Marie Lee"),
            ("Ann M. Lee", "Ann Jane Marie Lee"),
            ("Ann Will Lee", "Ann William Lee"),
            // A first name alone.
            ("Ann", "Ann Lee"),
            ("Bill", "William J. Hart Jr."),
            ("Bill", "William"),
            // How a generation is said.
            ("Bill Hart Jr.", "William Hart Junior"),
            ("Bill Hart II", "William Hart 2nd"),
        ],
    );
}

#[test]
fn other_names_are_asked_about() {
    check(
        Different,
        &[
            ("Bill Hart", "William Hurt"),
            ("Bill Hart", "Ann Hart"),
            ("Alexander Hart", "Alexandra Hart"),
            ("Lexi Hart", "Sandy Hart"),
            ("Ann Lee", "Lee Ann"),
            ("Ann Lee", "Anna Lee"),
            ("J. Hart", "James Hart"),
            ("Ms. Lee", "Ann Lee"),
            // Middle names that are not one person's.
            ("Ann J. Lee", "Ann K. Lee"),
            ("Ann Jane Lee", "Ann Marie Lee"),
            ("Ann Jane Marie Lee", "Ann Marie Jane Lee"),
            // Father and son.
            ("William Hart", "William Hart Jr."),
            ("Bill Hart Sr.", "Bill Hart Jr."),
            ("", "Ann"),
        ],
    );
}

/// Names of few words, so that many of them are compatible.
fn name() -> impl Strategy<Value = String> {
    let words =
        ["Bill", "William", "Alex", "Sandy", "Lexi", "J.", "J", "José", "Jose", "Hart", "Lee", "Jr.", "II", "Dr."];
    let few = prop::collection::vec(prop::sample::select(words.to_vec()), 0..6).prop_map(|words| words.join(" "));
    prop_oneof![4 => few, 1 => "\\PC{0,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_order_does_not_matter(one in name(), other in name()) {
        prop_assert_eq!(compared(&one, &other), compared(&other, &one));
    }

    #[test]
    fn a_name_is_the_same_as_itself_however_it_is_spelled(name in name()) {
        prop_assert_eq!(compared(&name, &name), Same);
        prop_assert_eq!(compared(&name, &folded_name(&name)), Same);
    }

    /// The same names are those that are stored alike, and no others.
    #[test]
    fn the_same_is_what_folds_alike(one in name(), other in name()) {
        prop_assert_eq!(compared(&one, &other) == Same, folded_name(&one) == folded_name(&other));
    }

    /// The stored form of a name is compared like the name.
    #[test]
    fn folding_before_changes_nothing(one in name(), other in name()) {
        prop_assert_eq!(compared(&folded_name(&one), &folded_name(&other)), compared(&one, &other));
    }

    #[test]
    fn another_last_name_is_another_patient(first in name(), one in "[A-Z][a-z]{3,9}", other in "[A-Z][a-z]{3,9}") {
        prop_assume!(one != other && generation(&folded_name(&one)).is_none() && generation(&folded_name(&other)).is_none());
        // Titles alone would leave the last name as the only word.
        prop_assume!(folded_name(&format!("{first} {one}")) != folded_name(&one));
        prop_assert_eq!(compared(&format!("{first} {one}"), &format!("{first} {other}")), Different);
    }
}
