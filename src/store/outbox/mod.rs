//! The outbox: work that follows a change, written by the change's own transaction.

mod listing;
mod routes;
mod work;

pub use listing::{Item, WorkState, list, revive};
pub use routes::{Publication, complete, due, of_org, postpone, requeue, waiting};
pub use work::{
    Change, Work, WorkKind, again, bury, claim, claim_one, claim_own, claimed, done, enqueue, enqueue_for,
    enqueue_text, first_try, retry, withdraw_for,
};
