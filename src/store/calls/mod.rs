//! What is kept of calls. `migrations/0012_calls.sql` says by which rules messages about one call are merged.

mod erasing;
pub(super) mod expiry;
mod hearing;
mod reading;

pub use erasing::erase;
pub use hearing::{Ended, Heard, Run, hear, runs};
pub use reading::{CallRecord, Detail, Filter, Place, ToolRecord, detail, list, place};
