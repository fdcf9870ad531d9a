//! Publishing route documents to KV, from the outbox that the database's triggers fill.
//!
//! Publishers can race: the request that made a change, the sweep, another change. Whoever writes a document reads the route again
//! afterwards and starts over if it differs from what was written, so the last writer has always seen the last change.

use std::sync::Arc;

use chrono::TimeDelta;

use super::document;
use crate::{
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
    log::{self, Level},
    ports::{KeyValueError, Ports, Statement},
    store::{self, StoreError, outbox::Publication},
};

/// KV writes, with two D1 batches a round, stay below the 50 subrequests of the free plan.
const PER_RUN: i64 = 12;
/// A route that changes faster than this is left to the next sweep.
const ROUNDS: usize = 3;
const FIRST_DELAY_SECONDS: i64 = 5;
const LONGEST_DELAY_SECONDS: i64 = 600;

/// What a run did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Documents brought up to date.
    pub published: usize,
    /// Documents put off.
    pub postponed: usize,
}

/// Publishes what is due, whoever changed it.
pub async fn publish_due(ports: &Ports) -> Result<Published, StoreError> {
    let due = store::outbox::due(ports.database.as_ref(), ports.clock.now(), PER_RUN).await?;
    publish(ports, due).await
}

/// Publishes what a change of this org left behind, for the request that made it. Failures are logged: the sweep goes on.
pub async fn publish_of_org(ports: Arc<Ports>, org_id: OrgId) {
    let result = match store::outbox::of_org(ports.database.as_ref(), org_id, PER_RUN).await {
        Ok(waiting) => publish(&ports, waiting).await,
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        log::write(ports.log.as_ref(), Level::Warn, "route.publish_failed", &[("detail", &error.to_string())]);
    }
}

async fn publish(ports: &Ports, mut waiting: Vec<Publication>) -> Result<Published, StoreError> {
    let mut report = Published::default();
    for _ in 0..ROUNDS {
        if waiting.is_empty() {
            return Ok(report);
        }
        waiting = publish_round(ports, waiting, &mut report).await?;
    }
    report.postponed += waiting.len();
    Ok(report)
}

/// Writes each document once; gives back those whose route changed while it was written.
async fn publish_round(
    ports: &Ports,
    waiting: Vec<Publication>,
    report: &mut Published,
) -> Result<Vec<Publication>, StoreError> {
    let before = routes(ports, &waiting, Vec::new()).await?;
    let mut written = Vec::new();
    let mut after: Vec<Statement> = Vec::new();
    for (publication, text) in waiting.into_iter().zip(before) {
        match write(ports, &publication.subject, text.as_deref()).await {
            Ok(()) => {
                after.push(store::outbox::complete(&publication.subject, publication.generation));
                written.push((publication, text));
            }
            Err(error) => {
                after.push(postpone(ports, &publication, &error));
                report.postponed += 1;
            }
        }
    }
    let publications: Vec<Publication> = written.iter().map(|(publication, _)| publication.clone()).collect();
    let now = routes(ports, &publications, after).await?;
    let (done, again): (Vec<_>, Vec<_>) = written.into_iter().zip(now).partition(|((_, text), now)| text == now);
    report.published += done.len();
    Ok(again.into_iter().map(|((publication, _), _)| publication).collect())
}

/// The documents as they should be now, read after `first` has run, all in one batch.
async fn routes(
    ports: &Ports,
    publications: &[Publication],
    first: Vec<Statement>,
) -> Result<Vec<Option<String>>, StoreError> {
    let skipped = first.len();
    let keys: Vec<Option<RouteKey>> = publications.iter().map(|p| RouteKey::from_published(&p.subject)).collect();
    let selects = keys.iter().flatten().map(store::routes::select);
    let statements: Vec<Statement> = first.into_iter().chain(selects).collect();
    if statements.is_empty() {
        return Ok(vec![None; publications.len()]);
    }
    let mut results = store::run(ports.database.as_ref(), statements).await?.into_iter().skip(skipped);
    keys.iter()
        .map(|key| match key.as_ref().and_then(|_| results.next()) {
            Some(rows) => Ok(store::routes::found(rows)?.as_ref().and_then(|route: &Route| document::write(route))),
            None => Ok(None),
        })
        .collect()
}

async fn write(ports: &Ports, subject: &str, text: Option<&str>) -> Result<(), KeyValueError> {
    let key = document::key(subject);
    match text {
        Some(text) => ports.routes.put(&key, text.to_owned()).await,
        None => ports.routes.delete(&key).await,
    }
}

/// Doubling delays: a key takes one write a second, and a store that is down need not be asked every minute.
fn postpone(ports: &Ports, publication: &Publication, error: &KeyValueError) -> Statement {
    let doubled = FIRST_DELAY_SECONDS << publication.attempts.clamp(0, 7);
    let delay = TimeDelta::seconds(doubled.min(LONGEST_DELAY_SECONDS));
    store::outbox::postpone(&publication.subject, &error.to_string(), ports.clock.now() + delay)
}
