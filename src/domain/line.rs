//! Text on one line of limited length, which is all that callers' and models' words become.

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
    cut.truncate(cut.trim_end_matches(|c: char| c.is_whitespace() || is_joiner(c)).len());
    cut.push(ELLIPSIS);
    cut
}

/// The beginning of the text on one line: ends, and reads no further, once it has `most` characters or one more.
pub(crate) fn single_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut is_apart = false;
    let mut upcoming = text.chars().peekable();
    while let Some(c) = upcoming.next() {
        if length >= most {
            break;
        }
        let mut joins = || {
            is_joiner(c) && !is_apart && line.ends_with(is_joined) && upcoming.peek().copied().is_some_and(is_joined)
        };
        if is_invisible(c) && !joins() {
            continue;
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

/// Joiners are letters' own in the scripts of India and in Persian: without one, a name is another word.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a joiner may stand beside it: letters and their signs, but no emoji, which joiners make others of.
fn is_joined(c: char) -> bool {
    ('\u{0600}'..'\u{2000}').contains(&c)
}

/// Formatting characters that show nothing and can hide or reorder what stands around them.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_single_and_limited() {
        let table = [
            ("one\ntwo\r\nthree", 50, "one two three"),
            ("  a \t b\u{0000}c\u{2028}d  ", 50, "a b c d"),
            ("zero\u{200B}width \u{202E}override", 50, "zerowidth override"),
            ("\u{061C}marks\u{180E} in names", 50, "marks in names"),
            ("ශ්\u{200D}රී", 50, "ශ්\u{200D}රී"),
            ("ශ්\u{200D} රී \u{200D}ශ\u{200D}", 50, "ශ් රී ශ"),
            ("a\u{200D}b 👩\u{200D}⚕", 50, "ab 👩⚕"),
            ("ශ්\u{200D}රී", 3, "ශ්…"),
            ("exactly ten", 11, "exactly ten"),
            ("exactly ten", 10, "exactly…"),
            ("exactly ten", 9, "exactly…"),
            ("exactly ten", 8, "exactly…"),
            ("exactly ten", 7, "exactl…"),
            ("ééééé", 3, "éé…"),
            ("anything", 1, "…"),
            ("anything", 0, ""),
            ("", 5, ""),
        ];
        for (text, limit, expected) in table {
            assert_eq!(single_line_limited(text, limit), expected, "{text:?} at {limit}");
        }
    }

    proptest! {
        #[test]
        fn a_line_keeps_its_limit_and_is_itself_again(text in any::<String>(), limit in 0_usize..600) {
            let line = single_line_limited(&text, limit);
            prop_assert!(line.chars().count() <= limit && !line.chars().any(char::is_control), "{:?}", line);
            prop_assert_eq!(single_line_limited(&line, limit), line);
        }
    }
}
