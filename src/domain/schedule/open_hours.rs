//! Whether the doors are open. These are the hours themselves, whatever can be booked in them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::admit::Rules;
use super::busy::Interval;
use super::opening::Opening;

/// For how many days it is looked ahead; a clinic that opens later than that says so itself.
const DAYS_AHEAD: usize = 60;

impl Rules<'_> {
    /// Whether an instant lies in opening hours: from the moment at which the clocks have reached the opening time to the one at which
    /// they first show the closing time.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let mut openings = self.schedule.openings_around(self.zone.date(at));
        openings.any(|opening| self.instants(opening).is_some_and(|open| open.start <= at && at < open.end))
    }

    /// Whether a time lies in one stretch of opening hours from its start to its end.
    pub fn covers(&self, time: Interval) -> bool {
        let mut openings = self.schedule.openings_around(self.zone.date(time.start));
        openings
            .any(|opening| self.instants(opening).is_some_and(|open| open.start <= time.start && time.end <= open.end))
    }

    /// What the clocks show when the clinic opens the next time after an instant; `None` when that is months away.
    pub fn opens_next(&self, after: DateTime<Utc>) -> Option<NaiveDateTime> {
        self.zone.date(after).iter_days().take(DAYS_AHEAD).find_map(|date| {
            let openings = self.schedule.openings_on(date).filter_map(|opening| self.instants(opening));
            let next = openings.filter(|open| open.start > after && !open.is_empty()).map(|open| open.start).min();
            next.map(|start| self.zone.local(start))
        })
    }

    /// When the clinic opens and closes in the hours of a date, in the order in which the schedule writes them. Equal times are a whole
    /// day.
    pub fn hours_of(&self, date: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
        self.schedule.openings_on(date).map(|opening| (opening.open.time(), opening.close.time())).collect()
    }

    fn instants(&self, opening: Opening) -> Option<Interval> {
        Some(Interval { start: self.zone.reach(opening.open)?, end: self.zone.reach(opening.close)? })
    }
}
