//! What stands in place of a withheld number.

/// Words that mean that a number is withheld. Carriers send them as they are, and Twilio spells them on a phone keypad: 266696687 is
/// anonymous. In North America a 1 may come before that. Some are as long as a real number, and taken for one they would make all
/// withheld callers the same person. RESTRICTED with a 1 may even belong to somebody in Austin: being asked for a number costs them little.
const WORDS: [&str; 7] = ["anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld"];

/// Whether it is such a word, in any case.
pub(super) fn is_word(text: &str) -> bool {
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether digits spell such a word, with or without a 1 before them.
pub(super) fn is_spelt(digits: &str) -> bool {
    let spells = |digits: &str| WORDS.iter().any(|word| word.bytes().map(key).eq(digits.bytes()));
    spells(digits) || digits.strip_prefix('1').is_some_and(spells)
}

/// Whether digits are none that anybody has, as systems put them where they do not know the caller: area codes of North America begin
/// with 2 to 9, and no number there is one digit ten times or the digits in their order.
pub(super) fn is_placeholder(digits: &str) -> bool {
    let Some(national) = digits.strip_prefix('1') else { return false };
    let is_one_digit = national.bytes().all(|digit| national.as_bytes().first() == Some(&digit));
    let in_order = digits == "1234567890" || national == "1234567890";
    in_order || national.len() == 10 && (is_one_digit || national.starts_with(['0', '1']))
}

/// The key of a phone on which a letter stands.
const fn key(letter: u8) -> u8 {
    match letter {
        b'a'..=b'c' => b'2',
        b'd'..=b'f' => b'3',
        b'g'..=b'i' => b'4',
        b'j'..=b'l' => b'5',
        b'm'..=b'o' => b'6',
        b'p'..=b's' => b'7',
        b't'..=b'v' => b'8',
        _ => b'9',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_stands_for_a_number_that_is_not_known() {
        for digits in
            ["10000000000", "11111111111", "19999999999", "1234567890", "11234567890", "10125550188", "11125550188"]
        {
            assert!(is_placeholder(digits), "{digits}");
        }
        for digits in ["12125550188", "19995550188", "15550100", "442222222222", "1222222222"] {
            assert!(!is_placeholder(digits), "{digits}");
        }
    }

    #[test]
    fn words_are_spelt_on_the_keypad() {
        for digits in ["266696687", "2562533", "7748283", "7378742833", "86282452253", "8656696", "94844353"] {
            assert!(is_spelt(digits) && is_spelt(&format!("1{digits}")), "{digits}");
            assert!(!is_spelt(&format!("2{digits}")) && !is_spelt(&format!("{digits}0")), "{digits}");
        }
        assert!(is_word("Anonymous") && !is_word("anonymously") && !is_spelt(""));
    }
}
