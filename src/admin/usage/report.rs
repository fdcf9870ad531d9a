//! The report, made up of quarters of an hour.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Day;
use crate::{
    domain::schedule::Zone,
    store::clinic::usage::{CallsOfQuarter, TextsOfQuarter, ToolTimes},
};

/// What happened in some time, as the object knows it.
pub(super) struct Happened {
    pub(super) calls: Vec<CallsOfQuarter>,
    pub(super) texts: Vec<TextsOfQuarter>,
    pub(super) times: Vec<ToolTimes>,
}

/// What a clinic has used, and what came of its calls.
#[derive(Serialize, ToSchema)]
pub struct UsageReport {
    zone: Zone,
    /// The first day and the last one, on the clinic's own clock.
    #[schema(format = Date, example = "2026-12-01")]
    from: String,
    #[schema(format = Date, example = "2026-12-31")]
    to: String,
    /// Each day of the period, in order.
    days: Vec<DayOfUsage>,
    /// The calls of the period by the hour of the day at which they began: 24 of them.
    hours: Vec<HourOfUsage>,
    /// The sum of the days.
    total: UsageCounts,
    /// The month up to now, whatever the period is.
    month: MonthOfUsage,
}

/// What happened in some time.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct UsageCounts {
    calls: i64,
    /// Calls in which an appointment was booked.
    booked: i64,
    /// Calls that a person took over.
    handed_over: i64,
    /// Calls that ended and nothing came of.
    gave_up: i64,
    /// Texts that left or may leave.
    texts: i64,
    /// What they are charged as.
    segments: i64,
    /// What the calls cost, in US dollars.
    cost_usd: f64,
    /// Kept exact until all is summed.
    #[serde(skip)]
    cost_micros: i64,
}

/// What happened on a day.
#[derive(Serialize, ToSchema)]
pub struct DayOfUsage {
    #[schema(format = Date, example = "2026-12-01")]
    date: String,
    #[serde(flatten)]
    counts: UsageCounts,
    /// No more than so many milliseconds did tools take in half of the cases; `null` if none was run.
    tool_ms_p50: Option<i64>,
    /// The same in 95 of 100 cases.
    tool_ms_p95: Option<i64>,
}

/// Calls that began in an hour of the day.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct HourOfUsage {
    /// 0 to 23, on the clinic's own clock.
    hour: u32,
    calls: i64,
    /// Those in which an appointment was booked.
    booked: i64,
}

/// What happened in the month up to now.
#[derive(Serialize, ToSchema)]
pub struct MonthOfUsage {
    #[schema(example = "2026-12")]
    month: String,
    #[serde(flatten)]
    counts: UsageCounts,
}

impl UsageReport {
    /// Of the days of a period and of those of the month, and what happened in each of both.
    pub(super) fn new(zone: Zone, period: (&[Day], &Happened), month: (&[Day], &Happened)) -> Self {
        let (days, happened) = period;
        let by_day = by_day(zone, happened);
        let times: BTreeMap<NaiveDate, &ToolTimes> = happened.times.iter().map(|times| (times.day, times)).collect();
        let date = |day: Option<&Day>| day.map(|(date, _)| date.to_string()).unwrap_or_default();
        let day = |(date, _): &Day| DayOfUsage {
            date: date.to_string(),
            counts: by_day.get(date).copied().unwrap_or_default().priced(),
            tool_ms_p50: times.get(date).map(|times| times.p50),
            tool_ms_p95: times.get(date).map(|times| times.p95),
        };
        let in_month = month.0.first().map(|(date, _)| date.format("%Y-%m").to_string()).unwrap_or_default();
        Self {
            zone,
            from: date(days.first()),
            to: date(days.last()),
            days: days.iter().map(day).collect(),
            hours: by_hour(zone, &happened.calls),
            total: sum(by_day.into_values()),
            month: MonthOfUsage { month: in_month, counts: sum(self::by_day(zone, month.1).into_values()) },
        }
    }
}

impl UsageCounts {
    fn plus(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            booked: self.booked + other.booked,
            handed_over: self.handed_over + other.handed_over,
            gave_up: self.gave_up + other.gave_up,
            texts: self.texts + other.texts,
            segments: self.segments + other.segments,
            cost_micros: self.cost_micros + other.cost_micros,
            cost_usd: 0.0,
        }
    }

    /// With the cost as it is shown.
    fn priced(self) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "the cost of 92 days is far below 2^53 millionths of a dollar")]
        let cost_usd = self.cost_micros as f64 / 1_000_000.0;
        Self { cost_usd, ..self }
    }
}

impl From<&CallsOfQuarter> for UsageCounts {
    fn from(quarter: &CallsOfQuarter) -> Self {
        let CallsOfQuarter { calls, booked, handed_over, gave_up, cost_micros, .. } = *quarter;
        Self { calls, booked, handed_over, gave_up, cost_micros, ..Self::default() }
    }
}

impl From<&TextsOfQuarter> for UsageCounts {
    fn from(quarter: &TextsOfQuarter) -> Self {
        Self { texts: quarter.texts, segments: quarter.segments, ..Self::default() }
    }
}

fn sum(counts: impl Iterator<Item = UsageCounts>) -> UsageCounts {
    counts.fold(UsageCounts::default(), UsageCounts::plus).priced()
}

/// Zones differ by quarters of an hour, so each quarter lies within one day and one hour of any of them.
fn by_day(zone: Zone, happened: &Happened) -> BTreeMap<NaiveDate, UsageCounts> {
    let mut days: BTreeMap<NaiveDate, UsageCounts> = BTreeMap::new();
    let mut add = |at: DateTime<Utc>, counts: UsageCounts| {
        let day = days.entry(zone.date(at)).or_default();
        *day = day.plus(counts);
    };
    happened.calls.iter().for_each(|quarter| add(quarter.at, quarter.into()));
    happened.texts.iter().for_each(|quarter| add(quarter.at, quarter.into()));
    days
}

fn by_hour(zone: Zone, calls: &[CallsOfQuarter]) -> Vec<HourOfUsage> {
    let mut hours: Vec<HourOfUsage> = (0..24).map(|hour| HourOfUsage { hour, ..HourOfUsage::default() }).collect();
    for quarter in calls {
        let hour = zone.local(quarter.at).hour();
        if let Some(of_day) = hours.iter_mut().find(|of_day| of_day.hour == hour) {
            of_day.calls += quarter.calls;
            of_day.booked += quarter.booked;
        }
    }
    hours
}
