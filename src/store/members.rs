//! Who works with an org through the console.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use super::{Expected, StoreError, first, read, run_one, statement};
use crate::{
    domain::{
        email::EmailAddress,
        id::OrgId,
        org::OrgStatus,
        role::{MemberRole, Role},
    },
    ports::{Database, Statement},
};

/// The most members that an org may have.
pub const MOST: i64 = 200;
/// What the trigger says that keeps an org from losing its last admin.
pub const LAST_ADMIN: &str = "last_admin";

/// Somebody who is to become a member.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: String,
    pub email: EmailAddress,
    pub role: MemberRole,
    /// What whoever invites them is called.
    pub invited_by: Option<String>,
}

/// What a change of a member sets; `None` leaves a field as it is.
#[derive(Default)]
pub struct Changes {
    pub role: Option<MemberRole>,
    pub disabled: Option<bool>,
}

/// A member of an org.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: String,
    pub email: String,
    pub role: MemberRole,
    pub invited_by: Option<String>,
    /// When they last signed in.
    #[serde(with = "ts_seconds_option")]
    pub signed_in_at: Option<DateTime<Utc>>,
    #[serde(with = "ts_seconds_option")]
    pub disabled_at: Option<DateTime<Utc>>,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

/// The org's members after `cursor` in order of id, at most `limit`.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let select = statement!(
        "SELECT * FROM members WHERE org_id = :org AND id > coalesce(:cursor, '') ORDER BY id LIMIT :limit",
        org = org_id,
        cursor,
        limit
    );
    read(run_one(database, select).await?)
}

/// One of the org's members.
pub async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Result<Option<Row>, StoreError> {
    first(
        run_one(database, statement!("SELECT * FROM members WHERE org_id = :org AND id = :id", org = org_id, id))
            .await?,
    )
}

/// Inserts a member; `None` if the org has [`MOST`] of them.
pub async fn insert(
    database: &dyn Database,
    org_id: OrgId,
    member: &Invitation,
    now: DateTime<Utc>,
) -> Result<Option<Row>, StoreError> {
    let insert = statement!(
        "INSERT INTO members (org_id, id, email, role, invited_by, created_at, updated_at)
         SELECT :org, :id, :email, :role, :invited_by, :now, :now
         WHERE (SELECT count(*) FROM members WHERE org_id = :org) < :most RETURNING *",
        org = org_id,
        id = member.id.as_str(),
        email = member.email.as_str(),
        role = Role::from(member.role).as_str(),
        invited_by = member.invited_by.as_deref(),
        now,
        most = MOST
    );
    first(run_one(database, insert).await?)
}

/// Changes one of the org's members and gives them back; `None` if it has no such member, or not as expected. Whoever is disabled stays so
/// since the moment it was done first.
pub async fn update(
    database: &dyn Database,
    org_id: OrgId,
    id: &str,
    changes: &Changes,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<Option<Row>, StoreError> {
    let update = statement!(
        "UPDATE members SET role = coalesce(:role, role), updated_at = max(:now, updated_at + 1),
           disabled_at = CASE :disabled WHEN 1 THEN coalesce(disabled_at, :now) WHEN 0 THEN NULL ELSE disabled_at END
         WHERE org_id = :org AND id = :id AND (:is_anything OR updated_at = :changed_at) RETURNING *",
        org = org_id,
        id,
        role = changes.role.map(|role| Role::from(role).as_str()),
        disabled = changes.disabled,
        now,
        is_anything = expected.is_anything(),
        changed_at = expected.changed_at()
    );
    first(run_one(database, update).await?)
}

/// Deletes one of the org's members; `false` if it has no such member, or not as expected.
pub async fn delete(database: &dyn Database, org_id: OrgId, id: &str, expected: Expected) -> Result<bool, StoreError> {
    let delete = statement!(
        "DELETE FROM members WHERE org_id = :org AND id = :id AND (:is_anything OR updated_at = :changed_at) RETURNING id",
        org = org_id,
        id,
        is_anything = expected.is_anything(),
        changed_at = expected.changed_at()
    );
    Ok(!run_one(database, delete).await?.rows.is_empty())
}

/// What somebody is to one org, by the address that was vouched for.
#[derive(Clone, Debug, Deserialize)]
pub struct Membership {
    pub member_id: String,
    pub org_id: OrgId,
    pub org_name: String,
    pub org_status: OrgStatus,
    pub role: MemberRole,
    /// Who vouched for the address when it first signed in, and for whom.
    pub provider: Option<String>,
    pub subject: Option<String>,
    #[serde(with = "ts_seconds_option")]
    pub disabled_at: Option<DateTime<Utc>>,
}

impl Membership {
    /// Whether somebody has signed in by it.
    pub fn has_been_used(&self) -> bool {
        self.subject.is_some()
    }
}

/// Everything that this address is a member of, whoever it belongs to by now, in the order of the invitations.
///
/// # Errors
/// When the database did not answer.
pub async fn of_address(database: &dyn Database, email: &EmailAddress) -> Result<Vec<Membership>, StoreError> {
    let select = statement!(
        "SELECT m.id AS member_id, m.org_id, o.name AS org_name, o.status AS org_status, m.role, m.provider, m.subject, m.disabled_at
         FROM members m JOIN orgs o ON o.id = m.org_id WHERE m.email = :email ORDER BY m.id LIMIT :most",
        email = email.as_str(),
        most = MOST
    );
    read(run_one(database, select).await?)
}

/// Notes that a member has signed in, and who they are if nobody knew before.
pub fn signed_in(member_id: &str, provider: &str, subject: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE members SET provider = coalesce(provider, :provider), signed_in_at = :now,
           subject = coalesce(subject, :subject)
         WHERE id = :member",
        provider,
        subject,
        now,
        member = member_id
    )
}
