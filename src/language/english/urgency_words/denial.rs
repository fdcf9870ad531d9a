//! Words that say that there is no emergency, and those that only seem to.

use super::phrases::{Found, Kind, length_of_any};

/// Words that deny what follows them.
#[rustfmt::skip]
const DENIALS: [&str; 22] = [
    "no", "not", "non", "nor", "never", "nobody", "without", "denies", "denied", "isnt", "wasnt", "arent", "werent", "aint", "dont",
    "doesnt", "didnt", "hasnt", "havent", "hadnt", "wouldnt", "neither",
];
/// Words that deny what somebody can or will do, and no emergency.
const CANNOT: [&str; 6] = ["cant", "cannot", "wont", "couldnt", "unable", "hardly"];
/// Denials of what was: `I haven't had chest pain before` says that there is some now.
const OF_THE_PAST: [&str; 7] = ["never", "hasnt", "havent", "hadnt", "wasnt", "werent", "didnt"];
/// What may stand between a denial and what it denies. `Not sure if it is an emergency` denies nothing.
#[rustfmt::skip]
const BETWEEN: [&str; 36] = [
    "a", "an", "the", "any", "really", "actually", "exactly", "truly", "quite", "real", "true", "immediate", "medical", "dental",
    "have", "has", "having", "had", "is", "was", "be", "been", "feel", "feeling", "experiencing", "currently", "more", "longer", "in",
    "or", "kind", "sort", "of", "urgent", "such", "as",
];
/// What may stand besides where an opinion is denied: `I don't think it's an emergency`. Without the opinion it would be `no, it's an
/// emergency`.
const OPINIONS: [&str; 5] = ["think", "believe", "say", "call", "consider"];
/// What follows a `no` that answers a question: `no, is an emergency`.
const AFTER_ANSWER: [&str; 4] = ["is", "has", "have", "was"];
/// What denies a denial, if it is denied itself: `I'm not sure it's not an emergency`.
#[rustfmt::skip]
const DOUBTS: [&str; 15] = [
    "think", "believe", "say", "call", "consider", "sure", "certain", "know", "mean", "swear", "promise", "me", "that", "like", "if",
];
/// Words from a doubt back to its denial: `I wouldn't be calling if it wasn't an emergency`.
const MOST_BEFORE_DOUBT: usize = 3;
const OF_WHAT: [&str; 6] = ["it", "its", "this", "that", "thats", "theres"];
/// A question that asks whether it is not one thinks it is.
const ASKING: [&str; 6] = ["is", "was", "does", "did", "could", "would"];
const ASKING_YOU: [&str; 2] = ["do|would you think|say|mean|believe", "are you saying|sure"];

/// What makes of any denial a comparison with what is so now.
const THIS_MUCH: [&str; 2] = ["like this", "this bad|badly|much|severe|strong|intense|hard|heavy|heavily"];
/// What makes one of a denial of the past.
const UNTIL_NOW: [&str; 5] = [
    "before",
    "until|till",
    "so|as|that bad|badly|much|severe|strong",
    "in my|his|her|their .. life",
    "in years|ages|decades",
];
/// How the next clause begins that says that it has changed.
const BUT_NOW: [&str; 6] = ["now", "until", "till", "today", "tonight", "except"];
/// What is said of help that nobody needs.
const NEEDED: [&str; 5] = ["need", "needed", "necessary", "required", "wanted"];

/// A denial before an emergency, and the words of its clause around it.
struct Denial<'a> {
    word: &'a str,
    before: &'a [String],
    /// From the denial to what it denies.
    between: &'a [String],
}

/// Whether a word denies something, be it an emergency or what somebody can do.
pub(super) fn denies(word: &str) -> bool {
    DENIALS.contains(&word) || CANNOT.contains(&word)
}

/// Whether a denial goes on over these words: `no chest pain or trouble breathing`.
pub(super) fn goes_on(words: &[String]) -> bool {
    words.first().is_some_and(|word| word == "or") && words.iter().all(|word| BETWEEN.contains(&word.as_str()))
}

