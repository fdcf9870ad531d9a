//! What happened in the month before today.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::between;
use crate::{
    domain::{
        clinic_summary::{ClinicSummary, Usage},
        schedule::{Interval, Zone},
    },
    ports::ClinicTransaction,
    store::StoreError,
};

/// What happened on the days of the month before today. It is counted once a day, since what is told of a call comes late. Nothing of it
/// can become less than the `last` summary has, so where less is found, rows were deleted.
///
/// # Errors
/// When the object's database failed.
pub fn earlier(
    transaction: &dyn ClinicTransaction,
    zone: Zone,
    last: Option<&ClinicSummary>,
    now: DateTime<Utc>,
) -> Result<Usage, StoreError> {
    let (day, today) = (zone.date(now), zone.day_of(now));
    if let Some(last) = last.filter(|last| last.counted_on == day) {
        return Ok(last.earlier);
    }
    let counted = between(transaction, Interval { start: month_of(zone, day).start, end: today.start })?;
    let is_same_month =
        |last: &&ClinicSummary| (last.counted_on.year(), last.counted_on.month()) == (day.year(), day.month());
    Ok(last.filter(is_same_month).map_or(counted, |last| counted.max(last.month())))
}

/// The whole month of a date.
pub fn month_of(zone: Zone, date: NaiveDate) -> Interval {
    let first = date.with_day(1).unwrap_or(date);
    let next = first.checked_add_months(chrono::Months::new(1)).unwrap_or(date);
    let start = |day: NaiveDate| zone.day_bounds(day).map(|bounds| bounds.start);
    let fallback = start(date).unwrap_or_default();
    Interval { start: start(first).unwrap_or(fallback), end: start(next).unwrap_or(fallback) }
}
