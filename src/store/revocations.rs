//! Tokens that are believed no more although they have not ended, and what else stands against a token: that its org has closed.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{StoreError, first, flag, read, run, run_one, sessions, statement};
use crate::{
    domain::{id::OrgId, org::OrgStatus},
    ports::Database,
};

/// By which claim tokens are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RevokedBy {
    /// One token.
    Jti,
    /// Every token of a bearer.
    Sub,
}

impl RevokedBy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Jti => "jti",
            Self::Sub => "sub",
        }
    }
}

/// Tokens that are taken back.
#[derive(Clone, Debug, Deserialize)]
pub struct Revocation {
    pub id: String,
    /// Whose tokens: `token` for those of the deployment's own secret, or the name of a provider of identities.
    pub provider: String,
    pub claim: RevokedBy,
    /// What that claim is.
    pub value: String,
    pub reason: Option<String>,
    #[serde(with = "ts_seconds")]
    pub revoked_at: DateTime<Utc>,
    /// The `sub` of the operator who did it.
    pub revoked_by: Option<String>,
    /// Since when it counts no more.
    #[serde(with = "ts_seconds_option")]
    pub lifted_at: Option<DateTime<Utc>>,
    pub lifted_by: Option<String>,
}

/// What can be said against a token by itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenIds<'a> {
    pub provider: &'a str,
    pub jti: Option<&'a str>,
    pub sub: Option<&'a str>,
    /// The org that it names.
    pub org_id: Option<OrgId>,
}

/// What stands against a token.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Standing {
    #[serde(deserialize_with = "flag")]
    pub is_revoked: bool,
    /// Of the org that it names; `None` if there is no such org.
    pub org_status: Option<OrgStatus>,
}

/// What stands against a token, in one question.
///
/// # Errors
/// When the database did not answer.
pub async fn standing(database: &dyn Database, token: TokenIds<'_>) -> Result<Option<Standing>, StoreError> {
    let select = statement!(
        "SELECT (SELECT status FROM orgs WHERE id = :org) AS org_status,
           EXISTS (SELECT 1 FROM token_revocations
                   WHERE provider = :provider AND claim = 'jti' AND value = :jti AND lifted_at IS NULL)
           OR EXISTS (SELECT 1 FROM token_revocations
                      WHERE provider = :provider AND claim = 'sub' AND value = :sub AND lifted_at IS NULL) AS is_revoked",
        org = token.org_id,
        provider = token.provider,
        jti = token.jti,
        sub = token.sub
    );
    first(run_one(database, select).await?)
}

/// Takes tokens back, and ends every session of a bearer with them; `false` if they are taken back already.
///
/// # Errors
/// When the database did not answer.
pub async fn insert(database: &dyn Database, new: &Revocation) -> Result<bool, StoreError> {
    let insert = statement!(
        "INSERT INTO token_revocations (id, provider, claim, value, reason, revoked_at, revoked_by)
         VALUES (:id, :provider, :claim, :value, :reason, :revoked_at, :revoked_by)
         ON CONFLICT (provider, claim, value) WHERE lifted_at IS NULL DO NOTHING RETURNING id",
        id = new.id.as_str(),
        provider = new.provider.as_str(),
        claim = new.claim.as_str(),
        value = new.value.as_str(),
        reason = new.reason.as_deref(),
        revoked_at = new.revoked_at,
        revoked_by = new.revoked_by.as_deref()
    );
    let mut statements = vec![insert];
    if new.claim == RevokedBy::Sub {
        statements.push(sessions::end_everywhere(&new.provider, &new.value));
    }
    let inserted = run(database, statements).await?.into_iter().next();
    Ok(inserted.is_some_and(|inserted| !inserted.rows.is_empty()))
}

/// Those after `cursor` in order of their ids, at most `limit`, with those that were lifted.
///
/// # Errors
/// When the database did not answer.
pub async fn list(database: &dyn Database, cursor: Option<&str>, limit: i64) -> Result<Vec<Revocation>, StoreError> {
    let select = statement!(
        "SELECT * FROM token_revocations WHERE id > coalesce(:cursor, '') ORDER BY id LIMIT :limit",
        cursor,
        limit
    );
    read(run_one(database, select).await?)
}

/// Lifts one; `None` if there is none in force with this id.
///
/// # Errors
/// When the database did not answer.
pub async fn lift(
    database: &dyn Database,
    id: &str,
    lifted_by: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<Revocation>, StoreError> {
    let update = statement!(
        "UPDATE token_revocations SET lifted_at = :now, lifted_by = :lifted_by
         WHERE id = :id AND lifted_at IS NULL RETURNING *",
        id,
        lifted_by,
        now
    );
    first(run_one(database, update).await?)
}
