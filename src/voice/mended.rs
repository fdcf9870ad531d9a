//! JSON text as senders cut it, made readable where only one reading is possible.
//!
//! A text that was cut inside an emoji ends with half a character, which JavaScript writes as an escape. A message is not lost for that:
//! the half becomes U+FFFD.

use std::borrow::Cow;

const REPLACEMENT: char = '\u{FFFD}';
const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// The text of a body, without a byte order mark and with U+FFFD for half a character; `None` if it is no UTF-8, which JSON has to be.
pub(super) fn body_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let bytes = bytes.strip_prefix(&BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(bytes).ok().map(with_whole_escapes)
}

/// JSON in which no escape stands for half a character. Nothing else changes.
pub(super) fn with_whole_escapes(json: &str) -> Cow<'_, str> {
    if !json.contains("\\ud") && !json.contains("\\uD") {
        return Cow::Borrowed(json);
    }
    let mut whole = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        whole.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                whole.push(REPLACEMENT);
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            // The backslash and what it escapes, which may be another backslash.
            _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (kept, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        whole.push_str(kept);
        rest = after;
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

/// The UTF-16 unit of a `\u` escape at the beginning of `text`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn read(json: &[u8]) -> Value {
        serde_json::from_str(&body_text(json).unwrap()).unwrap()
    }

    #[test]
    fn half_a_character_becomes_a_replacement_and_whole_ones_stay() {
        for (json, expected) in [
            (r#""cut \ud83d""#, "cut \u{FFFD}"),
            (r#""cut \uD83D and on""#, "cut \u{FFFD} and on"),
            (r#""\ude00 cut""#, "\u{FFFD} cut"),
            (r#""\ud83d\ud83d\ude00""#, "\u{FFFD}\u{1F600}"),
            (r#""\ud83d\n""#, "\u{FFFD}\n"),
            (r#""whole \ud83d\ude00""#, "whole \u{1F600}"),
            (r#""no escape: \\ud83d""#, "no escape: \\ud83d"),
            (r#""\\\ud83d""#, "\\\u{FFFD}"),
            ("\u{FEFF}\"after a mark\"", "after a mark"),
        ] {
            assert_eq!(read(json.as_bytes()), expected, "{json}");
        }
        assert!(matches!(body_text(br#"{"a":"\u00e9"}"#), Some(Cow::Borrowed(_))));
        assert_eq!(body_text(b"\"\xF0\x9F\""), None);
    }

    /// Every unit as an escape.
    fn escaped(units: impl Iterator<Item = u16>) -> String {
        units.flat_map(|unit| format!("\\u{unit:04x}").into_bytes()).map(char::from).collect()
    }

    proptest! {
        /// What is JSON already keeps its meaning, and no text makes it panic.
        #[test]
        fn whole_text_is_left_as_it_is(text in any::<String>(), json in r#"[\\"ud8deDC0{é]{0,40}"#) {
            let _ = with_whole_escapes(&json);
            let escaped = escaped(text.encode_utf16());
            prop_assert_eq!(read(format!("\"{escaped}\"").as_bytes()), text);
        }

        #[test]
        fn any_utf16_can_be_read(units in prop::collection::vec(any::<u16>(), 0..12)) {
            let escaped = escaped(units.iter().copied());
            prop_assert_eq!(read(format!("\"{escaped}\"").as_bytes()), String::from_utf16_lossy(&units));
        }
    }
}
