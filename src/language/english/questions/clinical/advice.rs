//! What hurts, an illness or an injury, asked about as one asks a doctor.

use super::{
    phrases::{any_of, has_phrase, is_one_of},
    tables::{
        ASKING_PHRASES, ASKS, BODY, COMPLAINT_PHRASES, COMPLAINTS, ERRANDS, HAVE_I, ILLNESSES, INJURIES, NEEDING,
        SERVICES, TIMES, TREATMENTS, VISITS, WHAT_TO_DO, WHOSE,
    },
};

/// Words between a need and what is needed, at most.
const WIDEST_GAP: usize = 3;

pub(super) fn is_asked(words: &[String]) -> bool {
    let is_ill = any_of(words, ILLNESSES);
    let is_about_body = any_of(words, BODY);
    let suffers = any_of(words, COMPLAINTS)
        || has_phrase(words, COMPLAINT_PHRASES)
        || is_ill
        || is_about_body && any_of(words, INJURIES);
    suffers && (asks_what_it_means(words) || has_phrase(words, ASKING_PHRASES))
        || is_ill && has_phrase(words, HAVE_I)
        || is_about_body && !any_of(words, VISITS) && asks_of_body(words)
        || asks_for_a_need(words)
}

fn asks_what_it_means(words: &[String]) -> bool {
    let is_of_visit = |at: usize, word: &str| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let is_service = is_one_of(word, SERVICES) && before.is_some_and(|word| word == "you");
        let is_errand = word == "should" && words.get(at + 2).is_some_and(|deed| is_one_of(deed, ERRANDS));
        is_service || is_errand
    };
    words.iter().enumerate().any(|(at, word)| is_one_of(word, ASKS) && !is_of_visit(at, word))
}

/// `is my ankle broken`, `what is this spot on my tongue`.
fn asks_of_body(words: &[String]) -> bool {
    let is_its_state = |next: &[String]| {
        matches!(next, [is, whose, part]
            if is_one_of(is, &["is are was were"]) && is_one_of(whose, WHOSE) && is_one_of(part, BODY))
    };
    has_phrase(words, WHAT_TO_DO) || any_of(words, &["why normal"]) || words.windows(3).any(is_its_state)
}

/// `do I need a root canal`, `should my daughter get the vaccine`. Whoever says that they need one books it.
fn asks_for_a_need(words: &[String]) -> bool {
    (0..words.len()).any(|at| {
        let (before, from) = words.split_at(at);
        let [need, behind @ ..] = from else { return false };
        let asks =
            any_of(before, &["should"]) || is_one_of(need, &["need needs"]) && any_of(before, &["do does will would"]);
        let mut needed = behind.iter().take(WIDEST_GAP).take_while(|word| !is_one_of(word, TIMES));
        asks && is_one_of(need, NEEDING) && needed.any(|word| is_one_of(word, TREATMENTS))
    })
}
