//! What is said, word for word (the golden file), and what holds whatever is said.

mod booking_cases;
mod booking_properties;
mod golden;
mod hours_cases;
mod pieces;
mod properties;

use chrono::{NaiveDate, NaiveDateTime};

use super::Desk;
use crate::language::english::recogniser::Today;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn start(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

/// The clinic on Monday, November 30, 2026.
fn desk() -> Desk<'static> {
    let zone = "America/New_York".parse().unwrap();
    Desk { clinic: "Oak Dental", today: Today { date: date("2026-11-30"), zone, month_first: false } }
}
