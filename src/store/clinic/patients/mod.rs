//! All that a clinic has of one person, known by their number: found, and erased.
//!
//! A row that names the number alone is theirs. One that names another number beside it may be somebody else's, such as a child's whose
//! appointment a parent booked. Nothing in the row can tell, so such rows are shared, and whoever asks says what becomes of them.

mod erasure;
mod holdings;

pub use erasure::{Erasure, Shared, erase};
pub use holdings::{Holdings, ids, is_upcoming};

use crate::domain::phone::PhoneNumber;

/// Whether a row with these two numbers may be another person's than that of `number`.
fn is_shared(number: &PhoneNumber, one: Option<&PhoneNumber>, other: Option<&PhoneNumber>) -> bool {
    [one, other].into_iter().flatten().any(|named| named != number)
}
