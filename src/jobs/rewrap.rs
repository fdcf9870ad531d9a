//! Moves credentials and the secrets of webhooks from older keys to the primary one, and from the older form of envelopes to the one that binds what stands beside them.
//!
//! Each envelope is replaced only if it is still the one that was read, so a credential that an admin replaces meanwhile is never
//! overwritten. Cached tokens are simply forgotten, and so is what somebody is about to connect: they consent again. What is left is counted
//! from the envelopes, not from what this run believes.

use crate::{
    crypto::seal::{Beside, KeyId, OpenError},
    domain::{id::OrgId, integration::Vendor},
    log::{self, Level},
    ports::{Ports, Statement},
    store::{self, StoreError, envelopes::EnvelopeCounts, integrations::Integration, webhooks},
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

/// What was done with the rows of one table, or of all.
#[derive(Default)]
struct Moved {
    rewrapped: u64,
    unreadable: u64,
}

/// One run over all orgs.
pub async fn run(ports: &Ports, vault: &Vault) -> Result<RewrapOutcome, StoreError> {
    let database = ports.database.as_ref();
    let primary = vault.primary().as_str();
    let older: Vec<&str> = vault.key_ids().map(KeyId::as_str).filter(|id| *id != primary).collect();
    let mut moved = Moved::default();
    move_credentials(ports, vault, (primary, &older), &mut moved).await?;
    move_webhooks(ports, vault, &older, &mut moved).await?;
    let forgotten =
        vec![store::tokens::delete_not_under_key(primary), store::pending_connections::delete_not_under_key(primary)];
    store::run(database, forgotten).await?;
    let counts = store::envelopes::count_by_key(database).await?;
    let unpublished = store::publications::waiting(database).await?;
    Ok(RewrapOutcome { rewrapped: moved.rewrapped, unreadable: moved.unreadable, counts, unpublished })
}

async fn move_credentials(
    ports: &Ports,
    vault: &Vault,
    keys: (&str, &[&str]),
    moved: &mut Moved,
) -> Result<(), StoreError> {
    let mut after: Option<(OrgId, Vendor)> = None;
    for _ in 0..CHUNKS {
        let (rows, bad) = store::envelopes::to_move(ports.database.as_ref(), keys, after, CHUNK).await?;
        moved.unreadable += bad;
        let Some(last) = rows.last() else { break };
        after = Some((last.org_id, last.service_type.clone()));
        let updates = rows.iter().map(|row| replacement(ports, vault, row));
        write(ports, updates.collect(), moved).await?;
    }
    Ok(())
}

async fn move_webhooks(ports: &Ports, vault: &Vault, older: &[&str], moved: &mut Moved) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    for _ in 0..CHUNKS {
        let database = ports.database.as_ref();
        let (rows, bad) = store::envelopes::webhooks_to_move(database, older, after.as_deref(), CHUNK).await?;
        moved.unreadable += bad;
        let Some(last) = rows.last() else { break };
        after = Some(last.id.clone());
        let updates = rows.iter().map(|row| webhook_replacement(ports, vault, row));
        write(ports, updates.collect(), moved).await?;
    }
    Ok(())
}

/// Writes the replacements of a chunk, in which `None` stands for an envelope that did not open.
async fn write(ports: &Ports, updates: Vec<Option<Statement>>, moved: &mut Moved) -> Result<(), StoreError> {
    let all = updates.len();
    let updates: Vec<Statement> = updates.into_iter().flatten().collect();
    moved.unreadable += (all - updates.len()) as u64;
    let written = store::run(ports.database.as_ref(), updates).await?;
    moved.rewrapped += written.iter().map(|result| result.rows.len() as u64).sum::<u64>();
    Ok(())
}

/// The update that moves one envelope; `None`, and a line in the log, for one that does not open.
fn replacement(ports: &Ports, vault: &Vault, row: &Integration) -> Option<Statement> {
    let credential = row.credential().ok_or(ResealError::Open(OpenError::Malformed));
    let moved = credential.and_then(|credential| vault.rewrap(row.org_id, &row.service_type, &credential));
    let sealed = readable(ports, row.org_id, row.service_type.as_str(), moved)?;
    Some(store::envelopes::replace_envelope(row, sealed))
}

/// The same of a webhook's.
fn webhook_replacement(ports: &Ports, vault: &Vault, row: &webhooks::Row) -> Option<Statement> {
    let values = row.bound_values();
    let beside = Beside { save_id: &row.save_id, values: &values };
    let moved = vault.rewrap_webhook(row.org_id, beside, &row.secrets_sealed);
    let sealed = readable(ports, row.org_id, "webhook", moved)?;
    Some(store::envelopes::replace_webhook_envelope(row, sealed))
}

fn readable(ports: &Ports, org_id: OrgId, service: &str, moved: Result<String, ResealError>) -> Option<String> {
    moved
        .inspect_err(|error| {
            let org_id = org_id.to_string();
            let fields = [("org_id", org_id.as_str()), ("service", service), ("detail", &error.to_string())];
            log::write(ports.log.as_ref(), Level::Error, "vault.unreadable", &fields);
        })
        .ok()
}
