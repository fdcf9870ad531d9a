//! Who calls, by what was heard of the call before.

use serde::Deserialize;

use crate::{
    domain::phone::PhoneNumber,
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// The number that a call comes from, if the log has it.
///
/// # Errors
/// When the object's database failed.
pub fn caller_of(transaction: &dyn ClinicTransaction, call_id: &str) -> Result<Option<PhoneNumber>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        caller_number: Option<PhoneNumber>,
    }
    let select = statement!("SELECT caller_number FROM calls WHERE call_id = :call_id AND erased_at IS NULL", call_id);
    Ok(first::<Row>(transaction.run(select)?)?.and_then(|row| row.caller_number))
}
