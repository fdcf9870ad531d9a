//! The schema of a clinic's object, in numbered steps. An object takes the steps that it lacks when it starts, so a step that was
//! released never changes: objects sleep for months, and every older schema has to stay upgradable.
//!
//! A step says whether the code before it can go on. While a deployment is replaced, old code meets newer schemas; it serves one that
//! is newer by such steps only.

mod appointments;
mod calls;
mod gaps;
mod inbox;
mod metrics;
mod mirror;
mod number;
mod outbox;
mod tokens;
mod webhooks;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    domain::spread,
    ports::{ClinicTransaction, Statement},
    store::{StoreError, read, statement},
};

/// One step.
pub struct SchemaStep {
    /// Whether code that does not know the step can work with the schema that it leaves.
    pub is_compatible: bool,
    /// Its statements, in order, without parameters.
    pub statements: &'static [&'static str],
}

impl SchemaStep {
    /// By which the step is known again.
    fn hash(&self) -> String {
        let text = self.statements.iter().flat_map(|sql| sql.bytes().chain([0]));
        format!("{:016x}", spread::fnv1a(text))
    }
}

/// All steps; the first one is number 1.
pub const STEPS: &[SchemaStep] = &[
    SchemaStep {
        is_compatible: false,
        statements: &[
            DUE,
            SEEN_SETTINGS,
            WRITTEN_SUMMARY,
            calls::CALLS,
            calls::CALLS_BY_START,
            calls::CALLS_BY_CALLER,
            calls::CALLS_WITH_SUMMARY,
            calls::CALL_TOOLS,
            appointments::APPOINTMENTS,
            appointments::APPOINTMENTS_BY_TIME,
            appointments::APPOINTMENTS_BY_START,
            appointments::APPOINTMENTS_BY_CALLER,
            appointments::APPOINTMENTS_BY_PHONE,
            appointments::APPOINTMENTS_BY_CALL,
            appointments::APPOINTMENTS_HELD,
            appointments::FIRST_NO_OVERLAP_ON_INSERT,
            appointments::FIRST_NO_OVERLAP_ON_UPDATE,
            appointments::APPOINTMENTS_PLACED,
            appointments::RECEIPTS,
            appointments::RECEIPTS_OF_APPOINTMENT,
            appointments::AUDIT,
            appointments::AUDIT_OF_APPOINTMENT,
            appointments::CALENDAR_FOLLOW,
            appointments::FOLLOW_ROUND,
            appointments::FOLLOWED_ON_INSERT,
            appointments::FOLLOWED_ON_UPDATE,
            outbox::OUTBOX,
            outbox::OUTBOX_DUE,
            outbox::OUTBOX_FAILED,
            outbox::OUTBOX_DEAD,
            outbox::MESSAGES,
            outbox::MESSAGES_OCCASION,
            outbox::MESSAGES_SID,
            outbox::MESSAGES_LOST,
            outbox::OPT_OUTS,
            outbox::HEEDED_TEXTS,
            gaps::KNOWLEDGE_GAPS,
            inbox::INBOX,
            inbox::INBOX_OF_CALL,
            inbox::INBOX_OPEN,
            inbox::INBOX_DONE,
            inbox::INBOX_RECEIPTS,
            inbox::INBOX_RECEIPTS_OF_MESSAGE,
            inbox::INBOX_QUESTIONS,
            mirror::BUSY_MIRROR,
            mirror::BUSY_MIRROR_OUTDATED,
            mirror::CALENDAR_CHANNELS,
            RETAINED_APPOINTMENTS,
            RETAINED_RECEIPTS,
            RETAINED_AUDIT,
            RETAINED_MESSAGES,
            RETAINED_HEEDED_TEXTS,
            RETAINED_KNOWLEDGE_GAPS,
            RETAINED_INBOX,
            RETAINED_INBOX_QUESTIONS,
            RETAINED_BUSY_MIRROR,
            RETAINED_CALENDAR_CHANNELS,
        ],
    },
    // Appointments of nobody take the clinic's own time. Code before this offers such a time again and hears from the triggers that it
    // is taken, as it does when somebody was faster.
    SchemaStep {
        is_compatible: true,
        statements: &[
            appointments::DROP_FIRST_NO_OVERLAP_ON_INSERT,
            appointments::DROP_FIRST_NO_OVERLAP_ON_UPDATE,
            appointments::NO_OVERLAP_ON_INSERT,
            appointments::NO_OVERLAP_ON_UPDATE,
        ],
    },
    // Code before this leaves it empty, and a text of which it is not known who was asked is not sent again.
    SchemaStep { is_compatible: true, statements: &[outbox::MESSAGES_ASKED_ACCOUNT] },
    // Code before this binds no token and says of no call which platform carried it.
    SchemaStep {
        is_compatible: true,
        statements: &[tokens::CALL_TOKENS, RETAINED_CALL_TOKENS, calls::CALLS_PLATFORM, calls::CALLS_CALLER_VERIFIED],
    },
    // Code before this tells nothing of what is counted. What changes meanwhile stays on the list of days.
    SchemaStep {
        is_compatible: true,
        statements: &[
            metrics::CHANGED_DAYS,
            metrics::CALENDAR_ERRORS,
            metrics::CALLS_TOOL_TIMES,
            metrics::MARKED_BY_NEW_CALL,
            metrics::MARKED_BY_CALL,
            metrics::MARKED_BY_NEW_TOOL,
            metrics::MARKED_BY_TOOL,
            metrics::MARKED_BY_NEW_TEXT,
            metrics::MARKED_BY_TEXT,
            metrics::MARKED_BY_NEW_ERROR,
            metrics::MARKED_BY_ERROR,
            RETAINED_CALENDAR_ERRORS,
        ],
    },
    // Code before this knows of no endpoints, and leaves alone the work that triggers write for those that newer code knows of.
    SchemaStep {
        is_compatible: true,
        statements: &[
            webhooks::ENDPOINTS,
            webhooks::SUBSCRIPTIONS,
            webhooks::DELIVERIES,
            webhooks::DELIVERIES_OF_ENDPOINT,
            webhooks::DELIVERY_IS_WORK,
            webhooks::NO_DELIVERY_IS_NO_WORK,
            webhooks::OF_NEW_APPOINTMENT,
            webhooks::OF_APPOINTMENT,
            webhooks::OF_NEW_CALL,
            webhooks::OF_CALL,
            webhooks::OF_MESSAGE,
            RETAINED_WEBHOOK_DELIVERIES,
        ],
    },
];

