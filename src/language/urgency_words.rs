//! Words for how urgent something is, as a contract that each language keeps.

use crate::domain::urgency::Urgency;

/// Reads how urgent something is by the words that are said of it.
pub trait UrgencyWords: Sync {
    /// Whether a text speaks of an emergency, or of what is one for whoever hears it. A text that says that there is none does not. When
    /// in doubt it does: a caller who hears of the emergency number for nothing loses a second.
    fn says_emergency(&self, text: &str) -> bool;

    /// A text without the name of the clinic, which may have an emergency in it: `Downtown Emergency Dental`. The name stays if it is no more
    /// than what somebody may need: `Emergency Dental`.
    fn without_clinic_name(&self, text: &str, clinic_name: &str) -> String;

    /// What a word for urgency means; `None` for a word that is none.
    fn urgency(&self, word: &str) -> Option<Urgency>;
}