/// Whether `found`, with which `from` begins, is denied by the words before it, given the next clause.
pub(super) fn is_denied(found: &Found, before: &[String], (from, next): (&[String], &[String])) -> bool {
    let after = from.get(found.length..).unwrap_or_default();
    let denial = match found.kind {
        Kind::Despair => None,
        Kind::Help => needed(before).or_else(|| denial_before(before)),
        Kind::Sign | Kind::Event => denial_before(before),
    };
    denial.is_some_and(|denial| {
        let is_answer = denial.word == "no" && (found.is_negative || denial.is_answer());
        let is_help = found.kind == Kind::Help && !denial.denies_help(after);
        !is_answer && !is_help && !denial.is_denied() && !denial.is_question() && !denial.compares(from, next)
    })
}

/// The denial of the words that follow `before`, if there is one.
fn denial_before(before: &[String]) -> Option<Denial<'_>> {
    let is_one_of = |words: &[&str], word: &String| words.contains(&word.as_str());
    let direct = before.iter().rposition(|word| !is_one_of(&BETWEEN, word))?;
    if let Some(denial) = denial_at(before, direct) {
        return Some(denial);
    }
    let opinion = before.iter().rposition(|word| !is_one_of(&OF_WHAT, word) && !is_one_of(&BETWEEN, word))?;
    before.get(opinion).filter(|word| is_one_of(&OPINIONS, word))?;
    denial_at(before, opinion.checked_sub(1)?)
}

/// The denial of a need: `don't need an`, `no need for an`.
fn needed(before: &[String]) -> Option<Denial<'_>> {
    let need = before.iter().rposition(|word| !BETWEEN.contains(&word.as_str()) && word != "for")?;
    before.get(need).filter(|word| *word == "need")?;
    denial_at(before, need.checked_sub(1)?)
}

fn denial_at(words: &[String], at: usize) -> Option<Denial<'_>> {
    let (before, from) = words.split_at_checked(at)?;
    let (word, between) = from.split_first()?;
    DENIALS.contains(&word.as_str()).then_some(Denial { word, before, between })
}

impl Denial<'_> {
    /// Whether it says that no help is needed. `I won't make it without an ambulance` and `I haven't called 911` do not.
    fn denies_help(&self, after: &[String]) -> bool {
        let is_need = |word: &String| NEEDED.contains(&word.as_str());
        let says_need = self.between.iter().chain(after).any(is_need);
        self.word != "without" && (says_need || after.is_empty() && self.word == "no")
    }

    /// Whether a verb follows it, as none follows a `no` that denies.
    fn is_answer(&self) -> bool {
        self.between.first().is_some_and(|word| AFTER_ANSWER.contains(&word.as_str()))
    }

    /// Whether it is denied itself. `No` before another denial is an answer and none.
    fn is_denied(&self) -> bool {
        let is_filler = |word: &&String| OF_WHAT.contains(&word.as_str()) || BETWEEN.contains(&word.as_str());
        let others = self.before.iter().filter(|word| *word != "no" && denies(word)).count();
        if self.word == "without" {
            // She cannot lie down without choking.
            return others > 0;
        }
        let mut words = self.before.iter().rev().skip_while(|word| is_filler(word) && *word != "that");
        let doubts = words.next().is_some_and(|word| DOUBTS.contains(&word.as_str()));
        doubts && words.take(MOST_BEFORE_DOUBT).any(|word| word != "no" && denies(word))
    }

    /// `Is this not an emergency?`
    fn is_question(&self) -> bool {
        let mut words = self.before.iter().rev().map(String::as_str);
        let asks_you = length_of_any(self.before, &ASKING_YOU).is_some();
        asks_you
            || self.word == "not"
                && words.next().is_some_and(|word| OF_WHAT.contains(&word))
                && words.next().is_some_and(|word| ASKING.contains(&word))
    }

    /// Whether it only says that it was never so bad.
    fn compares(&self, from: &[String], next: &[String]) -> bool {
        let has = |phrases: &[&str]| {
            (0..from.len()).any(|at| from.get(at..).is_some_and(|words| length_of_any(words, phrases).is_some()))
        };
        let is_between = |words: &[&str]| self.between.iter().any(|word| words.contains(&word.as_str()));
        let is_of_past = OF_THE_PAST.contains(&self.word) || is_between(&["had", "been"]);
        let has_changed = next.first().is_some_and(|word| BUT_NOW.contains(&word.as_str()));
        has(&THIS_MUCH) || is_of_past && (has(&UNTIL_NOW) || has_changed || is_between(&["such"]))
    }
}
