//! Who changed what: lines that are written in the batch of the change itself, and that only the org reads.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{StoreError, nested, params, read, run_one, statement};
use crate::{
    domain::{id::OrgId, phone::PhoneNumber},
    ports::{Database, Statement},
};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody on the phone, through the agent.
    Caller,
    /// The clinic or the platform's operator, through the API.
    Admin,
    /// Somebody in Google's calendar.
    Calendar,
    /// Frontdesk itself.
    System,
    /// Whoever a text went to.
    Recipient,
}

impl Actor {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Admin => "admin",
            Self::Calendar => "calendar",
            Self::System => "system",
            Self::Recipient => "recipient",
        }
    }
}

/// What was done, as it is stored and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action(&'static str);

impl Action {
    /// A time was held for a caller.
    pub const HELD: Self = Self("appointment.held");
    /// An appointment was booked, with or without a hold.
    pub const BOOKED: Self = Self("appointment.booked");
    /// Its time was changed through Frontdesk.
    pub const RESCHEDULED: Self = Self("appointment.rescheduled");
    /// Its words were changed, and not its time.
    pub const CHANGED: Self = Self("appointment.changed");
    /// It was cancelled, or a hold was given up.
    pub const CANCELLED: Self = Self("appointment.cancelled");
    /// Its event was moved in the calendar, and the appointment with it.
    pub const MOVED: Self = Self("appointment.moved");
    /// Its event was moved in the calendar to where the appointment cannot be.
    pub const MOVE_REFUSED: Self = Self("appointment.move_refused");
    /// It was cancelled because its event was deleted in the calendar, and the event is back there.
    pub const RESTORED: Self = Self("appointment.restored_in_calendar");
    /// Google refused its event.
    pub const REFUSED: Self = Self("appointment.refused");
    /// A number asked not to be texted.
    pub const OPTED_OUT: Self = Self("text.opted_out");
    /// It asked to be texted again.
    pub const OPTED_IN: Self = Self("text.opted_in");
    /// What was kept of a call was deleted on request.
    pub const CALL_DELETED: Self = Self("call.deleted");
}

/// A line to write.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Its id, a UUID of version 7: lines are listed in the order of their ids.
    pub id: &'a str,
    /// Whose line it is.
    pub org_id: OrgId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// What else the org wants to know, an object: times, names of what changed. Never a secret.
    pub detail: Value,
}

/// Writes a line, whatever else happens in its batch.
pub fn record(entry: &Entry<'_>, appointment_id: Option<&str>) -> Statement {
    statement(
        "INSERT INTO audit (org_id, id, at, actor, action, detail, appointment_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            entry.org_id,
            entry.id,
            entry.at,
            entry.actor.as_str(),
            entry.action.0,
            entry.detail.to_string(),
            appointment_id
        ],
    )
}

/// Writes a line after a change in the same batch, if that change came about: the org's appointment carries its `change_id`.
pub fn record_if(entry: &Entry<'_>, appointment_id: &str, change_id: &str) -> Statement {
    let mut params = record(entry, Some(appointment_id)).params;
    params.push(change_id.into());
    statement(
        "INSERT INTO audit (org_id, id, at, actor, action, detail, appointment_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE EXISTS (SELECT 1 FROM appointments WHERE org_id = ?1 AND id = ?7 AND change_id = ?8)",
        params,
    )
}

/// Writes a line before `number` is kept from texts in the same batch, or let back (`opted_out` is what it is now), if that is a change.
pub fn record_consent(entry: &Entry<'_>, number: &PhoneNumber, opted_out: bool) -> Statement {
    let mut params = record(entry, None).params;
    params.extend(params![number.as_str(), opted_out]);
    statement(
        "INSERT INTO audit (org_id, id, at, actor, action, detail, appointment_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE ?9 = EXISTS (SELECT 1 FROM opt_outs WHERE org_id = ?1 AND number = ?8)",
        params,
    )
}

/// A line that was written.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// When it happened.
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// What was done. A word that this version of the program does not write is shown all the same.
    pub action: String,
    /// The appointment, if it was about one.
    pub appointment_id: Option<String>,
    /// What else was recorded.
    #[serde(deserialize_with = "nested")]
    pub detail: Value,
}

/// The org's lines before `cursor`, newest first, at most `limit`, of one appointment if given.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    appointment_id: Option<&str>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    // Two statements, so that each can follow its own index. Every id sorts before a tilde.
    let sql = match appointment_id {
        Some(_) => {
            "SELECT id, at, actor, action, appointment_id, detail FROM audit
             WHERE org_id = ?1 AND id < coalesce(?2, '~') AND appointment_id = ?4 ORDER BY id DESC LIMIT ?3"
        }
        None => {
            "SELECT id, at, actor, action, appointment_id, detail FROM audit
             WHERE org_id = ?1 AND id < coalesce(?2, '~') AND ?4 IS NULL ORDER BY id DESC LIMIT ?3"
        }
    };
    read(run_one(database, statement(sql, params![org_id, cursor, limit, appointment_id])).await?)
}
