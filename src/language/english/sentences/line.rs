//! Every answer is one line of limited length: Vapi drops results with line breaks, and long ones
//! are cut by the model's context or by the caller's patience.

/// Most characters of an answer, which is to stay under 500.
pub const MAX_ANSWER_CHARS: usize = 499;

/// Most characters of a name in a sentence.
pub(super) const NAME_CHARS: usize = 40;
const SHORT_NAME_CHARS: usize = 24;

const ELLIPSIS: char = '…';

/// The text on one line of at most `limit` characters. Blanks and control characters become single
/// spaces, invisible formatting is dropped. Text that is too long ends at a word, with an ellipsis.
pub fn single_line_limited(text: &str, limit: usize) -> String {
    let line = single_line(text, limit.saturating_add(2));
    if line.chars().nth(limit).is_none() {
        return line;
    }
    let Some(room) = limit.checked_sub(1) else {
        return String::new();
    };
    let mut cut: String = line.chars().take(room).collect();
    let ends_inside_word = line.chars().nth(room).is_some_and(|next| next != ' ');
    if ends_inside_word && let Some((words, _)) = cut.rsplit_once(' ') {
        cut = words.to_owned();
    }
    cut.truncate(cut.trim_end().len());
    cut.push(ELLIPSIS);
    cut
}

/// An answer as it leaves.
pub(super) fn answer(text: &str) -> String {
    single_line_limited(text, MAX_ANSWER_CHARS)
}

/// The first of the wordings that leaves uncut; where none does, the last.
pub(super) fn first_fitting(wordings: impl IntoIterator<Item = String>) -> String {
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
pub(super) fn fitted_list(most: usize, sentence: impl Fn(usize, usize) -> String) -> String {
    let wordings = (1..=most.max(1)).rev().flat_map(|count| [(count, NAME_CHARS), (count, SHORT_NAME_CHARS)]);
    first_fitting(wordings.map(|(count, names)| sentence(count, names)))
}

/// Somebody's words, short and without the marks that set off our own.
pub(super) fn quotable(text: &str, limit: usize) -> String {
    single_line_limited(&single_line_limited(text, limit).replace(['(', ')', '"'], " "), limit)
}

/// The beginning of the text on one line: ends, and reads no further, once it has `most` characters or one more.
pub(crate) fn single_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut is_apart = false;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if length >= most {
            break;
        }
        if c.is_whitespace() || c.is_control() {
            is_apart = length > 0;
            continue;
        }
        if core::mem::take(&mut is_apart) {
            line.push(' ');
            length += 1;
        }
        line.push(c);
        length += 1;
    }
    line
}

/// Formatting characters that show nothing and can hide or reorder what stands around them.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
    )
}
