use super::super::*;
use crate::domain::country::Country;
use proptest::prelude::*;

fn canonical() -> impl Strategy<Value = String> {
    "\\+([1-9][0-9]{7,14}|5[245][0-9]{9,11})"
        .prop_filter("withheld, or the other form of a number", |text| PhoneNumber::try_from(text.clone()).is_ok())
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

    /// The two forms of a number are one, wherever they are read, and only one of them is stored.
    #[test]
    fn two_forms_of_a_number_are_one(number in "[1-9][0-9]{9}", area in "[1-9][1-9]", mobile in "[689][0-9]{7}", gaps in "[ .-]{0,2}") {
        for (old, new) in [
            (format!("+521{gaps}{number}"), format!("+52{number}")),
            (format!("+54{gaps}9{number}"), format!("+54{number}")),
            (format!("+55{area}{gaps}{mobile}"), format!("+55{area}9{mobile}")),
        ] {
            let canonical = PhoneNumber::parse(&new).unwrap();
            prop_assert_eq!(canonical.as_str(), &new);
            prop_assert_eq!(PhoneNumber::parse(&old), Ok(canonical.clone()));
            prop_assert_eq!(PhoneNumber::parse_entered(&old, None), Ok(canonical.clone()));
            let other = old.replace([' ', '.', '-'], "");
            prop_assert_eq!(PhoneNumber::try_from(other.clone()), Err(NotCanonical), "{}", other);
            let dialled = DialNumber::parse_entered(&old, None).unwrap();
            prop_assert_eq!(dialled.number(), &canonical);
            prop_assert_eq!(DialNumber::parse_entered(&dialled.dialled(), None), Ok(dialled));
        }
    }
}
