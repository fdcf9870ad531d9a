//! The way of one text: from queued to whatever Twilio says of it.
//!
//! Every step is one conditional update, so that of two who work on a text one goes on, and a step that comes late changes nothing.
//! `attempted_at` tells the attempts of one text apart: between two of them lies a minute at least, unless the first was over.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::outbox::Work;
use crate::{
    domain::{phone::PhoneNumber, texts::TextStatus},
    ports::{Rows, Statement},
    store::{StoreError, first, read, statement},
};

/// Why a text has failed whose appointment has begun.
const TOO_LATE: &str = "The appointment had begun before this could be sent.";

/// Before Twilio is asked, all in one batch: a text to a number that asked not to be texted is suppressed, one that is no longer true
/// is cancelled, one whose appointment has begun has failed, and what is then still queued is marked as being sent and returned. A text
/// is true while its appointment stands where it says (or is cancelled, for a cancellation) and is still that of the number which the
/// text goes to: one that was misheard may have been corrected. Whoever did not come gets none. A text to staff is true while the message that it tells of is open.
pub fn begin(id: &str, account: &str, now: DateTime<Utc>) -> [Statement; 4] {
    [
        statement!(
            "UPDATE messages SET status = 'suppressed', updated_at = :now
             WHERE id = :id AND status = 'queued'
               AND EXISTS (SELECT 1 FROM opt_outs o WHERE o.number = messages.to_number)",
            id,
            now
        ),
        statement!(
            "UPDATE messages SET status = 'cancelled', updated_at = :now
             WHERE id = :id AND status = 'queued' AND NOT EXISTS (
               SELECT 1 FROM appointments a
               WHERE a.id = messages.appointment_id
                 AND a.starts_at = coalesce(messages.starts_at, a.starts_at) AND a.phone = messages.to_number
                 AND a.status = CASE messages.kind WHEN 'cancellation' THEN 'cancelled' ELSE 'confirmed' END
                 AND a.attendance IS NOT 'no_show')
               AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.id = messages.inbox_id AND i.status = 'open')",
            id,
            now
        ),
        statement!(
            "UPDATE messages SET status = 'failed', detail = :too_late, updated_at = :now
             WHERE id = :id AND status = 'queued'
               AND EXISTS (SELECT 1 FROM appointments a WHERE a.id = messages.appointment_id AND a.starts_at <= :now)",
            id,
            too_late = TOO_LATE,
            now
        ),
        statement!(
            "UPDATE messages SET status = 'sending', attempted_at = :now, asked_account = :account, missed_at = NULL,
               error_code = NULL, detail = NULL, updated_at = :now
             WHERE id = :id AND status = 'queued' RETURNING id",
            id,
            account,
            now
        ),
    ]
}

/// One attempt to send a text.
#[derive(Clone, Copy)]
pub struct SendAttempt<'a> {
    /// The text.
    pub id: &'a str,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// How an attempt ended without Twilio having taken the text: queued again, unknown, failed or suppressed.
pub fn settle(
    attempt: &SendAttempt<'_>,
    status: TextStatus,
    code: Option<i64>,
    detail: &str,
    now: DateTime<Utc>,
) -> Statement {
    statement!(
        "UPDATE messages SET status = :status, error_code = :error_code, detail = :detail, updated_at = :now
         WHERE id = :id AND status IN ('sending', 'unknown') AND attempted_at = :attempted_at",
        id = attempt.id,
        attempted_at = attempt.at,
        status = status.as_str(),
        error_code = code,
        detail,
        now
    )
}

/// The work of a text was given up: one that may have been sent is no longer waited for, and one that was not stays queued for whoever
/// has the work done after all; its row says why either way.
pub fn given_up(work: &Work, reason: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE messages SET status = CASE status WHEN 'queued' THEN 'queued' ELSE 'failed' END, detail = :detail,
           updated_at = :now
         WHERE id = :id AND status IN ('queued', 'sending', 'unknown')
           AND EXISTS (SELECT 1 FROM outbox o WHERE o.id = :work AND o.dead_at IS NOT NULL)",
        id = work.subject.as_str(),
        detail = format!("Given up: {reason}"),
        now,
        work = work.id
    )
}

/// A text is not to be sent at all, for this reason.
pub fn drop_queued(id: &str, status: TextStatus, detail: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE messages SET status = :status, detail = :detail, updated_at = :now WHERE id = :id
           AND status = 'queued'",
        id,
        status = status.as_str(),
        detail,
        now
    )
}

