//! What a clinic's object tells of itself, and when it tells it anew.
//!
//! The summary is a promise: by [`ClinicSummary::next_due`] the object has woken up, or a little later. So whoever reads it can tell an
//! object whose alarm was lost from one that has nothing to do. Every summary costs rows, so it says no more than is needed.

use std::ops::Add;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::attention::Trouble;

/// Two summaries lie so far apart at least.
const LEAST_INTERVAL: TimeDelta = TimeDelta::seconds(60);
/// When nothing but the counters changed, they wait so long.
const USAGE_INTERVAL: TimeDelta = TimeDelta::minutes(15);
/// What is due sooner than this is promised for then: it is mostly done at once, and a summary of it would be out of date when it is
/// written.
const SOONEST: TimeDelta = TimeDelta::minutes(5);
/// An object wakes up so long after the promised moment at the latest, if only to promise another one.
pub const GRACE: TimeDelta = TimeDelta::minutes(4);
/// How long after the moment that it promised an object is overdue. It rings four minutes after it at the latest, and as much as a minute
/// and a half later to be spread.
pub const OVERDUE: TimeDelta = TimeDelta::minutes(6);
/// An object that promised a moment that is so much later than what is due now promises anew.
const TOO_LATE: TimeDelta = TimeDelta::minutes(10);

/// Work that has been due for so long is late.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// What happened at a clinic in some time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub calls: i64,
    /// Appointments that were booked, whether they still stand or not.
    pub booked: i64,
    /// Texts that left or may leave.
    pub texts: i64,
    /// What the calls cost, in millionths of a US dollar.
    pub cost_micros: i64,
    /// What the texts are charged as. D1 is not told.
    #[serde(default)]
    pub segments: i64,
}

impl Usage {
    /// The greater of both counts, each by itself.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            calls: self.calls.max(other.calls),
            booked: self.booked.max(other.booked),
            texts: self.texts.max(other.texts),
            cost_micros: self.cost_micros.max(other.cost_micros),
            segments: self.segments.max(other.segments),
        }
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            booked: self.booked + other.booked,
            texts: self.texts + other.texts,
            cost_micros: self.cost_micros + other.cost_micros,
            segments: self.segments + other.segments,
        }
    }
}

/// How a clinic's object is and what has happened there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicSummary {
    /// By when the object wakes up; none if nothing is due.
    pub next_due: Option<DateTime<Utc>>,
    pub last_alarm_at: Option<DateTime<Utc>>,
    /// Why that alarm failed.
    pub last_error: Option<String>,
    /// The clinic's local day of the counters. A reader whose day is another one takes today's for zero, and whose month is another one
    /// the month's: nothing is written at midnight.
    pub counted_on: NaiveDate,
    pub today: Usage,
    /// The days of the month before that day.
    pub earlier: Usage,
    /// What of what happened there needs a person.
    #[serde(default)]
    pub troubles: Vec<Trouble>,
    #[serde(default)]
    pub backlog: Backlog,
}

/// Work for vendors that is due and not done, as it was when the object told of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backlog {
    pub waiting: i64,
    /// How long the oldest of it has been due.
    pub oldest_seconds: i64,
}

impl Backlog {
    /// Whether somebody should know.
    fn is_late(self) -> bool {
        self.oldest_seconds >= LATE.num_seconds()
    }
}

impl ClinicSummary {
    /// The month up to now.
    pub fn month(&self) -> Usage {
        self.earlier + self.today
    }
}

/// What an alarm came to.
#[derive(Clone, Copy, Debug)]
pub struct AlarmOutcome<'a> {
    pub rang_at: DateTime<Utc>,
    pub error: Option<&'a str>,
}

/// Whether a summary is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryNeed {
    No,
    /// If the counters are not those of the last one.
    IfUsageChanged,
    Yes,
}

/// The last summary that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenSummary {
    /// When; none if that no longer counts.
    pub at: Option<DateTime<Utc>>,
    pub summary: ClinicSummary,
}

impl WrittenSummary {
    /// Whether none is to be written yet, whatever there is to say.
    pub fn is_too_new(&self, now: DateTime<Utc>) -> bool {
        self.at.is_some_and(|at| now - at < LEAST_INTERVAL)
    }

    /// Whether another one is to be written, when work is `due` next, there are these `troubles` and this `backlog` and, behind an alarm,
    /// that alarm came to `alarm`.
    pub fn need(
        &self,
        due: Option<DateTime<Utc>>,
        troubles: &[Trouble],
        backlog: Backlog,
        alarm: Option<AlarmOutcome<'_>>,
        now: DateTime<Utc>,
    ) -> SummaryNeed {
        let Some(at) = self.at else { return SummaryNeed::Yes };
        let is_late_another = backlog.is_late() != self.summary.backlog.is_late();
        let is_error_another = alarm.is_some_and(|alarm| alarm.error != self.summary.last_error.as_deref());
        if self.is_too_new(now) {
            SummaryNeed::No
        } else if is_error_another
            || is_late_another
            || self.summary.troubles != troubles
            || !still_holds(self.summary.next_due, due)
        {
            SummaryNeed::Yes
        } else if now - at >= USAGE_INTERVAL {
            SummaryNeed::IfUsageChanged
        } else {
            SummaryNeed::No
        }
    }
}

