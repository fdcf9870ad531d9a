//! Taking over what was heard of a call, in whatever order and however often it is heard.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        call::{CallStatus, ToolOutcome},
        phone::PhoneNumber,
    },
    ports::Statement,
    store::statement,
};

/// What one message says of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallUpdate {
    /// The name of the platform that carried it.
    #[serde(default)]
    pub platform: Option<String>,
    /// Whether the carrier vouches for the caller's number.
    #[serde(default)]
    pub caller_verified: Option<bool>,
    /// The platform's kind of call.
    pub kind: Option<String>,
    /// Who calls.
    pub caller: Option<PhoneNumber>,
    /// Which number.
    pub called: Option<PhoneNumber>,
    /// How far it has come.
    pub status: CallStatus,
    /// When the message was written, or arrived.
    pub at: DateTime<Utc>,
    /// When it arrived.
    pub now: DateTime<Utc>,
    /// Whether it is about tools, whose own rows say when they were run.
    #[serde(default)]
    pub is_of_tools: bool,
    /// When it started, as the report says.
    pub started_at: Option<DateTime<Utc>>,
    /// When and why it ended, as the report says.
    pub ended: Ended,
    /// The same as a status-update says.
    pub status_ended: Ended,
    /// What it cost, in millionths of a US dollar.
    pub cost_micros: Option<u32>,
    /// What it was about. It is stored only if the org wants that now.
    pub summary: Option<String>,
    /// How long each tool took as the platform saw it, in milliseconds.
    #[serde(default)]
    pub tool_times: Vec<u32>,
    /// When the assistant stalled, if that is what the message says.
    pub hung_at: Option<DateTime<Utc>>,
}

impl CallUpdate {
    /// How long each tool took, as its column has it.
    fn tool_times_as_json(&self) -> Option<String> {
        serde_json::to_string(&self.tool_times).ok().filter(|_| !self.tool_times.is_empty())
    }
}

/// How a call ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ended {
    pub at: Option<DateTime<Utc>>,
    /// Vapi's code of the reason.
    pub reason: Option<String>,
}

/// What becomes of a column: of what is there and what is new the one by `$pick` (min or max), or the one that is not null.
macro_rules! merged {
    ($pick:literal, $column:literal, $new:literal) => {
        concat!("coalesce(", $pick, "(", $column, ", ", $new, "), ", $column, ", ", $new, ")")
    };
}

/// The same in an upsert.
macro_rules! of_both {
    ($pick:literal, $column:literal) => {
        concat!(
            "coalesce(",
            $pick,
            "(calls.",
            $column,
            ", excluded.",
            $column,
            "), calls.",
            $column,
            ", excluded.",
            $column,
            ")"
        )
    };
}

/// Sets a column to that.
macro_rules! merge {
    ($pick:literal, $column:literal) => {
        concat!($column, " = ", of_both!($pick, $column), ", ")
    };
}

/// Whether that is another value than is there.
macro_rules! is_news {
    ($pick:literal, $column:literal) => {
        concat!(" OR calls.", $column, " IS NOT ", of_both!($pick, $column))
    };
}

/// How far a call has come, as a number.
macro_rules! rank {
    ($status:literal) => {
        concat!("instr('scheduled queued ringing in_progress forwarding ended', ", $status, ")")
    };
}

/// Whether it has come further than is known.
macro_rules! is_further {
    () => {
        concat!(rank!("excluded.status"), " > ", rank!("calls.status"))
    };
}

/// Takes it over, unless the call was deleted; to be run in this order. An update writes the index of each column that it names, so the
/// columns of indices have updates of their own, for when they change: most messages say nothing new of them.
pub fn record_call(call_id: &str, update: &CallUpdate) -> impl Iterator<Item = Statement> {
    let summary = update.summary.as_deref().map(|summary| record_summary(call_id, summary));
    [record_unindexed(call_id, update), record_beginning(call_id, update)].into_iter().chain(summary)
}

/// Inserts the call with all that is known, or takes over what is in no index, if any of it is news.
fn record_unindexed(call_id: &str, update: &CallUpdate) -> Statement {
    let CallUpdate { kind, caller, called, status, at, now, started_at, ended, status_ended, .. } = update;
    statement!(
        concat!(
            "INSERT INTO calls (call_id, kind, caller_number, called_number, status, first_seen, last_seen, started_at,
               ended_at, ended_reason, status_ended_at, status_ended_reason, cost_micros, summary, hangs,
               platform, caller_verified, tool_times)
             VALUES (:call_id, :kind, :caller, :called, :status, min(:at, :now), coalesce(:seen, min(:at, :now)), :started_at, :ended_at,
             :ended_reason, :status_ended_at, :status_ended_reason, :cost_micros, :summary,
               CASE WHEN :hung_at IS NULL THEN '[]' ELSE json_array(CAST(:hung_at AS INTEGER)) END, :platform, :caller_verified, :tool_times)
             ON CONFLICT (call_id) DO UPDATE SET ",
            merge!("max", "kind"),
            merge!("max", "called_number"),
            merge!("max", "platform"),
            merge!("max", "caller_verified"),
            merge!("max", "tool_times"),
            merge!("min", "ended_at"),
            merge!("max", "ended_reason"),
            merge!("min", "status_ended_at"),
            merge!("max", "status_ended_reason"),
            merge!("max", "cost_micros"),
            "last_seen = max(calls.last_seen, coalesce(:seen, 0)),
             status = CASE WHEN ",
            is_further!(),
            " THEN excluded.status ELSE calls.status END,
             hangs = (SELECT json_group_array(at) FROM (SELECT value AS at FROM json_each(calls.hangs)
               UNION SELECT value FROM json_each(excluded.hangs) ORDER BY at LIMIT 50))
             WHERE calls.erased_at IS NULL AND (:seen > calls.last_seen OR excluded.hangs <> '[]' OR ",
            is_further!(),
            is_news!("max", "kind"),
            is_news!("max", "called_number"),
            is_news!("max", "platform"),
            is_news!("max", "caller_verified"),
            is_news!("max", "tool_times"),
            is_news!("min", "ended_at"),
            is_news!("max", "ended_reason"),
            is_news!("min", "status_ended_at"),
            is_news!("max", "status_ended_reason"),
            is_news!("max", "cost_micros"),
            ")"
        ),
        seen = (!update.is_of_tools).then_some(*now),
        call_id,
        kind = kind.as_deref(),
        caller = caller.as_ref().map(PhoneNumber::as_str),
        called = called.as_ref().map(PhoneNumber::as_str),
        status = status.as_str(),
        at = *at,
        now = *now,
        started_at = *started_at,
        ended_at = ended.at,
        ended_reason = ended.reason.as_deref(),
        status_ended_at = status_ended.at,
        status_ended_reason = status_ended.reason.as_deref(),
        cost_micros = update.cost_micros.map(i64::from),
        summary = update.summary.as_deref(),
        hung_at = update.hung_at.map(|at| at.timestamp_millis()),
        platform = update.platform.as_deref(),
        caller_verified = update.caller_verified,
        tool_times = update.tool_times_as_json()
    )
}

