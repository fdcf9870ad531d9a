//! An import from its first part to its last. A part is what its receipt says at once.

use std::{collections::HashMap, sync::atomic::AtomicI64};

use bytes::Bytes;

use super::{Owner, admission::Admitted, report::Outcome, rows::Format};
use crate::{
    app::App,
    context::RequestContext,
    domain::{principal::Principal, request_key, route::RouteKey},
    http::Error,
    store::{import_receipts::ImportKey, mapping_imports::Identifiers},
};

/// Rows of a part. D1 runs one batch at a time and calls wait behind it, so it must not take long.
const PART: usize = 500;

const OTHER_IMPORT: Error = Error::Conflict {
    code: "key_reused",
    field: "",
    detail: "This Idempotency-Key was used for another import. Send a new one.",
};

/// An import.
pub(super) struct Import<'a> {
    pub(super) app: &'a App,
    pub(super) context: &'a RequestContext,
    pub(super) owner: Owner,
    pub(super) principal: Option<&'a Principal>,
    /// Whether the operator imports, who approves by it.
    pub(super) is_operator: bool,
    pub(super) dry_run: bool,
    pub(super) key: Option<&'a str>,
    pub(super) hash: String,
    /// Rows of the parts before that a dry run would have left without proof.
    pub(super) would_be_unproven: AtomicI64,
}

/// The hash of what is asked, so that another file under the same key is noticed.
pub(super) fn hash(format: Format, owner: Owner, file: &Bytes) -> String {
    let for_all = match owner {
        Owner::Admin(org_id) => Some(org_id.to_string()),
        Owner::Named(org_id) => org_id.map(|org_id| org_id.to_string()),
    };
    let format = match format {
        Format::Ndjson => "ndjson",
        Format::Csv => "csv",
    };
    request_key::hash("import", &[Some(format), for_all.as_deref(), Some(&String::from_utf8_lossy(file))])
}

impl Import<'_> {
    /// What came of each row, or would come of it.
    ///
    /// # Errors
    /// When the database did not answer. What was imported before stays; whoever sends the same again goes on behind it.
    pub(super) async fn run(&self, rows: &[Admitted]) -> Result<Vec<Outcome>, Error> {
        let recorded = self.recorded().await?;
        let mut outcomes = Vec::with_capacity(rows.len());
        for (part, rows) in rows.chunks(PART).enumerate() {
            match recorded.get(&part).and_then(|letters| replayed(letters, rows)) {
                Some(known) => outcomes.extend(known),
                None => outcomes.extend(self.import_part(part, rows).await?),
            }
        }
        if !self.dry_run {
            self.forget(rows.iter().zip(&outcomes));
        }
        Ok(outcomes)
    }

    pub(super) fn receipt_key(&self) -> Option<ImportKey<'_>> {
        let org_id = match self.owner {
            Owner::Admin(org_id) => Some(org_id),
            Owner::Named(_) => None,
        };
        self.key.map(|key| ImportKey { org_id, key, hash: &self.hash })
    }

    /// What came of each part when the same was sent before.
    async fn recorded(&self) -> Result<HashMap<usize, String>, Error> {
        let Some(key) = self.receipt_key() else { return Ok(HashMap::new()) };
        let receipts = key.receipts(self.app.ports.database.as_ref()).await?;
        if receipts.iter().any(|receipt| receipt.hash != self.hash) {
            return Err(OTHER_IMPORT);
        }
        Ok(receipts.into_iter().map(|receipt| (receipt.part, receipt.outcomes)).collect())
    }

    /// This isolate forgets what it knows of the numbers that were changed. The documents follow with the sweep, behind everything else.
    fn forget<'r>(&self, rows: impl Iterator<Item = (&'r Admitted, &'r Outcome)>) {
        let changed = rows.filter(|(_, outcome)| matches!(outcome, Outcome::Created | Outcome::Updated));
        let candidates = changed.filter_map(|(row, _)| row.candidate.as_ref().ok());
        self.app.directory.forget_keys(candidates.flat_map(|candidate| keys(candidate.identifiers())));
    }
}

/// What a receipt says of these rows, if it is of as many.
fn replayed(letters: &str, rows: &[Admitted]) -> Option<Vec<Outcome>> {
    let outcomes: Option<Vec<Outcome>> = letters.chars().map(Outcome::of_letter).collect();
    outcomes.filter(|outcomes| outcomes.len() == rows.len())
}

fn keys(identifiers: Identifiers<'_>) -> Vec<RouteKey> {
    let Identifiers { number, sip_uri, vapi_id, .. } = identifiers;
    let published = [number, sip_uri].into_iter().flatten().filter_map(RouteKey::from_published);
    published.chain(vapi_id.and_then(RouteKey::vapi_number)).collect()
}
