//! The outbox: work that follows a change, written by the change's own transaction.

mod listing;
mod work;

pub use listing::{Item, WorkState, list, revive};
pub use work::{
    Work, WorkKind, again, bury, claim, claim_one, claim_own, claimed, done, enqueue, enqueue_own, first_try, next_due,
    retry, revive_failed, withdraw,
};
