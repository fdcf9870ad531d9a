//! Who calls, by what was heard of the call before.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::{
    domain::phone::PhoneNumber,
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// For how long a call that nothing was heard of is taken to go on.
const LONGEST_SILENCE: TimeDelta = TimeDelta::hours(2);

/// The number that a call comes from which goes on now. A call that has ended names nobody, whatever its id is used for later.
///
/// # Errors
/// When the object's database failed.
pub fn caller_of(
    transaction: &dyn ClinicTransaction,
    call_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<PhoneNumber>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        caller_number: Option<PhoneNumber>,
    }
    let select = statement!(
        "SELECT caller_number FROM calls
         WHERE call_id = :call_id AND erased_at IS NULL AND status <> 'ended' AND coalesce(ended_at, status_ended_at) IS NULL
           AND max(last_seen, first_seen) >= :since",
        call_id,
        since = now - LONGEST_SILENCE
    );
    Ok(first::<Row>(transaction.run(select)?)?.and_then(|row| row.caller_number))
}
