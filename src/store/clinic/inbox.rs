//! What callers leave for the staff, and which requests left it.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    domain::{
        caller_message::{CallerMessage, InboxStatus},
        id::ids_around,
        phone::PhoneNumber,
        schedule::Interval,
    },
    ports::{ClinicTransaction, Database, Rows, Statement},
    store::{StoreError, first, read, run_one, statement},
};

/// The columns of a [`CallerMessage`].
macro_rules! select_messages {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.call_id, m.caller_number, m.callback_number, m.name, m.about, m.addressee, m.practitioner_id,
               m.practitioner_name, m.urgency, m.best_time, m.status, m.created_at, m.done_at, m.done_by ",
            $rest
        )
    };
}

/// Writes a new message.
pub fn insert(message: &CallerMessage, tool_call_id: Option<&str>) -> Statement {
    statement!(
        "INSERT INTO inbox (id, call_id, tool_call_id, caller_number, callback_number, name, about, addressee, practitioner_id,
           practitioner_name, urgency, best_time, created_at)
         VALUES (:id, :call_id, :tool_call_id, :caller_number, :callback_number, :name, :about, :addressee, :practitioner_id,
           :practitioner_name, :urgency, :best_time, :created_at)",
        id = message.id.as_str(),
        call_id = message.call_id.as_deref(),
        tool_call_id,
        caller_number = message.caller_number.as_ref().map(PhoneNumber::as_str),
        callback_number = message.callback_number.as_ref().map(PhoneNumber::as_str),
        name = message.name.as_deref(),
        about = message.about.as_str(),
        addressee = message.addressee.as_deref(),
        practitioner_id = message.practitioner_id.as_deref(),
        practitioner_name = message.practitioner_name.as_deref(),
        urgency = message.urgency.as_str(),
        best_time = message.best_time.as_deref(),
        created_at = message.created_at
    )
}

/// Writes what the caller has added to a message, or put right.
pub fn amend(message: &CallerMessage) -> Statement {
    statement!(
        "UPDATE inbox SET callback_number = :callback_number, name = :name, addressee = :addressee,
           practitioner_id = :practitioner_id, practitioner_name = :practitioner_name, urgency = :urgency, best_time = :best_time
         WHERE id = :id",
        id = message.id.as_str(),
        callback_number = message.callback_number.as_ref().map(PhoneNumber::as_str),
        name = message.name.as_deref(),
        addressee = message.addressee.as_deref(),
        practitioner_id = message.practitioner_id.as_deref(),
        practitioner_name = message.practitioner_name.as_deref(),
        urgency = message.urgency.as_str(),
        best_time = message.best_time.as_deref()
    )
}

/// Notes that a message is done, by whoever that is, or that it is not. One that is so already stays as it is, and
/// gives no row.
pub fn set_status(id: &str, status: InboxStatus, done_by: Option<&str>, now: DateTime<Utc>) -> Statement {
    match status {
        InboxStatus::Done => statement!(
            "UPDATE inbox SET status = 'done', done_at = :now, done_by = :done_by WHERE id = :id AND status = 'open' RETURNING id",
            id,
            done_by,
            now
        ),
        InboxStatus::Open => statement!(
            "UPDATE inbox SET status = 'open', done_at = NULL, done_by = NULL WHERE id = :id AND status = 'done' RETURNING id",
            id
        ),
    }
}

/// One message.
pub fn by_id(id: &str) -> Statement {
    statement!(select_messages!("FROM inbox m WHERE m.id = :id"), id)
}

/// What was left in a call, latest first.
pub fn of_call(call_id: &str) -> Statement {
    statement!(select_messages!("FROM inbox m WHERE m.call_id = :call_id ORDER BY m.id DESC"), call_id)
}

/// What a caller, or callers whose number is not shown, left in the time without saying in which call, latest first.
pub fn of_no_call(caller: Option<&PhoneNumber>, time: Interval) -> Statement {
    let [first_id, last_id] = ids_around(time);
    statement!(
        select_messages!(
            "FROM inbox m
             WHERE m.id >= :first_id AND m.id < :last_id AND m.created_at >= :start AND m.call_id IS NULL
               AND m.caller_number IS :caller
             ORDER BY m.id DESC"
        ),
        first_id,
        last_id,
        start = time.start,
        caller = caller.map(PhoneNumber::as_str)
    )
}

/// What the person with a number has left, and what they are to be called back about, oldest first. No index helps: it is asked for once
/// in a while, and an index would be written with every message.
pub fn of_person(number: &PhoneNumber) -> Statement {
    statement!(
        select_messages!("FROM inbox m WHERE m.caller_number = :number OR m.callback_number = :number ORDER BY m.id"),
        number = number.as_str()
    )
}

/// What was found.
///
/// # Errors
/// When a row does not fit.
pub fn found(rows: Rows) -> Result<Vec<CallerMessage>, StoreError> {
    read(rows)
}

/// The first of them.
///
/// # Errors
/// When a row does not fit.
pub fn one(rows: Rows) -> Result<Option<CallerMessage>, StoreError> {
    first(rows)
}

