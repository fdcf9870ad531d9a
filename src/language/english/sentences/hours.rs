//! Opening hours and long lists in words.

use chrono::{NaiveTime, Weekday};

use super::spoken::{clock, day_name, list};

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// `9 AM to noon and 1 PM to 5 PM`, `10 PM to 2 AM`, `all day`, `closed`. Equal times are a whole day.
pub fn hours_said(hours: &[(NaiveTime, NaiveTime)]) -> String {
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
pub fn week_said(said: &dyn Fn(Weekday) -> String) -> String {
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
pub fn listed_up_to(most: usize, items: &[String]) -> String {
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
