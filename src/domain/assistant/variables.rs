//! What the assistant is told of the clinic when a call begins.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};

use crate::{
    domain::{
        route::Route,
        schedule::{Rules, TimeOfDay},
    },
    language::english::{
        recogniser::Today,
        sentences::{
            Desk, day_and_time, day_name, hours_said, length, listed_up_to, single_line_limited, week_said,
            weekday_date,
        },
    },
};

const MAX_NAME_CHARS: usize = 200;
const MAX_LABEL_CHARS: usize = 60;
/// The most of a list, and of the hours of a week.
const MAX_CHARS: usize = 600;
/// How far ahead exceptions from the weekly hours are told, and how many at most.
const EXCEPTION_DAYS: usize = 14;
const MAX_EXCEPTIONS: usize = 5;

impl Route {
    /// The opening hours in their zone; `None` until the org has set some.
    pub fn rules(&self) -> Option<Rules<'_>> {
        self.schedule.as_ref().map(|schedule| Rules { schedule, zone: self.zone })
    }

    /// Names and values of the variables that the assistant's prompt can use. All are single lines of limited length, of this clinic
    /// alone; those that depend on opening hours are empty until it has set some.
    pub fn variables(&self, now: DateTime<Utc>) -> [(&'static str, String); 12] {
        let local = self.zone.local(now);
        let today = Today::at(now, self.zone);
        let desk = Desk { clinic: &self.clinic_name, today };
        let rules = self.rules();
        let with_rules = |told: &dyn Fn(&Rules<'_>) -> String| rules.as_ref().map(told).unwrap_or_default();
        let mut services = Vec::new();
        for service in &self.catalogue.services {
            services.push(name(&service.name) + &in_brackets(&length(service.minutes.into()).unwrap_or_default()));
        }
        let mut practitioners = Vec::new();
        for practitioner in &self.catalogue.practitioners {
            practitioners.push(name(&practitioner.name));
        }
        [
            ("clinic_name", name(&self.clinic_name)),
            ("timezone", self.zone.name().to_owned()),
            ("today", today.date.to_string()),
            ("weekday", day_name(today.date.weekday()).to_owned()),
            ("local_time", local.format("%H:%M").to_string()),
            ("open_now", with_rules(&|rules| if rules.is_open(now) { "yes" } else { "no" }.to_owned())),
            (
                "opens_next",
                with_rules(&|rules| rules.opens_next(now).map(|at| day_and_time(at, &desk)).unwrap_or_default()),
            ),
            ("hours_today", with_rules(&|rules| day_told(rules, today.date))),
            ("hours_week", with_rules(&|rules| week_told(rules, today.date))),
            ("services", listed_up_to(MAX_CHARS, &services)),
            ("practitioners", listed_up_to(MAX_CHARS, &practitioners)),
            ("called_number", self.number.as_ref().map(|number| number.as_str().to_owned()).unwrap_or_default()),
        ]
    }
}

fn name(text: &str) -> String {
    single_line_limited(text, MAX_NAME_CHARS)
}

/// `9 AM to noon (Christmas Eve)`.
fn day_told(rules: &Rules<'_>, date: NaiveDate) -> String {
    let hours = hours_said(&rules.hours_of(date));
    let label = rules.schedule.override_of(date).and_then(|exception| exception.label.as_deref()).unwrap_or_default();
    hours + &in_brackets(&single_line_limited(label, MAX_LABEL_CHARS))
}

/// ` (Christmas Eve)`, or nothing.
fn in_brackets(text: &str) -> String {
    if text.is_empty() { String::new() } else { [" (", text, ")"].concat() }
}

/// `Monday to Friday, 9 AM to 5 PM; Saturday and Sunday, closed. Exceptions: Friday, December 25, closed (Christmas Day)`.
fn week_told(rules: &Rules<'_>, today: NaiveDate) -> String {
    let mut week = week_said(&|weekday| hours_said(&usual(rules, weekday)));
    let coming = today.iter_days().take(EXCEPTION_DAYS).filter(|date| rules.schedule.override_of(*date).is_some());
    for (position, date) in coming.take(MAX_EXCEPTIONS).enumerate() {
        let before = if position == 0 { ". Exceptions: " } else { "; " };
        week += &[before, &weekday_date(date, today.year()), ", ", &day_told(rules, date)].concat();
    }
    single_line_limited(&week, MAX_CHARS)
}

/// The hours of a weekday as a rule.
fn usual(rules: &Rules<'_>, weekday: Weekday) -> Vec<(NaiveTime, NaiveTime)> {
    let time = |time: TimeOfDay| time.on(NaiveDate::default()).unwrap_or_default().time();
    let mut hours = Vec::new();
    for range in rules.schedule.weekly.on(weekday) {
        hours.push((time(range.open), time(range.close)));
    }
    hours
}
