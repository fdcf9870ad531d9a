//! Countries and the part of their numbering plans that reading a national phone number takes.
//!
//! One static table: ISO 3166-1 alpha-2 code, ITU-T E.164 country calling code, trunk prefix, and
//! the lengths of national significant numbers. Kosovo (`XK`), Ascension (`AC`) and Tristan da
//! Cunha (`TA`) are reserved codes rather than assigned ones, but have numbers and are in. Places
//! without a plan of their own (Antarctica, Pitcairn, ...) are not.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A country or territory with a numbering plan; in JSON its two-letter code, such as `"US"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct Country(&'static NumberingPlan);

/// The text names no country of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("This is not a known country; use its two-letter ISO 3166-1 code, such as US or GB.")]
pub struct UnknownCountry;

impl Country {
    /// Reads an ISO 3166-1 alpha-2 code in any case.
    ///
    /// # Errors
    /// [`UnknownCountry`] for anything else, `UK` and three-letter codes included.
    pub fn parse(code: &str) -> Result<Self, UnknownCountry> {
        let code = code.to_ascii_uppercase();
        let found = PLANS.binary_search_by(|plan| plan.code.cmp(&code)).ok();
        found.and_then(|index| PLANS.get(index)).map(Self).ok_or(UnknownCountry)
    }

    /// Every country of the table, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        PLANS.iter().map(Self)
    }

    /// The two-letter code in upper case.
    pub fn as_str(self) -> &'static str {
        self.0.code
    }

    /// The calling code that international numbers of this country begin with, such as 44.
    pub fn calling_code(self) -> u16 {
        self.0.calling_code
    }

    /// What is dialled before a national number inside the country and dropped from abroad: `0` in
    /// most of Europe, `8` in Russia, `06` in Hungary, `1` in North America; `None` where a number
    /// is always dialled whole, such as Italy and Spain.
    pub fn trunk_prefix(self) -> Option<&'static str> {
        Some(self.0.trunk_prefix).filter(|prefix| !prefix.is_empty())
    }

    /// Whether `digits` can be a complete geographic or mobile number of this country, without
    /// calling code and trunk prefix.
    pub(super) fn is_national_number(self, digits: &str) -> bool {
        // Russian and Kazakh area codes begin with 8 too; elsewhere no number begins as if dialled.
        let dialled = self.trunk_prefix().is_some_and(|prefix| prefix != "8" && digits.starts_with(prefix));
        let has_length = |length: &u8| usize::from(*length) == digits.len();
        !dialled && self.0.lengths.iter().any(has_length)
    }
}

/// Splits international digits after their calling code; `None` if they begin with no known one.
/// Calling codes are prefix-free, so at most one matches.
pub(super) fn split_calling_code(digits: &str) -> Option<(u16, &str)> {
    (1..=3).find_map(|length| {
        let (code, rest) = digits.split_at_checked(length)?;
        let code = code.parse().ok()?;
        sharing(code).next().map(|_| (code, rest))
    })
}

/// The countries that share a calling code.
pub(super) fn sharing(calling_code: u16) -> impl Iterator<Item = Country> {
    Country::all().filter(move |country| country.calling_code() == calling_code)
}

/// Whether numbers under this calling code may begin with a zero that is dialled from abroad too.
pub(super) fn keeps_leading_zero(calling_code: u16) -> bool {
    // Italy with the Vatican, San Marino, Benin, Gabon, Congo, Côte d'Ivoire.
    matches!(calling_code, 39 | 378 | 229 | 241 | 242 | 225)
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.as_str())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Country> for &'static str {
    fn from(country: Country) -> Self {
        country.as_str()
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCountry;

    fn try_from(code: String) -> Result<Self, UnknownCountry> {
        Self::parse(&code)
    }
}

/// One row of the table. Ordered by code, which comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct NumberingPlan {
    code: &'static str,
    calling_code: u16,
    trunk_prefix: &'static str,
    /// Digits that a geographic or mobile number has after the calling code. Machine-to-machine,
    /// toll-free and short special numbers of other lengths are left out: with them, too many
    /// numbers could be read both with and without a calling code.
    lengths: &'static [u8],
}

const fn plan(
    code: &'static str,
    calling_code: u16,
    trunk_prefix: &'static str,
    lengths: &'static [u8],
) -> NumberingPlan {
    NumberingPlan { code, calling_code, trunk_prefix, lengths }
}

