//! Questions that only somebody with a medical training may answer.

mod advice;
mod medicines;
mod phrases;
mod results;
mod tables;

use phrases::{has_phrase, is_like_one_of};

/// Words that make any question clinical: amounts of medicine, what it does, findings.
const ALWAYS: &[&str] = &[
    "dose doses dosage dosages overdose milligram milligrams mg interact interaction interactions contraindicated",
    "diagnose diagnosed diagnosis symptom symptoms biopsy infection infected abscess cancer cancerous tumor prognosis",
    "sepsis",
];
const ALWAYS_TOGETHER: &[&str] = &[
    "side effect",
    "side effects",
    "while pregnant",
    "when pregnant",
    "if pregnant",
    "im pregnant",
    "i am pregnant",
    "am i pregnant",
];

pub(super) fn is_clinical(words: &[String]) -> bool {
    words.iter().any(|word| is_like_one_of(word, ALWAYS))
        || has_phrase(words, ALWAYS_TOGETHER)
        || medicines::are_named(words)
        || results::are_asked(words)
        || advice::is_asked(words)
}
