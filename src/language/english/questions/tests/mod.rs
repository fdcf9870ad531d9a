//! Plans, clinical questions, and what holds of every document and question.

mod clinical;
mod gaps;
mod plans;
mod turns;
mod work;

use proptest::prelude::*;
use serde_json::json;

use crate::{
    domain::knowledge::*,
    language::{answer::MAX_ANSWER_CHARS, english::English, sentences::KnowledgeSentences},
};

fn base(document: serde_json::Value) -> KnowledgeBase {
    let knowledge: Knowledge = serde_json::from_value(document).unwrap();
    knowledge.check(&English).unwrap();
    KnowledgeBase::new(knowledge, &English)
}

fn fact(id: &str, topic: &str, ask: &[&str], say: &str) -> serde_json::Value {
    json!({"id": id, "topic": topic, "ask": ask, "say": say})
}

/// What is said of the plans that a question names.
fn verdicts(base: &KnowledgeBase, question: &str) -> Vec<PlanVerdict> {
    match base.answer(question, "Oak Dental") {
        KnowledgeAnswer::Insurance(PlanAnswer::Verdicts(verdicts)) => verdicts,
        _ => Vec::new(),
    }
}

/// The plans that are said to be accepted.
fn accepted(base: &KnowledgeBase, question: &str) -> Vec<String> {
    let accepted = verdicts(base, question).into_iter().filter(|verdict| verdict.is_accepted);
    accepted.map(|verdict| verdict.plan).collect()
}

/// What is answered by a clinic that accepts some plans.
fn answers(plans: &[&str], question: &str) -> KnowledgeAnswer<'static> {
    let base = Box::leak(Box::new(base(json!({"insurance": {"accepted": plans}}))));
    base.answer(question, "Oak Dental")
}

fn which(plan: &str) -> KnowledgeAnswer<'static> {
    KnowledgeAnswer::Insurance(PlanAnswer::Which(vec![plan.to_owned()]))
}

fn yes(plan: &str) -> KnowledgeAnswer<'static> {
    KnowledgeAnswer::Insurance(PlanAnswer::Verdicts(vec![PlanVerdict { plan: plan.to_owned(), is_accepted: true }]))
}

const ASK_STAFF: KnowledgeAnswer<'static> = KnowledgeAnswer::Insurance(PlanAnswer::AskStaff);

/// What was written in SQL was not checked. `ʼ` is a letter to Unicode, and no word.
fn unchecked(document: serde_json::Value) -> KnowledgeBase {
    KnowledgeBase::new(serde_json::from_value(document).unwrap(), &English)
}

#[test]
fn a_topic_without_words_forbids_nothing_and_a_fact_without_words_tells_nothing() {
    let facts = [fact("f", "other", &["ʼʼ"], "ʼ"), fact("parking", "parking", &["where can I park"], "Behind.")];
    let base = unchecked(json!({"facts": facts, "never": ["ʼ", ""]}));
    let KnowledgeAnswer::Facts(facts) = base.answer("where can I park", "ʼ") else { panic!("it is refused") };
    assert_eq!(facts.iter().map(|known| known.fact.id.as_str()).collect::<Vec<_>>(), ["parking"]);
    for question in ["ʼ", "", "do you"] {
        assert_eq!(base.answer(question, "ʼ"), KnowledgeAnswer::NotKnown, "{question}");
    }
}

#[test]
fn words_that_mean_the_same_have_one_term() {
    for (one, other) in [
        ("parking", "park"),
        ("accessible", "access"),
        ("cancellation", "cancelled"),
        ("cost", "prices"),
        ("charge", "fee"),
        ("children", "kids"),
        ("appointments", "visit"),
        ("cleanings", "cleaning"),
        ("policies", "policy"),
    ] {
        assert_eq!(English.term(one), English.term(other), "{one} {other}");
    }
    for (one, other) in [("car", "card"), ("car", "care"), ("bus", "busy"), ("cleaning", "whitening"), ("pay", "park")]
    {
        assert_ne!(English.term(one), English.term(other), "{one} {other}");
    }
}

#[test]
fn what_sounds_alike_is_not_what_looks_alike() {
    for (one, other) in [("dental", "dentle"), ("cigna", "signa"), ("premier", "premeer"), ("guardian", "gardian")] {
        assert_eq!(English.sound(one), English.sound(other), "{one} {other}");
    }
    for (one, other) in [("premier", "premium"), ("medicaid", "medicare"), ("select", "silver")] {
        assert_ne!(English.sound(one), English.sound(other), "{one} {other}");
    }
    assert_eq!(English.sound("ppo"), None);
}

