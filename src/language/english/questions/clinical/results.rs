//! What tests have shown.

use super::phrases::{any_of, has_phrase, is_one_of};

const RESULTS: &[&str] = &["result results"];
/// Whose results are not those of a survey.
const TESTS: &[&str] = &[
    "test tests lab labs blood scan scans xray xrays ray rays mri ct pap swab culture urine screening panel",
    "ultrasound mammogram cholesterol glucose a1c hiv std sti covid strep herpes hepatitis bloodwork biopsy ekg",
    "pathology",
];
const MINE: &[&str] =
    &["my", "his", "her", "our", "their", "sons", "daughters", "husbands", "wifes", "mothers", "moms", "dads"];
/// What is asked about them.
const ARE_THERE: &[&str] =
    &["results in", "results back", "results ready", "results come", "results mean", "results normal"];
const VERDICTS: &[&str] = &[
    "what is my cholesterol",
    "whats my cholesterol",
    "what is my a1c",
    "whats my a1c",
    "am i positive",
    "am i negative",
    "am i hiv positive",
    "did i test positive",
    "did i test negative",
];
const CAME: &[&str] = &["come came back ready show showed shows shown say said says find found mean means reveal"];
/// What is said of a test, and of people too: `HIV positive patients`.
const TEST: &[&str] = &["test tests lab labs scan swab culture screening"];
const FOUND: &[&str] = &["positive negative normal abnormal high low ok okay fine good bad clear"];
const ON_IT: &[&str] = &[
    "find on",
    "found on",
    "see on",
    "saw on",
    "find in",
    "found in",
    "say about",
    "find anything",
    "found anything",
    "see anything",
];
/// Words between a test and what came of it, at most.
const WIDEST_GAP: usize = 2;

pub(super) fn are_asked(words: &[String]) -> bool {
    let has_results = any_of(words, RESULTS);
    let are_somebodys = || {
        words
            .windows(2)
            .any(|next| matches!(next, [whose, results] if is_one_of(whose, MINE) && is_one_of(results, RESULTS)))
    };
    has_results && (any_of(words, TESTS) || are_somebodys() || has_phrase(words, ARE_THERE))
        || has_phrase(words, VERDICTS)
        || any_of(words, TESTS) && has_phrase(words, ON_IT)
        || has_come(words)
}

/// `did my labs come back`, `what did the scan show`.
fn has_come(words: &[String]) -> bool {
    let near = |behind: &[String], known| behind.iter().take(WIDEST_GAP).any(|word| is_one_of(word, known));
    (0..words.len()).any(|at| match words.get(at..) {
        Some([test, behind @ ..]) => {
            is_one_of(test, TESTS) && near(behind, CAME) || is_one_of(test, TEST) && near(behind, FOUND)
        }
        _ => false,
    })
}