const DUE: &str = "CREATE TABLE due (
  work TEXT PRIMARY KEY,
  at   INTEGER NOT NULL                                                  -- Unix seconds
) STRICT, WITHOUT ROWID";

/// Has the object look a day later at the latest. It costs a write where the object was not going to look so soon.
macro_rules! looks_tomorrow {
    () => {
        " BEGIN
           INSERT INTO due (work, at) VALUES ('retention', unixepoch() + 86400)
             ON CONFLICT (work) DO UPDATE SET at = excluded.at WHERE excluded.at < at;
         END"
    };
}

/// Whatever is kept for a time only has the object look when its time is over: nothing but calls is kept for less than a day.
macro_rules! retained {
    ($table:literal) => {
        concat!("CREATE TRIGGER ", $table, "_retained AFTER INSERT ON ", $table, looks_tomorrow!())
    };
}

const RETAINED_APPOINTMENTS: &str = retained!("appointments");
const RETAINED_RECEIPTS: &str = retained!("receipts");
const RETAINED_AUDIT: &str = retained!("audit");
const RETAINED_MESSAGES: &str = retained!("messages");
const RETAINED_HEEDED_TEXTS: &str = retained!("heeded_texts");
const RETAINED_KNOWLEDGE_GAPS: &str = retained!("knowledge_gaps");
const RETAINED_INBOX_QUESTIONS: &str = retained!("inbox_questions");
const RETAINED_BUSY_MIRROR: &str = retained!("busy_mirror");
const RETAINED_CALL_TOKENS: &str = retained!("call_tokens");
const RETAINED_CALENDAR_ERRORS: &str = retained!("calendar_errors");
const RETAINED_CALENDAR_CHANNELS: &str = retained!("calendar_channels");
const RETAINED_WEBHOOK_DELIVERIES: &str = retained!("webhook_deliveries");
/// The time of a message begins when it is done.
const RETAINED_INBOX: &str = concat!(
    "CREATE TRIGGER inbox_retained AFTER UPDATE OF done_at ON inbox WHEN NEW.done_at IS NOT NULL",
    looks_tomorrow!()
);

