//! Words with which somebody asks for no more texts, or for texts again.
//!
//! Every word of a text is accounted for. A wish that is missed breaks the law, and one that is only imagined keeps confirmations from a
//! patient. So a text counts if all of it is made of wishes ([`wishes`]) and of what people say around them ([`asides`]). 47 CFR
//! 64.1200(a)(10) names words that always count, and takes any reasonable means besides.

mod asides;
mod rule;
mod vocabulary;
mod wishes;

use asides::ASIDE;
use rule::Rule::{self, Either, Many, Row};
use strsim::osa_distance;
use vocabulary::{DIGITS, POLITE};
use wishes::{ABOUT_TEXTS, WISH, WORD};

use crate::domain::consent::Consent;

/// At least one wish, and nothing else that matters.
const STOP: Rule = Row(&[Many(&ASIDE), WISH, Many(&Either(&[WISH, ASIDE]))]);
/// One that is plain, whatever is said before and behind it.
const PLAIN_STOP: Rule = Row(&[Many(&ASIDE), ABOUT_TEXTS, Many(&Either(&[WISH, ASIDE]))]);
/// The same of a word of the law that makes a sentence by itself: `Juan moved out. Stop.`
const STOP_SENTENCE: Rule = Row(&[Many(&ASIDE), WORD, Many(&Either(&[WISH, ASIDE]))]);
/// What ends a sentence, and what ends a part of one.
const SENTENCE_ENDS: &[char] = &['.', ';', ':', '!', '?', '\n'];
const CLAUSE_ENDS: &[char] = &['.', ';', ':', '!', '?', '\n', ','];
/// What may limit a wish in another clause, or take it back: `stop calling me, text me`, `don't text me, I'm at work`.
const LIMITS: &str = "but|unless|except|until|till|only|instead|better|text me|text my|text him|text her|text them|\
                      text is|texts are|message me|call|send|dont stop|do not stop|use|new|resume|start|continue|\
                      still|#|im at|im in|im on|im driving|im busy|im working|im sleeping|i am at|i am in|i am on|\
                      i am driving|i am busy|i am working|i am sleeping";
/// Named by the law and by Twilio, and said of appointments as well. It is about texts only where nothing else is said.
const CANCEL: &str = "cancel";
const START: [&str; 3] = ["start", "unstop", "yes"];
/// Longer texts are about something else.
const MOST_WORDS: usize = 40;
/// How many digits a telephone number has.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// What a text asks for, in any case and punctuation.
pub(super) fn read(body: &str) -> Option<Consent> {
    let mut words = words(body);
    if let [word] = words.as_slice()
        && START.contains(&word.as_str())
    {
        return Some(Consent::Start);
    }
    // STOP STOP STOP.
    words.dedup();
    if words.len() > MOST_WORDS {
        return None;
    }
    let is_cancel = words == [CANCEL];
    let is_stop = is_cancel
        || STOP.is_all_of(&without_politeness(words))
        || is_plain(body, CLAUSE_ENDS, &PLAIN_STOP)
        || is_plain(body, SENTENCE_ENDS, &STOP_SENTENCE);
    is_stop.then_some(Consent::Stop)
}

/// Whether one part of a text is such a wish, and no other may limit it: `My mother has died. Please stop texting.`
fn is_plain(body: &str, ends: &[char], wish: &Rule) -> bool {
    let parts = body.split(ends).map(|part| without_politeness(words(part)));
    let (plain, others): (Vec<_>, Vec<_>) = parts.partition(|part| wish.is_all_of(part));
    !plain.is_empty() && others.iter().all(|part| Many(&Either(&[WISH, ASIDE])).is_all_of(part) || !limits(part))
}

fn limits(clause: &[String]) -> bool {
    let said = format!(" {} ", clause.join(" "));
    LIMITS.split('|').any(|limit| said.contains(&format!(" {limit} ")))
}

fn without_politeness(mut words: Vec<String>) -> Vec<String> {
    words.retain(|word| !POLITE.contains(&word.as_str()));
    words
}

/// The words in lower case, `don't` in one.
fn words(text: &str) -> Vec<String> {
    let lower = text
        .to_lowercase()
        .replace(['\'', '\u{2018}', '\u{2019}'], "")
        .replace('#', " number ")
        .replace("w/", "with ")
        .replace('/', " or ");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    with_one_number(words.map(mended).collect())
}

/// `+1 202 555 0188` in a wish is whose texts are to stop.
fn with_one_number(mut words: Vec<String>) -> Vec<String> {
    let is_digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let digits: usize = words.iter().filter(|word| is_digits(word)).map(String::len).sum();
    if NUMBER_DIGITS.contains(&digits) {
        words.iter_mut().filter(|word| is_digits(word)).for_each(|word| DIGITS.clone_into(word));
        words.dedup_by(|next, word| next == DIGITS && word == DIGITS);
    }
    words
}

/// The words of the law are known when they are written wrong: `STPO`, `unsuscribe`.
fn mended(word: &str) -> String {
    let is_unsubscribe = word.starts_with("un") && !word.ends_with("ed") && osa_distance(word, "unsubscribe") <= 2;
    let word = if is_unsubscribe { "unsubscribe" } else { word };
    if is_stop(word) { "stop" } else { word }.to_owned()
}

/// Whether it is `stop` with a letter twice, or with two letters that changed places.
fn is_stop(word: &str) -> bool {
    let mut once: Vec<char> = word.chars().collect();
    once.dedup();
    let written: String = once.iter().collect();
    once.sort_unstable();
    once == ['o', 'p', 's', 't'] && osa_distance(&written, "stop") <= 1
}

#[cfg(test)]
mod tests;
