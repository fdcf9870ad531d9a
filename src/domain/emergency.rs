//! Whom to call in an emergency, and what a clinic wants said of one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{country::Country, document::DocumentError, line::single_line_limited, route::Route};

const MOST_WORDS: usize = 200;
const MOST_NUMBER: usize = 20;

/// What a clinic wants said, before anything else, to whoever speaks of an emergency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = Emergency)]
pub struct EmergencySettings {
    /// The clinic's own words; our own when absent, which name the number. One line of 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub words: Option<String>,
    /// The number that our own words name; that of the clinic's country when absent. 2 to 20 characters.
    #[schema(min_length = 2, max_length = 20, example = "911")]
    pub number: Option<String>,
}

impl EmergencySettings {
    /// Checks both. Reports the first thing wrong.
    ///
    /// # Errors
    /// Which of the two cannot be said.
    pub fn check(&self) -> Result<(), DocumentError> {
        let is_line = |text: &str| !text.is_empty() && single_line_limited(text, MOST_WORDS) == text;
        if !self.words.as_deref().is_none_or(is_line) {
            let reason = "must be one line of 1 to 200 characters, with single spaces between words";
            return Err(DocumentError::new("words", reason));
        }
        if !self.number.as_deref().is_none_or(is_number) {
            return Err(DocumentError::new(
                "number",
                "must be 2 to 20 digits, with single spaces or dashes between them",
            ));
        }
        Ok(())
    }
}

/// A number as it is dialled in a country, such as `911`, `13 11 26` or `+1 800 222 1222`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_grouped =
        digits.split([' ', '-']).all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    (2..=MOST_NUMBER).contains(&text.len()) && is_grouped
}

impl Route {
    /// The number to call in an emergency: the clinic's own, or that of its country, or that of all countries which share the calling code
    /// of its number. `None` if it is not known.
    pub fn emergency_number(&self) -> Option<&str> {
        let own = self.assistant.emergency.number.as_deref();
        own.or_else(|| match self.country {
            Some(country) => country.emergency_number(),
            None => of_calling_code(self.number.as_ref()?.calling_code()?),
        })
    }
}

/// The number that every country with this calling code has.
fn of_calling_code(calling_code: u16) -> Option<&'static str> {
    let mut numbers = super::country::sharing(calling_code).map(Country::emergency_number);
    let first = numbers.next()??;
    numbers.all(|number| number == Some(first)).then_some(first)
}

impl Country {
    /// The number that is called there for somebody whose life is in danger. `None` where no one number is known for the whole country.
    pub fn emergency_number(self) -> Option<&'static str> {
        NUMBERS
            .iter()
            .find(|(_, countries)| countries.split(' ').any(|code| code == self.as_str()))
            .map(|(number, _)| *number)
    }
}

/// Where which number brings an ambulance. Left out is whatever has several numbers of which none serves for all.
#[rustfmt::skip]
const NUMBERS: [(&str, &str); 14] = [
    ("911", "US CA MX PR GU VI AS MP BM BS KY CR PA DO EC UY PH"),
    // The European Union, and others that have taken its number over.
    ("112", "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE AX GP MQ GF RE YT PM MF BL \
             IS LI CH AD MC SM VA FO GL TR UA GE KZ RU IN GI"),
    ("999", "GB GG JE IM HK MY BH QA"),
    ("000", "AU CC CX NF"),
    ("111", "NZ"),
    ("113", "NO SJ"),
    ("119", "JP KR TW"),
    ("120", "CN"),
    ("101", "IL"),
    ("123", "CO EG"),
    ("131", "CL"),
    ("192", "BR"),
    ("995", "SG"),
    ("1669", "TH"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn number_of(code: &str) -> Option<&'static str> {
        Country::parse(code).unwrap().emergency_number()
    }

    #[test]
    fn numbers_are_those_of_the_country() {
        for (code, number) in [
            ("US", Some("911")),
            ("CA", Some("911")),
            ("MX", Some("911")),
            ("GB", Some("999")),
            ("DE", Some("112")),
            ("IE", Some("112")),
            ("AU", Some("000")),
            ("NZ", Some("111")),
            ("JM", None),
        ] {
            assert_eq!(number_of(code), number, "{code}");
        }
    }

    #[test]
    fn every_country_of_the_table_is_one_and_has_one_number() {
        let listed: Vec<&str> = NUMBERS.iter().flat_map(|(_, codes)| codes.split_whitespace()).collect();
        for code in &listed {
            assert!(Country::parse(code).is_ok(), "{code}");
            assert_eq!(listed.iter().filter(|other| *other == code).count(), 1, "{code}");
        }
    }

    /// Half of the countries that share +1 have other numbers than 911; nobody is sent to a number that may not be theirs.
    #[test]
    fn a_calling_code_tells_only_what_is_true_of_all_who_share_it() {
        assert_eq!(of_calling_code(1), None);
        assert_eq!(of_calling_code(44), Some("999"));
        assert_eq!(of_calling_code(61), Some("000"));
        assert_eq!(of_calling_code(49), Some("112"));
    }

    #[test]
    fn words_and_number_are_such_as_can_be_said() {
        let check = |words: Option<&str>, number: Option<&str>| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            EmergencySettings { words: owned(words), number: owned(number) }.check().map_err(|error| error.field)
        };
        for number in ["911", "112", "13 11 26", "0800-444-555", "+1 800 222 1222"] {
            assert_eq!(check(Some("Hang up and call 911."), Some(number)), Ok(()), "{number}");
        }
        for number in ["", "9", "nine one one", "9  11", "911-", "123456789012345678901"] {
            assert_eq!(check(None, Some(number)), Err("number".into()), "{number:?}");
        }
        for words in ["", " Call 911.", "Call\n911.", &"a".repeat(201)] {
            assert_eq!(check(Some(words), None), Err("words".into()), "{words:?}");
        }
    }
}
