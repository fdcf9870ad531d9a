//! How much is done for a question. A platform sends every turn of a caller, and a Worker has few milliseconds.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use serde_json::json;

use super::unchecked;
use crate::{domain::knowledge::*, language::english::English};

/// English, and how often it was asked about a word.
#[derive(Default)]
struct Counted(AtomicUsize);

impl Counted {
    fn english(&self) -> &'static English {
        self.0.fetch_add(1, Relaxed);
        &English
    }
}

impl QuestionWords for Counted {
    fn is_stop_word(&self, word: &str) -> bool {
        self.english().is_stop_word(word)
    }
    fn term(&self, word: &str) -> String {
        self.english().term(word)
    }
    fn is_question(&self, words: &[String]) -> bool {
        self.english().is_question(words)
    }
    fn is_number(&self, word: &str) -> bool {
        self.english().is_number(word)
    }
    fn is_introduction(&self, words: &[String]) -> bool {
        self.english().is_introduction(words)
    }
    fn is_clinical(&self, words: &[String]) -> bool {
        self.english().is_clinical(words)
    }
    fn insurance(&self, word: &str) -> Option<InsuranceWord> {
        self.english().insurance(word)
    }
    fn is_insurers(&self, word: &str) -> bool {
        self.english().is_insurers(word)
    }
    fn is_speakers_name(&self, words: &[String]) -> bool {
        self.english().is_speakers_name(words)
    }
    fn is_ordinary(&self, word: &str) -> bool {
        self.english().is_ordinary(word)
    }
    fn without_people(&self, parts: Vec<Vec<String>>, may_be_name: &dyn Fn(&str) -> bool) -> Vec<Vec<String>> {
        self.english().without_people(parts, may_be_name)
    }
    fn is_small_talk(&self, words: &[String]) -> bool {
        self.english().is_small_talk(words)
    }
    fn pointing(&self, words: &[String]) -> usize {
        self.english().pointing(words)
    }
    fn is_out_of_network(&self, words: &[String]) -> bool {
        self.english().is_out_of_network(words)
    }
    fn is_plans_letter(&self, words: &[String], place: usize) -> bool {
        self.english().is_plans_letter(words, place)
    }
    fn sound(&self, word: &str) -> Option<String> {
        self.english().sound(word)
    }
}

/// Two words a plan, of which many plans have either.
fn plans(count: usize) -> Vec<String> {
    let word = |place: usize, letters: &str| format!("{letters}{}", "ab".repeat(place + 1));
    (0..count).map(|place| format!("{} {}", word(place % 10, "car"), word(place / 10, "kin"))).collect()
}

/// How often the language is asked for a question that names so many of all plans.
fn work(all: usize, named: usize) -> usize {
    let counted: &'static Counted = Box::leak(Box::default());
    let plans = plans(all);
    let (accepted, not_accepted) = plans.split_at(all / 2);
    let document = json!({"insurance": {"accepted": accepted, "not_accepted": not_accepted}});
    let base = KnowledgeBase::new(unchecked(document).knowledge().clone(), counted);
    let said: Vec<&str> = plans.iter().take(named).map(String::as_str).collect();
    counted.0.store(0, Relaxed);
    let answer = base.answer(&format!("do you take {}", said.join(" and ")), "Oak Dental");
    assert!(matches!(answer, KnowledgeAnswer::Insurance(_)), "{answer:?}");
    counted.0.load(Relaxed)
}

#[test]
fn work_grows_with_the_question_and_not_with_the_plans() {
    let (short, long) = (work(200, 4), work(200, 16));
    assert!(long <= 5 * short, "{short} for 4 plans, {long} for 16");
    let few = work(20, 4);
    assert!(short <= 2 * few, "{few} at 20 plans, {short} at 200");
}
