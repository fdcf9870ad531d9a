//! How much of the month's budget is used. It is counted as the summary counts it: the earlier days of the month once a day, and today.

use chrono::{DateTime, Utc};

use super::{seen, summary};
use crate::{
    domain::{attention::Trouble, budget::Budget, clinic_summary::Usage, schedule::Zone},
    ports::ClinicTransaction,
    store::StoreError,
};

/// What the clinic wants to spend, as the object saw it last; none if it never set anything, or is not known yet.
///
/// # Errors
/// When the object's database failed.
pub fn seen_budget(transaction: &dyn ClinicTransaction) -> Result<Option<(Budget, Zone)>, StoreError> {
    let Some(document) = seen::last(transaction, seen::BUDGET)? else { return Ok(None) };
    let Ok(budget) = serde_json::from_str::<Budget>(&document) else { return Ok(None) };
    let zone = seen::last(transaction, seen::ZONE)?.and_then(|name| name.parse().ok());
    Ok(zone.map(|zone| (budget, zone)))
}

/// What was used in the month up to now.
///
/// # Errors
/// When the object's database failed.
pub fn used(transaction: &dyn ClinicTransaction, zone: Zone, now: DateTime<Utc>) -> Result<Usage, StoreError> {
    let last = summary::last(transaction)?.map(|last| last.summary);
    let earlier = summary::earlier(transaction, zone, last.as_ref(), now)?;
    Ok(earlier + summary::between(transaction, zone.day_of(now))?)
}

/// What of it needs a person.
///
/// # Errors
/// When the object's database failed.
pub fn troubles(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<Vec<Trouble>, StoreError> {
    let Some((budget, zone)) = seen_budget(transaction)?.filter(|(budget, _)| !budget.is_empty()) else {
        return Ok(Vec::new());
    };
    let month = summary::month_of(zone, zone.date(now));
    let used = used(transaction, zone, now)?;
    let trouble = |code| Trouble { code, since: month.start, count: 1, until: Some(month.end) };
    Ok(budget.attention(used).map(trouble).collect())
}

/// Until when calls are forwarded, if they are; nothing at all of a clinic that never had a budget.
///
/// # Errors
/// When the object's database failed.
pub fn forwards_until(
    transaction: &dyn ClinicTransaction,
    now: DateTime<Utc>,
) -> Result<Option<Option<DateTime<Utc>>>, StoreError> {
    let Some((budget, zone)) = seen_budget(transaction)? else { return Ok(None) };
    let is_over = budget.forwards(used(transaction, zone, now)?);
    Ok(Some(is_over.then(|| summary::month_of(zone, zone.date(now)).end)))
}
