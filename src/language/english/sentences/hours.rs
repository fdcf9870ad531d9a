//! Opening hours and long lists in words.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::English;
use super::spoken::{clock, day_name, list, weekday_date};
use super::visit::{day_and_time, length};
use crate::{
    domain::line::single_line_limited,
    language::sentences::{Exception, Hours, PromptWords, SpeechContext},
};

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
const MAX_LABEL_CHARS: usize = 60;
const MAX_WEEK_CHARS: usize = 600;

impl PromptWords for English {
    fn weekday(&self, weekday: Weekday) -> String {
        day_name(weekday).to_owned()
    }

    fn yes_or_no(&self, is_so: bool) -> String {
        if is_so { "yes" } else { "no" }.to_owned()
    }

    fn day_and_time(&self, start: NaiveDateTime, desk: &SpeechContext) -> String {
        day_and_time(start, desk)
    }

    /// `9 AM to noon (Christmas Eve)`.
    fn hours_of_day(&self, hours: &Hours, label: &str) -> String {
        spoken_hours(hours) + &in_brackets(&single_line_limited(label, MAX_LABEL_CHARS))
    }

    /// `Monday to Friday, 9 AM to 5 PM; Saturday and Sunday, closed. Exceptions: Friday, December 25, closed (Christmas Day)`.
    fn hours_of_week(&self, usual: &dyn Fn(Weekday) -> Hours, exceptions: &[Exception], today: NaiveDate) -> String {
        let mut week = spoken_week(&|weekday| spoken_hours(&usual(weekday)));
        for (position, Exception { date, hours }) in exceptions.iter().enumerate() {
            let before = if position == 0 { ". Exceptions: " } else { "; " };
            week += &[before, &weekday_date(*date, today.year()), ", ", hours].concat();
        }
        single_line_limited(&week, MAX_WEEK_CHARS)
    }

    /// `Cleaning (30 minutes)`.
    fn service(&self, name: &str, minutes: i64) -> String {
        name.to_owned() + &in_brackets(&length(minutes).unwrap_or_default())
    }

    fn listed_up_to(&self, most: usize, items: &[String]) -> String {
        listed_up_to(most, items)
    }
}

/// ` (Christmas Eve)`, or nothing.
fn in_brackets(text: &str) -> String {
    if text.is_empty() { String::new() } else { [" (", text, ")"].concat() }
}

/// `9 AM to noon and 1 PM to 5 PM`, `10 PM to 2 AM`, `all day`, `closed`. Equal times are a whole day.
pub(super) fn spoken_hours(hours: &[(NaiveTime, NaiveTime)]) -> String {
    let mut said = Vec::new();
    for (open, close) in hours {
        let (from, to) = (clock(*open), clock(*close));
        said.push(match (open == close, from.as_str()) {
            (true, "midnight") => "all day".to_owned(),
            (true, from) => [from, " to ", from, " the next day"].concat(),
            (false, from) => [from, " to ", &to].concat(),
        });
    }
    if said.is_empty() { "closed".to_owned() } else { list(&said) }
}

/// `Monday to Thursday, 9 AM to 5 PM; Friday, 9 AM to noon; Saturday and Sunday, closed`, from what is said of each weekday.
pub(super) fn spoken_week(said: &dyn Fn(Weekday) -> String) -> String {
    let days = WEEK.map(|day| (day_name(day), said(day)));
    let mut week = String::new();
    for alike in days.chunk_by(|(_, one), (_, other)| one == other) {
        let ([(first, hours), ..], [.., (last, _)]) = (alike, alike) else { continue };
        let (to, last) = match alike.len() {
            1 => ("", ""),
            2 => (" and ", *last),
            _ => (" to ", *last),
        };
        week += &[if week.is_empty() { "" } else { "; " }, first, to, last, ", ", hours].concat();
    }
    week
}

/// `Check-up, Cleaning and 48 more`: as many of the items as have room in `most` characters, of which the last words may take a few
/// more. The first has room always.
pub(super) fn listed_up_to(most: usize, items: &[String]) -> String {
    let (mut said, mut used) = (Vec::new(), 0);
    for item in items {
        used += item.chars().count() + 2;
        if used > most && !said.is_empty() {
            said.push(format!("{} more", items.len() - said.len()));
            break;
        }
        said.push(item.clone());
    }
    list(&said)
}
