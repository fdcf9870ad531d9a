//! What the object has seen of what the clinic has set, to notice when that is another.

use crate::{
    ports::ClinicTransaction,
    store::{StoreError, statement},
};

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
