//! Words that go with a day or a time and say nothing of which: a wish for the first opening, and what is polite.

use super::token::{Figure, Token};

/// What asks for the first opening, the longer of two that begin alike first. With a day beside it, it is one of that day.
const FIRST: &[&[&str]] = &[
    &["as", "soon", "as", "possible"],
    &["as", "early", "as", "possible"],
    &["asap"],
    &["right", "away"],
    &["immediately"],
    &["whatever", "is", "first"],
    &["first", "available"],
    &["first", "opening"],
    &["first", "appointment"],
    &["first", "possible"],
    &["any", "availability"],
    &["any", "openings"],
    &["any", "opening"],
    &["earliest"],
    &["soonest"],
    &["next", "available"],
    &["next", "opening"],
    &["next", "slot"],
    &["next", "appointment"],
    &["available"],
    &["availability"],
    &["openings"],
];
/// What is polite, or fills a pause.
const POLITE: &[&[&str]] = &[
    &["if", "possible"],
    &["some", "time"],
    &["please"],
    &["thanks"],
    &["sometime"],
    &["preferably"],
    &["ideally"],
    &["how", "about"],
    &["lets", "do"],
    &["lets", "say"],
    &["works", "for", "me"],
    &["works"],
    &["would", "work"],
    &["is", "fine"],
    &["is", "good"],
    &["is", "great"],
    &["is", "perfect"],
    &["is", "ok"],
    &["is", "okay"],
    &["would", "be", "great"],
    &["would", "be", "good"],
    &["would", "be", "perfect"],
    &["sounds", "good"],
    &["sounds", "great"],
    &["yes"],
    &["yeah"],
    &["yep"],
    &["sure"],
    &["actually"],
    &["exactly"],
    &["precisely"],
    &["sharp"],
    &["on", "the", "dot"],
    &["uh"],
    &["um"],
    &["well"],
    &["okay"],
    &["ok"],
    &["anything"],
    &["something"],
    &["whatever"],
    &["any", "time"],
    &["anytime"],
    &["any", "day"],
    &["all", "day"],
    &["some", "day"],
    &["only"],
    &["just"],
];
/// What is asked for. With a number behind it, it is one of those that were offered.
const THING: &[&[&str]] = &[
    &["an", "appointment"],
    &["a", "slot"],
    &["a", "spot"],
    &["an", "opening"],
    &["appointment"],
    &["slot"],
    &["spot"],
];
/// What asks for a new appointment, and is odd of one that there is.
const WISHES: &[&[&str]] = &[
    &["lets", "go", "with"],
    &["lets", "go", "for"],
    &["ill", "take"],
    &["ill", "have"],
    &["id", "like"],
    &["i", "would", "like"],
    &["i", "want"],
    &["i", "need"],
    &["can", "i", "get"],
    &["can", "i", "have"],
    &["could", "i", "get"],
    &["could", "i", "have"],
    &["can", "we", "do"],
    &["could", "we", "do"],
    &["book"],
];
/// What asks or doubts. Whoever asks what is free may do so; nothing is held, booked, moved or cancelled on such words.
const HEDGES: &[&[&str]] =
    &[&["do", "you", "have"], &["you", "have"], &["is", "there"], &["maybe"], &["perhaps"], &["possibly"]];
/// What says that a day or a time is that of before, which only whoever knows the one before can tell.
const SAME: &[&[&str]] = &[
    &["on", "the", "same", "day"],
    &["at", "the", "same", "time"],
    &["the", "same", "day"],
    &["the", "same", "time"],
    &["that", "same", "day"],
    &["same", "day"],
    &["same", "time"],
];
/// What says that any day or time would do.
const INDIFFERENT: &[&[&str]] = &[
    &["any"],
    &["any", "day"],
    &["any", "time"],
    &["any", "day", "or", "time"],
    &["anytime"],
    &["anything"],
    &["whenever"],
    &["whatever"],
    &["whatever", "works"],
    &["whatever", "you", "have"],
    &["what", "do", "you", "have"],
    &["flexible"],
    &["open"],
    &["no", "preference"],
    &["no", "particular", "day"],
    &["no", "particular", "time"],
    &["doesnt", "matter"],
    &["does", "not", "matter"],
    &["dont", "mind"],
    &["do", "not", "mind"],
    &["dont", "care"],
    &["do", "not", "care"],
    &["up", "to", "you"],
    &["you", "choose"],
    &["you", "decide"],
];
/// Who is indifferent.
const WHO: [&str; 9] = ["i", "im", "am", "it", "is", "its", "we", "are", "have"];
/// The last word of this is no wish for the first opening.
const AT_THE_EARLIEST: &[&[&str]] = &[&["at", "the", "earliest"]];
/// Words that mean something only together with the above.
const JOINTS: [&str; 8] = ["the", "a", "an", "any", "your", "on", "for", "in"];

