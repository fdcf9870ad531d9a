//! A clinic's object: what happens at one clinic, kept in a database of its own and looked after by one thread.
//!
//! From outside it is a [`ClinicClient`], which asks in one hop. Inside, a [`ClinicObject`] answers, and wakes up by itself when
//! something is due. What a clinic *is* (its mappings, credentials and settings) stays in D1; the object reads from there what it needs.

mod calls;
mod client;
mod desk;
mod erase;
mod export;
mod forwarded;
mod object;
mod overdue;
mod pokes;
mod query;
mod question;
mod retention;
mod summary;
mod waking;

pub use calls::{keep_call_here, record_call};
pub use client::{ClinicClient, ClinicError};
pub use desk::ClinicDesk;
pub use export::{ClinicExport, ExportPosition};
pub use forwarded::{ForwardedRequest, ForwardedResponse};
pub use object::ClinicObject;
pub use overdue::{OVERDUE_COST, OverdueCount, wake_overdue};
pub use pokes::{POKE_COST, poke_due, poke_org};
pub use query::{QueryOutcome, ReadOnlySql};
pub use question::{NewCall, Question};
pub use waking::spread;
