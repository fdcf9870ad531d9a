//! The stretches of wall time that a schedule opens, date by date.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::hours::TimeRange;
use super::settings::Schedule;

/// One stretch of opening hours in wall time, cut where the next date's override takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opening {
    pub(super) open: NaiveDateTime,
    pub(super) close: NaiveDateTime,
}

impl Opening {
    /// Whether a wall time lies inside.
    pub(super) fn contains(&self, local: NaiveDateTime) -> bool {
        self.open <= local && local < self.close
    }

    /// Whether a wall time is a whole number of steps after the opening.
    pub(super) fn is_on_grid(&self, local: NaiveDateTime, step: TimeDelta) -> bool {
        let since_open = local - self.open;
        let is_whole_second = since_open.subsec_nanos() == 0;
        is_whole_second && since_open.num_seconds().checked_rem(step.num_seconds()) == Some(0)
    }

    /// The wall times of the grid, whether or not an appointment still fits.
    pub(super) fn grid(self, step: TimeDelta) -> impl Iterator<Item = NaiveDateTime> {
        core::iter::successors(Some(self.open), move |local| local.checked_add_signed(step))
            .take_while(move |local| *local < self.close)
    }
}

impl Schedule {
    /// The stretches that open on a date, in the order in which the schedule writes them.
    pub(super) fn openings_on(&self, date: NaiveDate) -> impl Iterator<Item = Opening> {
        let midnight = date.checked_add_days(Days::new(1)).map(|next| next.and_time(NaiveTime::MIN));
        let cut = midnight.filter(|next| self.override_of(next.date()).is_some());
        self.hours_on(date).iter().filter_map(move |range| {
            let (open, close) = wall_times(*range, date)?;
            let close = cut.map_or(close, |cut| close.min(cut));
            (open < close).then_some(Opening { open, close })
        })
    }

    /// The stretches in which a wall time of a date may lie: the date's own, and those that run into it from the date before.
    pub(super) fn openings_around(&self, date: NaiveDate) -> impl Iterator<Item = Opening> {
        let midnight = date.and_time(NaiveTime::MIN);
        let before = date.pred_opt().into_iter().flat_map(|yesterday| self.openings_on(yesterday));
        before.filter(move |opening| opening.close > midnight).chain(self.openings_on(date))
    }
}

fn wall_times(range: TimeRange, date: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let closes_on = if range.runs_past_midnight() { date.succ_opt()? } else { date };
    Some((range.open.on(date)?, range.close.on(closes_on)?))
}
