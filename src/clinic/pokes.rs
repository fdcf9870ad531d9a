//! Telling a clinic's object that what the clinic has set changed, whoever changed it: D1's triggers note it, the request that made the
//! change tells the object at once, and the cron tells the others.

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;

use super::{ClinicClient, ClinicError};
use crate::{
    domain::id::OrgId,
    log::{self, Level},
    ports::Ports,
    store::{self, StoreError, pokes::Poke},
};

/// Objects in one round.
const PER_ROUND: i64 = 12;
/// The requests of one round at most: D1 is asked which objects are due and told which were reached.
pub const POKE_COST: i64 = PER_ROUND + 2;
/// Objects that are asked at the same time: a Worker has six connections.
const AT_ONCE: usize = 6;
/// How long an object that could not be reached is left alone.
const RETRY: TimeDelta = TimeDelta::minutes(1);

/// Pokes some of the objects that are due, longest due first. Says how many there were.
///
/// # Errors
/// When D1 did not answer.
pub async fn poke_due(ports: &Ports) -> Result<usize, StoreError> {
    let due = store::pokes::due(ports.database.as_ref(), ports.clock.now(), PER_ROUND).await?;
    let count = due.len();
    poke(ports, due).await.map(|()| count)
}

/// Pokes an org's object if a change of the org asks for it, behind the answer of the request that made the change. Failures are
/// logged: the cron goes on.
pub async fn poke_org(ports: Arc<Ports>, org_id: OrgId) {
    let outcome = match store::pokes::of_org(ports.database.as_ref(), org_id).await {
        Ok(waiting) => poke(&ports, waiting).await,
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        log::write(ports.log.as_ref(), Level::Warn, "clinic.not_poked", &[("detail", &error.to_string())]);
    }
}

async fn poke(ports: &Ports, due: Vec<Poke>) -> Result<(), StoreError> {
    let client = ClinicClient::new(Arc::clone(&ports.clinics));
    let outcomes = ask_each(&due, |poke| async {
        match client.poke(poke.address).await {
            Ok(()) => store::pokes::complete(poke),
            Err(error) => {
                report(ports, poke.address.org_id(), &error);
                store::pokes::postpone(poke, ports.clock.now() + RETRY)
            }
        }
    });
    store::run(ports.database.as_ref(), outcomes.await).await.map(|_| ())
}

/// Asks some objects at a time: one that does not answer is waited for, and the others are not to wait behind it.
pub(super) async fn ask_each<'a, T, R, F: Future<Output = R>>(objects: &'a [T], ask: impl Fn(&'a T) -> F) -> Vec<R> {
    let mut answers = Vec::with_capacity(objects.len());
    for some in objects.chunks(AT_ONCE) {
        answers.extend(join_all(some.iter().map(&ask)).await);
    }
    answers
}

pub(super) fn report(ports: &Ports, org_id: OrgId, error: &ClinicError) {
    let (org_id, detail) = (org_id.to_string(), error.to_string());
    log::write(ports.log.as_ref(), Level::Error, "clinic.not_poked", &[("org_id", &org_id), ("detail", &detail)]);
}
