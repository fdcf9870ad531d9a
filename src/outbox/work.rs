//! What the outbox asks of those who do its work.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    ports::Statement,
    store::{
        StoreError,
        clinic::{
            ClinicContext,
            outbox::{Work, WorkKind},
        },
    },
};

/// The requests of one piece of work at most: a text that is looked up, sent and recorded with a new connection.
pub const PIECE_COST: i64 = 8;

/// How a handler left its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkOutcome {
    /// There is nothing left to do.
    Done,
    /// It failed and may succeed later: try again, each time later. The text is for the org.
    Retry(String),
    /// Nothing failed; look again at this time.
    At(DateTime<Utc>),
    /// It will never work without a person. The text is for the org.
    Dead(String),
}

/// Does some kinds of work. It is told what to do and reads itself how things stand; it can be cut off anywhere and is run again.
#[async_trait]
pub trait WorkHandler: Send + Sync {
    /// The kinds of work that it does. No two handlers do the same kind.
    fn kinds(&self) -> &'static [WorkKind];

    /// Does one piece of work that was claimed. It makes at most [`PIECE_COST`] requests.
    ///
    /// # Errors
    /// When the database did not answer. The work is tried again later.
    async fn perform(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError>;

    /// What else is written when `work` is given up, in the same transaction: most kinds of work leave nothing behind that says so.
    fn given_up(&self, _work: &Work, _reason: &str, _now: DateTime<Utc>) -> Option<Statement> {
        None
    }
}
