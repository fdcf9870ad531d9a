//! Names of clinics that have an emergency in them.

/// Words that are no name by themselves.
#[rustfmt::skip]
const GENERIC: [&str; 37] = [
    "emergency", "emergencies", "urgent", "dental", "dentist", "dentists", "dentistry", "tooth", "teeth", "clinic", "clinics", "care",
    "center", "centre", "office", "practice", "medical", "doctor", "doctors", "hospital", "room", "service", "services", "visit",
    "appointment", "24", "7", "hour", "hours", "the", "a", "an", "and", "of", "for", "same", "day",
];

/// A text without a clinic's name in any case, unless the name could be a wish.
pub(super) fn without(text: &str, clinic_name: &str) -> String {
    let name = clinic_name.trim().to_ascii_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    if words.all(|word| GENERIC.contains(&word)) {
        return text.to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let mut rest = text;
    let mut others = String::with_capacity(text.len());
    for (at, found) in lower.match_indices(&name) {
        let start = text.len() - rest.len();
        others.push_str(text.get(start..at).unwrap_or_default());
        rest = text.get(at + found.len()..).unwrap_or_default();
    }
    others + rest
}
