//! What is said, word for word (the golden file), and what holds whatever is said.

mod booking_cases;
mod booking_properties;
mod emergency_cases;
mod golden;
mod hours_cases;
mod inbox_cases;
mod knowledge_cases;
mod pieces;
mod properties;

use chrono::{NaiveDate, NaiveDateTime};

use crate::{domain::dates::Today, language::sentences::SpeechContext};

/// What the tests of sentences speak of.
mod prelude {
    pub(super) use crate::{
        domain::{
            appointment::{AppointmentSummary, Operation},
            dates::{Days, PartOfDay, Today},
            schedule::Refusal,
            texts::TextKind,
        },
        language::{
            english::{English, sentences::date_remedy},
            recogniser::Recogniser,
            sentences::*,
            spread::{MAX_SLOTS_SPOKEN, spread},
        },
    };
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn start(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

/// The clinic on Monday, November 30, 2026.
fn desk() -> SpeechContext<'static> {
    let zone = "America/New_York".parse().unwrap();
    SpeechContext { clinic: "Oak Dental", today: Today::midnight(date("2026-11-30"), zone) }
}
