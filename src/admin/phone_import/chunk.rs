//! One part of an import: what there is already is read, what is to be done is decided, and that is written in one batch. Whoever takes a
//! number in between fails the batch; then each half is read again.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    admission::{Admitted, Candidate},
    decision::{Decision, Known},
    report::{Outcome, taken},
    run::Import,
};
use crate::{
    admin::phone_mappings::Identifier,
    domain::id::OrgId,
    http::{Error, trail},
    ports::{DatabaseError, Statement},
    store::{
        Batch, StoreError,
        audit::{self, Action},
        import_receipts,
        mapping_imports::{self, Identifiers, Writing, WrittenMapping},
        mappings,
    },
};

/// A row that can be imported, by its place in the part.
type Placed<'a> = (usize, &'a Candidate);

/// What is to be written of some rows.
#[derive(Default)]
struct Changes<'a> {
    created: Vec<WrittenMapping<'a>>,
    updated: Vec<WrittenMapping<'a>>,
}

impl Import<'_> {
    /// What came of each row of a part.
    pub(super) async fn import_part(&self, part: usize, rows: &[Admitted]) -> Result<Vec<Outcome>, Error> {
        let mut outcomes: Vec<Outcome> = rows.iter().map(|row| row.refused().unwrap_or(Outcome::Unchanged)).collect();
        let mut waiting = vec![candidates(rows)];
        let mut is_recorded = false;
        while let Some(some) = waiting.pop() {
            let changes = self.decide(&some, &mut outcomes).await?;
            if self.dry_run {
                continue;
            }
            // The receipt is written with all of the part, or once each of its pieces is.
            let is_last = waiting.is_empty();
            let receipt = if is_last { self.receipt(part, &outcomes) } else { Vec::new() };
            match self.write(&changes, receipt).await {
                Ok(()) => is_recorded |= is_last,
                Err(error) => match halves(&some, &error) {
                    Some(halves) => waiting.extend(halves),
                    None => settle_last(&some, error, &mut outcomes)?,
                },
            }
        }
        if !is_recorded && !self.dry_run {
            self.write(&Changes::default(), self.receipt(part, &outcomes)).await?;
        }
        Ok(outcomes)
    }

    /// Decides about rows by what the database has now, and notes what comes of each.
    async fn decide<'a>(&self, some: &[Placed<'a>], outcomes: &mut [Outcome]) -> Result<Changes<'a>, Error> {
        let mut changes = Changes::default();
        let known = self.known(some).await?;
        for (place, candidate) in some {
            let outcome = match known.decide(candidate) {
                Decision::Create => {
                    changes.created.push(written(candidate, candidate.mapping.id.clone()));
                    Outcome::Created
                }
                Decision::Update(id) => {
                    changes.updated.push(written(candidate, id));
                    Outcome::Updated
                }
                Decision::Nothing(outcome) => outcome,
            };
            if let Some(slot) = outcomes.get_mut(*place) {
                *slot = outcome;
            }
        }
        Ok(changes)
    }

    async fn known(&self, some: &[Placed<'_>]) -> Result<Known, Error> {
        let identifiers: Vec<Identifiers<'_>> = some.iter().map(|(_, candidate)| candidate.identifiers()).collect();
        let identifiers = mapping_imports::list(&identifiers)?;
        let mut batch = Batch::default();
        let own = batch.add(mapping_imports::own(&identifiers));
        let in_use = batch.add(mapping_imports::in_use(&identifiers));
        let mut results = batch.run(self.app.ports.database.as_ref()).await?;
        Ok(Known::new(mappings::all(results.take(own))?, mappings::all(results.take(in_use))?))
    }

    async fn write(&self, changes: &Changes<'_>, receipt: Vec<Statement>) -> Result<(), StoreError> {
        let Changes { created, updated } = changes;
        let mut batch = Batch::default();
        if !created.is_empty() || !updated.is_empty() {
            Writing { created, updated, now: self.app.ports.clock.now() }.add_to(&mut batch)?;
            batch.extend([self.audit_lines(changes)?]);
        }
        batch.extend(receipt);
        batch.run(self.app.ports.database.as_ref()).await.map(drop)
    }

    /// A line for each org that has something of it.
    fn audit_lines(&self, changes: &Changes<'_>) -> Result<Statement, StoreError> {
        let mut counts: BTreeMap<OrgId, (u32, u32)> = BTreeMap::new();
        changes.created.iter().for_each(|row| counts.entry(row.org_id).or_default().0 += 1);
        changes.updated.iter().for_each(|row| counts.entry(row.org_id).or_default().1 += 1);
        let line = |(org_id, (created, updated)): (OrgId, (u32, u32))| {
            let id = self.app.ports.new_id()?.to_string();
            Ok(json!({"id": id, "org_id": org_id, "detail": {"created": created, "updated": updated}}))
        };
        let lines: Vec<Value> = counts.into_iter().map(line).collect::<Result<_, StoreError>>()?;
        let alike = trail::shared(self.context, self.principal, Action::MAPPINGS_IMPORTED);
        Ok(audit::record_each(&json!(lines).to_string(), &alike))
    }

    fn receipt(&self, part: usize, outcomes: &[Outcome]) -> Vec<Statement> {
        let Some(key) = self.receipt_key() else { return Vec::new() };
        let now = self.app.ports.clock.now();
        let letters: String = outcomes.iter().map(|outcome| outcome.letter()).collect();
        let record = key.record(i64::try_from(part).unwrap_or(i64::MAX), &letters, now);
        let expire = (part == 0).then(|| import_receipts::expire(now));
        expire.into_iter().chain([record]).collect()
    }
}

fn candidates(rows: &[Admitted]) -> Vec<Placed<'_>> {
    let places = rows.iter().enumerate();
    places.filter_map(|(place, row)| Some((place, row.candidate.as_ref().ok()?))).collect()
}

fn written(candidate: &Candidate, id: String) -> WrittenMapping<'_> {
    let mapping = &candidate.mapping;
    WrittenMapping {
        id,
        org_id: candidate.org_id,
        number: candidate.identifiers().number,
        sip_uri: mapping.sip_uri.as_ref().map(Option::as_deref),
        vapi_id: mapping.vapi_phone_number_id.as_ref().map(Option::as_deref),
        clinic_name: &mapping.clinic_name,
        is_active: mapping.is_active,
    }
}

/// What is tried again after a batch that one of its rows has failed; nothing if there is only one, or the database did not answer.
fn halves<'a>(some: &[Placed<'a>], error: &StoreError) -> Option<[Vec<Placed<'a>>; 2]> {
    let is_refused = matches!(error, StoreError::Database(DatabaseError::Unique(_) | DatabaseError::Constraint(_)));
    let (first, second) = some.split_at_checked(some.len() / 2).filter(|(first, _)| is_refused && !first.is_empty())?;
    Some([first.to_vec(), second.to_vec()])
}

/// A row by itself that was read as free and is refused all the same.
fn settle_last(some: &[Placed<'_>], error: StoreError, outcomes: &mut [Outcome]) -> Result<(), Error> {
    let identifier = Identifier::ALL.into_iter().find(|identifier| identifier.is_refused_by(&error));
    let outcome = match (identifier, &error) {
        (Some(identifier), _) => taken(identifier, false),
        (None, StoreError::Database(DatabaseError::Constraint(_))) => Outcome::Refused,
        _ => return Err(error.into()),
    };
    for (place, _) in some {
        if let Some(slot) = outcomes.get_mut(*place) {
            *slot = outcome;
        }
    }
    Ok(())
}
