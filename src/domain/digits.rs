//! Digits of the world's scripts.

/// The zeros of Unicode's decimal digits, of which the other nine follow each: Arabic-Indic, Persian, Devanagari, Thai, full-width and so
/// on, in order.
#[rustfmt::skip]
const ZEROS: [char; 36] = [
    '0', '\u{0660}', '\u{06F0}', '\u{07C0}', '\u{0966}', '\u{09E6}', '\u{0A66}', '\u{0AE6}', '\u{0B66}', '\u{0BE6}', '\u{0C66}', '\u{0CE6}',
    '\u{0D66}', '\u{0DE6}', '\u{0E50}', '\u{0ED0}', '\u{0F20}', '\u{1040}', '\u{1090}', '\u{17E0}', '\u{1810}', '\u{1946}', '\u{19D0}',
    '\u{1A80}', '\u{1A90}', '\u{1B50}', '\u{1BB0}', '\u{1C40}', '\u{1C50}', '\u{A620}', '\u{A8D0}', '\u{A900}', '\u{A9D0}', '\u{AA50}',
    '\u{ABF0}', '\u{FF10}',
];

/// The ASCII digit of the same value; `None` for what is no decimal digit.
pub(crate) fn ascii_digit(c: char) -> Option<char> {
    let before = ZEROS.partition_point(|zero| *zero <= c);
    let zero = ZEROS.get(before.checked_sub(1)?)?;
    char::from_digit(u32::from(c) - u32::from(*zero), 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_read_and_nothing_else_is() {
        for (text, digits) in [
            ("0189", "0189"),
            ("٠١٢٩", "0129"),
            ("۰۹", "09"),
            ("०२६", "026"),
            ("๐๙", "09"),
            ("０９", "09"),
            ("၀၉", "09"),
        ] {
            assert_eq!(text.chars().map(ascii_digit).collect::<Option<String>>().as_deref(), Some(digits), "{text}");
        }
        for c in ['/', ':', 'a', 'é', '²', '½', '一', '\u{0659}', '\u{066A}', '\u{FF1A}', '①'] {
            assert_eq!(ascii_digit(c), None, "{c:?}");
        }
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            assert!(zero.is_numeric() && ascii_digit(zero) == Some('0'), "{zero:?}");
        }
    }
}
