//! Which call of a platform a call token was first used in. A token that was copied into another call says nothing there.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// The platform's id of the call that a token's call is bound to, if it is bound.
///
/// # Errors
/// When the object's database failed.
pub fn bound_to(transaction: &dyn ClinicTransaction, call_id: &str) -> Result<Option<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        platform_call_id: String,
    }
    let bound = statement!("SELECT platform_call_id FROM call_tokens WHERE call_id = :call_id", call_id);
    Ok(first::<Row>(transaction.run(bound)?)?.map(|row| row.platform_call_id))
}

/// Binds a token's call to the platform's id.
///
/// # Errors
/// When it is bound already, or the object's database failed.
pub fn bind(
    transaction: &dyn ClinicTransaction,
    call_id: &str,
    platform_call_id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    transaction.run(statement!(
        "INSERT INTO call_tokens (call_id, platform_call_id, bound_at) VALUES (:call_id, :platform_call_id, :now)",
        call_id,
        platform_call_id,
        now
    ))?;
    Ok(())
}
