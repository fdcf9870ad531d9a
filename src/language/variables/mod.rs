//! What the assistant is told of the clinic when a call begins.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use crate::domain::{
    dates::Today,
    line::single_line_limited,
    route::Route,
    schedule::{Rules, TimeOfDay},
};
use crate::language::sentences::{Exception, Hours, Sentences, SpeechContext};

const MAX_NAME_CHARS: usize = 200;
/// The most of a list.
const MAX_CHARS: usize = 600;
/// How far ahead exceptions from the weekly hours are told, and how many at most.
const EXCEPTION_DAYS: usize = 14;
const MAX_EXCEPTIONS: usize = 5;

/// The names of the variables, in their order.
pub const NAMES: [&str; 12] = [
    "clinic_name",
    "timezone",
    "today",
    "weekday",
    "local_time",
    "open_now",
    "opens_next",
    "hours_today",
    "hours_week",
    "services",
    "practitioners",
    "called_number",
];

/// Names and values of the variables that the assistant's prompt can use, in the clinic's language. All are single lines of limited
/// length, of this clinic alone; those that depend on opening hours are empty until it has set some.
pub fn variables(route: &Route, now: DateTime<Utc>) -> [(&'static str, String); 12] {
    let words = route.language().sentences();
    let local = route.zone.local(now);
    let today = Today::at(now, route.zone);
    let desk = SpeechContext { clinic: &route.clinic_name, today };
    let rules = route.rules();
    let with_rules = |told: &dyn Fn(&Rules<'_>) -> String| rules.as_ref().map(told).unwrap_or_default();
    let mut services = Vec::new();
    for service in &route.catalogue.services {
        services.push(words.service(&name(&service.name), service.minutes.into()));
    }
    let mut practitioners = Vec::new();
    for practitioner in &route.catalogue.practitioners {
        practitioners.push(name(&practitioner.name));
    }
    [
        ("clinic_name", name(&route.clinic_name)),
        ("timezone", route.zone.name().to_owned()),
        ("today", today.date.to_string()),
        ("weekday", words.weekday(today.date.weekday())),
        ("local_time", local.format("%H:%M").to_string()),
        ("open_now", with_rules(&|rules| words.yes_or_no(rules.is_open(now)))),
        (
            "opens_next",
            with_rules(&|rules| rules.opens_next(now).map(|at| words.day_and_time(at, &desk)).unwrap_or_default()),
        ),
        ("hours_today", with_rules(&|rules| hours_on(rules, today.date, words))),
        ("hours_week", with_rules(&|rules| hours_of_week(rules, today.date, words))),
        ("services", words.listed_up_to(MAX_CHARS, &services)),
        ("practitioners", words.listed_up_to(MAX_CHARS, &practitioners)),
        ("called_number", route.number.as_ref().map(|number| number.as_str().to_owned()).unwrap_or_default()),
    ]
}

fn name(text: &str) -> String {
    single_line_limited(text, MAX_NAME_CHARS)
}

fn hours_on(rules: &Rules<'_>, date: NaiveDate, words: &dyn Sentences) -> String {
    let label = rules.schedule.override_of(date).and_then(|exception| exception.label.as_deref()).unwrap_or_default();
    words.hours_of_day(&rules.hours_of(date), label)
}

fn hours_of_week(rules: &Rules<'_>, today: NaiveDate, words: &dyn Sentences) -> String {
    let is_exception = |date: &NaiveDate| rules.schedule.override_of(*date).is_some();
    let coming = today.iter_days().take(EXCEPTION_DAYS).filter(is_exception).take(MAX_EXCEPTIONS);
    let exceptions: Vec<Exception> =
        coming.map(|date| Exception { date, hours: hours_on(rules, date, words) }).collect();
    words.hours_of_week(&|weekday| usual(rules, weekday), &exceptions, today)
}

/// The hours of a weekday as a rule.
fn usual(rules: &Rules<'_>, weekday: Weekday) -> Hours {
    let time = |time: TimeOfDay| time.on(NaiveDate::default()).unwrap_or_default().time();
    rules.schedule.weekly.on(weekday).iter().map(|range| (time(range.open), time(range.close))).collect()
}

#[cfg(test)]
mod tests;
