//! Every answer is one line of limited length: Vapi drops results with line breaks, and long ones
//! are cut by the model's context or by the caller's patience.

use crate::domain::line::{single_line, single_line_limited};

/// Most characters of an answer, which is to stay under 500.
pub const MAX_ANSWER_CHARS: usize = 499;

/// Most characters of a name in a sentence.
pub(in crate::language) const NAME_CHARS: usize = 40;
/// Most characters of a name where room is short.
pub(in crate::language) const SHORT_NAME_CHARS: usize = 24;

/// An answer as it leaves.
pub(in crate::language) fn answer(text: &str) -> String {
    single_line_limited(text, MAX_ANSWER_CHARS)
}

/// The first of the wordings that leaves uncut; where none does, the last.
pub(in crate::language) fn first_fitting(wordings: impl IntoIterator<Item = String>) -> String {
    let mut last = String::new();
    for wording in wordings {
        let wording = single_line(&wording, usize::MAX);
        if wording.chars().nth(MAX_ANSWER_CHARS).is_none() {
            return wording;
        }
        last = wording;
    }
    answer(&last)
}

/// A sentence that lists at most `most` things, with names of at most as many characters as the second number. Names are
/// shortened before things are left out.
pub(in crate::language) fn fitted_list(most: usize, sentence: impl Fn(usize, usize) -> String) -> String {
    let wordings = (1..=most.max(1)).rev().flat_map(|count| [(count, NAME_CHARS), (count, SHORT_NAME_CHARS)]);
    first_fitting(wordings.map(|(count, names)| sentence(count, names)))
}

/// Somebody's words, short and without the marks that set off our own.
pub(in crate::language) fn quotable(text: &str, limit: usize) -> String {
    single_line_limited(&single_line_limited(text, limit).replace(['(', ')', '"'], " "), limit)
}
