//! What is kept of calls. `migrations/0012_calls.sql` says by which rules messages about one call are merged.

mod erasure;
pub(super) mod expiry;
mod listing;
mod updates;

pub use erasure::erase;
pub use listing::{CallPosition, CallRecord, Detail, Filter, ToolRecord, detail, list, place};
pub use updates::{CallUpdate, Ended, NewToolRecord, record_call, record_tools};
