//! SQL, beside the rows it reads. Everything that the application knows of the database's schema is in this module.
//!
//! The same statements run over D1 in the Worker and over SQLite in the host tests, with the same migrations and triggers.
//! Functions either run by themselves or give a [`Statement`] to put into a batch, and a reader for its rows, since a batch is
//! the only transaction and the only way to save round trips.

pub mod appointments;
pub mod assistants;
pub mod audit;
mod batch;
pub mod calendar_faults;
pub mod clinic;
mod codec;
mod documents;
pub mod expiry;
pub mod follow;
pub mod integrations;
pub mod mappings;
pub(crate) mod named;
pub mod opt_outs;
pub mod org_data;
pub mod org_deletions;
pub mod orgs;
pub mod outbox;
pub mod pokes;
pub mod practitioners;
pub mod publications;
pub mod receipts;
pub mod reminders;
pub mod routes;
pub mod schedules;
pub mod sending;
pub mod services;
pub mod text_settings;
pub mod texts;
pub mod tokens;

pub use batch::{Batch, Results, StatementPosition};
pub use codec::{StoreError, run, run_one};
pub(crate) use codec::{first, nested, numbered, params, read, read_sound};
pub(crate) use named::statement;
