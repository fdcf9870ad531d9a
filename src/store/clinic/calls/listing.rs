//! Calls as the clinic reads them.

use chrono::{
    DateTime, Utc,
    serde::{ts_milliseconds, ts_seconds, ts_seconds_option},
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        call::{CallOutcome, CallStatus, ToolOutcome},
        phone::PhoneNumber,
    },
    ports::{ClinicTransaction, Rows, Statement},
    store::{StoreError, first, nested, read, statement},
};

/// Most tools of one call that are shown.
const MOST: i64 = 200;
/// After every moment.
const NEVER: i64 = 1 << 53;

/// One call.
#[derive(Clone, Debug, Deserialize)]
pub struct CallRecord {
    /// Vapi's id of it.
    pub call_id: String,
    /// The name of the platform that carried it.
    pub platform: Option<String>,
    /// Whether the carrier vouched for the caller's number: 1 or 0 where the platform says so.
    pub caller_verified: Option<u8>,
    /// The platform's kind of call.
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
    pub heard_last: DateTime<Utc>,
    /// What came of it; none while it goes on and nothing has come of it yet.
    pub outcome: Option<CallOutcome>,
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
    /// How old the copy of the busy times was that answered, in seconds.
    pub copy_age: Option<i64>,
    /// The appointment that it was about.
    pub appointment_id: Option<String>,
}

/// Which calls.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CallFilter {
    /// Those that began then or later.
    pub from: Option<DateTime<Utc>>,
    /// Those that began before.
    pub until: Option<DateTime<Utc>>,
    /// Those from one number.
    pub caller: Option<PhoneNumber>,
    /// Those of this kind of the platform's.
    #[serde(default)]
    pub kind: Option<String>,
    /// Those of which this came.
    #[serde(default)]
    pub outcome: Option<CallOutcome>,
}

/// A start in Unix seconds and Vapi's id: what the list is ordered by.
pub type CallPosition = (i64, String);

/// Where a call stands in the list.
pub fn place(call: &CallRecord) -> CallPosition {
    (call.began_at.timestamp(), call.call_id.clone())
}

/// What came of a call, by its tools and by the platform's code of why it ended. Whoever did several things did the last of them.
macro_rules! outcome {
    () => {
        "coalesce(
           (SELECT CASE tool WHEN 'book_appointment' THEN 'booked' WHEN 'reschedule_appointment' THEN 'moved' ELSE 'cancelled' END
            FROM call_tools t
            WHERE t.call_id = calls.call_id AND t.outcome = 'done'
              AND tool IN ('book_appointment', 'reschedule_appointment', 'cancel_appointment')
            ORDER BY last_asked_ms DESC, place DESC LIMIT 1),
           CASE WHEN instr(coalesce(ended_reason, status_ended_reason), 'forward')
             OR coalesce(ended_reason, status_ended_reason) IN ('call_transfer', 'transfer_bridged') THEN 'handed_over' END,
           (SELECT CASE min(CASE WHEN t.outcome = 'done' AND tool = 'take_message' THEN 1 WHEN t.outcome = 'failed' THEN 2
              WHEN t.outcome = 'done' AND tool NOT IN ('reserve_slot', 'transfer_call') THEN 3 END)
              WHEN 1 THEN 'message' WHEN 2 THEN 'failed' WHEN 3 THEN 'informed' END
            FROM call_tools t WHERE t.call_id = calls.call_id),
           CASE WHEN status <> 'ended' THEN NULL
             WHEN instr(coalesce(ended_reason, status_ended_reason), 'error') THEN 'failed' ELSE 'gave_up' END)"
    };
}
pub(in crate::store::clinic) use outcome;

macro_rules! select_calls {
    ($condition:literal) => {
        concat!(
            "SELECT *, coalesce(ended_at, status_ended_at) AS ended, coalesce(ended_reason, status_ended_reason) AS reason,
               json_array_length(hangs) AS hung,
               max(last_seen, coalesce((SELECT max(last_asked_ms + millis) / 1000 FROM call_tools t
                 WHERE t.call_id = calls.call_id), 0)) AS heard_last, ",
            outcome!(),
            " AS outcome
             FROM calls WHERE erased_at IS NULL AND ",
            $condition
        )
    };
}