/// Twilio does not have the text of an attempt: noted the first time.
pub fn missed(attempt: &SendAttempt<'_>, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE messages SET status = 'unknown', missed_at = :now, updated_at = :now
         WHERE id = :id AND status IN ('sending', 'unknown') AND attempted_at = :attempted_at",
        id = attempt.id,
        attempted_at = attempt.at,
        now
    )
}

/// Twilio still does not have it: to be sent once more.
pub fn requeue(attempt: &SendAttempt<'_>, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE messages SET status = 'queued', requeued = requeued + 1, updated_at = :now
         WHERE id = :id AND status = 'unknown' AND attempted_at = :attempted_at",
        id = attempt.id,
        attempted_at = attempt.at,
        now
    )
}

/// What Twilio says of a text that it has taken.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// Twilio's id of it.
    pub sid: &'a str,
    /// How far it has come.
    pub status: TextStatus,
    /// Why no further.
    pub error_code: Option<i64>,
    /// The same in words.
    pub detail: Option<&'static str>,
}

/// `:status`, `:error_code`, `:detail`, `:now`: what a report says.
macro_rules! reported {
    () => {
        "status = :status, error_code = :error_code, detail = :detail, missed_at = NULL, updated_at = :now"
    };
}

/// Takes a report over, if it leads further: reports come late, twice and in any order, and the first may come before we know that
/// Twilio has taken the text. A text has one `sid`, and a `sid` one text. One of the two, to be run in this order, gives the row if it
/// changed: an update writes the index of each column that it names, and only the first report brings a `sid`.
pub fn advance(id: &str, report: &Report<'_>, now: DateTime<Utc>) -> [Statement; 2] {
    [
        statement!(
            concat!(
                "UPDATE messages SET ",
                reported!(),
                " WHERE id = :id AND sid = :sid
                   AND CASE status WHEN 'accepted' THEN 1 WHEN 'sent' THEN 2 ELSE 3 END < :rank RETURNING id"
            ),
            id,
            sid = report.sid,
            status = report.status.as_str(),
            error_code = report.error_code,
            detail = report.detail,
            now,
            rank = rank(report.status)
        ),
        statement!(
            concat!(
                "UPDATE messages SET sid = :sid, ",
                reported!(),
                " WHERE id = :id AND sid IS NULL AND NOT EXISTS (
                   SELECT 1 FROM messages o WHERE o.sid = :sid AND o.id <> :id) RETURNING id"
            ),
            id,
            sid = report.sid,
            status = report.status.as_str(),
            error_code = report.error_code,
            detail = report.detail,
            now
        ),
    ]
}

/// How far a text has come that Twilio has taken; the last step is final.
const fn rank(status: TextStatus) -> i64 {
    match status {
        TextStatus::Accepted => 1,
        TextStatus::Sent => 2,
        _ => 3,
    }
}

/// Which of these ids of the vendor's belong to other texts.
pub fn known_sids(id: &str, sids: &[&str]) -> Statement {
    let sids = serde_json::json!(sids).to_string();
    statement!("SELECT sid FROM messages WHERE id <> :id AND sid IN (SELECT value FROM json_each(:sids))", id, sids)
}

/// What [`known_sids`] found.
pub fn sids(rows: Rows) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        sid: String,
    }
    Ok(read::<Row>(rows)?.into_iter().map(|row| row.sid).collect())
}

/// A text of which nobody knows whether it was sent, in the order in which texts were.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnsettledText {
    /// When the vendor was asked to send it, or else when it was written: Unix seconds.
    pub at: i64,
    pub id: String,
}

/// The texts to a number of which nobody knows whether they were sent, oldest first: those with these words, or all. One that is queued is
/// among them if it was written before `waiting_since`: a database that was restored says so of texts that went out. They are
/// found by their work in the outbox: only a text whose work was given up years ago has none, and that one is not waited for.
pub fn unsettled(to: &PhoneNumber, words: Option<&str>, waiting_since: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT coalesce(m.attempted_at, m.created_at) AS at, m.id
         FROM outbox o CROSS JOIN messages m ON m.id = o.subject
         WHERE o.kind = 'sms.send' AND m.to_number = :to AND m.status IN ('queued', 'sending', 'unknown')
           AND (:words IS NULL OR m.body = :words) AND (m.status <> 'queued' OR m.created_at <= :waiting_since)
         ORDER BY at, m.id",
        to = to.as_str(),
        words,
        waiting_since
    )
}

/// What [`unsettled`] found.
pub fn found_unsettled(rows: Rows) -> Result<Vec<UnsettledText>, StoreError> {
    read(rows)
}

/// Whether a conditional update that returns its row did anything.
pub fn happened(rows: Rows) -> Result<bool, StoreError> {
    Ok(first::<serde_json::Value>(rows)?.is_some())
}
