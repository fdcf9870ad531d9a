//! The outbox: work that follows a change and is done after it, by whoever knows how.
//!
//! A change writes its rows in its own transaction. [`Outbox`] leases what is due, hands each piece to the [`WorkHandler`] of its kind
//! and records the [`WorkOutcome`]. It knows nothing of what the work is about.

mod drain;
mod lease;
mod outcome;
mod work;

pub use drain::Outbox;
pub use lease::{LEASE, claim_due};
pub use outcome::{not_available, record};
pub use work::{PIECE_COST, WorkHandler, WorkOutcome};