/// Who called and when it began, if that is news.
fn record_beginning(call_id: &str, update: &CallUpdate) -> Statement {
    statement!(
        concat!(
            "UPDATE calls SET caller_number = ",
            merged!("max", "caller_number", ":caller"),
            ", first_seen = min(first_seen, :at, :now), started_at = ",
            merged!("min", "started_at", ":started_at"),
            " WHERE call_id = :call_id AND erased_at IS NULL AND (first_seen > min(:at, :now) OR caller_number IS NOT ",
            merged!("max", "caller_number", ":caller"),
            " OR started_at IS NOT ",
            merged!("min", "started_at", ":started_at"),
            ")"
        ),
        call_id,
        caller = update.caller.as_ref().map(PhoneNumber::as_str),
        at = update.at,
        now = update.now,
        started_at = update.started_at
    )
}

/// What it was about, if that is news.
fn record_summary(call_id: &str, summary: &str) -> Statement {
    statement!(
        concat!(
            "UPDATE calls SET summary = ",
            merged!("max", "summary", ":summary"),
            " WHERE call_id = :call_id AND erased_at IS NULL AND summary IS NOT ",
            merged!("max", "summary", ":summary")
        ),
        call_id,
        summary
    )
}

/// A tool that was run. Times are in milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewToolRecord {
    /// Vapi's id of the tool call.
    pub id: String,
    pub tool: String,
    /// What came of it.
    pub outcome: ToolOutcome,
    /// Codes of what was odd in the request.
    pub notes: Vec<String>,
    pub asked: i64,
    /// How long it took.
    pub millis: i64,
    /// How old the copy of the busy times was that answered, in seconds.
    #[serde(default)]
    pub copy_age: Option<i64>,
    /// The appointment that it was about.
    pub appointment: Option<String>,
}

/// The column of the later of two deliveries. Those of the same millisecond are told apart by what they say.
macro_rules! latest {
    ($column:literal) => {
        concat!(
            $column,
            " = CASE WHEN (excluded.last_asked_ms, excluded.tool, excluded.outcome, excluded.notes)
               > (call_tools.last_asked_ms, call_tools.tool, call_tools.outcome, call_tools.notes)
             THEN excluded.",
            $column,
            " ELSE call_tools.",
            $column,
            " END, "
        )
    };
}

/// Takes over the tools of one delivery, after [`record_call`] in the same transaction.
pub fn record_tools(call_id: &str, runs: &[NewToolRecord]) -> Statement {
    statement!(
        concat!(
            "INSERT INTO call_tools (call_id, tool_call_id, tool, outcome, notes, asked_ms, millis,
               last_asked_ms, copy_age, appointment_id, place)
             SELECT :call_id, value ->> 'id', value ->> 'tool', value ->> 'outcome', value -> 'notes',
             value ->> 'asked',
               value ->> 'millis', value ->> 'asked', value ->> 'copy_age', value ->> 'appointment', key
             FROM json_each(:runs) WHERE EXISTS (SELECT 1 FROM calls WHERE call_id = :call_id
             AND erased_at IS NULL)
             ON CONFLICT (call_id, tool_call_id) DO UPDATE SET attempts = attempts + 1, ",
            latest!("tool"),
            latest!("outcome"),
            latest!("notes"),
            "millis = CASE WHEN (excluded.asked_ms, excluded.millis) < (call_tools.asked_ms, call_tools.millis)
               THEN excluded.millis ELSE call_tools.millis END,
             asked_ms = min(call_tools.asked_ms, excluded.asked_ms),
             last_asked_ms = max(call_tools.last_asked_ms, excluded.last_asked_ms),
             copy_age = coalesce(max(call_tools.copy_age, excluded.copy_age), call_tools.copy_age, excluded.copy_age),
             appointment_id = coalesce(max(call_tools.appointment_id, excluded.appointment_id), call_tools.appointment_id,
               excluded.appointment_id)"
        ),
        call_id,
        runs = serde_json::to_string(runs).unwrap_or_default()
    )
}
