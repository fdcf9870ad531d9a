//! Key rotation: moving envelopes to the primary key.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    http::{Error, auth::Operator, body::json, error::Problem},
    jobs::rewrap::{self, RewrapOutcome},
    store::envelopes::KeyCount,
};

/// What a run did, and what is left under each key.
#[derive(Serialize, ToSchema)]
pub struct RewrapReport {
    /// The key that new envelopes get.
    primary: String,
    /// Credentials moved to it by this run.
    rewrapped: u64,
    /// Credentials that did not open; they stay as they are, and their key must not be retired.
    unreadable: u64,
    /// Envelopes per key id, counted after the run. A key may be retired when it has none.
    keys: Vec<KeyCountView>,
    /// Envelopes of the older form, which does not authenticate the settings beside them. Also those that did not open.
    unbound: u64,
    /// Route documents that still have to be published; the sweep does it, every minute.
    unpublished: u64,
    /// Whether nothing is left under another key than the primary or in the older form, neither in D1 nor in documents that wait to be
    /// published.
    done: bool,
}

/// Envelopes under one key.
#[derive(Serialize, ToSchema)]
pub struct KeyCountView {
    key_id: String,
    count: u64,
    /// Whether this deployment has the key.
    configured: bool,
}

/// Moves sealed credentials to the primary key. Only the platform's operator can.
#[utoipa::path(post, path = "/api/admin/rewrap", tag = "operations", security(("token" = ["platform"])),
    responses((status = 200, body = RewrapReport, description = "What was done, and what is left under each key"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn run(State(app): State<Arc<App>>, _: Operator) -> Result<Response, Error> {
    let vault = app.accounts.vault();
    let RewrapOutcome { rewrapped, unreadable, counts, unpublished } = rewrap::run(&app.ports, vault).await?;
    let primary = vault.primary().as_str().to_owned();
    let counted = |key_id: &str| counts.keys.iter().find(|k| k.key_id == key_id).map_or(0, |k| k.count);
    let moved = counts.keys.iter().all(|KeyCount { key_id, count }| *key_id == primary || *count == 0);
    let configured = vault.key_ids().map(|id| KeyCountView {
        key_id: id.as_str().to_owned(),
        count: counted(id.as_str()),
        configured: true,
    });
    let unknown = counts
        .keys
        .iter()
        .filter(|k| vault.key_ids().all(|id| id.as_str() != k.key_id))
        .map(|k| KeyCountView { key_id: k.key_id.clone(), count: k.count, configured: false });
    let keys = configured.chain(unknown).collect();
    let (unbound, done) = (counts.unbound, moved && counts.unbound == 0 && unpublished == 0);
    Ok(json(StatusCode::OK, &RewrapReport { primary, rewrapped, unreadable, keys, unbound, unpublished, done }))
}
