//! Dates, times and lists as they are said.

use chrono::{Datelike, Month, NaiveDate, NaiveTime, Timelike, Weekday};

use crate::domain::schedule::Zone;

/// `Thursday, December 3`, with the year when it is not `current_year`.
pub(in crate::language::english) fn weekday_date(date: NaiveDate, current_year: i32) -> String {
    if date.year() == current_year { date.format("%A, %B %-d").to_string() } else { weekday_date_year(date) }
}

/// `Thursday, December 3, 2026`.
pub(in crate::language::english) fn weekday_date_year(date: NaiveDate) -> String {
    date.format("%A, %B %-d, %Y").to_string()
}

/// `December 3`.
pub(in crate::language::english) fn month_day(date: NaiveDate) -> String {
    date.format("%B %-d").to_string()
}

/// `Thursday`; chrono's own `Display` abbreviates.
pub(in crate::language::english) fn day_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// English name of a month from its number, 1 to 12.
pub(in crate::language::english) fn month_name(month: u32) -> Option<&'static str> {
    let month = u8::try_from(month).ok()?;
    Month::try_from(month).ok().map(|month| month.name())
}

/// `9 AM`, `9:30 AM`, `noon`, `midnight`: 12 AM and 12 PM are misheard.
pub(in crate::language::english) fn clock(time: NaiveTime) -> String {
    let (is_pm, hour) = time.hour12();
    let half = if is_pm { "PM" } else { "AM" };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (_, 0) => format!("{hour} {half}"),
        (_, minute) => format!("{hour}:{minute:02} {half}"),
    }
}

/// `New York time`: the place by which the zone is called.
pub(in crate::language::english) fn zone_words(zone: Zone) -> String {
    let name = zone.name();
    match name.rsplit_once('/') {
        // `Etc/GMT+5` is no place.
        Some(("Etc", fixed)) => format!("{fixed} time"),
        Some((_, place)) => format!("{} time", place.replace('_', " ")),
        None => format!("{name} time"),
    }
}

/// `9 AM, 10:30 AM and 2 PM`.
pub(in crate::language::english) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}