/// Words of plans as they are: some sound alike, some are numbers, some are initials.
const PLAN_WORDS: [&str; 25] = [
    "delta", "dental", "ppo", "hmo", "dhmo", "epo", "premier", "premium", "select", "care", "united", "health", "blue",
    "cross", "shield", "cigna", "medicaid", "medicare", "gold", "2000", "medica", "medico", "optum", "optima", "signa",
];

fn plan() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PLAN_WORDS[..]), 1..5).prop_map(|words| words.join(" "))
}

fn plans() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(plan(), 0..8).prop_map(|plans| plans.into_iter().collect())
}

proptest! {
    /// No plan is said to be accepted but one that is in the list, letter for letter, whatever is near it.
    #[test]
    fn no_plan_is_accepted_that_is_not_in_the_list(accept in plans(), refuse in plans(), asked in plan()) {
        let refuse: Vec<String> = refuse.into_iter().filter(|plan| !accept.contains(plan)).collect();
        let knowledge = Knowledge {
            insurance: Insurance { accepted: accept.clone(), not_accepted: refuse, ..Insurance::default() },
            ..Knowledge::default()
        };
        prop_assume!(knowledge.check(&English).is_ok());
        let base = KnowledgeBase::new(knowledge, &English);
        let joined = |plan: &str| plan.replace(' ', "");
        for question in [format!("do you take {asked}"), format!("I have {asked}"), format!("is {asked} in network?")] {
            let mut said = verdicts(&base, &question);
            prop_assert!(said.iter().all(|verdict| accept.contains(&verdict.plan) == verdict.is_accepted));
            // A name may be put together from those of several plans. Nothing of it may be left over.
            said.sort_by_key(|verdict| core::cmp::Reverse(verdict.plan.len()));
            let rest = said.iter().fold(joined(&asked), |rest, verdict| rest.replace(&joined(&verdict.plan), ""));
            prop_assert!(said.is_empty() || rest.is_empty(), "{} leaves {}", question, rest);
        }
        if accept.contains(&asked) {
            let question = format!("do you take {asked}");
            prop_assert_eq!(accepted(&base, &question), [asked]);
        }
    }

    /// Whatever is asked of whatever is written down: there is one line to say, and the same again.
    #[test]
    fn every_question_has_one_line_for_an_answer(asks in prop::collection::vec("\\PC{1,40}", 1..4), say in "\\PC{1,80}", question in "\\PC{0,120}") {
        let facts = vec![Fact { id: "f".into(), topic: Topic::Other, ask: asks, say }];
        let knowledge = Knowledge { facts, ..Knowledge::default() };
        prop_assume!(knowledge.check(&English).is_ok());
        let base = KnowledgeBase::new(knowledge, &English);
        let answer = base.answer(&question, "Oak Dental");
        prop_assert!((0.0..=1.0).contains(&answer.fit()));
        prop_assert_eq!(&base.answer(&question, "Oak Dental"), &answer);
        if let KnowledgeAnswer::Facts(facts) = &answer {
            let says: Vec<&str> = facts.iter().map(|known| known.fact.say.as_str()).collect();
            let said = English.facts(&says, false);
            prop_assert!(said.chars().count() <= MAX_ANSWER_CHARS && !said.contains('\n'));
        }
    }

    /// A clinic's own way of asking is always understood, if it tells anything.
    #[test]
    fn a_clinics_own_words_find_their_fact(words in prop::collection::vec("[b-df-hj-np-tv-z]{6,9}", 2..5)) {
        let ask = words.join(" ");
        let base = base(json!({"facts": [fact("f", "other", &[&ask], "Yes."), fact("g", "other", &["something else entirely"], "No.")]}));
        match base.answer(&ask, "Oak Dental") {
            KnowledgeAnswer::Facts(facts) => prop_assert_eq!(facts[0].fact.id.as_str(), "f"),
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn a_gap_has_no_digit_and_keeps_its_limit(question in "\\PC{0,400}") {
        if let Some(gap) = gap_of(&question, &KnownNames { of_people: &[], is_clinics: &|_| false }, &English) {
            prop_assert!((1..=120).contains(&gap.chars().count()) && !gap.contains(char::is_numeric), "{}", gap);
        }
    }
}
