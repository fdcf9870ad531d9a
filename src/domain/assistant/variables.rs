//! What the assistant is told of the clinic when a call begins.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};

use crate::domain::{
    route::Route,
    schedule::{Rules, TimeOfDay, TimeRange},
    speech::{
        Desk, day_and_time, day_name, hours_said, length, listed_up_to, single_line_limited, week_said, weekday_date,
    },
    when::Today,
};

const MAX_NAME_CHARS: usize = 200;
const MAX_LABEL_CHARS: usize = 60;
/// The most of a list, and of the hours of a week.
const MAX_CHARS: usize = 600;
/// How far ahead exceptions from the weekly hours are told, and how many at most.
const EXCEPTION_DAYS: u64 = 14;
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
        let services = self.catalogue.services.iter().map(|service| match length(service.minutes.into()) {
            Some(length) => format!("{} ({length})", name(&service.name)),
            None => name(&service.name),
        });
        let practitioners = self.catalogue.practitioners.iter().map(|practitioner| name(&practitioner.name));
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
            ("services", listed_up_to(MAX_CHARS, &services.collect::<Vec<_>>())),
            ("practitioners", listed_up_to(MAX_CHARS, &practitioners.collect::<Vec<_>>())),
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
    match single_line_limited(label, MAX_LABEL_CHARS) {
        label if label.is_empty() => hours,
        label => format!("{hours} ({label})"),
    }
}

/// `Monday to Friday, 9 AM to 5 PM; Saturday and Sunday, closed. Exceptions: Friday, December 25, closed (Christmas Day)`.
fn week_told(rules: &Rules<'_>, today: NaiveDate) -> String {
    let pattern = week_said(|weekday| hours_said(&usual(rules, weekday)));
    let until = today.checked_add_days(Days::new(EXCEPTION_DAYS)).unwrap_or(today);
    let mut dates: Vec<NaiveDate> = rules.schedule.overrides.iter().map(|exception| exception.date).collect();
    dates.retain(|date| today <= *date && *date < until);
    dates.sort_unstable();
    let told = |date| format!("{}, {}", weekday_date(date, today.year()), day_told(rules, date));
    let exceptions: Vec<String> = dates.into_iter().take(MAX_EXCEPTIONS).map(told).collect();
    let week = match exceptions.join("; ") {
        none if none.is_empty() => pattern,
        exceptions => format!("{pattern}. Exceptions: {exceptions}"),
    };
    single_line_limited(&week, MAX_CHARS)
}

/// The hours of a weekday as a rule.
fn usual(rules: &Rules<'_>, weekday: Weekday) -> Vec<(NaiveTime, NaiveTime)> {
    let time = |time: TimeOfDay| time.on(NaiveDate::default()).map(|wall| wall.time());
    let times = |range: &TimeRange| time(range.open).zip(time(range.close));
    rules.schedule.weekly.on(weekday).iter().filter_map(times).collect()
}
