//! Who is on the way to Google's consent page and back.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, first, run_one, statement};
use crate::ports::{Database, Statement};

/// Rows that [`sweep`] deletes at a time.
const MOST_SWEPT: i64 = 100;

/// A way that begins.
pub struct OAuthState {
    /// Hash of what comes back in the address.
    pub state_hash: String,
    /// Hash of what the browser shows.
    pub browser_hash: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A way that has come to its end.
#[derive(Debug, Deserialize)]
pub struct UsedState {
    pub browser_hash: String,
}

/// Notes that somebody is on the way to sign in.
pub fn insert(state: &OAuthState) -> Statement {
    statement!(
        "INSERT INTO oauth_states (state_hash, browser_hash, purpose, created_at, expires_at)
         VALUES (:state_hash, :browser_hash, 'sign_in', :created_at, :expires_at)",
        state_hash = state.state_hash.as_str(),
        browser_hash = state.browser_hash.as_str(),
        created_at = state.created_at,
        expires_at = state.expires_at
    )
}

/// Uses a state, if nobody has and it is not over. This one statement is what makes it good for one time: of two that come back with it
/// one finds nothing.
///
/// # Errors
/// When the database did not answer. It may have been used all the same.
pub async fn take(
    database: &dyn Database,
    state_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<UsedState>, StoreError> {
    let take = statement!(
        "UPDATE oauth_states SET used_at = :now
         WHERE state_hash = :state_hash AND purpose = 'sign_in' AND used_at IS NULL AND expires_at > :now
         RETURNING browser_hash",
        state_hash,
        now
    );
    first(run_one(database, take).await?)
}

/// Deletes some that are over.
pub fn sweep(now: DateTime<Utc>) -> Statement {
    statement!(
        "DELETE FROM oauth_states WHERE state_hash IN
           (SELECT state_hash FROM oauth_states WHERE expires_at <= :now ORDER BY expires_at LIMIT :most)",
        now,
        most = MOST_SWEPT
    )
}
