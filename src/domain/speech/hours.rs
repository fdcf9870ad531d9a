//! Opening hours and long lists in words.

use chrono::{NaiveTime, Weekday};

use super::spoken::{clock, day_name, list};

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// `9 AM to noon and 1 PM to 5 PM`, `10 PM to 2 AM`, `all day`, `closed`. Equal times are a whole day.
pub fn hours_said(hours: &[(NaiveTime, NaiveTime)]) -> String {
    let stretch = |(open, close): &(NaiveTime, NaiveTime)| match (clock(*open), clock(*close)) {
        (open, close) if open != close => format!("{open} to {close}"),
        (open, _) if open == "midnight" => "all day".to_owned(),
        (open, _) => format!("{open} to {open} the next day"),
    };
    let said: Vec<String> = hours.iter().map(stretch).collect();
    if said.is_empty() { "closed".to_owned() } else { list(&said) }
}

/// `Monday to Thursday, 9 AM to 5 PM; Friday, 9 AM to noon; Saturday and Sunday, closed`, from what is said of each weekday.
pub fn week_said(said: impl Fn(Weekday) -> String) -> String {
    let days = WEEK.map(|day| (day_name(day), said(day)));
    let alike = days.chunk_by(|(_, one), (_, other)| one == other).filter_map(|days| match days {
        [(day, hours)] => Some(format!("{day}, {hours}")),
        [(first, hours), (second, _)] => Some(format!("{first} and {second}, {hours}")),
        [(first, hours), .., (last, _)] => Some(format!("{first} to {last}, {hours}")),
        [] => None,
    });
    alike.collect::<Vec<_>>().join("; ")
}

/// `Check-up, Cleaning and 48 more`: as many of the items as have room in `most` characters, of which the last words may take a few
/// more. The first has room always.
pub fn listed_up_to(most: usize, items: &[String]) -> String {
    let mut room = most;
    let fits = |item: &&String| {
        let left = room.checked_sub(item.chars().count() + 2);
        room = left.unwrap_or_default();
        left.is_some()
    };
    let named = items.iter().take_while(fits).count().max(1);
    let mut said: Vec<String> = items.iter().take(named).cloned().collect();
    match items.len().saturating_sub(named) {
        0 => {}
        others => said.push(format!("{others} more")),
    }
    list(&said)
}
