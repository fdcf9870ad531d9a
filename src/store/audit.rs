//! Who changed what: lines that are written in the batch of the change itself, and that only the org reads. Lines about what an org has
//! set are in D1; those about what happens are in its object.

use async_trait::async_trait;
use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{StoreError, first, nested, read, run_one, statement};
use crate::{
    domain::{
        id::{OrgId, ids_between},
        principal::Principal,
    },
    ports::{Database, DatabaseError, Rows, Statement},
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
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Caller, Self::Admin, Self::Calendar, Self::System, Self::Recipient];

    /// The one that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.as_str() == word)
    }

    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
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
    /// Whether the patient came was noted, or taken back.
    pub const ATTENDANCE_NOTED: Self = Self("appointment.attendance_noted");
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
    /// A caller left a message for the staff.
    pub const MESSAGE_TAKEN: Self = Self("inbox.taken");
    /// The caller added something to it in the same call, or put something right.
    pub const MESSAGE_AMENDED: Self = Self("inbox.amended");
    /// It was done.
    pub const MESSAGE_DONE: Self = Self("inbox.done");
    /// It was not done after all.
    pub const MESSAGE_REOPENED: Self = Self("inbox.reopened");
    /// What was kept of a call was deleted on request.
    pub const CALL_DELETED: Self = Self("call.deleted");
    /// The operator added the org.
    pub const ORG_CREATED: Self = Self("org.created");
    /// Its name, zone, country or status was changed.
    pub const ORG_CHANGED: Self = Self("org.changed");
    /// The operator queried what it has at its own object.
    pub const ORG_QUERIED: Self = Self("org.queried");
    /// Everything that it has was given out.
    pub const ORG_EXPORTED: Self = Self("org.exported");
    /// Its opening hours and booking rules were replaced.
    pub const SCHEDULE_REPLACED: Self = Self("schedule.replaced");
    /// What its patients are texted was replaced.
    pub const MESSAGING_REPLACED: Self = Self("messaging.replaced");
    /// How long it keeps what was replaced.
    pub const RETENTION_REPLACED: Self = Self("retention.replaced");
    /// How its calls are answered was replaced.
    pub const ASSISTANT_REPLACED: Self = Self("assistant.replaced");
    /// What it has written down for its callers was replaced.
    pub const KNOWLEDGE_REPLACED: Self = Self("knowledge.replaced");
    /// A number was mapped to it, or the mapping was changed.
    pub const MAPPING_SAVED: Self = Self("phone_mapping.saved");
    /// A mapping was deleted.
    pub const MAPPING_DELETED: Self = Self("phone_mapping.deleted");
    /// Credentials at another service were stored, in place of those that there were.
    pub const CREDENTIALS_STORED: Self = Self("credentials.stored");
    /// Credentials were forgotten.
    pub const CREDENTIALS_DELETED: Self = Self("credentials.deleted");
    /// Credentials were tried, which can tell that they have to be renewed.
    pub const CREDENTIALS_TESTED: Self = Self("credentials.tested");
    /// Its account at Vapi was set up.
    pub const PROVISIONED: Self = Self("vapi.provisioned");
    /// Somebody signed in, or went to the org from another one.
    pub const SESSION_BEGUN: Self = Self("session.begun");
    /// Somebody signed out.
    pub const SESSION_ENDED: Self = Self("session.ended");
    /// Work that had failed was made due again.
    pub const WORK_RETRIED: Self = Self("work.retried");

    /// An action of a resource that other files define, such as `service.created`.
    pub const fn named(action: &'static str) -> Self {
        Self(action)
    }

    pub(in crate::store) const fn as_str(self) -> &'static str {
        self.0
    }
}

/// Writes a line for `$entry`, on a condition.
macro_rules! insert_line {
    ($condition:literal, $org_id:expr, $entry:expr) => {
        statement!(
            concat!(
                "INSERT INTO audit (org_id, id, at, actor, actor_id, actor_name, action, detail)
                 SELECT :org, :id, :at, :actor, :actor_id, :actor_name, :action, :detail ",
                $condition
            ),
            org = $org_id,
            id = $entry.id,
            at = $entry.at,
            actor = $entry.actor.as_str(),
            actor_id = $entry.actor_id(),
            actor_name = $entry.actor_name(),
            action = $entry.action.as_str(),
            detail = $entry.detail.to_string()
        )
    };
}

/// A line to write.
#[derive(Clone, Debug)]
pub struct AuditEntry<'a> {
    /// Its id, a UUID of version 7: lines are listed in the order of their ids.
    pub id: &'a str,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// Who exactly, where that is known: which admin.
    pub principal: Option<&'a Principal>,
    /// What was done.
    pub action: Action,
    /// What else the org wants to know, an object: times, names of what changed. Never a secret.
    pub detail: Value,
}

impl AuditEntry<'_> {
    pub(in crate::store) fn actor_id(&self) -> Option<&str> {
        self.principal.map(|principal| principal.id.as_ref())
    }

    pub(in crate::store) fn actor_name(&self) -> Option<&str> {
        self.principal.and_then(|principal| principal.name.as_deref())
    }
}

