//! Who is on the way to Google's consent page and back.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::{StoreError, first, run_one, statement};
use crate::{
    domain::id::OrgId,
    ports::{Database, Statement},
};

/// Rows that [`sweep`] deletes at a time.
const MOST_SWEPT: i64 = 100;
/// How long it is known what somebody was on the way for who comes back too late.
const KNOWN_FOR: TimeDelta = TimeDelta::days(1);

/// What somebody goes to Google for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To say who they are.
    SignIn,
    /// To connect an org's calendar.
    Calendar {
        org_id: OrgId,
        /// Hash of the id of the session in which they began.
        session_hash: String,
    },
}

impl Errand {
    const fn purpose(&self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Calendar { .. } => "calendar",
        }
    }

    /// The org and the session, of an errand that is an org's.
    fn within(&self) -> (Option<OrgId>, Option<&str>) {
        match self {
            Self::SignIn => (None, None),
            Self::Calendar { org_id, session_hash } => (Some(*org_id), Some(session_hash)),
        }
    }
}

/// A way that begins.
pub struct OAuthState {
    /// Hash of what comes back in the address.
    pub state_hash: String,
    /// Hash of what the browser shows.
    pub browser_hash: String,
    pub errand: Errand,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A way that has come to its end.
#[derive(Debug)]
pub struct UsedState {
    pub browser_hash: String,
    pub errand: Errand,
}

#[derive(Deserialize)]
struct Row {
    browser_hash: String,
    org_id: Option<OrgId>,
    session_hash: Option<String>,
}

impl From<Row> for UsedState {
    /// Only an errand for a calendar names an org: the table's CHECK has it so.
    fn from(Row { browser_hash, org_id, session_hash }: Row) -> Self {
        let errand = match org_id.zip(session_hash) {
            Some((org_id, session_hash)) => Errand::Calendar { org_id, session_hash },
            None => Errand::SignIn,
        };
        Self { browser_hash, errand }
    }
}

/// Notes that somebody is on the way.
pub fn insert(state: &OAuthState) -> Statement {
    let (org_id, session_hash) = state.errand.within();
    statement!(
        "INSERT INTO oauth_states (state_hash, browser_hash, purpose, org_id, session_hash, created_at, expires_at)
         VALUES (:state_hash, :browser_hash, :purpose, :org, :session_hash, :created_at, :expires_at)",
        state_hash = state.state_hash.as_str(),
        browser_hash = state.browser_hash.as_str(),
        purpose = state.errand.purpose(),
        org = org_id,
        session_hash,
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
         WHERE state_hash = :state_hash AND used_at IS NULL AND expires_at > :now
         RETURNING browser_hash, org_id, session_hash",
        state_hash,
        now
    );
    Ok(first::<Row>(run_one(database, take).await?)?.map(UsedState::from))
}

/// What somebody was on the way for, whether or not they have arrived, until [`sweep`] has deleted it.
///
/// # Errors
/// When the database did not answer.
pub async fn errand(database: &dyn Database, state_hash: &str) -> Result<Option<Errand>, StoreError> {
    let select = statement!(
        "SELECT browser_hash, org_id, session_hash FROM oauth_states WHERE state_hash = :state_hash",
        state_hash
    );
    Ok(first::<Row>(run_one(database, select).await?)?.map(|row| UsedState::from(row).errand))
}

/// Deletes some that have been over for a day.
pub fn sweep(now: DateTime<Utc>) -> Statement {
    statement!(
        "DELETE FROM oauth_states WHERE state_hash IN
           (SELECT state_hash FROM oauth_states WHERE expires_at <= :before ORDER BY expires_at LIMIT :most)",
        before = now - KNOWN_FOR,
        most = MOST_SWEPT
    )
}
