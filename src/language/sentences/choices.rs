//! Choosing from what the clinic offers.

use super::SpeechContext;

/// What is said to have a service and a practitioner chosen that exist and go together.
pub trait ChoiceSentences {
    /// No service is called that; `known` are those that there are.
    fn unknown_service(&self, said: &str, known: &[&str], desk: &SpeechContext) -> String;

    /// No practitioner is called that; `known` are those that there are.
    fn unknown_practitioner(&self, said: &str, known: &[&str], desk: &SpeechContext) -> String;

    /// Several services could be meant.
    fn which_service(&self, candidates: &[&str], desk: &SpeechContext) -> String;

    /// Several practitioners could be meant.
    fn which_practitioner(&self, candidates: &[&str], desk: &SpeechContext) -> String;

    /// The practitioner does not do the service, or nobody does; `by` are those who do.
    fn not_offered(&self, service: &str, practitioner: Option<&str>, by: &[&str], desk: &SpeechContext) -> String;
}
