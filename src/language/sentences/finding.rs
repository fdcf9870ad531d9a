//! The caller's appointments.

use super::SpeechContext;
use crate::domain::appointment::{AppointmentSummary, Operation};

/// What is said of the appointments that a caller has.
pub trait FindingSentences {
    /// The caller's upcoming appointments, the next first; `total` is how many there are in all. Fewer are named when there
    /// is no room for more.
    fn found(&self, visits: &[AppointmentSummary], total: usize, desk: &SpeechContext) -> String;

    /// The caller has no appointment; `narrowed` when only some were looked for, by day or name.
    fn found_none(&self, desk: &SpeechContext, narrowed: bool) -> String;

    /// Several appointments could be meant.
    fn which_one(&self, visits: &[AppointmentSummary], operation: Operation, desk: &SpeechContext) -> String;

    /// Nothing was done, since none of the caller's appointments, which are these, fits what they said.
    fn none_fits(&self, visits: &[AppointmentSummary], operation: Operation, desk: &SpeechContext) -> String;

    /// The caller has no appointment that this could be done about.
    fn none_to(&self, operation: Operation, desk: &SpeechContext) -> String;

    /// The caller's number is withheld, so that none of their appointments can be found.
    fn no_caller_number(&self, operation: Operation) -> String;
}
