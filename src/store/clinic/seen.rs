//! What the object has seen of what the clinic has set, to notice when that is another.

use serde::Deserialize;

use crate::{
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// Whether the clinic is served.
pub const STATUS: &str = "status";
/// The clinic's zone.
pub const ZONE: &str = "zone";
/// What the clinic wants to spend in a month.
pub const BUDGET: &str = "budget";
/// How long before an appointment its reminder goes out.
pub const REMINDER_LEAD: &str = "reminder_lead";

/// The accounts that vendors refuse.
pub const BROKEN_ACCOUNTS: &str = "broken_accounts";

/// What was last seen; none if nothing was.
///
/// # Errors
/// When the object's database failed.
pub fn last(transaction: &dyn ClinicTransaction, name: &str) -> Result<Option<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        value: String,
    }
    let select = statement!("SELECT value FROM seen_settings WHERE name = :name", name);
    Ok(first::<Row>(transaction.run(select)?)?.map(|row| row.value))
}

/// Notes what was seen, and says whether it is another than before.
///
/// # Errors
/// When the object's database failed.
pub fn replace(transaction: &dyn ClinicTransaction, name: &str, value: &str) -> Result<bool, StoreError> {
    let changed = transaction.run(statement!(
        "INSERT INTO seen_settings (name, value) VALUES (:name, :value)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value RETURNING name",
        name,
        value
    ))?;
    Ok(!changed.rows.is_empty())
}
