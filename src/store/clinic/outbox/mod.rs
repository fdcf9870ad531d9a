//! The outbox: work that follows a change, written by the change's own transaction.

mod ending;
mod listing;
mod work;

pub use ending::{WorkEnd, end};
pub use listing::{Item, WorkState, list, revive};
pub use work::{
    Work, WorkKind, claim, claim_deliveries, claim_one, claimed, enqueue, enqueue_new, enqueue_own, first_try,
    revive_failed, withdraw,
};
