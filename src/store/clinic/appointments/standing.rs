//! How much is booked already, against what the clinic allows. It is read in the transaction that books more.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    domain::{
        appointment::CallerLimit,
        caller::Caller,
        phone::PhoneNumber,
        schedule::{CallerLimits, Interval},
    },
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, statement},
};

/// A day of one calendar and of whoever has it.
#[derive(Clone, Copy)]
pub struct CalendarDay<'a> {
    pub calendar_id: &'a str,
    /// The practitioner, on whatever calendar; the clinic itself when absent.
    pub practitioner_id: Option<&'a str>,
    /// The local day.
    pub day: Interval,
    /// How many appointments may start on it; any number when absent.
    pub cap: Option<i64>,
}

/// Whether so many appointments start on the day that no other may. Live holds of others count as well, and `itself` does not.
///
/// # Errors
/// When the object's database failed.
pub fn is_full(
    transaction: &dyn ClinicTransaction,
    on: CalendarDay<'_>,
    caller: &Caller,
    itself: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let CalendarDay { calendar_id, practitioner_id, day, cap } = on;
    let Some(cap) = cap else { return Ok(false) };
    let booked = statement!(
        "SELECT count(*) AS number FROM appointments
         WHERE starts_at >= :start AND starts_at < :end AND id IS NOT :itself
           AND (calendar_id = :calendar_id OR practitioner_id IS :practitioner_id)
           AND (status = 'confirmed' OR (status = 'held' AND hold_expires_at > :now
             AND NOT coalesce(call_id = :call_id, 0) AND NOT coalesce(caller_number = :number, 0)))",
        start = day.start,
        end = day.end,
        calendar_id,
        practitioner_id,
        itself,
        now,
        call_id = caller.call_id.as_deref(),
        number = caller.number.as_ref().map(PhoneNumber::as_str)
    );
    Ok(count(transaction, booked)? >= cap)
}

/// The limit that the caller has reached, if any. The clinic itself, which has neither number nor call, is never at a limit.
///
/// # Errors
/// When the object's database failed.
pub fn limit_reached(
    transaction: &dyn ClinicTransaction,
    caller: &Caller,
    limits: &CallerLimits,
    now: DateTime<Utc>,
) -> Result<Option<CallerLimit>, StoreError> {
    if let Some(call_id) = &caller.call_id {
        // Those that the calendar refused were none.
        let booked = statement!(
            "SELECT count(*) AS number FROM appointments
             WHERE call_id = :call_id AND status <> 'held' AND cancelled_by IS NOT 'refused'",
            call_id = call_id.as_str()
        );
        if count(transaction, booked)? >= limits.booked_per_call.into() {
            return Ok(Some(CallerLimit::BookedPerCall));
        }
    }
    let is_full =
        !caller.is_unknown() && count_upcoming(transaction, caller, now)? >= limits.upcoming_per_caller.into();
    Ok(is_full.then_some(CallerLimit::UpcomingPerCaller))
}

/// How many appointments to come the caller has booked; those of the call if the number is withheld.
fn count_upcoming(transaction: &dyn ClinicTransaction, caller: &Caller, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let Caller { number, call_id } = caller;
    let upcoming = if let Some(number) = number {
        statement!(
            "SELECT count(*) AS number FROM appointments
             WHERE caller_number = :number AND starts_at > :now AND status = 'confirmed'",
            number = number.as_str(),
            now
        )
    } else {
        statement!(
            "SELECT count(*) AS number FROM appointments
             WHERE call_id = :call_id AND starts_at > :now AND status = 'confirmed'",
            call_id = call_id.as_deref(),
            now
        )
    };
    count(transaction, upcoming)
}

fn count(transaction: &dyn ClinicTransaction, select: Statement) -> Result<i64, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        number: i64,
    }
    Ok(first::<Row>(transaction.run(select)?)?.map_or(0, |row| row.number))
}
