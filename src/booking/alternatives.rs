//! What can be had instead of a time that cannot.

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::calendars::{Agenda, NEARBY_DAYS};

/// More than these are not kept in mind on the phone.
const MOST: usize = 3;

/// The starts of the same day that lie nearest to `wanted`, else the first ones of the next day that has some; in order of time.
pub(super) fn nearest_openings(agenda: &Agenda, wanted: NaiveDateTime) -> Vec<NaiveDateTime> {
    let mut same_day = agenda.starts(wanted.date(), wanted.date(), None, usize::MAX).starts;
    same_day.retain(|start| *start != wanted);
    if same_day.is_empty() {
        return next_day(agenda, wanted.date());
    }
    same_day.sort_by_key(|start| (*start - wanted).abs());
    same_day.truncate(MOST);
    same_day.sort();
    same_day
}

fn next_day(agenda: &Agenda, date: NaiveDate) -> Vec<NaiveDateTime> {
    let after = |days| date.checked_add_days(Days::new(days)).unwrap_or(date);
    let mut first_day = agenda.starts(after(1), after(NEARBY_DAYS), None, 1).starts;
    first_day.truncate(MOST);
    first_day
}
