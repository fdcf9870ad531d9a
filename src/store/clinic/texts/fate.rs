//! What becomes of a text as it is written: whether it may leave, or has been asked not to, or would be one too many.

use chrono::TimeDelta;
use serde::Deserialize;

use super::NewText;
use crate::{
    domain::{
        id::ids_around,
        schedule::Interval,
        texts::{StoredTextKind, TextStatus},
    },
    ports::ClinicTransaction,
    store::{StoreError, clinic::budget, first, statement},
};

/// How long texts to numbers that begin alike are counted.
const PUMPING_WINDOW: TimeDelta = TimeDelta::minutes(10);
/// The last digits in which such numbers may differ.
const PREFIX_LEAVES: i64 = 4;
const PREFIX_CAPPED: &str =
    "Too many texts went to numbers that begin as this one does within ten minutes. Somebody may be paid for them.";

const BUDGET_SPENT: &str = "The month's budget of texts is used up.";

/// What becomes of a text as it is written, and why, where the org has to be told.
pub(super) fn of(
    transaction: &dyn ClinicTransaction,
    new: &NewText<'_>,
) -> Result<(TextStatus, Option<&'static str>), StoreError> {
    let opted_out = statement!("SELECT 1 AS found FROM opt_outs WHERE number = :to", to = new.to.as_str());
    if !transaction.run(opted_out)?.rows.is_empty() {
        return Ok((TextStatus::Suppressed, None));
    }
    let of_day = texts_of_day(transaction, new)?;
    if let Some((_, why)) = new.number_cap.filter(|(most, _)| of_day.to_number >= i64::from(*most)) {
        return Ok((TextStatus::Capped, Some(why)));
    }
    if let Some(most) = new.prefix_cap
        && lately_to_prefix(transaction, new)? >= i64::from(most)
    {
        return Ok((TextStatus::Capped, Some(PREFIX_CAPPED)));
    }
    if let Some((most, zone)) = new.month_segments
        && budget::used(transaction, zone, new.now)?.segments + i64::from(new.text.segments) > i64::from(most)
    {
        return Ok((TextStatus::Capped, Some(BUDGET_SPENT)));
    }
    let is_full = new.daily_cap.is_some_and(|most| of_day.of_org >= i64::from(most));
    Ok((if is_full { TextStatus::Capped } else { TextStatus::Queued }, None))
}

/// How many texts of the day have left or may leave, to patients or to staff: neither uses up what the other has.
#[derive(Default, Deserialize)]
struct TextsOfDay {
    of_org: i64,
    to_number: i64,
}

fn texts_of_day(transaction: &dyn ClinicTransaction, new: &NewText<'_>) -> Result<TextsOfDay, StoreError> {
    let [first_id, last_id] = ids_around(new.day);
    let select = statement!(
        "SELECT count(*) AS of_org, count(CASE WHEN to_number = :to THEN 1 END) AS to_number FROM messages
         WHERE id >= :first_id AND id < :last_id AND created_at >= :day_start AND created_at < :day_end AND status NOT IN ('suppressed', 'capped', 'cancelled')
           AND (kind = 'staff') = :is_to_staff",
        first_id,
        last_id,
        is_to_staff = i64::from(new.kind == StoredTextKind::Staff),
        to = new.to.as_str(),
        day_start = new.day.start,
        day_end = new.day.end
    );
    Ok(first(transaction.run(select)?)?.unwrap_or_default())
}

#[derive(Deserialize)]
struct Count {
    count: i64,
}

/// How many texts have left or may leave of late to numbers that begin as this one does, other than reminders: those leave by the dozen,
/// and no call causes them.
fn lately_to_prefix(transaction: &dyn ClinicTransaction, new: &NewText<'_>) -> Result<i64, StoreError> {
    let since = new.now - PUMPING_WINDOW;
    let [first_id, last_id] = ids_around(Interval { start: since, end: new.now });
    let select = statement!(
        "SELECT count(*) AS count FROM messages
         WHERE id >= :first_id AND id < :last_id AND created_at > :since AND kind NOT IN ('staff', 'reminder')
           AND substr(to_number, 1, length(to_number) - :digits) = substr(:to, 1, length(:to) - :digits)
           AND status NOT IN ('suppressed', 'capped', 'cancelled')",
        first_id,
        last_id,
        since,
        digits = PREFIX_LEAVES,
        to = new.to.as_str()
    );
    let counted: Option<Count> = first(transaction.run(select)?)?;
    Ok(counted.map_or(0, |counted| counted.count))
}

/// A text that is capped for the org's day has no detail, and one for its number says so.
pub(super) fn is_number_capped(status: TextStatus, detail: Option<&str>) -> bool {
    status == TextStatus::Capped && detail.is_some_and(|detail| ![PREFIX_CAPPED, BUDGET_SPENT].contains(&detail))
}
