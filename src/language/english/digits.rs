//! Phone numbers that are written down as they were said.

/// Digits as they are said; then words around them, of which some say that it is the number that the caller is calling from.
const SPOKEN: [(&str, &str); 32] = [
    ("zero", "0"),
    ("oh", "0"),
    ("o", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("plus", "+"),
    ("dash", ""),
    ("dot", ""),
    ("area", ""),
    ("code", ""),
    ("my", ""),
    ("phone", ""),
    ("cell", ""),
    ("mobile", ""),
    ("number", ""),
    ("is", ""),
    ("the", ""),
    ("this", ""),
    ("same", ""),
    ("caller", ""),
    ("calling", ""),
    ("from", ""),
    ("id", ""),
    ("i", ""),
    ("m", ""),
];

/// A number that was written down in words, in digits: `four one five, double five`. Unknown words stay, and are refused as letters.
pub(super) fn in_digits(said: &str) -> String {
    let (mut digits, mut word) = (String::new(), String::new());
    let (mut times, mut is_spoken) = (1, false);
    for c in said.chars().chain([' ']) {
        if c.is_alphabetic() {
            word.push(c.to_ascii_lowercase());
            continue;
        }
        match (SPOKEN.iter().find(|(spelling, _)| *spelling == word), word.as_str()) {
            (_, "double" | "triple") if times > 1 => digits.push_str(&word),
            (_, "double") => times = 2,
            (_, "triple") => times = 3,
            (Some((_, digit)), _) => {
                (0..times).for_each(|_| digits.push_str(digit));
                (times, is_spoken) = (1, true);
            }
            (None, unknown) => digits.push_str(unknown),
        }
        word.clear();
        // What was said twice may be written as a figure: `double 7`.
        if times > 1 && c.is_ascii_digit() {
            (1..times).for_each(|_| digits.push(c));
            (times, is_spoken) = (1, true);
        }
        // Between groups of digits that are said, a comma is a pause; between whole numbers it is not.
        digits.push(if is_spoken && matches!(c, ',' | '\'' | '\u{2019}') { ' ' } else { c });
    }
    // Twice of nothing is a number that was cut off.
    if times > 1 { format!("{digits} double") } else { digits }
}