/// How many messages are of one day.
#[derive(Default, Deserialize)]
pub struct MessagesOfDay {
    /// The caller's. A withheld caller is known by the call, and by the number to call back.
    pub of_caller: i64,
    /// Those of all withheld callers, if the caller is one.
    pub of_withheld: i64,
}

/// Counts the messages that the caller of `message` has left on the day.
///
/// # Errors
/// When the object's database failed.
pub fn count_of_day(
    transaction: &dyn ClinicTransaction,
    message: &CallerMessage,
    day: Interval,
) -> Result<MessagesOfDay, StoreError> {
    let [first_id, last_id] = ids_around(day);
    let select = statement!(
        "SELECT count(CASE WHEN :caller IS NOT NULL OR callback_number = :callback OR call_id = :call_id THEN 1 END) AS of_caller,
           count(CASE WHEN :caller IS NULL THEN 1 END) AS of_withheld
         FROM inbox
         WHERE id >= :first_id AND id < :last_id AND created_at >= :day_start AND created_at < :day_end AND caller_number IS :caller",
        first_id,
        last_id,
        day_start = day.start,
        day_end = day.end,
        caller = message.caller_number.as_ref().map(PhoneNumber::as_str),
        callback = message.callback_number.as_ref().map(PhoneNumber::as_str),
        call_id = message.call_id.as_deref()
    );
    Ok(first(transaction.run(select)?)?.unwrap_or_default())
}

/// The most open messages that are counted.
const MOST_OPEN: i64 = 1000;

/// How many messages are open, up to [`MOST_OPEN`].
///
/// # Errors
/// When the object's database failed.
pub fn count_open(transaction: &dyn ClinicTransaction) -> Result<i64, StoreError> {
    #[derive(Default, Deserialize)]
    struct Row {
        count: i64,
    }
    let select = statement!(
        "SELECT count(*) AS count FROM (SELECT 1 FROM inbox WHERE status = 'open' LIMIT :most)",
        most = MOST_OPEN
    );
    Ok(first::<Row>(transaction.run(select)?)?.unwrap_or_default().count)
}

/// Notes that a caller whose number is not shown was asked for one, by which request.
pub fn note_question(key: &str, tool_call_id: Option<&str>, now: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO inbox_questions (key, tool_call_id, asked_at) VALUES (:key, :tool_call_id, :now)
         ON CONFLICT (key) DO UPDATE SET tool_call_id = excluded.tool_call_id, asked_at = excluded.asked_at",
        key,
        tool_call_id,
        now
    )
}

/// Whether another request than this one was answered so since a moment. Of two that have no id each is another one.
///
/// # Errors
/// When the object's database failed.
pub fn was_asked(
    transaction: &dyn ClinicTransaction,
    key: &str,
    tool_call_id: Option<&str>,
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let select = statement!(
        "SELECT 1 AS found FROM inbox_questions
         WHERE key = :key AND asked_at >= :since AND coalesce(tool_call_id <> :tool_call_id, 1)",
        key,
        since,
        tool_call_id
    );
    Ok(!transaction.run(select)?.rows.is_empty())
}

/// What a request left.
#[derive(Debug, Deserialize)]
pub struct InboxReceipt {
    /// The hash of what was asked.
    pub request_hash: String,
    #[serde(flatten)]
    pub message: CallerMessage,
}

/// The receipt of a request.
pub fn receipt_of_key(key: &str) -> Statement {
    statement!(
        "SELECT r.request_hash, m.id, m.call_id, m.caller_number, m.callback_number, m.name, m.about, m.addressee,
           m.practitioner_id, m.practitioner_name, m.urgency, m.best_time, m.status, m.created_at, m.done_at, m.done_by
         FROM inbox_receipts r CROSS JOIN inbox m ON m.id = r.message_id WHERE r.key = :key",
        key
    )
}

/// What [`receipt_of_key`] found.
///
/// # Errors
/// When the row does not fit.
pub fn receipt(rows: Rows) -> Result<Option<InboxReceipt>, StoreError> {
    first(rows)
}

/// Writes the receipt of a request.
pub fn write_receipt(key: &str, request_hash: &str, message_id: &str) -> Statement {
    statement!(
        "INSERT INTO inbox_receipts (key, request_hash, message_id) VALUES (:key, :request_hash, :message_id)",
        key,
        request_hash,
        message_id
    )
}

/// The messages before `cursor`, latest first, at most `limit`, of one status if given.
///
/// # Errors
/// When the database did not answer.
pub async fn list(
    database: &dyn Database,
    status: Option<InboxStatus>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<CallerMessage>, StoreError> {
    // Every id sorts before a tilde.
    let select = statement!(
        select_messages!(
            "FROM inbox m WHERE m.id < coalesce(:cursor, '~') AND m.status = coalesce(:status, m.status)
             ORDER BY m.id DESC LIMIT :limit"
        ),
        cursor,
        status = status.map(InboxStatus::as_str),
        limit
    );
    read(run_one(database, select).await?)
}
