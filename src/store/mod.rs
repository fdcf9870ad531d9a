//! SQL, beside the rows it reads. Everything that the application knows of the databases' schemas is in this module: of D1 here, and of
//! the clinics' objects in [`clinic`].
//!
//! The same statements run over D1 and objects in the Worker and over SQLite in the host tests, with the same tables and triggers.
//! Functions either run by themselves or give a [`Statement`] and a reader for its rows. In D1 statements go into a batch, which is its
//! only transaction and saves round trips. In an object they run in a transaction, in which Rust reads, decides and writes.

pub mod alerts;
pub mod assistants;
pub mod attention;
pub mod audit;
mod batch;
pub mod budgets;
pub mod calendar_faults;
pub mod claim_disputes;
pub mod claim_proofs;
pub mod clinic;
mod codec;
mod documents;
pub mod envelopes;
mod expected;
pub mod gauges;
pub mod import_receipts;
pub mod integrations;
pub mod knowledge;
pub mod mapping_imports;
pub mod mappings;
pub mod members;
pub mod metrics;
pub(crate) mod named;
pub mod oauth_states;
pub mod org_data;
pub mod org_deletions;
pub mod orgs;
pub mod pending_connections;
pub mod pokes;
pub mod practitioners;
pub mod publications;
pub mod retention;
pub mod revocations;
pub mod routes;
pub mod schedules;
pub mod services;
pub mod sessions;
pub mod summaries;
mod surrounded;
pub mod sweep_runs;
pub mod text_recipients;
pub mod text_settings;
pub mod tokens;
pub mod unproven;
pub mod webhooks;

pub use batch::{Batch, Results, StatementPosition};
pub use codec::{StoreError, run, run_one};
pub(crate) use codec::{first, flag, nested, read, read_sound};
pub use documents::StoredDocument;
pub use expected::Expected;
pub(crate) use named::statement;
pub use surrounded::Surrounded;