/// The calls after `cursor`, latest first, at most `limit`; [`found`] reads them.
pub fn list(filter: &CallFilter, cursor: Option<&CallPosition>, limit: i64) -> Statement {
    // No id sorts before the empty one, so a list without a cursor begins with the last of its range.
    let end = (filter.until.map_or(NEVER, |until| until.timestamp()), "");
    let (before, id) = cursor.map_or(end, |(start, id)| end.min((*start, id.as_str())));
    let from = filter.from.map_or(-NEVER, |from| from.timestamp());
    let (kind, outcome) = (filter.kind.as_deref(), filter.outcome.map(CallOutcome::as_str));
    // Two statements, so that each can follow its own index.
    if let Some(caller) = &filter.caller {
        statement!(
            select_calls!(
                "(began_at, call_id) < (:before, :id) AND began_at >= :from AND caller_number = :caller
                   AND (:kind IS NULL OR kind = :kind) AND (:outcome IS NULL OR outcome = :outcome)
                 ORDER BY began_at DESC, call_id DESC LIMIT :limit"
            ),
            before,
            id,
            from,
            caller = caller.as_str(),
            kind,
            outcome,
            limit
        )
    } else {
        statement!(
            select_calls!(
                "(began_at, call_id) < (:before, :id) AND began_at >= :from
                   AND (:kind IS NULL OR kind = :kind) AND (:outcome IS NULL OR outcome = :outcome)
                 ORDER BY began_at DESC, call_id DESC LIMIT :limit"
            ),
            before,
            id,
            from,
            kind,
            outcome,
            limit
        )
    }
}

/// The calls of [`list`].
///
/// # Errors
/// When a row is not what this version writes.
pub fn found(rows: Rows) -> Result<Vec<CallRecord>, StoreError> {
    read(rows)
}

/// The calls of these ids (a JSON list) that are nobody else's than `caller`'s, oldest first; [`found`] reads them.
pub fn of_ids(ids: &str, caller: &str) -> Statement {
    statement!(
        select_calls!(
            "call_id IN (SELECT value FROM json_each(:ids)) AND coalesce(caller_number, :caller) = :caller
             ORDER BY began_at, call_id"
        ),
        ids,
        caller
    )
}

/// Those of these ids (a JSON list) of which nothing is known any more, since their time was over or they were deleted.
pub fn forgotten(ids: &str) -> Statement {
    statement!(
        "SELECT DISTINCT value AS call_id FROM json_each(:ids)
         WHERE NOT EXISTS (SELECT 1 FROM calls c WHERE c.call_id = value AND c.erased_at IS NULL)",
        ids
    )
}

/// One call; [`found_one`] reads it.
pub fn by_id(call_id: &str) -> Statement {
    statement!(select_calls!("call_id = :call_id"), call_id)
}

/// The call of [`by_id`]; `None` if there is none.
///
/// # Errors
/// When a row is not what this version writes.
pub fn found_one(rows: Rows) -> Result<Option<CallRecord>, StoreError> {
    first(rows)
}

/// Whether an agent has ever taken a call, as far as anything of it is kept: its tools, an appointment or a message.
///
/// # Errors
/// When the object's database failed.
pub fn was_answered(transaction: &dyn ClinicTransaction) -> Result<bool, StoreError> {
    let select = statement!(
        "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM call_tools WHERE call_id > '')
           OR EXISTS (SELECT 1 FROM appointments WHERE call_id > '') OR EXISTS (SELECT 1 FROM inbox WHERE call_id > '')"
    );
    Ok(!transaction.run(select)?.rows.is_empty())
}

/// The tools that were run in a call, in order; [`found_tools`] reads them.
pub fn tools_of(call_id: &str) -> Statement {
    statement!(
        "SELECT * FROM call_tools WHERE call_id = :call_id ORDER BY asked_ms, place, tool_call_id LIMIT :most",
        call_id,
        most = MOST
    )
}

/// The tools of [`tools_of`].
///
/// # Errors
/// When a row is not what this version writes.
pub fn found_tools(rows: Rows) -> Result<Vec<ToolRecord>, StoreError> {
    read(rows)
}
