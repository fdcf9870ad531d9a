//! The outbox: work that follows a change, written by the change's own transaction.

mod listing;
mod work;

pub use listing::{Item, WorkState, list, revive};
pub use work::{
    Change, Work, WorkKind, again, bury, claim, claim_one, claim_own, claimed, done, enqueue, enqueue_for,
    enqueue_text, first_try, retry, withdraw_for,
};
