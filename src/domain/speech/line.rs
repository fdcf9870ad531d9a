//! Every answer is one line of limited length: Vapi drops results with line breaks, and long ones
//! are cut by the model's context or by the caller's patience.

/// Most characters of an answer, which is to stay under 500.
pub const MAX_ANSWER_CHARS: usize = 499;

const ELLIPSIS: char = '…';

/// The text on one line of at most `limit` characters. Blanks and control characters become single
/// spaces, invisible formatting is dropped. Text that is too long ends at a word, with an ellipsis.
pub fn single_line_limited(text: &str, limit: usize) -> String {
    let line = single_line(text);
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

/// Whether the text leaves uncut.
pub(super) fn fits(text: &str) -> bool {
    text.chars().nth(MAX_ANSWER_CHARS).is_none()
}

/// The text on one line: blanks and control characters become single spaces, invisible formatting is dropped.
pub(crate) fn single_line(text: &str) -> String {
    let visible: String =
        text.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut words = visible.split_whitespace();
    let mut line = words.next().unwrap_or_default().to_owned();
    for word in words {
        line.push(' ');
        line.push_str(word);
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
