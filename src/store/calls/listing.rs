//! Calls as the clinic reads them.

use chrono::{
    DateTime, Utc,
    serde::{ts_milliseconds, ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use crate::{
    domain::{
        appointment::Appointment,
        call::{CallStatus, ToolOutcome},
        id::OrgId,
        phone::PhoneNumber,
    },
    ports::Database,
    store::{
        Batch, StoreError, first, nested, read, run_one, statement,
        texts::{self, StoredText},
    },
};

/// Most tools and appointments of one call that are shown.
const MOST: i64 = 200;
/// After every moment.
const NEVER: i64 = 1 << 53;

/// One call.
#[derive(Clone, Debug, Deserialize)]
pub struct CallRecord {
    /// Vapi's id of it.
    pub call_id: String,
    /// Vapi's kind of call.
    pub kind: Option<String>,
    /// Who called.
    pub caller_number: Option<PhoneNumber>,
    pub called_number: Option<PhoneNumber>,
    /// How far it has come.
    pub status: CallStatus,
    /// When it started, or when it was first heard of.
    #[serde(with = "ts_seconds")]
    pub began_at: DateTime<Utc>,
    #[serde(with = "ts_seconds_option")]
    pub ended: Option<DateTime<Utc>>,
    /// Vapi's code of the reason.
    pub reason: Option<String>,
    /// What it cost, in millionths of a US dollar.
    pub cost_micros: Option<u32>,
    /// What it was about.
    pub summary: Option<String>,
    /// How often the assistant stalled.
    pub hung: u32,
    /// When it was first heard of.
    #[serde(with = "ts_seconds")]
    pub first_seen: DateTime<Utc>,
    /// When it was last heard of.
    #[serde(with = "ts_seconds")]
    pub last_seen: DateTime<Utc>,
}

/// One tool that was run in a call.
#[derive(Clone, Debug, Deserialize)]
pub struct ToolRecord {
    /// Vapi's id of the tool call.
    pub tool_call_id: String,
    pub tool: String,
    /// What came of it at last.
    pub outcome: ToolOutcome,
    /// Codes of what was odd in the request.
    #[serde(deserialize_with = "nested")]
    pub notes: Vec<String>,
    /// How often it was delivered.
    pub attempts: u32,
    /// When it was first asked for.
    #[serde(with = "ts_milliseconds")]
    pub asked_ms: DateTime<Utc>,
    /// How long it took then, in milliseconds.
    pub millis: i64,
    /// The appointment that it was about.
    pub appointment_id: Option<String>,
}

/// Which calls.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Those that began then or later.
    pub from: Option<DateTime<Utc>>,
    /// Those that began before.
    pub until: Option<DateTime<Utc>>,
    /// Those from one number.
    pub caller: Option<PhoneNumber>,
}

/// A start in Unix seconds and Vapi's id: what the list is ordered by.
pub type CallPosition = (i64, String);

/// Where a call stands in the list.
pub fn place(call: &CallRecord) -> CallPosition {
    (call.began_at.timestamp(), call.call_id.clone())
}

macro_rules! select_calls {
    ($condition:literal) => {
        concat!(
            "SELECT *, coalesce(ended_at, status_ended_at) AS ended, coalesce(ended_reason, status_ended_reason) AS reason,
               json_array_length(hangs) AS hung
             FROM calls WHERE org_id = :org AND erased_at IS NULL AND ",
            $condition
        )
    };
}

/// The org's calls after `cursor`, latest first, at most `limit`.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    filter: &Filter,
    cursor: Option<&CallPosition>,
    limit: i64,
) -> Result<Vec<CallRecord>, StoreError> {
    // No id sorts before the empty one, so a list without a cursor begins with the last of its range.
    let end = (filter.until.map_or(NEVER, |until| until.timestamp()), "");
    let (before, id) = cursor.map_or(end, |(start, id)| end.min((*start, id.as_str())));
    let from = filter.from.map_or(-NEVER, |from| from.timestamp());
    // Two statements, so that each can follow its own index.
    let select = if let Some(caller) = &filter.caller {
        statement!(
            select_calls!(
                "(began_at, call_id) < (:before, :id) AND began_at >= :from AND caller_number = :caller
                 ORDER BY began_at DESC, call_id DESC LIMIT :limit"
            ),
            org = org_id,
            before,
            id,
            from,
            caller = caller.as_str(),
            limit
        )
    } else {
        statement!(
            select_calls!(
                "(began_at, call_id) < (:before, :id) AND began_at >= :from ORDER BY began_at DESC, call_id DESC LIMIT :limit"
            ),
            org = org_id,
            before,
            id,
            from,
            limit
        )
    };
    read(run_one(database, select).await?)
}

/// A call with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Detail {
    pub call: CallRecord,
    /// The tools that were run in it, in order.
    pub tools: Vec<ToolRecord>,
    /// The appointments that were made in it or that its tools were about, in order of their starts.
    pub appointments: Vec<Appointment>,
    /// All texts about them, oldest first.
    pub texts: Vec<StoredText>,
}

/// Rows of the appointments that belong to a call. A cross join is done in the order it is written in.
macro_rules! of_appointments {
    ($table:literal, $id:literal, $order:literal) => {
        concat!(
            "SELECT x.* FROM (
               SELECT id AS appointment FROM appointments WHERE org_id = :org AND call_id = :call_id
               UNION
               SELECT appointment_id FROM call_tools WHERE org_id = :org AND call_id = :call_id AND appointment_id IS NOT NULL
               LIMIT :most)
             CROSS JOIN ",
            $table,
            " x ON x.org_id = :org AND x.",
            $id,
            " = appointment ORDER BY ",
            $order
        )
    };
}

/// One of the org's calls; `None` if the org has no such call.
pub async fn detail(database: &dyn Database, org_id: OrgId, call_id: &str) -> Result<Option<Detail>, StoreError> {
    let mut batch = Batch::default();
    let call = batch.add(statement!(select_calls!("call_id = :call_id"), org = org_id, call_id));
    let tools = batch.add(statement!(
        "SELECT * FROM call_tools WHERE org_id = :org AND call_id = :call_id ORDER BY asked_ms, rowid LIMIT :most",
        org = org_id,
        call_id,
        most = MOST
    ));
    let appointments = batch.add(statement!(
        of_appointments!("appointments", "id", "x.starts_at, x.id"),
        org = org_id,
        call_id,
        most = MOST
    ));
    let texts = batch.add(statement!(
        of_appointments!("messages", "appointment_id", "x.id"),
        org = org_id,
        call_id,
        most = MOST
    ));
    let mut results = batch.run(database).await?;
    let Some(call) = first(results.take(call))? else { return Ok(None) };
    Ok(Some(Detail {
        call,
        tools: read(results.take(tools))?,
        appointments: read(results.take(appointments))?,
        texts: texts::all(results.take(texts))?,
    }))
}