/// Writes a line of the org, whatever else happens in its batch.
pub fn record(org_id: OrgId, entry: &AuditEntry<'_>) -> Statement {
    insert_line!("WHERE 1", org_id, entry)
}

/// Writes a line right after a change in the same batch, if that change changed anything.
pub fn record_if_changed(org_id: OrgId, entry: &AuditEntry<'_>) -> Statement {
    insert_line!("WHERE changes() > 0", org_id, entry)
}

/// The database for one change that leaves a line: the line goes into the batch of the change, right behind its first statement, and is
/// written if that statement changed anything. So neither comes about without the other, and functions that change rows need not know
/// who asked for it.
pub struct Audited<'a> {
    database: &'a dyn Database,
    line: Statement,
}

impl<'a> Audited<'a> {
    /// `database`, for the change that `line` tells of, which is written if the statement before it changed anything.
    pub fn new(database: &'a dyn Database, line: Statement) -> Self {
        Self { database, line }
    }
}

#[async_trait]
impl Database for Audited<'_> {
    async fn batch(&self, mut statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        let place = statements.len().min(1);
        statements.insert(place, self.line.clone());
        let mut results = self.database.batch(statements).await?;
        if place < results.len() {
            results.remove(place);
        }
        Ok(results)
    }
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
    /// Who exactly, where that is known.
    pub actor_id: Option<String>,
    /// What people called them then.
    pub actor_name: Option<String>,
    /// What was done. A word that this version of the program does not write is shown all the same.
    pub action: String,
    /// The appointment, if it was about one.
    pub appointment_id: Option<String>,
    /// What else was recorded.
    #[serde(deserialize_with = "nested")]
    pub detail: Value,
}

/// Which lines to list; all when nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditFilter<'a> {
    /// Those about one appointment.
    pub appointment_id: Option<&'a str>,
    pub actor: Option<Actor>,
    /// An action such as `appointment.booked`, or all that begin with a word such as `appointment`.
    pub action: Option<&'a str>,
    /// Those of then or later.
    pub from: Option<DateTime<Utc>>,
    /// Those of before.
    pub until: Option<DateTime<Utc>>,
}

impl AuditFilter<'_> {
    /// Ids from the first and up to the second, among which those are that are listed after `cursor`, newest first.
    pub(super) fn ids(&self, cursor: Option<&str>) -> [String; 2] {
        let [first, last] = ids_between(self.from, self.until);
        let before = cursor.map_or(last.as_str(), |cursor| cursor.min(&last)).to_owned();
        [first, before]
    }
}

/// The condition of a filter, but for the appointment.
macro_rules! is_listed {
    () => {
        " id >= :first_id AND id < :before AND coalesce(at >= :from, 1) AND coalesce(at < :until, 1)
          AND actor = coalesce(:actor, actor)
          AND (:action IS NULL OR action = :action OR substr(action, 1, length(:action) + 1) = :action || '.')
          ORDER BY id DESC LIMIT :limit"
    };
}
pub(super) use is_listed;

/// The org's lines about what it has set, before `cursor`, newest first, at most `limit`.
///
/// # Errors
/// When the database did not answer.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    filter: &AuditFilter<'_>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let [first_id, before] = filter.ids(cursor);
    let select = statement!(
        concat!(
            "SELECT id, at, actor, actor_id, actor_name, action, NULL AS appointment_id, detail FROM audit WHERE org_id = :org AND",
            is_listed!()
        ),
        org = org_id,
        first_id,
        before,
        from = filter.from,
        until = filter.until,
        actor = filter.actor.map(Actor::as_str),
        action = filter.action,
        limit
    );
    read(run_one(database, select).await?)
}

/// Lines that [`expire`] deletes at a time.
const MOST_EXPIRED: i64 = 200;

/// Finds from when the org's oldest line is.
pub(super) fn oldest(org_id: OrgId) -> Statement {
    // Ids sort in the order in which lines were written, and after the empty text.
    statement!("SELECT at FROM audit WHERE org_id = :org AND id > '' ORDER BY id LIMIT 1", org = org_id)
}

/// What [`oldest`] found; `None` if the org has no line.
pub(super) fn found_oldest(rows: Rows) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds")]
        at: DateTime<Utc>,
    }
    Ok(first::<Row>(rows)?.map(|row| row.at))
}

/// Deletes some of the org's lines that were written before a moment. Says whether there may be more.
///
/// # Errors
/// When the database did not answer.
pub async fn expire(database: &dyn Database, org_id: OrgId, before: DateTime<Utc>) -> Result<bool, StoreError> {
    let delete = statement!(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE org_id = :org AND id > '' ORDER BY id LIMIT :most)
           AND at < :before
         RETURNING 1 AS deleted",
        org = org_id,
        before,
        most = MOST_EXPIRED
    );
    let deleted = run_one(database, delete).await?.rows.len();
    Ok(i64::try_from(deleted).is_ok_and(|deleted| deleted >= MOST_EXPIRED))
}
