//! The form in which names are compared, in the database and in the program.

use crate::domain::plain_words;

/// Words before a name that are no part of it, without their dot.
const TITLES: [&str; 10] = ["mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir"];

/// A name without what spelling leaves open: case, accents, apostrophes and dots, hyphens or spaces, titles before it.
///
/// `Ms. José O’Brien-Lee` is `jose obrien lee`. A name of titles alone keeps its last word.
pub fn folded_name(name: &str) -> String {
    let mut words = plain_words::words(name);
    let titles = words.iter().take_while(|word| TITLES.contains(&word.as_str())).count();
    words.drain(..titles.min(words.len().saturating_sub(1)));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::patient_name::patient_name;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (one, other) in [
            ("José García", "jose garcia"),
            ("Jose\u{301} Garcia", "José GARCIA"),
            ("Pat O'Brien", "Pat O’Brien"),
            ("Pat OBrien", "Pat O'Brien"),
            ("Ms. Ann Lee", "Ann Lee"),
            ("Prof. Dr. Ann Lee", "ann lee"),
            ("MISS Ann  Lee", "Ann Lee"),
            ("Anne-Marie Lee", "Anne Marie Lee"),
            ("Søren Łukasz", "Soren Lukasz"),
            ("Jürgen Strauß", "JURGEN STRAUSS"),
            ("J. R. Lee", "J R Lee"),
        ] {
            assert_eq!(folded_name(one), folded_name(other), "{one} / {other}");
        }
    }

    #[test]
    fn other_names_are_others() {
        for (one, other) in [
            ("Ann Lee", "Anna Lee"),
            ("Ann Lee", "Lee Ann"),
            ("Drew Lee", "Ew Lee"),
            ("Mr. Lee", "Mr."),
            ("राम", "रोम"),
        ] {
            assert_ne!(folded_name(one), folded_name(other), "{one} / {other}");
        }
        assert_eq!(folded_name("Dr."), "dr");
    }

    proptest! {
        #[test]
        fn a_folded_name_is_its_own(name in "\\PC{1,40}") {
            let once = folded_name(&name);
            prop_assert_eq!(folded_name(&once), once);
        }

        #[test]
        fn case_title_and_dots_do_not_matter(first in "[A-Za-zÀ-ÖØ-öø-ÿ]{2,12}", last in "[A-Za-zÀ-ÖØ-öø-ÿ]{2,12}") {
            prop_assume!(!TITLES.contains(&folded_name(&first).as_str()));
            let plain = folded_name(&format!("{first} {last}"));
            prop_assert_eq!(folded_name(&format!("Mrs. {first}  {last}")), plain.clone());
            prop_assert_eq!(folded_name(&format!("{first} {last}").to_uppercase()), plain);
        }

        /// What is a name has something to compare.
        #[test]
        fn no_name_folds_to_nothing(text in prop_oneof!["\\PC{1,40}", "[ʼ’' \u{345}A]{1,4}"]) {
            if let Some(name) = patient_name(&text) {
                prop_assert!(!folded_name(&name).is_empty(), "{}", name);
            }
        }
    }
}
