//! Tables of what callers and models say, each with its reading or the key words of the refusal.

mod dates;
mod parts;
mod properties;
mod spans;
mod starts;
mod times;

use chrono::NaiveDate;

use super::{Today, WhenError};
use crate::domain::schedule::Zone;

/// A text, and its reading or, after `! `, words of the refusal.
type Row = (&'static str, &'static str);

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn today_is(text: &str) -> Today {
    Today { date: date(text), zone: zone("America/New_York"), month_first: false }
}

/// A Monday in winter.
fn monday() -> Today {
    today_is("2026-11-30")
}

fn check<T: ToString>(rows: &[Row], read: impl Fn(&str) -> Result<T, WhenError>) {
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|(text, expected)| {
            let actual = read(text).map(|value| value.to_string());
            let holds = match (&actual, expected.strip_prefix("! ")) {
                (Ok(value), None) => value == expected,
                (Err(error), Some(words)) => error.to_string().contains(words),
                _ => false,
            };
            (!holds).then(|| format!("{text:?}: wanted {expected}, got {actual:?}"))
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
