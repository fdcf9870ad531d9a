//! Encodings and segments: the tables of 3GPP TS 23.038, the edges, and a second opinion.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

/// The basic table in the order of its codes, without its escape (3GPP TS 23.038, section 6.2.1).
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table (section 6.2.1.1).
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

#[test]
fn the_alphabet_is_the_basic_table_and_the_extension_and_nothing_else() {
    assert_eq!((BASIC.chars().count(), EXTENSION.chars().count()), (127, 10));
    let alphabet: BTreeSet<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
    let everything = (0..=0x10_FFFF).filter_map(char::from_u32);
    let found: BTreeSet<char> =
        everything.filter(|c| TextContent::new(c.to_string()).encoding == Encoding::Gsm7).collect();
    assert_eq!(found, alphabet);
}

#[test]
fn a_text_of_one_segment_holds_160_80_70_or_35_characters() {
    for c in BASIC.chars().chain(EXTENSION.chars()).chain("ç`’一Я😀𝔘".chars()) {
        let most = if BASIC.contains(c) {
            160
        } else if EXTENSION.contains(c) {
            80
        } else {
            70 / c.len_utf16()
        };
        assert_eq!(TextContent::new(c.to_string().repeat(most)).segments, 1, "{c:?}");
        assert_eq!(TextContent::new(c.to_string().repeat(most + 1)).segments, 2, "{c:?}");
    }
}

#[test]
fn a_character_is_never_divided_between_two_segments() {
    let many = |text: &str, count| text.repeat(count);
    for (body, encoding, segments) in [
        (String::new(), Encoding::Gsm7, 1),
        (many("a", 306), Encoding::Gsm7, 2),
        (many("a", 307), Encoding::Gsm7, 3),
        // 153 = 76 pairs and one: each segment of pairs alone ends one short.
        (many("€", 152), Encoding::Gsm7, 2),
        (many("€", 153), Encoding::Gsm7, 3),
        (many("a", 152) + &many("€", 77), Encoding::Gsm7, 3),
        (many("a", 153) + &many("€", 76), Encoding::Gsm7, 2),
        (many("一", 134), Encoding::Ucs2, 2),
        (many("一", 135), Encoding::Ucs2, 3),
        (many("😀", 66), Encoding::Ucs2, 2),
        (many("😀", 67), Encoding::Ucs2, 3),
        (many("a", 66) + &many("😀", 34), Encoding::Ucs2, 3),
        (many("a", 67) + &many("😀", 33), Encoding::Ucs2, 2),
        // What takes two septets in the one alphabet takes one unit in the other.
        (many("€", 69) + "一", Encoding::Ucs2, 1),
    ] {
        let text = TextContent::new(body);
        assert_eq!((text.encoding, text.segments), (encoding, segments), "{}", text.body);
    }
}

/// The count by trial: how many parts there must be so that none holds too much, found by cutting as late as can be.
fn naive(body: &str) -> (Encoding, u32) {
    let gsm = body.chars().all(|c| BASIC.contains(c) || EXTENSION.contains(c));
    let size = |text: &str| -> usize {
        let septets = |c| if EXTENSION.contains(c) { 2 } else { 1 };
        if gsm { text.chars().map(septets).sum() } else { text.encode_utf16().count() }
    };
    let (encoding, alone, joined) = if gsm { (Encoding::Gsm7, 160, 153) } else { (Encoding::Ucs2, 70, 67) };
    if size(body) <= alone {
        return (encoding, 1);
    }
    let (mut rest, mut count) = (body, 0);
    while !rest.is_empty() {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let end = ends.take_while(|end| size(rest.split_at(*end).0) <= joined).last().unwrap();
        rest = rest.split_at(end).1;
        count += 1;
    }
    (encoding, count)
}

fn body() -> impl Strategy<Value = String> {
    let gsm = prop::sample::select(BASIC.chars().chain(EXTENSION.chars().cycle().take(127)).collect::<Vec<_>>());
    let other = prop_oneof![Just('一'), Just('😀'), Just('’'), Just('€'), any::<char>()];
    prop_oneof![
        prop::collection::vec(gsm.clone(), 0..700),
        prop::collection::vec(prop_oneof![9 => gsm, 1 => other.clone()], 0..400),
        prop::collection::vec(other, 0..400),
    ]
    .prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn counts_agree_with_a_naive_reference(body in body()) {
        let text = TextContent::new(body.clone());
        prop_assert_eq!((text.encoding, text.segments), naive(&body));
        prop_assert_eq!(text.body, body);
    }
}

/// What Twilio's own calculator says of every character and of texts made at random; `tests/vectors/twilio_segments.mjs` writes them,
/// and a test there holds the file against the calculator.
#[test]
fn alphabet_and_counts_agree_with_twilios_calculator() {
    #[derive(Deserialize)]
    struct Vectors {
        alphabet: String,
        texts: Vec<Vector>,
    }
    #[derive(Deserialize)]
    struct Vector {
        runs: Vec<(String, usize)>,
        encoding: Encoding,
        segments: u32,
    }
    let file = include_str!("../../../../tests/vectors/twilio_segments.json");
    let Vectors { alphabet, texts } = serde_json::from_str(file).unwrap();
    assert_eq!(alphabet.chars().count(), 137);
    assert!(alphabet.chars().all(|c| BASIC.contains(c) || EXTENSION.contains(c)), "{alphabet}");
    assert!(texts.len() >= 500);
    for Vector { runs, encoding, segments } in texts {
        let text = TextContent::new(runs.iter().map(|(characters, times)| characters.repeat(*times)).collect());
        assert_eq!((text.encoding, text.segments), (encoding, segments), "{runs:?}");
    }
}
