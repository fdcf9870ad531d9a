//! Why a secret could be guessed. What a generator makes practically never has any of these properties; what a person makes up often does.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Fewer different characters than these are in no random text of 16 characters or more, nor in 32 random bytes.
const FEWEST_CHARACTERS: usize = 8;
const FEWEST_BYTES: usize = 16;
/// Shorter texts are looked at as they are, though they may be base64 of something.
const SHORTEST_DECODED: usize = 16;

/// Words of people. None is made of hexadecimal digits, and none is likely in random letters.
const WORDS: [&str; 12] = [
    "secret",
    "passwor",
    "passphrase",
    "changeme",
    "change-me",
    "example",
    "frontdesk",
    "canary",
    "letmein",
    "qwerty",
    "12345678",
    "placeholder",
];

/// What is wrong with a secret that is sent or signed with as a text; `None` if nothing is seen.
pub(super) fn weakness_of_text(text: &str) -> Option<&'static str> {
    let key = decoded(text);
    let pattern = key.as_deref().and_then(weakness_of_key).or_else(|| pattern(text.as_bytes(), FEWEST_CHARACTERS));
    pattern.or_else(|| words(text))
}

fn words(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let has = |is: fn(&char) -> bool| text.chars().any(|letter| is(&letter));
    if WORDS.iter().any(|word| lower.contains(word)) {
        return Some("has a word in it that people use, so it was made up");
    }
    let is_mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    if !has(char::is_ascii_digit) && !is_mixed {
        return Some("has letters of one case and no digit, so it was made up");
    }
    None
}

/// The same of a key that is bytes.
pub(super) fn weakness_of_key(key: &[u8]) -> Option<&'static str> {
    if key.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') {
        return Some("is a text in base64 and not random bytes");
    }
    pattern(key, FEWEST_BYTES.min(key.len() / 2))
}

/// What a secret is if it is base64, with or without the `whsec_` of Standard Webhooks; `None` if it is none, or too short to tell.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix("whsec_").unwrap_or(text);
    let either = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decode = |alphabet| GeneralPurpose::new(alphabet, either).decode(text).ok();
    [&STANDARD, &URL_SAFE].into_iter().find_map(decode).filter(|bytes| bytes.len() >= SHORTEST_DECODED)
}

fn pattern(bytes: &[u8], fewest: usize) -> Option<&'static str> {
    let Some((first, rest)) = bytes.split_first() else { return Some("is empty") };
    if rest.iter().all(|byte| byte == first) {
        return Some("is one byte, repeated");
    }
    if repeats(bytes) {
        return Some("repeats itself");
    }
    let mut steps = bytes.iter().zip(rest).map(|(one, next)| next.wrapping_sub(*one));
    let step = steps.next();
    if steps.all(|other| Some(other) == step) {
        return Some("counts up or down");
    }
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    (different.len() < fewest).then_some("has too few different characters or bytes")
}

/// Whether it is a shorter piece, at least twice.
fn repeats(bytes: &[u8]) -> bool {
    (1..=bytes.len() / 2).any(|period| bytes.iter().zip(bytes.iter().skip(period)).all(|(one, later)| one == later))
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn what_a_person_makes_up_is_seen() {
        for (text, reason) in [
            ("aaaaaaaaaaaaaaaa1A", "too few different"),
            ("Ab1Ab1Ab1Ab1Ab1Ab1", "repeats itself"),
            ("our-Secret-of-2026-for-vapi", "a word"),
            ("correct horse battery staple and more", "one case"),
            ("THE-QUICK-BROWN-FOX-JUMPS-OVER-IT", "one case"),
            ("Tr0ub4dor-Tr0ub4dor-", "repeats itself"),
            (&STANDARD.encode([0; 32]), "one byte"),
            (&STANDARD.encode(b"0aB9".repeat(8)), "in base64"),
            (&STANDARD.encode([1, 200, 30].repeat(11)), "repeats itself"),
            (&URL_SAFE_NO_PAD.encode((0..32).collect::<Vec<u8>>()), "counts"),
        ] {
            assert!(
                weakness_of_text(text).is_some_and(|found| found.contains(reason)),
                "{text}: {:?}",
                weakness_of_text(text)
            );
        }
        for (key, reason) in [
            (vec![0; 32], "one byte"),
            (vec![255; 32], "one byte"),
            ([7, 250].repeat(16), "repeats"),
            ((0..32_u8).map(|n| 200 - 3 * n).collect(), "counts"),
            (b"our vault key is a good sentence".to_vec(), "text"),
            (Sha256::digest("a key").iter().map(|byte| 200 + byte % 8).collect(), "too few"),
        ] {
            assert!(
                weakness_of_key(&key).is_some_and(|found| found.contains(reason)),
                "{key:?}: {:?}",
                weakness_of_key(&key)
            );
        }
    }

    /// Ten thousand of each form in which generators give secrets out, from a fixed seed.
    #[test]
    fn what_a_generator_makes_is_taken() {
        for n in 0..10_000_u32 {
            let key = Sha256::digest(n.to_le_bytes());
            let hex = format!("{key:x}");
            assert_eq!(weakness_of_key(&key), None, "{n}");
            for text in [
                STANDARD.encode(key),
                URL_SAFE_NO_PAD.encode(key),
                format!("whsec_{}", STANDARD.encode(key)),
                hex.chars().take(32).collect(),
                hex,
            ] {
                assert_eq!(weakness_of_text(&text), None, "{n}: {text}");
            }
        }
    }
}
