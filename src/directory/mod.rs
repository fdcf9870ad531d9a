//! The directory: which clinic owns a called number.
//!
//! Three tiers, cheapest first: the isolate's memory, one KV document per number, D1. D1 is the truth. How long a change can stay
//! unseen is bounded by the memory's time to live, KV's own delay, and the minute between two sweeps:
//!
//! * memory forgets a route after the time that [`Directory::new`] is given and reads one that is in use again after half of that, behind
//!   an answer; it forgets an unknown number after at most five seconds, and keeps at most some thousands of them;
//! * a route that came from KV is checked against D1 behind the answer that it served, so a stale document serves an isolate once
//!   and not for as long as KV takes, and is published again, as is one that KV does not have;
//! * documents are republished by whoever changed them, and by the sweep for changes made in SQL.

mod disputes;
mod document;
mod handed_over;
mod knowledge;
mod memory;
mod publish;
mod refresh;
mod resolution;
mod resolve;
mod routed;
mod strangers;
mod subject;

pub use handed_over::HandedOver;
pub use publish::{Published, ROUND_COST, publish_of_org, publish_round};
pub use resolution::Resolution;
pub use resolve::{Directory, DirectoryError};
pub use routed::{Routed, RoutingError, RoutingRefusal};
pub use strangers::SecondLook;