/// What the words are said for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    /// What is free is asked.
    Ask,
    /// Something is to be done at a time, or about an appointment.
    Act,
}

/// The tokens without such words, and whether the first opening was asked for.
pub(super) fn without<'a>(tokens: &[Token<'a>], intent: Intent) -> (Vec<Token<'a>>, bool) {
    // Only an appointment that there is has a day or a time that can stay the same.
    let also = if intent == Intent::Ask { HEDGES } else { SAME };
    let (mut kept, mut rest, mut wants_first) = (Vec::with_capacity(tokens.len()), tokens, false);
    while let Some((token, after)) = rest.split_first() {
        if let Some(tail) = phrase(rest, AT_THE_EARLIEST) {
            kept.extend(rest.iter().take(rest.len() - tail.len()));
            rest = tail;
        } else if let Some(tail) = phrase(rest, FIRST) {
            wants_first = true;
            rest = tail;
        } else if let Some(tail) =
            thing(rest).or_else(|| [POLITE, WISHES, also].into_iter().find_map(|phrases| phrase(rest, phrases)))
        {
            rest = tail;
        } else {
            kept.push(*token);
            rest = after;
        }
    }
    (kept, wants_first)
}

/// Whether nothing was said but that any would do.
pub(super) fn is_indifferent(tokens: &[Token]) -> bool {
    let is_who = |token: &&Token| matches!(token, Token::Word(word) if WHO.contains(word));
    let said = tokens.get(tokens.iter().take_while(is_who).count()..).unwrap_or_default();
    INDIFFERENT.iter().any(|words| phrase(said, &[words]).is_some_and(<[_]>::is_empty))
}

/// Whether something is said to be the same as before.
pub(super) fn keeps_day_or_time(tokens: &[Token]) -> bool {
    says(tokens, SAME)
}

/// Whether something is asked or doubted.
pub(super) fn is_hedged(tokens: &[Token]) -> bool {
    says(tokens, HEDGES)
}

/// Whether a new appointment is asked for.
pub(super) fn is_wish(tokens: &[Token]) -> bool {
    says(tokens, WISHES)
}

fn thing<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
    phrase(tokens, THING).filter(|rest| !matches!(rest, [Token::Number(_) | Token::Ordinal(_), ..]))
}

fn says(tokens: &[Token], phrases: &[&[&str]]) -> bool {
    (0..tokens.len()).any(|at| tokens.get(at..).is_some_and(|rest| phrase(rest, phrases).is_some()))
}

/// Whether nothing but such words was said, one of which asks for the first opening.
pub(super) fn asks_for_first(tokens: &[Token]) -> bool {
    let (rest, wants_first) = without(tokens, Intent::Ask);
    wants_first && rest.iter().all(|token| matches!(token, Token::Word(word) if JOINTS.contains(word)))
}

fn phrase<'t, 'a>(tokens: &'t [Token<'a>], phrases: &[&[&str]]) -> Option<&'t [Token<'a>]> {
    phrases.iter().find_map(|phrase| {
        let (head, tail) = tokens.split_at_checked(phrase.len())?;
        head.iter().zip(*phrase).all(|(token, word)| is_word(token, word)).then_some(tail)
    })
}

/// Alone, the first is a day of the month.
fn is_word(token: &Token, word: &str) -> bool {
    match token {
        Token::Word(said) => *said == word,
        Token::Ordinal(Figure { value: 1, digits: 0 }) => word == "first",
        _ => false,
    }
}
