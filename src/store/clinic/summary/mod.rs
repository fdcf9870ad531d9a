//! What the object told of itself, and what it counts for that.

mod backlog;
mod earlier;
mod usage;
mod written;

pub use backlog::backlog;
pub use earlier::{earlier, month_of};
pub use usage::between;
pub use written::{forget, last, replace};
