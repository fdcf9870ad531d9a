//! Which call of a platform a call token was first used in. A token that was copied into another call says nothing there.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// Binds a token's call to the platform's id, unless it was bound before, and says whether it is bound to this one.
///
/// # Errors
/// When the object's database failed.
pub fn bind(
    transaction: &dyn ClinicTransaction,
    call_id: &str,
    platform_call_id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        platform_call_id: String,
    }
    let bound = statement!("SELECT platform_call_id FROM call_tokens WHERE call_id = :call_id", call_id);
    if let Some(row) = first::<Row>(transaction.run(bound)?)? {
        return Ok(row.platform_call_id == platform_call_id);
    }
    transaction.run(statement!(
        "INSERT INTO call_tokens (call_id, platform_call_id, bound_at) VALUES (:call_id, :platform_call_id, :now)",
        call_id,
        platform_call_id,
        now
    ))?;
    Ok(true)
}