/// Whether an object that promised one moment need not promise another one: it wakes up before the grace is over, and not much sooner
/// than it said.
fn still_holds(promised: Option<DateTime<Utc>>, due: Option<DateTime<Utc>>) -> bool {
    match (promised, due) {
        (Some(promised), Some(due)) => due <= latest(promised) && promised <= due + TOO_LATE,
        (promised, due) => promised == due,
    }
}

/// The moment to promise when work is `due` next.
pub fn promise(due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    due.map(|due| due.max(now + SOONEST))
}

/// When an object wakes up at the latest that promised a moment.
fn latest(promised: DateTime<Utc>) -> DateTime<Utc> {
    promised + GRACE
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;
    use crate::domain::attention::AttentionCode;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn written(promised: Option<i64>) -> WrittenSummary {
        let summary = ClinicSummary {
            next_due: promised.map(at),
            last_alarm_at: None,
            last_error: Some("no".into()),
            counted_on: at(0).date_naive(),
            today: Usage::default(),
            earlier: Usage::default(),
            troubles: Vec::new(),
            backlog: Backlog::default(),
        };
        WrittenSummary { at: Some(at(0)), summary }
    }

    #[test]
    fn a_promise_is_renewed_before_it_is_broken_and_when_it_is_far_too_late() {
        for (promised, due, need) in [
            (Some(10), Some(14), SummaryNeed::No),
            (Some(10), Some(15), SummaryNeed::Yes),
            (Some(10), Some(0), SummaryNeed::No),
            (Some(11), Some(0), SummaryNeed::Yes),
            (Some(10), None, SummaryNeed::Yes),
            (None, Some(1000), SummaryNeed::Yes),
            (None, None, SummaryNeed::No),
        ] {
            assert_eq!(
                written(promised).need(due.map(at), &[], Backlog::default(), None, at(5)),
                need,
                "{promised:?} {due:?}"
            );
            assert_eq!(
                written(promised).need(due.map(at), &[], Backlog::default(), None, at(0)),
                SummaryNeed::No,
                "within a minute"
            );
        }
    }

    #[test]
    fn another_error_is_told_soon_and_counters_alone_later() {
        let alarm = |error| Some(AlarmOutcome { rang_at: at(1), error });
        for (outcome, minutes, need) in [
            (alarm(None), 1, SummaryNeed::Yes),
            (alarm(Some("yes")), 1, SummaryNeed::Yes),
            (alarm(Some("no")), 1, SummaryNeed::No),
            (None, 14, SummaryNeed::No),
            (None, 15, SummaryNeed::IfUsageChanged),
        ] {
            assert_eq!(
                written(None).need(None, &[], Backlog::default(), outcome, at(minutes)),
                need,
                "{outcome:?} {minutes}"
            );
        }
        let forgotten = WrittenSummary { at: None, ..written(None) };
        assert_eq!(forgotten.need(None, &[], Backlog::default(), None, at(0)), SummaryNeed::Yes);
    }

    #[test]
    fn a_trouble_that_comes_or_goes_is_told_within_a_minute() {
        let trouble = Trouble { code: AttentionCode::WorkGivenUp, since: at(0), count: 1, until: None };
        assert_eq!(
            written(None).need(None, slice::from_ref(&trouble), Backlog::default(), None, at(1)),
            SummaryNeed::Yes
        );
        let mut told = written(None);
        told.summary.troubles = vec![trouble.clone()];
        assert_eq!(told.need(None, slice::from_ref(&trouble), Backlog::default(), None, at(1)), SummaryNeed::No);
        assert_eq!(told.need(None, &[], Backlog::default(), None, at(1)), SummaryNeed::Yes);
        assert_eq!(
            told.need(None, &[Trouble { count: 2, ..trouble }], Backlog::default(), None, at(1)),
            SummaryNeed::Yes
        );
    }

    /// An object that is compared with its calendar every three minutes: it tells so six times an hour, and wakes up in time each time.
    #[test]
    fn work_that_comes_back_every_few_minutes_is_not_told_each_time() {
        let (mut written, mut told) = (written(Some(5)), 0);
        for minute in (0..3 * 60).step_by(3) {
            let due = Some(at(minute + 3));
            assert!(at(minute) <= latest(written.summary.next_due.unwrap()), "woke up at {minute}");
            if written.need(
                due,
                &[],
                Backlog::default(),
                Some(AlarmOutcome { rang_at: at(minute), error: Some("no") }),
                at(minute),
            ) == SummaryNeed::Yes
            {
                told += 1;
                (written.at, written.summary.next_due) = (Some(at(minute)), promise(due, at(minute)));
            }
        }
        assert_eq!(told, 3 * 60 / 9 - 1);
    }
}
