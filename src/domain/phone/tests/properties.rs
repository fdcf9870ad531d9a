use super::super::*;
use crate::domain::country::Country;
use proptest::prelude::*;

fn canonical() -> impl Strategy<Value = String> {
    "\\+[1-9][0-9]{7,14}".prop_filter("a withheld caller", |text| !WITHHELD.contains(&text.trim_start_matches('+')))
}

/// Characters that the reader knows, so that arbitrary strings of them come near to numbers.
fn near_number() -> impl Strategy<Value = String> {
    "(tel:|sip:|sips:|%2B|\\+|00|011| )?[-0-9+() ./;:@x%,٣７＋\u{202a}]{0,40}"
}

fn input() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), near_number(), near_number()]
}

fn country() -> impl Strategy<Value = Option<Country>> {
    let countries: Vec<_> = Country::all().collect();
    proptest::option::of(proptest::sample::select(countries))
}

fn is_canonical(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.chars().all(|character| character.is_ascii_digit())
}

proptest! {
    #[test]
    fn canonical_text_is_left_as_it_is(text in canonical()) {
        let number = PhoneNumber::parse(&text).unwrap();
        prop_assert_eq!(number.as_str(), text);
    }

    #[test]
    fn parsing_is_idempotent_and_canonical(input in input()) {
        if let Ok(number) = PhoneNumber::parse(&input) {
            prop_assert!(is_canonical(number.as_str()));
            prop_assert_eq!(PhoneNumber::try_from(number.as_str().to_owned()), Ok(number.clone()));
            prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number));
        }
    }

    #[test]
    fn entering_is_idempotent_and_canonical(input in input(), country in country()) {
        if let Ok(number) = PhoneNumber::parse_entered(&input, country) {
            prop_assert!(is_canonical(number.as_str()));
            prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number.clone()));
            prop_assert_eq!(PhoneNumber::parse_entered(number.as_str(), country), Ok(number));
        }
    }

    #[test]
    fn separators_change_nothing(
        text in canonical(),
        gaps in proptest::collection::vec("[-. \u{a0}\u{2011}\u{200b}]{0,2}", 16),
        country in country(),
    ) {
        let spaced: String = text.chars().zip(gaps).flat_map(|(c, gap)| [c.to_string(), gap]).collect();
        prop_assert_eq!(PhoneNumber::parse(&spaced), PhoneNumber::parse(&text));
        let entered = PhoneNumber::parse_entered(&text, country);
        prop_assert_eq!(PhoneNumber::parse_entered(&spaced, country), entered);
    }

    #[test]
    fn spellings_of_one_number_agree(text in canonical()) {
        let digits = text.trim_start_matches('+');
        let spellings = [
            digits.to_owned(),
            format!("tel:{text}"),
            format!("sip:{text}@sip.example.com"),
            format!("%2B{digits}"),
            format!(" {digits}"),
            digits.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect(),
        ];
        for spelling in spellings {
            prop_assert_eq!(PhoneNumber::parse(&spelling), PhoneNumber::parse(&text), "{}", spelling);
        }
        // 0011 is Australia's way out, so 00 cannot stand before a number that begins with 11.
        prop_assume!(!digits.starts_with("11"));
        prop_assert_eq!(PhoneNumber::parse(&format!("00{digits}")), PhoneNumber::parse(&text));
    }

    #[test]
    fn masks_show_at_most_three_digits(text in canonical()) {
        let number = PhoneNumber::parse(&text).unwrap();
        for shown in [number.masked(), format!("{number:?}")] {
            prop_assert!(shown.chars().filter(char::is_ascii_digit).count() <= 3);
            prop_assert!(!shown.contains(text.get(2..).unwrap()));
        }
    }
}
