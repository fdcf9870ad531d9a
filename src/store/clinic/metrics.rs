//! What happened on one day, counted from the rows that there are. D1 is told it with the object's summary.
//!
//! Days are those of UTC, as days since 1970; what belongs to a call is counted on the day on which the call began.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::calls::outcome;
use crate::{
    domain::{
        id::ids_around,
        integration::Vendor,
        metrics::{Counts, DAYS_KEPT},
        schedule::Interval,
        texts::TextStatus,
    },
    ports::{ClinicTransaction, Statement},
    store::{StoreError, read, statement},
};

/// Days that are told at once.
const MOST_DAYS: i64 = 4;
/// A call of which nothing is heard for so long is over, whether its platform says so or not.
const SILENCE: TimeDelta = TimeDelta::minutes(30);
/// Days that are so close to the end of what D1 keeps are not told any more: they would be counted twice.
const MARGIN: i64 = 2;

/// What happened on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCounts {
    pub day: NaiveDate,
    pub counts: Counts,
    /// Whether a call goes on, so that the day has to be counted again.
    is_open: bool,
}

/// The days of which something has changed since they were told, counted as they are now.
///
/// # Errors
/// When the object's database failed.
pub fn changed(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<Vec<DayCounts>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        day: i32,
    }
    let select = statement!(
        "SELECT day FROM changed_days WHERE day > :after ORDER BY day LIMIT :most",
        after = last_over(now),
        most = MOST_DAYS
    );
    let days: Vec<Row> = read(transaction.run(select)?)?;
    days.iter()
        .filter_map(|row| NaiveDate::from_epoch_days(row.day))
        .map(|day| counted(transaction, day, now))
        .collect()
}

/// Takes days off the list that were told, but for those of which something has changed meanwhile or is about to.
///
/// # Errors
/// When the object's database failed.
pub fn settle(transaction: &dyn ClinicTransaction, told: &[DayCounts], now: DateTime<Utc>) -> Result<(), StoreError> {
    for told in told.iter().filter(|told| !told.is_open) {
        if counted(transaction, told.day, now)? == *told {
            let day = i64::from(told.day.to_epoch_days());
            transaction.run(statement!(
                "DELETE FROM changed_days WHERE day = :day OR day <= :over",
                day,
                over = last_over(now)
            ))?;
        }
    }
    Ok(())
}

/// Counts what a vendor of calendars refused or did not answer.
///
/// # Errors
/// When the object's database failed.
pub fn count_error(
    transaction: &dyn ClinicTransaction,
    vendor: &Vendor,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    transaction.run(statement!(
        "INSERT INTO calendar_errors (day, vendor, kind) VALUES (:day, :vendor, :kind)
         ON CONFLICT (day, vendor, kind) DO UPDATE SET count = count + 1",
        day = i64::from(now.date_naive().to_epoch_days()),
        vendor = vendor.as_str(),
        kind
    ))?;
    Ok(())
}

/// The last day that is not told any more.
fn last_over(now: DateTime<Utc>) -> i64 {
    i64::from(now.date_naive().to_epoch_days()) - DAYS_KEPT + MARGIN
}

fn counted(transaction: &dyn ClinicTransaction, day: NaiveDate, now: DateTime<Utc>) -> Result<DayCounts, StoreError> {
    let start = day.and_time(chrono::NaiveTime::MIN).and_utc();
    let time = Interval { start, end: start + TimeDelta::days(1) };
    let mut counts = Counts::default();
    let is_open = count_calls(transaction, time, now, &mut counts)?;
    count_tools(transaction, time, &mut counts)?;
    count_durations(transaction, time, &mut counts)?;
    count_checks(transaction, time, &mut counts)?;
    count_texts(transaction, time, &mut counts)?;
    count_calendar_errors(transaction, day, &mut counts)?;
    Ok(DayCounts { day, counts, is_open })
}

/// Says whether a call goes on. What came of it is counted when it is over, since it changes until then.
fn count_calls(
    transaction: &dyn ClinicTransaction,
    time: Interval,
    now: DateTime<Utc>,
    counts: &mut Counts,
) -> Result<bool, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        platform: String,
        outcome: String,
        is_over: i64,
        calls: i64,
        cost_micros: i64,
    }
    let select = statement!(
        concat!(
            "SELECT platform, outcome, is_over, count(*) AS calls, sum(cost) AS cost_micros
             FROM (SELECT coalesce(platform, 'unknown') AS platform, coalesce(",
            outcome!(),
            ", 'unknown') AS outcome, coalesce(cost_micros, 0) AS cost,
                status = 'ended' OR max(last_seen, coalesce((SELECT max(last_asked_ms) / 1000 FROM call_tools t
                  WHERE t.call_id = calls.call_id), 0)) < :silent_since AS is_over
              FROM calls WHERE began_at >= :start AND began_at < :end AND erased_at IS NULL)
             GROUP BY 1, 2, 3"
        ),
        start = time.start,
        end = time.end,
        silent_since = now - SILENCE
    );
    let mut is_open = false;
    for row in read::<Row>(transaction.run(select)?)? {
        counts.add(&["call", &row.platform], row.calls);
        counts.add(&["cost_micros", &row.platform], row.cost_micros);
        if row.is_over == 0 {
            is_open = true;
        } else {
            counts.add(&["outcome", &row.platform, &row.outcome], row.calls);
        }
    }
    Ok(is_open)
}

/// A count under a name of up to three words.
#[derive(Deserialize)]
struct Named {
    first: String,
    #[serde(default)]
    second: Option<String>,
    #[serde(default)]
    third: Option<String>,
    count: i64,
    #[serde(default)]
    sum: i64,
}

