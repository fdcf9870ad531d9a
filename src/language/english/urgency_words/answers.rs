//! Answers of one word, and lists of what somebody does not have.

use super::{
    clause::Clause,
    phrases::{self, Kind, length_of_any},
};

/// What says no by itself, and what a form has where nothing is the matter.
const NO: [&str; 8] = [
    "no|n|0|none|nope|false|negative|never|absent|denied|denies|nothing|na|null|undefined|unspecified|unknown|low|routine|normal|minor",
    "n a",
    "not at all|applicable|needed|necessary|required|reported|present|specified|urgent|really",
    "no not at all|really",
    "no no",
    "no|non|not emergency|urgent",
    "not an emergency",
    "low priority",
];
/// Who is asked this and says no is in danger: `Is he breathing? No.`
const VITAL: [&str; 8] =
    ["breathe", "breathing", "conscious", "responsive", "responding", "pulse", "heartbeat", "swallow"];
/// What may stand between the items of a list.
const LISTING: [&str; 9] = ["or", "nor", "any", "a", "an", "other", "severe", "recent", "unusual"];
/// Denials that are no answers, so that a list goes on without an `or`.
const PLAIN_DENIALS: [&str; 4] = ["denies", "denied", "denying", "without"];

/// Whether a clause is a no and nothing else.
pub(super) fn is_no(clause: &Clause) -> bool {
    NO.iter().any(|no| length_of_any(&clause.words, &[no]) == Some(clause.words.len()))
}

/// Whether somebody is in danger if a clause is answered by a no.
pub(super) fn is_vital(clause: &Clause) -> bool {
    clause.words.last().is_some_and(|word| VITAL.contains(&word.as_str()))
}

/// How many of the clauses behind a denied one its denial covers: `no fever, chest pain, or trouble breathing`. Without the `or`, and before
/// anything that is no bare item, `no` may have been an answer: `no fever, chest pain since noon`.
pub(super) fn denied_with(denied: &Clause, others: &[Clause]) -> usize {
    if !denied.is_listed() {
        return 0;
    }
    let bare = others.iter().take_while(|clause| is_item(&clause.words)).count();
    let listed = others.iter().take_while(|clause| clause.is_listed()).count() + 1;
    let items = others.get(..bare.min(listed)).unwrap_or_default();
    if denied.words.iter().any(|word| PLAIN_DENIALS.contains(&word.as_str())) {
        return items.len();
    }
    let has_or = |clause: &Clause| clause.words.iter().any(|word| word == "or" || word == "nor");
    items.iter().rposition(has_or).map_or(0, |last| last + 1)
}

/// Whether words are nothing but signs and complaints: `or severe chest pain`.
fn is_item(words: &[String]) -> bool {
    let mut start = 0;
    while let Some((word, _)) = words.get(start..).and_then(<[String]>::split_first) {
        let (before, from) = words.split_at(start);
        let found = phrases::emergency(before, from)
            .filter(|found| !found.is_negative && matches!(found.kind, Kind::Sign | Kind::Event | Kind::Complaint));
        start += match found {
            Some(found) => found.length,
            None if LISTING.contains(&word.as_str()) => 1,
            None => return false,
        };
    }
    true
}
