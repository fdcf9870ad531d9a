//! Words that say that there is no emergency, and those that only seem to.

use super::phrases::{Found, Kind, has, length_of_any};

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
const BETWEEN: [&str; 47] = [
    "a", "an", "the", "any", "really", "actually", "exactly", "truly", "quite", "real", "true", "immediate", "medical", "dental",
    "have", "has", "having", "had", "is", "was", "be", "been", "feel", "feeling", "experiencing", "currently", "more", "longer", "in",
    "or", "nor", "kind", "sort", "of", "urgent", "such", "as", "sign", "signs", "symptom", "symptoms", "complaint", "complaints",
    "complaining", "complained", "evidence", "history",
];
/// What may stand there besides where an emergency is so called. `Not severe chest pain` is chest pain, `not a big emergency` is none.
#[rustfmt::skip]
const DEGREES: [&str; 22] = [
    "life", "threatening", "death", "actual", "big", "huge", "major", "serious", "severe", "dire", "grave", "great", "super", "very", "much",
    "necessarily", "critical", "acute", "particularly", "way", "type", "form",
];
/// Opinions of how urgent something is, which may be denied: `I don't think it's an emergency`. Whoever does not think that it is a heart
/// attack may be wrong.
#[rustfmt::skip]
const OPINIONS: [&str; 19] = [
    "think", "believe", "say", "call", "consider", "considered", "sound", "sounding", "seem", "seems", "appear", "look", "looking",
    "feel", "qualify", "count", "constitute", "classified", "classify",
];
/// What may stand between an opinion and an emergency.
const OF_OPINION: [&str; 2] = ["like", "to"];
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
const ASKING: [&str; 8] = ["is", "was", "do", "does", "did", "could", "would", "should"];
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
    words.first().is_some_and(|word| word == "or" || word == "nor")
        && words.iter().all(|word| BETWEEN.contains(&word.as_str()))
}

/// Whether `found`, with which `from` begins, is denied by the words before it, given the next clause.
pub(super) fn is_denied(found: &Found, before: &[String], (from, next): (&[String], &[String])) -> bool {
    let after = from.get(found.length..).unwrap_or_default();
    let denial = match found.kind {
        Kind::Despair => None,
        Kind::Help => needed(before).or_else(|| denial_before(before, &[])),
        Kind::Sign | Kind::Event | Kind::Complaint if is_judgement(from) => {
            denial_before(before, &DEGREES).or_else(|| opinion(before))
        }
        Kind::Sign | Kind::Event | Kind::Complaint => denial_before(before, &[]),
    };
    denial.is_some_and(|denial| {
        let is_answer = denial.word == "no" && (found.is_negative || denial.is_answer());
        let is_help = found.kind == Kind::Help && !denial.denies_help(after);
        !is_answer && !is_help && !denial.is_denied() && !denial.is_question() && !denial.compares(from, next)
    })
}

/// Whether words say how urgent something is, and not what it is.
fn is_judgement(from: &[String]) -> bool {
    length_of_any(from, &["emergency|emergencies", "life threatening", "life or death"]).is_some()
}

/// The denial of the words that follow `before`, if there is one, with `others` between them or what may always stand there.
fn denial_before<'a>(before: &'a [String], others: &[&str]) -> Option<Denial<'a>> {
    let is_between = |word: &String| BETWEEN.contains(&word.as_str()) || others.contains(&word.as_str());
    denial_at(before, before.iter().rposition(|word| !is_between(word))?)
}

/// The denial of an opinion: `doesn't really sound like an`. Without the opinion it would be `no, it's an emergency`.
fn opinion(before: &[String]) -> Option<Denial<'_>> {
    let is_filler =
        |word: &str| [BETWEEN.as_slice(), &DEGREES, &OF_WHAT, &OF_OPINION].iter().any(|words| words.contains(&word));
    // `Feel` may stand between others as well.
    let at = before.iter().rposition(|word| OPINIONS.contains(&word.as_str()) || !is_filler(word))?;
    before.get(at).filter(|word| OPINIONS.contains(&word.as_str()))?;
    denial_before(before.get(..at)?, &DEGREES).filter(|denial| denial.word != "no")
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
                && words.next().is_some_and(|word| word == "you" || OF_WHAT.contains(&word))
                && words.next().is_some_and(|word| ASKING.contains(&word))
    }

    /// Whether it only says that it was never so bad.
    fn compares(&self, from: &[String], next: &[String]) -> bool {
        let is_between = |words: &[&str]| self.between.iter().any(|word| words.contains(&word.as_str()));
        let is_of_past = OF_THE_PAST.contains(&self.word) || is_between(&["had", "been", "history"]);
        let has_changed = next.first().is_some_and(|word| BUT_NOW.contains(&word.as_str()));
        has(from, &THIS_MUCH) || is_of_past && (has(from, &UNTIL_NOW) || has_changed || is_between(&["such"]))
    }
}