/// Sorted by code. Facts from ITU-T E.164 (Annex, list of assigned country codes) and the national
/// numbering plans; `phone/tests/metadata.rs` holds them against libphonenumber's metadata.
#[rustfmt::skip]
static PLANS: [NumberingPlan; 245] = [
    plan("AC", 247, "", &[5]), plan("AD", 376, "", &[6, 9]), plan("AE", 971, "0", &[8, 9]),
    plan("AF", 93, "0", &[9]), plan("AG", 1, "1", &[10]), plan("AI", 1, "1", &[10]),
    plan("AL", 355, "0", &[8, 9]), plan("AM", 374, "0", &[8]), plan("AO", 244, "", &[9]),
    plan("AR", 54, "0", &[10, 11]), plan("AS", 1, "1", &[10]),
    plan("AT", 43, "0", &[4, 5, 6, 7, 8, 9, 10, 11, 12, 13]), plan("AU", 61, "0", &[9]),
    plan("AW", 297, "", &[7]), plan("AX", 358, "0", &[6, 7, 8, 9, 10]), plan("AZ", 994, "0", &[9]),
    plan("BA", 387, "0", &[8, 9]), plan("BB", 1, "1", &[10]),
    plan("BD", 880, "0", &[6, 7, 8, 9, 10]), plan("BE", 32, "0", &[8, 9]),
    plan("BF", 226, "", &[8]), plan("BG", 359, "0", &[6, 7, 8, 9]), plan("BH", 973, "", &[8]),
    plan("BI", 257, "", &[8]), plan("BJ", 229, "", &[10]), plan("BL", 590, "0", &[9]),
    plan("BM", 1, "1", &[10]), plan("BN", 673, "", &[7]), plan("BO", 591, "0", &[8]),
    plan("BQ", 599, "", &[7]), plan("BR", 55, "0", &[10, 11]), plan("BS", 1, "1", &[10]),
    plan("BT", 975, "", &[7, 8]), plan("BW", 267, "", &[7, 8]), plan("BY", 375, "80", &[9]),
    plan("BZ", 501, "", &[7]), plan("CA", 1, "1", &[10]), plan("CC", 61, "0", &[9]),
    plan("CD", 243, "0", &[7, 8, 9, 10]), plan("CF", 236, "", &[8]), plan("CG", 242, "", &[9]),
    plan("CH", 41, "0", &[9]), plan("CI", 225, "", &[10]), plan("CK", 682, "", &[5]),
    plan("CL", 56, "", &[9]), plan("CM", 237, "", &[9]), plan("CN", 86, "0", &[7, 8, 9, 10, 11]),
    plan("CO", 57, "0", &[8, 10]), plan("CR", 506, "", &[8]), plan("CU", 53, "0", &[6, 7, 8, 10]),
    plan("CV", 238, "", &[7]), plan("CW", 599, "", &[7, 8]), plan("CX", 61, "0", &[9]),
    plan("CY", 357, "", &[8]), plan("CZ", 420, "", &[9]),
    plan("DE", 49, "0", &[5, 6, 7, 8, 9, 10, 11, 12, 13]), plan("DJ", 253, "", &[8]),
    plan("DK", 45, "", &[8]), plan("DM", 1, "1", &[10]), plan("DO", 1, "1", &[10]),
    plan("DZ", 213, "0", &[8, 9]), plan("EC", 593, "0", &[8, 9]), plan("EE", 372, "", &[7, 8]),
    plan("EG", 20, "0", &[8, 9, 10]), plan("EH", 212, "0", &[9]), plan("ER", 291, "0", &[7]),
    plan("ES", 34, "", &[9]), plan("ET", 251, "0", &[9]),
    plan("FI", 358, "0", &[5, 6, 7, 8, 9, 10]), plan("FJ", 679, "", &[7]),
    plan("FK", 500, "", &[5]), plan("FM", 691, "", &[7]), plan("FO", 298, "", &[6]),
    plan("FR", 33, "0", &[9]), plan("GA", 241, "", &[7, 8]), plan("GB", 44, "0", &[9, 10]),
    plan("GD", 1, "1", &[10]), plan("GE", 995, "0", &[9]), plan("GF", 594, "0", &[9]),
    plan("GG", 44, "0", &[10]), plan("GH", 233, "0", &[9]), plan("GI", 350, "", &[8]),
    plan("GL", 299, "", &[6]), plan("GM", 220, "", &[7, 9]), plan("GN", 224, "", &[8, 9]),
    plan("GP", 590, "0", &[9]), plan("GQ", 240, "", &[9]), plan("GR", 30, "", &[10]),
    plan("GT", 502, "", &[8]), plan("GU", 1, "1", &[10]), plan("GW", 245, "", &[9]),
    plan("GY", 592, "", &[7]), plan("HK", 852, "", &[8]), plan("HN", 504, "", &[8]),
    plan("HR", 385, "0", &[8, 9]), plan("HT", 509, "", &[8]), plan("HU", 36, "06", &[8, 9]),
    plan("ID", 62, "0", &[7, 8, 9, 10, 11, 12]), plan("IE", 353, "0", &[7, 8, 9, 10]),
    plan("IL", 972, "0", &[8, 9, 11, 12]), plan("IM", 44, "0", &[10]), plan("IN", 91, "0", &[10]),
    plan("IO", 246, "", &[7]), plan("IQ", 964, "0", &[8, 9, 10]), plan("IR", 98, "0", &[6, 7, 10]),
    plan("IS", 354, "", &[7, 9]), plan("IT", 39, "", &[6, 7, 8, 9, 10, 11, 12]),
    plan("JE", 44, "0", &[10]), plan("JM", 1, "1", &[10]), plan("JO", 962, "0", &[8, 9]),
    plan("JP", 81, "0", &[9, 10]), plan("KE", 254, "0", &[7, 8, 9]), plan("KG", 996, "0", &[9]),
    plan("KH", 855, "0", &[8, 9]), plan("KI", 686, "0", &[5, 8]), plan("KM", 269, "", &[7]),
    plan("KN", 1, "1", &[10]), plan("KP", 850, "0", &[8, 10]),
    plan("KR", 82, "0", &[5, 6, 8, 9, 10]), plan("KW", 965, "", &[8]), plan("KY", 1, "1", &[10]),
    plan("KZ", 7, "8", &[10]), plan("LA", 856, "0", &[8, 9, 10]), plan("LB", 961, "0", &[7, 8]),
    plan("LC", 1, "1", &[10]), plan("LI", 423, "0", &[7, 9]), plan("LK", 94, "0", &[9]),
    plan("LR", 231, "0", &[7, 8, 9]), plan("LS", 266, "", &[8]), plan("LT", 370, "0", &[8]),
    plan("LU", 352, "", &[4, 5, 6, 7, 8, 9, 10, 11]), plan("LV", 371, "", &[8]),
    plan("LY", 218, "0", &[9]), plan("MA", 212, "0", &[9]), plan("MC", 377, "0", &[8, 9]),
    plan("MD", 373, "0", &[8]), plan("ME", 382, "0", &[8]), plan("MF", 590, "0", &[9]),
    plan("MG", 261, "0", &[9]), plan("MH", 692, "1", &[7]), plan("MK", 389, "0", &[8]),
    plan("ML", 223, "", &[8]), plan("MM", 95, "0", &[6, 7, 8, 9, 10]),
    plan("MN", 976, "0", &[8, 9, 10]), plan("MO", 853, "", &[8]), plan("MP", 1, "1", &[10]),
    plan("MQ", 596, "0", &[9]), plan("MR", 222, "", &[8]), plan("MS", 1, "1", &[10]),
    plan("MT", 356, "", &[8]), plan("MU", 230, "", &[7, 8]), plan("MV", 960, "", &[7]),
    plan("MW", 265, "0", &[7, 9]), plan("MX", 52, "", &[10]), plan("MY", 60, "0", &[8, 9, 10]),
    plan("MZ", 258, "", &[8, 9]), plan("NA", 264, "0", &[8, 9]), plan("NC", 687, "", &[6]),
    plan("NE", 227, "", &[8]), plan("NF", 672, "", &[6]), plan("NG", 234, "0", &[10]),
    plan("NI", 505, "", &[8]), plan("NL", 31, "0", &[9]), plan("NO", 47, "", &[8]),
    plan("NP", 977, "0", &[8, 10]), plan("NR", 674, "", &[7]), plan("NU", 683, "", &[4, 7]),
    plan("NZ", 64, "0", &[8, 9, 10]), plan("OM", 968, "", &[8]), plan("PA", 507, "", &[7, 8]),
    plan("PE", 51, "0", &[8, 9]), plan("PF", 689, "", &[8]), plan("PG", 675, "", &[7, 8]),
    plan("PH", 63, "0", &[6, 8, 9, 10]), plan("PK", 92, "0", &[9, 10]), plan("PL", 48, "", &[9]),
    plan("PM", 508, "0", &[6, 9]), plan("PR", 1, "1", &[10]), plan("PS", 970, "0", &[8, 9]),
    plan("PT", 351, "", &[9]), plan("PW", 680, "", &[7]), plan("PY", 595, "0", &[7, 8, 9]),
    plan("QA", 974, "", &[8]), plan("RE", 262, "0", &[9]), plan("RO", 40, "0", &[6, 9]),
    plan("RS", 381, "0", &[7, 8, 9, 10, 11, 12]), plan("RU", 7, "8", &[10]),
    plan("RW", 250, "0", &[8, 9]), plan("SA", 966, "0", &[9]), plan("SB", 677, "", &[5, 7]),
    plan("SC", 248, "", &[7]), plan("SD", 249, "0", &[9]), plan("SE", 46, "0", &[7, 8, 9]),
    plan("SG", 65, "", &[8]), plan("SH", 290, "", &[4, 5]), plan("SI", 386, "0", &[8]),
    plan("SJ", 47, "", &[8]), plan("SK", 421, "0", &[6, 7, 9]), plan("SL", 232, "0", &[8]),
    plan("SM", 378, "", &[8, 10]), plan("SN", 221, "", &[9]), plan("SO", 252, "0", &[6, 7, 8, 9]),
    plan("SR", 597, "", &[6, 7]), plan("SS", 211, "0", &[9]), plan("ST", 239, "", &[7]),
    plan("SV", 503, "", &[8]), plan("SX", 1, "1", &[10]), plan("SY", 963, "0", &[8, 9]),
    plan("SZ", 268, "", &[8]), plan("TA", 290, "", &[4]), plan("TC", 1, "1", &[10]),
    plan("TD", 235, "", &[8]), plan("TG", 228, "", &[8]), plan("TH", 66, "0", &[8, 9]),
    plan("TJ", 992, "", &[9]), plan("TK", 690, "", &[4, 5, 6, 7]), plan("TL", 670, "", &[7, 8]),
    plan("TM", 993, "8", &[8]), plan("TN", 216, "", &[8]), plan("TO", 676, "", &[5, 7]),
    plan("TR", 90, "0", &[10]), plan("TT", 1, "1", &[10]), plan("TV", 688, "", &[5, 6, 7]),
    plan("TW", 886, "0", &[8, 9]), plan("TZ", 255, "0", &[9]), plan("UA", 380, "0", &[9]),
    plan("UG", 256, "0", &[9]), plan("US", 1, "1", &[10]), plan("UY", 598, "0", &[8]),
    plan("UZ", 998, "", &[9]), plan("VA", 39, "", &[6, 7, 8, 9, 10, 11]), plan("VC", 1, "1", &[10]),
    plan("VE", 58, "0", &[10]), plan("VG", 1, "1", &[10]), plan("VI", 1, "1", &[10]),
    plan("VN", 84, "0", &[9, 10]), plan("VU", 678, "", &[5, 7]), plan("WF", 681, "", &[6]),
    plan("WS", 685, "", &[5, 6, 7, 10]), plan("XK", 383, "0", &[8, 9, 10, 11, 12]),
    plan("YE", 967, "0", &[7, 8, 9]), plan("YT", 262, "0", &[9]),
    plan("ZA", 27, "0", &[5, 6, 7, 8, 9]), plan("ZM", 260, "0", &[9]),
    plan("ZW", 263, "0", &[7, 9]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_free_of_duplicates() {
        assert!(PLANS.is_sorted_by(|a, b| a.code < b.code));
    }

    #[test]
    fn calling_codes_are_prefix_free() {
        for country in Country::all() {
            let code = country.calling_code();
            let digits = format!("{code}999");
            assert_eq!(split_calling_code(&digits), Some((code, "999")), "{country}");
        }
    }

    #[test]
    fn codes_are_read_in_any_case() {
        for code in ["US", "us", "uS"] {
            assert_eq!(Country::parse(code).unwrap().as_str(), "US");
        }
        for unknown in ["", "U", "UK", "USA", "U S", "1", "ÜS", "ZZ", "uſ"] {
            assert_eq!(Country::parse(unknown), Err(UnknownCountry), "{unknown:?}");
        }
    }

    #[test]
    fn plans_are_the_published_ones() {
        let cases = [
            ("US", 1, Some("1")),
            ("GB", 44, Some("0")),
            ("DE", 49, Some("0")),
            ("HU", 36, Some("06")),
            ("RU", 7, Some("8")),
            ("KZ", 7, Some("8")),
            ("IT", 39, None),
            ("ES", 34, None),
            ("JM", 1, Some("1")),
            ("VA", 39, None),
        ];
        for (code, calling_code, trunk_prefix) in cases {
            let country = Country::parse(code).unwrap();
            let plan = (country.calling_code(), country.trunk_prefix());
            assert_eq!(plan, (calling_code, trunk_prefix), "{code}");
        }
    }

    #[test]
    fn json_is_the_two_letter_code() {
        let country: Country = serde_json::from_str(r#""gb""#).unwrap();
        assert_eq!(serde_json::to_string(&country).unwrap(), r#""GB""#);
        let refusal = serde_json::from_str::<Country>(r#""UK""#).unwrap_err();
        assert!(refusal.to_string().starts_with(&UnknownCountry.to_string()));
    }
}
