//! Publishing to KV the documents that the database's triggers list as out of date.
//!
//! Publishers can race: the request that made a change, the sweep, another change. Whoever writes a document reads the route again
//! afterwards, and if it differs from what was written, or the write failed, the document is listed again. It is not written again at
//! once, since KV takes one write a second for a key. What slips through even so (an isolate that dies between its write and its second
//! look) is found by the verification behind the next answer that the document serves.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{document, subject::Subject};
use crate::{
    domain::id::OrgId,
    log::{self, Level},
    ports::{KeyValueError, Ports, Statement},
    store::{self, StoreError, publications::Publication},
};

/// KV writes of one round.
const PER_ROUND: i64 = 12;
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

/// The requests of one round at most: D1 is asked what is due and how the documents should be, before and after, and once more to put
/// back what changed meanwhile.
pub const ROUND_COST: i64 = PER_ROUND + 4;

/// Publishes some of what is due, whoever changed it: changed numbers before changed policies.
pub async fn publish_round(ports: &Ports) -> Result<Published, StoreError> {
    let due = store::publications::due(ports.database.as_ref(), ports.clock.now(), PER_ROUND).await?;
    if due.is_empty() { Ok(Published::default()) } else { publish(ports, due).await }
}

/// Publishes what a change of this org left behind, for the request that made it. Failures are logged: the sweep goes on.
pub async fn publish_of_org(ports: Arc<Ports>, org_id: OrgId) {
    let result = match store::publications::of_org(ports.database.as_ref(), org_id, PER_ROUND).await {
        Ok(waiting) => publish(&ports, waiting).await,
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        log::write(ports.log.as_ref(), Level::Warn, "route.publish_failed", &[("detail", &error.to_string())]);
    }
}

/// A document as it should be: its text, nothing for a number that is nobody's, or a row that cannot be read.
type Wanted = Result<Option<String>, StoreError>;

/// Writes each document once. A row that cannot be read holds up nobody else: its document is removed, so that calls go to D1, and
/// it is put off.
async fn publish(ports: &Ports, waiting: Vec<Publication>) -> Result<Published, StoreError> {
    let mut report = Published::default();
    let wanted = read(ports, &waiting, Vec::new()).await?;
    let (mut written, mut after) = (Vec::new(), Vec::new());
    for (publication, wanted) in waiting.into_iter().zip(wanted) {
        let text = wanted.as_ref().ok().and_then(Option::as_deref);
        let failure = match (write(ports, &publication.subject, text).await, &wanted) {
            (Ok(()), Ok(_)) => None,
            (Ok(()), Err(unreadable)) => Some(unreadable.to_string()),
            (Err(error), _) => Some(error.to_string()),
        };
        if let Some(failure) = failure {
            after.push(postpone(ports, &publication, &failure));
            report.postponed += 1;
        } else {
            after.push(store::publications::complete(&publication));
            written.push((publication, wanted));
        }
    }
    let publications: Vec<Publication> = written.iter().map(|(publication, _)| publication.clone()).collect();
    let now = read(ports, &publications, after).await?;
    let changed = written.iter().zip(&now).filter(|((_, before), now)| before.as_ref().ok() != now.as_ref().ok());
    let again: Vec<Statement> =
        changed.map(|((publication, _), _)| postpone(ports, publication, "changed while it was written")).collect();
    report.published += written.len() - again.len();
    report.postponed += again.len();
    store::run(ports.database.as_ref(), again).await?;
    Ok(report)
}

/// The documents as they should be now, read after `first` has run, all in one batch.
async fn read(ports: &Ports, publications: &[Publication], first: Vec<Statement>) -> Result<Vec<Wanted>, StoreError> {
    let skipped = first.len();
    let subjects: Vec<Option<Subject>> = publications.iter().map(|p| Subject::read(&p.subject)).collect();
    let selects = subjects.iter().flatten().map(Subject::select);
    let statements: Vec<Statement> = first.into_iter().chain(selects).collect();
    let mut results = store::run(ports.database.as_ref(), statements).await?.into_iter().skip(skipped);
    let wanted = |subject: &Option<Subject>| match subject.as_ref().and_then(|subject| Some((subject, results.next()?)))
    {
        Some((subject, rows)) => subject.document(rows),
        None => Ok(None),
    };
    Ok(subjects.iter().map(wanted).collect())
}

async fn write(ports: &Ports, subject: &str, text: Option<&str>) -> Result<(), KeyValueError> {
    // What is listed under a subject that is none has no document.
    let Some(key) = Subject::read(subject).as_ref().map(document::key) else { return Ok(()) };
    match text {
        Some(text) => ports.routes.put(&key, text.to_owned()).await,
        None => ports.routes.delete(&key).await,
    }
}

/// Doubling delays: a key takes one write a second, and a store that is down need not be asked every minute.
fn postpone(ports: &Ports, publication: &Publication, failure: &str) -> Statement {
    let doubled = FIRST_DELAY_SECONDS << publication.attempts.clamp(0, 7);
    let delay = TimeDelta::seconds(doubled.min(LONGEST_DELAY_SECONDS));
    let org_id = publication.org_id.as_str();
    let fields = [("org_id", org_id), ("detail", failure)];
    log::write(ports.log.as_ref(), Level::Warn, "route.publish_postponed", &fields);
    store::publications::postpone(publication, failure, ports.clock.now() + delay)
}
