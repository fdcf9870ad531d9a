//! Tables of what callers and models say, each with its reading or the key words of the refusal.

mod among;
mod dates;
mod parts;
mod properties;
mod spans;
mod starts;
mod times;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::{
    domain::{
        dates::{DateError, DaysRequest, PartOfDay, Today, Wanted},
        schedule::Zone,
    },
    language::{
        Recogniser,
        english::{
            English,
            recogniser::{courtesy::Intent, phrase::Phrase},
            sentences::date_remedy,
        },
    },
};

/// A text, and its reading or, after `! `, words of the refusal.
type Row = (&'static str, &'static str);

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn today_is(text: &str) -> Today {
    let time = NaiveTime::from_hms_opt(10, 0, 0).unwrap();
    let (date, zone) = (date(text), zone("America/New_York"));
    Today { time, ..Today::midnight(date, zone) }
}

fn parse_date(text: &str, today: Today) -> Result<NaiveDate, DateError> {
    Phrase::read(text, Wanted::Date, Intent::Ask)?.day(today)
}

fn parse_days(text: &str, today: Today) -> Result<DaysRequest, DateError> {
    English.days(text, today)
}

/// A start that was sent whole.
fn parse_start(text: &str, today: Today) -> Result<NaiveDateTime, DateError> {
    parse_start_of(&[(Wanted::Start, text.to_owned())], None, today)
}

fn parse_start_of(texts: &[(Wanted, String)], zone: Option<&str>, today: Today) -> Result<NaiveDateTime, DateError> {
    English.start(texts, zone, today)
}

/// A time that was sent beside a day.
fn parse_time(text: &str) -> Result<NaiveTime, DateError> {
    let texts = [(Wanted::Time, text.to_owned()), (Wanted::Date, "2026-12-03".to_owned())];
    parse_start_of(&texts, None, monday()).map(|start| start.time())
}

fn part_of_day(text: &str) -> Result<Option<PartOfDay>, DateError> {
    English.part_of_day(text, monday())
}

/// A Monday in winter.
fn monday() -> Today {
    today_is("2026-11-30")
}

fn check<T: ToString>(rows: &[Row], read: impl Fn(&str) -> Result<T, DateError>) {
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|(text, expected)| {
            let actual = read(text).map(|value| value.to_string());
            let holds = match (&actual, expected.strip_prefix("! ")) {
                (Ok(value), None) => value == expected,
                (Err(error), Some(words)) => date_remedy(error).contains(words),
                _ => false,
            };
            (!holds).then(|| format!("{text:?}: wanted {expected}, got {actual:?}"))
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
