//! The channels by which a provider says that a calendar may have changed.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use crate::{
    ports::{ClinicTransaction, Rows, Statement},
    store::{StoreError, first, read, statement},
};

/// A channel, or that there can be none.
#[derive(Clone, Debug, Deserialize)]
pub struct CalendarChannel {
    /// Ours.
    pub id: String,
    pub calendar_id: String,
    /// By which account it was opened.
    pub credential_id: String,
    /// The provider's word for what it watches, without which the channel cannot be closed.
    pub resource_id: Option<String>,
    /// When it ends; of a refusal, when the provider is asked again.
    #[serde(with = "ts_seconds")]
    pub expires_at: DateTime<Utc>,
    /// When something first came through it.
    #[serde(with = "ts_seconds_option")]
    pub heard_at: Option<DateTime<Utc>>,
    /// With which key its token is sealed.
    pub key_id: String,
    /// If the provider did not say that it is open: when another one is tried.
    #[serde(with = "ts_seconds_option")]
    pub retry_at: Option<DateTime<Utc>>,
    /// Why the provider opens none.
    pub refusal: Option<String>,
}

impl CalendarChannel {
    /// Whether the provider has neither said that it is open nor refused it.
    pub const fn is_unanswered(&self) -> bool {
        self.resource_id.is_none() && self.refusal.is_none()
    }
}

/// All channels, those that end last first. [`found`] reads them.
pub fn select() -> Statement {
    statement!("SELECT * FROM calendar_channels ORDER BY expires_at DESC, id")
}

/// The channels of [`select`].
///
/// # Errors
/// When a row is not what this version writes.
pub fn found(rows: Rows) -> Result<Vec<CalendarChannel>, StoreError> {
    read(rows)
}

/// Notes a channel before the provider is asked for it, since the provider may open it and not say so; or a refusal.
pub fn note(channel: &CalendarChannel) -> Statement {
    statement!(
        "INSERT INTO calendar_channels (id, calendar_id, credential_id, resource_id, expires_at, key_id, heard_at, retry_at, refusal)
         VALUES (:id, :calendar_id, :credential_id, :resource_id, :expires_at, :key_id, :heard_at, :retry_at, :refusal)
         ON CONFLICT (id) DO UPDATE SET resource_id = coalesce(excluded.resource_id, resource_id),
           expires_at = excluded.expires_at, retry_at = excluded.retry_at,
           refusal = CASE WHEN heard_at IS NULL THEN excluded.refusal END",
        id = channel.id.as_str(),
        calendar_id = channel.calendar_id.as_str(),
        credential_id = channel.credential_id.as_str(),
        resource_id = channel.resource_id.as_deref(),
        expires_at = channel.expires_at,
        key_id = channel.key_id.as_str(),
        heard_at = channel.heard_at,
        retry_at = channel.retry_at,
        refusal = channel.refusal.as_deref()
    )
}

/// Nothing is known of a channel any more.
pub fn forget(id: &str) -> Statement {
    statement!("DELETE FROM calendar_channels WHERE id = :id", id)
}

/// Nothing is known of any channel any more.
pub fn forget_all() -> Statement {
    statement!("DELETE FROM calendar_channels")
}

/// Notes that something came through a channel, and gives back its calendar; `None` if there is no such channel, or the provider now
/// names something else than it watched.
///
/// # Errors
/// When the object's database failed.
pub fn hear(
    transaction: &dyn ClinicTransaction,
    id: &str,
    resource_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        calendar_id: String,
    }
    let heard = transaction.run(statement!(
        "UPDATE calendar_channels SET heard_at = coalesce(heard_at, :now), resource_id = :resource_id
         WHERE id = :id AND refusal IS NULL AND expires_at > :now AND coalesce(resource_id, :resource_id) = :resource_id
         RETURNING calendar_id",
        id,
        resource_id,
        now
    ))?;
    Ok(first::<Row>(heard)?.map(|row| row.calendar_id))
}
