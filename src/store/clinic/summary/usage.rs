//! Counting what happened. Each count is a range of an index.

use serde::Deserialize;

use crate::{
    domain::{
        clinic_summary::Usage,
        id::{first_id_at, ids_around},
        schedule::Interval,
    },
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, statement},
};

/// What happened in `time`, as far as it is still kept.
///
/// # Errors
/// When the object's database failed.
pub fn between(transaction: &dyn ClinicTransaction, time: Interval) -> Result<Usage, StoreError> {
    #[derive(Default, Deserialize)]
    struct Counted {
        count: i64,
        #[serde(default)]
        cost_micros: i64,
        #[serde(default)]
        segments: i64,
    }
    let count = |select: Statement| first::<Counted>(transaction.run(select)?).map(Option::unwrap_or_default);
    let calls = count(calls(time))?;
    let texts = count(texts(time))?;
    Ok(Usage {
        calls: calls.count,
        cost_micros: calls.cost_micros,
        booked: count(booked(time))?.count,
        texts: texts.count,
        segments: texts.segments,
    })
}

fn calls(time: Interval) -> Statement {
    statement!(
        "SELECT count(*) AS count, coalesce(sum(cost_micros), 0) AS cost_micros FROM calls
         WHERE began_at >= :start AND began_at < :end AND erased_at IS NULL",
        start = time.start,
        end = time.end
    )
}

/// Ids are in the order in which they were made. A hold that nobody confirmed never had an event.
fn booked(time: Interval) -> Statement {
    let [start, end] = [time.start, time.end].map(first_id_at);
    statement!(
        "SELECT count(*) AS count FROM appointments
         WHERE id >= :start AND id < :end AND event_id IS NOT NULL AND cancelled_by IS NOT 'refused'",
        start,
        end
    )
}

fn texts(time: Interval) -> Statement {
    let [first_id, last_id] = ids_around(time);
    statement!(
        "SELECT count(*) AS count, coalesce(sum(segments), 0) AS segments FROM messages
         WHERE id >= :first_id AND id < :last_id AND created_at >= :start AND created_at < :end AND status NOT IN ('suppressed', 'capped', 'cancelled')",
        first_id,
        last_id,
        start = time.start,
        end = time.end
    )
}
