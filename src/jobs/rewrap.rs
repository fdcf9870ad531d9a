//! Moves credentials from older keys to the primary one, and from the older form of envelopes to the one that binds what stands beside them.
//!
//! Each envelope is replaced only if it is still the one that was read, so a credential that an admin replaces meanwhile is never
//! overwritten. Cached tokens are simply forgotten, and so is what somebody is about to connect: they consent again. What is left is counted
//! from the envelopes, not from what this run believes.

use crate::{
    crypto::seal::{KeyId, OpenError},
    domain::{id::OrgId, integration::Vendor},
    log::{self, Level},
    ports::{Ports, Statement},
    store::{self, StoreError, envelopes::EnvelopeCounts, integrations::Integration},
    vault::{ResealError, Vault},
};

/// Rows per batch.
const CHUNK: i64 = 40;
/// Batches per run; a larger deployment repeats the run, and the counts say when to stop.
const CHUNKS: usize = 20;

/// What a run did.
pub struct RewrapOutcome {
    /// Credentials moved.
    pub rewrapped: u64,
    /// Credentials that did not open.
    pub unreadable: u64,
    /// What is under each key now, and in the older form.
    pub counts: EnvelopeCounts,
    /// Documents that still have to be published; until then KV holds older envelopes.
    pub unpublished: u64,
}

/// One run over all orgs.
pub async fn run(ports: &Ports, vault: &Vault) -> Result<RewrapOutcome, StoreError> {
    let database = ports.database.as_ref();
    let primary = vault.primary().as_str();
    let older: Vec<&str> = vault.key_ids().map(KeyId::as_str).filter(|id| *id != primary).collect();
    let (mut rewrapped, mut unreadable) = (0, 0);
    let mut after: Option<(OrgId, Vendor)> = None;
    for _ in 0..CHUNKS {
        let (rows, bad) = store::envelopes::to_move(database, (primary, &older), after, CHUNK).await?;
        unreadable += bad;
        let Some(last) = rows.last() else { break };
        after = Some((last.org_id, last.service_type.clone()));
        let updates: Vec<Statement> = rows.iter().filter_map(|row| replacement(ports, vault, row)).collect();
        unreadable += (rows.len() - updates.len()) as u64;
        rewrapped += store::run(database, updates).await?.iter().map(|result| result.rows.len() as u64).sum::<u64>();
    }
    let forgotten =
        vec![store::tokens::delete_not_under_key(primary), store::pending_connections::delete_not_under_key(primary)];
    store::run(database, forgotten).await?;
    let counts = store::envelopes::count_by_key(database).await?;
    Ok(RewrapOutcome { rewrapped, unreadable, counts, unpublished: store::publications::waiting(database).await? })
}

/// The update that moves one envelope; `None`, and a line in the log, for one that does not open.
fn replacement(ports: &Ports, vault: &Vault, row: &Integration) -> Option<Statement> {
    let credential = row.credential().ok_or(ResealError::Open(OpenError::Malformed));
    match credential.and_then(|credential| vault.rewrap(row.org_id, &row.service_type, &credential)) {
        Ok(sealed) => Some(store::envelopes::replace_envelope(row, sealed)),
        Err(error) => {
            let (org_id, service) = (row.org_id.to_string(), row.service_type.as_str());
            let fields = [("org_id", org_id.as_str()), ("service", service), ("detail", &error.to_string())];
            log::write(ports.log.as_ref(), Level::Error, "vault.unreadable", &fields);
            None
        }
    }
}
