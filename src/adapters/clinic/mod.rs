//! The clinics' objects as Durable Objects: asked through their namespace, and each over the SQLite database that is its own.

mod namespace;
mod object;
mod storage;

pub(super) use namespace::Namespace;
