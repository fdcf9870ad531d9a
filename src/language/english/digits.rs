//! Phone numbers that are written down as they were said.

/// Digits as they are said, and marks that are said between them.
const SPOKEN: [(&str, &str); 17] = [
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
];
/// Words around a number, some of which say that it is the one that the caller is calling from.
const OF_CALLER: [&str; 15] = [
    "my", "phone", "cell", "mobile", "number", "is", "the", "this", "same", "caller", "calling", "from", "id", "i", "m",
];
/// Words around a number that say whose or which it is. Without digits they name a number that nobody knows here.
const OF_OTHERS: [&str; 50] = [
    "work",
    "home",
    "office",
    "landline",
    "cellphone",
    "telephone",
    "contact",
    "callback",
    "best",
    "main",
    "direct",
    "new",
    "line",
    "wife",
    "husband",
    "mother",
    "mom",
    "mum",
    "father",
    "dad",
    "daughter",
    "son",
    "s",
    "it",
    "its",
    "that",
    "a",
    "at",
    "on",
    "by",
    "you",
    "can",
    "me",
    "us",
    "reach",
    "call",
    "text",
    "back",
    "use",
    "please",
    "thanks",
    "thank",
    "yes",
    "yeah",
    "sure",
    "ok",
    "okay",
    "well",
    "um",
    "uh",
];
/// Words of which one is enough to say that there is no number, or that it is not given.
const OF_NONE: [&str; 24] = [
    "no", "not", "none", "nope", "nah", "never", "nothing", "without", "skip", "decline", "declined", "declines",
    "refuse", "refused", "refuses", "dont", "doesnt", "didnt", "wont", "wouldnt", "cant", "cannot", "havent", "hasnt",
];
/// So many digits are the beginning of a number. Fewer may be a word such as `one`.
const BEGINNING: usize = 3;
/// Between two numbers.
const BETWEEN_NUMBERS: [&str; 2] = ["or", "and"];
/// Fewer digits are a group of a number, and a comma after them is a pause.
const WHOLE_NUMBER: usize = 7;

/// A number that was written down in words, in digits: `four one five, double five`. A second number stands after a comma. Unknown words
/// stay, and are refused as letters.
pub(super) fn in_digits(said: &str) -> String {
    let mut reading = Reading::default();
    for c in said.chars().chain([' ']) {
        if c.is_alphabetic() {
            reading.word.push(c.to_ascii_lowercase());
        } else {
            reading.take_word();
            reading.take_mark(c);
        }
    }
    reading.finish(said)
}

/// Whether a text says that no number is given.
pub(super) fn gives_none(said: &str) -> bool {
    let digits = in_digits(said).bytes().filter(u8::is_ascii_digit).count();
    let plain = said.to_lowercase().replace(['\'', '\u{2019}'], "");
    digits < BEGINNING && plain.split(|c: char| !c.is_alphanumeric()).any(|word| OF_NONE.contains(&word))
}

#[derive(Default)]
struct Reading {
    digits: String,
    /// The word that is being read.
    word: String,
    /// How often the next digit was said, as in `double five`, if more than once.
    times: usize,
    /// Whether digits were said in words.
    is_spoken: bool,
    /// Whether words say that it is not the number that the caller is calling from.
    is_of_others: bool,
}

impl Reading {
    fn take_word(&mut self) {
        let word = core::mem::take(&mut self.word);
        let digit = SPOKEN.iter().find(|(spelling, _)| *spelling == word).map(|(_, digit)| *digit);
        match (digit, word.as_str()) {
            (_, "") => {}
            (_, "double" | "triple") if self.times > 1 => self.digits.push_str(&word),
            (_, "double") => self.times = 2,
            (_, "triple") => self.times = 3,
            (Some(digit), _) => self.repeat(digit),
            (None, known) if OF_CALLER.contains(&known) => {}
            (None, known) if OF_OTHERS.contains(&known) => self.is_of_others = true,
            (None, known) if BETWEEN_NUMBERS.contains(&known) => self.digits.push(','),
            (None, unknown) => self.digits.push_str(unknown),
        }
    }

    fn repeat(&mut self, digit: &str) {
        (0..self.times.max(1)).for_each(|_| self.digits.push_str(digit));
        (self.times, self.is_spoken) = (0, true);
    }

    fn take_mark(&mut self, c: char) {
        // What was said twice may be written as a figure: `double 7`.
        if self.times > 1 && c.is_ascii_digit() {
            return self.repeat(c.encode_utf8(&mut [0; 4]));
        }
        let is_pause =
            matches!(c, '\'' | '\u{2019}') || c == ',' && (self.is_spoken || self.digits_since_comma() < WHOLE_NUMBER);
        self.digits.push(if is_pause { ' ' } else { c });
    }

    fn digits_since_comma(&self) -> usize {
        self.digits.chars().rev().take_while(|c| *c != ',').filter(char::is_ascii_digit).count()
    }

    fn finish(self, said: &str) -> String {
        // Twice of nothing is a number that was cut off.
        if self.times > 1 {
            return format!("{} double", self.digits);
        }
        // `My work number` is a number, and not the one that is known.
        if self.is_of_others && !self.digits.contains(char::is_alphanumeric) {
            return said.to_owned();
        }
        self.digits.trim_matches(|c: char| c.is_whitespace() || ",;:.!?\"".contains(c)).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_a_number_are_no_part_of_it() {
        for (said, digits) in [
            ("my work number, 212-555-0188", "212-555-0188"),
            ("My wife's cell: (212) 555-0188.", "(212) 555-0188"),
            ("2125550188, that's my cell", "2125550188"),
            ("you can reach me at 212 555 0188, please", "212 555 0188"),
            ("it's two one two, five five five, oh one double eight", "2 1 2 5 5 5 0 1 88"),
            ("212, 555, 0188", "212 555 0188"),
        ] {
            let read = in_digits(said);
            assert_eq!(read.split_whitespace().collect::<Vec<_>>().join(" "), digits, "{said}");
        }
    }

    #[test]
    fn a_second_number_stays_a_second_number() {
        for said in [
            "2125550188 or 2125550199",
            "212-555-0188 and 212-555-0199",
            "my number is 2125550188, 2125550199",
            "2125550188 or my cell 2125550199",
        ] {
            assert!(in_digits(said).trim_matches(',').contains(','), "{said}: {}", in_digits(said));
        }
    }

    #[test]
    fn words_without_a_number_are_the_callers_or_nobodys() {
        for known in ["the number I'm calling from", "same number", "this phone"] {
            assert!(!in_digits(known).contains(char::is_alphanumeric), "{known}");
        }
        for unknown in ["my work number", "my wife's number", "yes", "it", "my home phone please"] {
            assert!(in_digits(unknown).contains(char::is_alphabetic), "{unknown}");
        }
    }
}
