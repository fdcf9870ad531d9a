//! What the clinic has written down for its callers.

use crate::domain::knowledge::{PlanAnswer, WhenUnknown};

/// What is said when a question about the clinic was asked. Each stands alone, without today's date.
pub trait KnowledgeSentences {
    /// The clinic's own words, best first; with `of_insurance` also that staff check benefits. What does not fit is left out, but for the
    /// first.
    fn facts(&self, says: &[&str], of_insurance: bool) -> String;

    /// What the clinic's lists of insurance plans say. That benefits are checked by staff is always said with it.
    fn plans(&self, answer: &PlanAnswer, clinic: &str) -> String;

    /// The question is one that staff alone may answer.
    fn question_refused(&self) -> String;

    /// Nothing is written down about it, and what to do then.
    fn not_known(&self, then: WhenUnknown) -> String;
}
