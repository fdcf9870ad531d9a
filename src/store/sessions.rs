//! Who is signed in. Of what a browser shows only the hash is stored.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, first, run_one, statement};
use crate::{
    domain::{id::OrgId, principal::Principal, role::Role},
    ports::{Database, Statement},
};

/// Sessions that [`sweep`] deletes at a time.
const MOST_SWEPT: i64 = 100;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    pub id_hash: String,
    /// The `sub` by which the provider knows them.
    pub subject: String,
    pub name: Option<String>,
    /// As the provider has verified it.
    pub email: Option<String>,
    /// Who vouched for them.
    pub provider: String,
    /// `None` for an operator who has chosen no org.
    pub org_id: Option<OrgId>,
    /// What makes them somebody of the org, unless the provider said it.
    pub member_id: Option<String>,
    /// A member's is the one that they have now.
    pub role: Role,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub last_seen_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub expires_at: DateTime<Utc>,
}

impl Session {
    /// Who it is.
    pub fn principal(&self) -> Principal {
        Principal::new(&self.subject, self.name.as_deref().or(self.email.as_deref()))
    }
}

/// The session whose id has this hash, if it is still good: not over, in use since `used_since`, its member still a member, and
/// its org not closed. All of
/// it is one question, so whoever is removed is out at once.
///
/// # Errors
/// When the database did not answer.
pub async fn find(
    database: &dyn Database,
    id_hash: &str,
    now: DateTime<Utc>,
    used_since: DateTime<Utc>,
) -> Result<Option<Session>, StoreError> {
    let select = statement!(
        "SELECT s.id_hash, s.subject, s.name, s.email, s.provider, s.org_id, s.member_id, coalesce(m.role, s.role) AS role,
           s.created_at, s.last_seen_at, s.expires_at
         FROM sessions s LEFT JOIN members m ON m.id = s.member_id
         WHERE s.id_hash = :id_hash AND s.expires_at > :now AND s.last_seen_at > :used_since
           AND (s.member_id IS NULL OR (m.id IS NOT NULL AND m.disabled_at IS NULL))
           AND NOT EXISTS (SELECT 1 FROM token_revocations r
             WHERE r.provider = s.provider AND r.claim = 'sub' AND r.value = s.subject AND r.lifted_at IS NULL)
           AND (s.role = 'platform' OR NOT EXISTS (SELECT 1 FROM orgs o WHERE o.id = s.org_id AND o.status = 'closed'))",
        id_hash,
        now,
        used_since
    );
    first(run_one(database, select).await?)
}

/// Inserts a session.
pub fn insert(session: &Session) -> Statement {
    statement!(
        "INSERT INTO sessions (id_hash, subject, name, email, provider, org_id, member_id, role, created_at, last_seen_at, expires_at)
         VALUES (:id_hash, :subject, :name, :email, :provider, :org, :member, :role, :created_at, :last_seen_at, :expires_at)",
        id_hash = session.id_hash.as_str(),
        subject = session.subject.as_str(),
        name = session.name.as_deref(),
        email = session.email.as_deref(),
        provider = session.provider.as_str(),
        org = session.org_id,
        member = session.member_id.as_deref(),
        role = if session.member_id.is_some() { None } else { Some(session.role.as_str()) },
        created_at = session.created_at,
        last_seen_at = session.last_seen_at,
        expires_at = session.expires_at
    )
}

/// Notes that a session is in use, unless somebody has noted it since `noted_before`.
pub fn touch(id_hash: &str, now: DateTime<Utc>, noted_before: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE sessions SET last_seen_at = :now WHERE id_hash = :id_hash AND last_seen_at < :noted_before",
        id_hash,
        now,
        noted_before
    )
}

/// Ends a session.
pub fn end(id_hash: &str) -> Statement {
    statement!("DELETE FROM sessions WHERE id_hash = :id_hash", id_hash)
}

/// Ends every session of a person, in whichever browser and org.
pub fn end_everywhere(provider: &str, subject: &str) -> Statement {
    statement!("DELETE FROM sessions WHERE provider = :provider AND subject = :subject", provider, subject)
}

/// Deletes some of the sessions that are over.
pub fn sweep(now: DateTime<Utc>) -> Statement {
    statement!(
        "DELETE FROM sessions WHERE id_hash IN (SELECT id_hash FROM sessions WHERE expires_at <= :now ORDER BY expires_at LIMIT :most)",
        now,
        most = MOST_SWEPT
    )
}