fn count_tools(transaction: &dyn ClinicTransaction, time: Interval, counts: &mut Counts) -> Result<(), StoreError> {
    let select = statement!(
        "SELECT tool AS first, t.outcome AS second, coalesce(platform, 'unknown') AS third, count(*) AS count
         FROM calls CROSS JOIN call_tools t ON t.call_id = calls.call_id
         WHERE began_at >= :start AND began_at < :end AND erased_at IS NULL GROUP BY 1, 2, 3",
        start = time.start,
        end = time.end
    );
    for Named { first, second, third, count, .. } in read(transaction.run(select)?)? {
        counts.add(&["tool", &first, &second.unwrap_or_default(), &third.unwrap_or_default()], count);
    }
    Ok(())
}

/// The bucket of a histogram in which milliseconds are counted. `domain::metrics` has the same bounds.
macro_rules! bucket {
    ($millis:literal) => {
        concat!(
            "CASE WHEN ",
            $millis,
            " <= 50 THEN '50' WHEN ",
            $millis,
            " <= 100 THEN '100' WHEN ",
            $millis,
            " <= 250 THEN '250' WHEN ",
            $millis,
            " <= 500 THEN '500' WHEN ",
            $millis,
            " <= 1000 THEN '1000' WHEN ",
            $millis,
            " <= 2000 THEN '2000' WHEN ",
            $millis,
            " <= 4000 THEN '4000' ELSE 'inf' END"
        )
    };
}

/// How long tools took here, and as the platforms saw it.
fn count_durations(transaction: &dyn ClinicTransaction, time: Interval, counts: &mut Counts) -> Result<(), StoreError> {
    let here = statement!(
        concat!(
            "SELECT tool AS first, ",
            bucket!("millis"),
            " AS second, count(*) AS count, sum(millis) AS sum
             FROM calls CROSS JOIN call_tools t ON t.call_id = calls.call_id
             WHERE began_at >= :start AND began_at < :end AND erased_at IS NULL GROUP BY 1, 2"
        ),
        start = time.start,
        end = time.end
    );
    let there = statement!(
        concat!(
            "SELECT coalesce(platform, 'unknown') AS first, ", bucket!("value"), " AS second, count(*) AS count, sum(value) AS sum
             FROM calls CROSS JOIN json_each(tool_times)
             WHERE began_at >= :start AND began_at < :end AND tool_times IS NOT NULL AND erased_at IS NULL GROUP BY 1, 2"
        ),
        start = time.start,
        end = time.end
    );
    for (histogram, select) in [("tool_ms", here), ("platform_ms", there)] {
        for Named { first, second, count, sum, .. } in read(transaction.run(select)?)? {
            counts.add(&[histogram, &first, &second.unwrap_or_default()], count);
            counts.add(&[histogram, &first, "sum"], sum);
        }
    }
    Ok(())
}

/// From where it was known what is free: the copy of the busy times, or the provider.
fn count_checks(transaction: &dyn ClinicTransaction, time: Interval, counts: &mut Counts) -> Result<(), StoreError> {
    let select = statement!(
        "SELECT CASE WHEN copy_age IS NULL THEN 'provider' ELSE 'copy' END AS first, count(*) AS count, coalesce(sum(copy_age), 0) AS sum
         FROM calls CROSS JOIN call_tools t ON t.call_id = calls.call_id
         WHERE began_at >= :start AND began_at < :end AND erased_at IS NULL AND tool = 'check_availability' AND t.outcome <> 'failed'
         GROUP BY 1",
        start = time.start,
        end = time.end
    );
    for Named { first, count, sum, .. } in read(transaction.run(select)?)? {
        counts.add(&["check", &first], count);
        counts.add(&["copy_age"], sum);
    }
    let behind = statement!(
        "SELECT 'behind' AS first, count(*) AS count FROM calls CROSS JOIN call_tools t ON t.call_id = calls.call_id
         WHERE began_at >= :start AND began_at < :end AND erased_at IS NULL AND instr(notes, 'copy_behind') > 0",
        start = time.start,
        end = time.end
    );
    for Named { count, .. } in read(transaction.run(behind)?)? {
        counts.add(&["copy_behind"], count);
    }
    Ok(())
}

/// Texts by how far they have come at least, and the segments of those that left.
fn count_texts(transaction: &dyn ClinicTransaction, time: Interval, counts: &mut Counts) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Row {
        status: TextStatus,
        count: i64,
        segments: i64,
    }
    for Row { status, count, segments } in read(transaction.run(texts(time))?)? {
        counts.add(&["text", "written"], count);
        if status.has_left() {
            counts.add(&["text", "left"], count);
            counts.add(&["segments"], segments);
        }
        if status.is_final() {
            counts.add(&["text", status.as_str()], count);
        }
    }
    Ok(())
}

fn texts(time: Interval) -> Statement {
    let [first_id, last_id] = ids_around(time);
    statement!(
        "SELECT status, count(*) AS count, sum(segments) AS segments FROM messages
         WHERE id >= :first_id AND id < :last_id AND created_at >= :start AND created_at < :end GROUP BY 1",
        first_id,
        last_id,
        start = time.start,
        end = time.end
    )
}

fn count_calendar_errors(
    transaction: &dyn ClinicTransaction,
    day: NaiveDate,
    counts: &mut Counts,
) -> Result<(), StoreError> {
    let select = statement!(
        "SELECT vendor AS first, kind AS second, count FROM calendar_errors WHERE day = :day",
        day = i64::from(day.to_epoch_days())
    );
    for Named { first, second, count, .. } in read(transaction.run(select)?)? {
        counts.add(&["calendar_error", &first, &second.unwrap_or_default()], count);
    }
    Ok(())
}