/// What was last seen of what the clinic has set in D1.
const SEEN_SETTINGS: &str = "CREATE TABLE seen_settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID";

/// What D1 was last told of the object.
const WRITTEN_SUMMARY: &str = "CREATE TABLE written_summary (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  at       INTEGER,                                                      -- NULL if it no longer counts
  next_due INTEGER,                                                      -- by when the object has promised to wake up
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT";

/// What is written down of a step that was taken.
#[derive(Deserialize)]
struct Taken {
    number: i64,
    is_compatible: i64,
    hash: String,
}

/// Whether this code can work with an object's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// All steps are taken, and perhaps newer ones that this code can live with.
    Usable,
    /// A newer deployment has taken a step with which this code cannot work.
    TooNew,
}

/// Takes the steps that are missing.
///
/// # Errors
/// When the object's database failed.
pub fn upgrade(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<SchemaState, StoreError> {
    upgrade_by(STEPS, transaction, now)
}

fn upgrade_by(
    steps: &[SchemaStep],
    transaction: &dyn ClinicTransaction,
    now: DateTime<Utc>,
) -> Result<SchemaState, StoreError> {
    let table = statement!("SELECT name FROM sqlite_schema WHERE name = 'schema_steps'");
    if transaction.run(table)?.rows.is_empty() {
        transaction.run(statement!(
            "CREATE TABLE schema_steps (number INTEGER PRIMARY KEY, is_compatible INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT"
        ))?;
    }
    let taken: Vec<Taken> = read(transaction.run(statement!("SELECT number, is_compatible, hash FROM schema_steps"))?)?;
    let known = |taken: &Taken| usize::try_from(taken.number - 1).ok().and_then(|at| steps.get(at));
    if taken.iter().any(|step| known(step).is_none() && step.is_compatible == 0) {
        return Ok(SchemaState::TooNew);
    }
    if let Some(other) = taken.iter().find(|taken| known(taken).is_some_and(|step| step.hash() != taken.hash)) {
        return Err(StoreError::Schema(other.number));
    }
    for (number, step) in (1_i64..).zip(steps).skip(taken.len()) {
        for sql in step.statements {
            transaction.run(Statement { sql, params: Vec::new() })?;
        }
        transaction.run(statement!(
            "INSERT INTO schema_steps (number, is_compatible, hash, at) VALUES (:number, :is_compatible, :hash, :now)",
            number,
            is_compatible = step.is_compatible,
            hash = step.hash(),
            now
        ))?;
    }
    Ok(SchemaState::Usable)
}

#[cfg(test)]
mod tests {
    use super::{STEPS, SchemaStep};

    /// What a released step says never changes. A further step has its hash here once it is released.
    #[test]
    fn released_steps_are_as_they_were() {
        let hashes: Vec<String> = STEPS.iter().map(SchemaStep::hash).collect();
        assert_eq!(
            hashes,
            [
                "eec18afa7c9ef289",
                "cb9c7d348679c7df",
                "f08b6a0ab5b463f9",
                "de20cf2b41514d6b",
                "031c61c725fc7053",
                "740f2b2382848a8b"
            ]
        );
    }
}
