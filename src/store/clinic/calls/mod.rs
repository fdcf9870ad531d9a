//! What is kept of calls. [`super::schema`] says by which rules messages about one call are merged.

mod callers;
mod erasure;
mod expiry;
mod listing;
mod nuisance;
mod updates;

pub(super) use listing::outcome;

pub use callers::caller_of;
pub use erasure::erase;
pub use expiry::expire;
pub use listing::{
    CallFilter, CallPosition, CallRecord, ToolRecord, by_id, forgotten, found, found_one, found_tools, list, of_ids,
    place, tools_of, was_answered,
};
pub use nuisance::{NuisanceCaller, found_nuisance_callers, nuisance_callers};
pub use updates::{CallUpdate, Ended, NewToolRecord, record_call, record_tools};
