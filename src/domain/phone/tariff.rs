//! Between which numbers texts cost alike.
//!
//! Countries have calling codes of their own, as far as matters here, but for +1. Twenty-five share that. The United States with their
//! territories and Canada cost each other little; the islands cost a multiple, and somebody there may be paid for what arrives. That is how
//! texts are pumped (<https://www.twilio.com/docs/verify/preventing-toll-fraud>), so each island is a zone of its own.

use super::PhoneNumber;
use crate::domain::country::Country;

const NORTH_AMERICA: u16 = 1;

/// The area codes of +1 that are an island's, with its ISO 3166-1 code. Tests hold them against libphonenumber's metadata.
const ISLANDS: [(&str, &[&str]); 18] = [
    ("AG", &["268"]),
    ("AI", &["264"]),
    ("BB", &["246"]),
    ("BM", &["441"]),
    ("BS", &["242"]),
    ("DM", &["767"]),
    ("DO", &["809", "829", "849"]),
    ("GD", &["473"]),
    ("JM", &["658", "876"]),
    ("KN", &["869"]),
    ("KY", &["345"]),
    ("LC", &["758"]),
    ("MS", &["664"]),
    ("SX", &["721"]),
    ("TC", &["649"]),
    ("TT", &["868"]),
    ("VC", &["784"]),
    ("VG", &["284"]),
];

/// Where texts to numbers cost alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TariffZone {
    calling_code: u16,
    /// The ISO code of an island of +1.
    island: Option<&'static str>,
}

impl PhoneNumber {
    /// The zone of the number; `None` if no country has its calling code.
    pub fn tariff_zone(&self) -> Option<TariffZone> {
        let calling_code = self.calling_code()?;
        let area = self.digits().get(1..4).filter(|_| calling_code == NORTH_AMERICA);
        let island = area.and_then(|area| island(|(_, areas)| areas.contains(&area)));
        Some(TariffZone { calling_code, island })
    }
}

impl Country {
    /// The zone of the country's numbers.
    pub fn tariff_zone(self) -> TariffZone {
        TariffZone { calling_code: self.calling_code(), island: island(|(country, _)| *country == self.as_str()) }
    }
}

fn island(is_it: impl Fn(&(&'static str, &[&str])) -> bool) -> Option<&'static str> {
    ISLANDS.iter().find(|island| is_it(island)).map(|(country, _)| *country)
}
