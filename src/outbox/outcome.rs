//! What becomes of work after a handler had it.

use chrono::TimeDelta;

use super::{WorkHandler, WorkOutcome};
use crate::{
    domain::id::OrgId,
    log::{self, Level},
    ports::{ClinicTransaction, Ports},
    store::{
        StoreError,
        clinic::outbox::{self, Work, WorkEnd},
    },
};

/// After so many failures work is given up until somebody looks at it.
const MOST_ATTEMPTS: i64 = 12;
const FIRST_DELAY_SECONDS: i64 = 10;
const LONGEST_DELAY_SECONDS: i64 = 3600;

/// Records how `work` went, which changes nothing if somebody else has claimed it meanwhile.
///
/// # Errors
/// When the object's database failed.
pub fn record(
    transaction: &dyn ClinicTransaction,
    (ports, org_id): (&Ports, OrgId),
    handler: &dyn WorkHandler,
    (work, outcome): (&Work, &WorkOutcome),
) -> Result<(), StoreError> {
    let now = ports.clock.now();
    match outcome {
        WorkOutcome::Done => outbox::end(transaction, work, WorkEnd::Done),
        WorkOutcome::At(moment) => outbox::end(transaction, work, WorkEnd::Again(*moment)),
        WorkOutcome::Retry(reason) if work.attempts + 1 < MOST_ATTEMPTS => {
            warn(ports, org_id, work, "outbox.postponed", reason);
            outbox::end(transaction, work, WorkEnd::Retry(reason, now + delay(ports, work.attempts)))
        }
        WorkOutcome::Retry(reason) | WorkOutcome::Dead(reason) => {
            warn(ports, org_id, work, "outbox.dead", reason);
            outbox::end(transaction, work, WorkEnd::Buried(reason, now))?;
            if let Some(statement) = handler.given_up(work, reason, now) {
                transaction.run(statement)?;
            }
            Ok(())
        }
    }
}

/// Doubling, and then anything from half of it to all of it, so that what failed together does not come back together.
fn delay(ports: &Ports, attempts: i64) -> TimeDelta {
    let doubled = (FIRST_DELAY_SECONDS << attempts.clamp(0, 16)).min(LONGEST_DELAY_SECONDS);
    let mut random = [0; 1];
    // Without randomness the delay is only less spread.
    let _ = ports.entropy.fill(&mut random);
    TimeDelta::seconds(doubled / 2 + doubled * i64::from(random[0]) / 512)
}

/// How work ends when the database did not answer. The org reads why its work waits; what the database says of itself is for the log.
pub fn not_available(ports: &Ports, org_id: OrgId, work: &Work, error: &StoreError) -> WorkOutcome {
    warn(ports, org_id, work, "outbox.failed", &error.to_string());
    WorkOutcome::Retry("The database was not available.".into())
}

/// The subject is not for the log: it can name a calendar, which can be somebody's e-mail address.
fn warn(ports: &Ports, org_id: OrgId, work: &Work, event: &'static str, reason: &str) {
    let (org_id, id) = (org_id.to_string(), work.id.to_string());
    let fields = [("org_id", org_id.as_str()), ("work", &id), ("kind", work.kind.as_str()), ("detail", reason)];
    log::write(ports.log.as_ref(), Level::Warn, event, &fields);
}
