//! One part of an import: what there is already is read, what is to be done is decided, and that is written in one batch. Whoever takes a
//! number in between fails the batch; then each half is read again.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use serde_json::{Value, json};

use super::{
    Owner,
    admission::{Admitted, Candidate},
    decision::{Decision, Known, Unproven},
    report::{Obstacle, Outcome, taken},
    run::Import,
};
use crate::{
    admin::claims,
    domain::{
        claim::{Claim, Identifier},
        id::OrgId,
    },
    http::{Error, trail},
    ports::{DatabaseError, Statement},
    store::{
        Batch, StatementPosition, StoreError,
        audit::{self, Action},
        claim_proofs::{self, Approval, ClaimOfOrg},
        import_receipts,
        mapping_imports::{self, Identifiers, Writing, WrittenMapping},
        mappings::{self, NewMapping},
        unproven::{self, UnprovenLimit},
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
        self.dispute(rows, &outcomes).await?;
        Ok(outcomes)
    }

    /// Tells the operator what other orgs have of it.
    async fn dispute(&self, rows: &[Admitted], outcomes: &[Outcome]) -> Result<(), Error> {
        let Some(org_id) = self.limited_org().filter(|_| !self.dry_run) else { return Ok(()) };
        let of_others = rows.iter().zip(outcomes).filter(|(_, outcome)| outcome.is_taken_by_others());
        let mappings: Vec<&NewMapping> =
            of_others.filter_map(|(row, _)| Some(&row.candidate.as_ref().ok()?.mapping)).collect();
        if mappings.is_empty() { Ok(()) } else { claims::note(self.app, org_id, &mappings).await }
    }

    /// Whose limit of what need not be proven counts; nobody's if the operator imports.
    fn limited_org(&self) -> Option<OrgId> {
        match self.owner {
            Owner::Admin(org_id) if !self.is_operator => Some(org_id),
            Owner::Admin(_) | Owner::Named(_) => None,
        }
    }

    /// Decides about rows by what the database has now, and notes what comes of each.
    async fn decide<'a>(&self, some: &[Placed<'a>], outcomes: &mut [Outcome]) -> Result<Changes<'a>, Error> {
        let mut changes = Changes::default();
        let mut known = self.known(some).await?;
        let before = known.left();
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
        if let (true, Some(before), Some(left)) = (self.dry_run, before, known.left()) {
            self.would_be_unproven.fetch_add(before - left, Ordering::Relaxed);
        }
        Ok(changes)
    }

    async fn known(&self, some: &[Placed<'_>]) -> Result<Known, Error> {
        let identifiers: Vec<Identifiers<'_>> = some.iter().map(|(_, candidate)| candidate.identifiers()).collect();
        let identifiers = mapping_imports::list(&identifiers)?;
        let mut batch = Batch::default();
        let own = batch.add(mapping_imports::own(&identifiers));
        let in_use = batch.add(mapping_imports::in_use(&identifiers));
        let of_unproven =
            self.limited_org().map(|org_id| self.ask_for_unproven(org_id, some, &mut batch)).transpose()?;
        let mut results = batch.run(self.app.ports.database.as_ref()).await?;
        let (own, in_use) = (mappings::all(results.take(own))?, mappings::all(results.take(in_use))?);
        let unproven = of_unproven.map(|[proofs, standing]| {
            let (proofs, standing) =
                (claim_proofs::all(results.take(proofs))?, unproven::found(results.take(standing))?);
            let proven = proofs.into_iter().map(|proof| Claim { kind: proof.kind, value: proof.value }).collect();
            let left = standing.allowed - standing.unproven - self.would_be_unproven.load(Ordering::Relaxed);
            Ok::<_, StoreError>(Unproven { proven, left })
        });
        Ok(Known::new(own, in_use, unproven.transpose()?))
    }

    /// Asks what of these rows is proven, and how many may be without.
    fn ask_for_unproven(
        &self,
        org_id: OrgId,
        some: &[Placed<'_>],
        batch: &mut Batch,
    ) -> Result<[StatementPosition; 2], StoreError> {
        let claims: Vec<Claim> = some.iter().flat_map(|(_, candidate)| candidate.mapping.claims()).collect();
        let proofs = batch.add(claim_proofs::among(org_id, &claims)?);
        Ok([proofs, batch.add(claims::limit(self.app, org_id).standing())])
    }

    async fn write(&self, changes: &Changes<'_>, receipt: Vec<Statement>) -> Result<(), StoreError> {
        let Changes { created, updated } = changes;
        let mut batch = Batch::default();
        if !created.is_empty() || !updated.is_empty() {
            let limit = self.limited_org().map(|org_id| claims::limit(self.app, org_id));
            batch.extend(limit.map(UnprovenLimit::begin));
            Writing { created, updated, now: self.app.ports.clock.now() }.add_to(&mut batch)?;
            if limit.is_none() {
                batch.extend([self.approval(changes)?]);
            }
            batch.extend([self.audit_lines(changes)?]);
            batch.extend(limit.map(UnprovenLimit::end));
        }
        batch.extend(receipt);
        batch.run(self.app.ports.database.as_ref()).await.map(drop)
    }

    /// What the operator maps for orgs is approved by it.
    fn approval(&self, Changes { created, updated }: &Changes<'_>) -> Result<Statement, StoreError> {
        let of_row = |row: &WrittenMapping<'_>| {
            let claims = Claim::all(row.number, row.sip_uri.flatten(), row.vapi_id.flatten());
            let org_id = row.org_id;
            claims.into_iter().map(move |claim| ClaimOfOrg { org_id, claim })
        };
        let claims: Vec<ClaimOfOrg> = created.iter().chain(updated).flat_map(of_row).collect();
        let by = self.principal.map(|principal| principal.id.as_ref());
        claim_proofs::approve_mapped(&claims, &Approval { by, reason: None, now: self.app.ports.clock.now() })
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
        _ if unproven::is_over(&error) => Outcome::Conflict(Obstacle::Unproven),
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
