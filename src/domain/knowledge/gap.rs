//! A question that was not answered, as it is kept for the clinic: what was asked, and nothing of who asked.

use super::question::{QuestionWords, words};

/// Longer questions are kept without their ends.
const MOST_CHARS: usize = 120;

/// The question in small letters, without accents and marks, so that the same one is counted once; `None` if nothing is left of it.
///
/// Numbers are left out, in digits and in letters, so that no phone number, date of birth or member's number is kept. So are e-mail
/// addresses, and what introduces somebody.
pub fn gap_of(question: &str, language: &dyn QuestionWords) -> Option<String> {
    let mut gap = String::new();
    let kept = question.split(' ').filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
    for part in kept.split([',', '.', '?', '!', ';', '\n']) {
        let words = words(part);
        if language.is_introduction(&words) {
            continue;
        }
        let is_number = |word: &String| word.contains(char::is_numeric) || language.is_number(word);
        for word in words.into_iter().filter(|word| !is_number(word)) {
            if gap.chars().count() + word.chars().count() >= MOST_CHARS {
                return Some(gap).filter(|gap| !gap.is_empty());
            }
            gap.extend((!gap.is_empty()).then_some(' '));
            gap.push_str(&word);
        }
    }
    (!gap.is_empty()).then_some(gap)
}
