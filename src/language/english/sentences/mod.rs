//! Every sentence in English.

mod booking;
mod choices;
mod date_faults;
mod emergency;
mod faults;
mod finding;
mod hours;
mod inbox;
mod knowledge;
mod not_bookable;
mod openings;
mod phone_faults;
mod refusals;
pub(super) mod spoken;
mod takeover;
mod texts;
mod visit;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use date_faults::date_remedy;

use super::English;
use crate::language::sentences::Sentences;

impl Sentences for English {}
