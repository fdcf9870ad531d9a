//! Drains the outbox: whatever is due for Google and Twilio, whoever left it there.
//!
//! Handlers are told what to do and read themselves how things stand; they can be cut off anywhere and are run again.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    app::App,
    context::RequestContext,
    domain::id::OrgId,
    log::{self, Level},
    ports::Statement,
    store::{
        self, StoreError,
        outbox::{Kind, Work},
    },
    texts,
};

/// How long work is kept from others: longer than a handler takes with all its requests.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);
/// The requests of one piece of work at most: a text that is looked up, sent and recorded with a new connection.
pub const PIECE_COST: i64 = 8;
/// After so many failures work is given up until somebody looks at it.
const MOST_ATTEMPTS: i64 = 12;
const FIRST_DELAY_SECONDS: i64 = 10;
const LONGEST_DELAY_SECONDS: i64 = 3600;

/// How a handler left its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is nothing left to do.
    Done,
    /// Not now: try again, each time later.
    Retry(String),
    /// Nothing failed; look again at this time.
    At(DateTime<Utc>),
    /// It will never work without a person.
    Dead(String),
}

/// Does up to `most` pieces of what is due, and says how many those were.
pub async fn drain(app: &Arc<App>, context: &RequestContext, most: i64) -> Result<usize, StoreError> {
    let now = app.ports.clock.now();
    let due = store::outbox::claim(app.ports.database.as_ref(), now, now + LEASE, most).await?;
    for work in &due {
        perform(app, context, work).await?;
    }
    Ok(due.len())
}

/// Does one piece of an org's work now, due or not, if nobody else is at it.
pub async fn perform_one(
    app: &Arc<App>,
    context: &RequestContext,
    org_id: OrgId,
    kind: Kind,
    subject: &str,
) -> Result<Option<Outcome>, StoreError> {
    let now = app.ports.clock.now();
    let claim = store::outbox::claim_own(org_id, kind, subject, now, now + LEASE);
    let claimed = store::outbox::claimed(store::run_one(app.ports.database.as_ref(), claim).await?)?;
    match claimed {
        Some(work) => perform(app, context, &work).await.map(Some),
        None => Ok(None),
    }
}

/// Does one piece of work that was claimed, and records how it went.
pub async fn perform(app: &Arc<App>, context: &RequestContext, work: &Work) -> Result<Outcome, StoreError> {
    let outcome = match work.kind {
        Kind::SyncEvent => app.calendars.sync_event(context, work).await,
        Kind::DeleteEvent => app.calendars.delete_event(context, work).await,
        Kind::SendText => texts::send(app, context, work).await,
        Kind::Remind => texts::remind(app, context, work).await,
    };
    let outcome = outcome.unwrap_or_else(|error| {
        // The org reads why its work waits; what the database says of itself is for the log.
        warn(app, work, "outbox.failed", &error.to_string());
        Outcome::Retry("The database was not available.".into())
    });
    store::run(app.ports.database.as_ref(), record(app, work, &outcome)).await?;
    Ok(outcome)
}

/// What becomes of the row.
pub fn record(app: &App, work: &Work, outcome: &Outcome) -> Vec<Statement> {
    let now = app.ports.clock.now();
    let statements = match outcome {
        Outcome::Done => store::outbox::done(work),
        Outcome::At(moment) => store::outbox::again(work, *moment),
        Outcome::Retry(reason) if work.attempts + 1 < MOST_ATTEMPTS => {
            warn(app, work, "outbox.postponed", reason);
            store::outbox::retry(work, reason, now + delay(app, work.attempts))
        }
        Outcome::Retry(reason) | Outcome::Dead(reason) => {
            warn(app, work, "outbox.dead", reason);
            let mut statements = Vec::from(store::outbox::bury(work, reason, now));
            if work.kind == Kind::SendText {
                statements.push(store::sending::given_up(work, reason, now));
            }
            return statements;
        }
    };
    statements.into()
}

/// Doubling, and then anything from half of it to all of it, so that what failed together does not come back together.
fn delay(app: &App, attempts: i64) -> TimeDelta {
    let doubled = (FIRST_DELAY_SECONDS << attempts.clamp(0, 16)).min(LONGEST_DELAY_SECONDS);
    let mut random = [0; 1];
    // Without randomness the delay is only less spread.
    let _ = app.ports.entropy.fill(&mut random);
    TimeDelta::seconds(doubled / 2 + doubled * i64::from(random[0]) / 512)
}

fn warn(app: &App, work: &Work, event: &'static str, reason: &str) {
    let org_id = work.org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("kind", work.kind.as_str()), ("detail", reason)];
    log::write(app.ports.log.as_ref(), Level::Warn, event, &fields);
}
