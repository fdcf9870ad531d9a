//! The tools, one file each: arguments in, a sentence out.

mod arguments;
pub(super) mod check_availability;
