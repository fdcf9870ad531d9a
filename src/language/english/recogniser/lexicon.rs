//! The English words that dates and times are said with, in lower case.

use chrono::Weekday;

/// Half of the day that a clock hour belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meridiem {
    Am,
    Pm,
}

/// Month number (1 to 12) of an English month name or its usual abbreviation.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// Weekday of an English name or its usual abbreviation.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "munday" => Weekday::Mon,
        "tuesday" | "tue" | "tues" | "tuseday" | "teusday" => Weekday::Tue,
        "wednesday" | "wed" | "weds" | "wendsday" | "wensday" | "wednsday" | "wendesday" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" | "thrusday" | "thursdy" | "thurdsay" => Weekday::Thu,
        "friday" | "fri" | "firday" | "fridy" => Weekday::Fri,
        "saturday" | "sat" | "saterday" | "satruday" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

/// Cardinal numbers up to twenty, then the tens that a date or a clock needs.
pub(super) fn cardinal(word: &str) -> Option<u32> {
    const TEENS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    match word {
        "thirty" => Some(30),
        "forty" => Some(40),
        "fifty" => Some(50),
        _ => position(&TEENS, word),
    }
}

/// Ordinal numbers up to twentieth, and thirtieth; `21st` is put together from tokens.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    const ORDINALS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    match word {
        "thirtieth" => Some(30),
        _ => position(&ORDINALS, word).map(|index| index + 1),
    }
}

/// `am` and `pm`; the dotted spellings are joined by the tokenizer.
pub(super) fn meridiem(word: &str) -> Option<Meridiem> {
    match word {
        "am" => Some(Meridiem::Am),
        "pm" => Some(Meridiem::Pm),
        _ => None,
    }
}

fn position(words: &[&str], word: &str) -> Option<u32> {
    let index = words.iter().position(|candidate| *candidate == word)?;
    u32::try_from(index).ok()
}
