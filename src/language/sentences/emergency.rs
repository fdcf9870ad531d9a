//! Emergencies.

/// What is said first of all in an emergency.
pub trait EmergencySentences {
    /// What a caller in danger is told by a clinic that has no words of its own. `number` is whom to call there; none if that is not known.
    fn emergency_words(&self, number: Option<&str>) -> String;

    /// The words, and that they are to be said first.
    fn emergency_note(&self, words: &str) -> String;

    /// An answer with the words for an emergency before it. Where both have no room, the answer is shortened and the words are not.
    fn emergency_first(&self, words: &str, answer: &str) -> String;
}
