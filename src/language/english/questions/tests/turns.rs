//! Plans in all that a caller says in a turn: in lists, in other sentences, beside the clinic's name.

use serde_json::json;

use super::{ASK_STAFF, accepted, answers, base, fact, verdicts, which, yes};
use crate::domain::knowledge::*;

/// A clinic with plans in both lists, and a fact about something else.
fn clinic() -> KnowledgeBase {
    let accepted = ["Delta Dental PPO", "Delta Dental Premier", "Cigna", "MetLife", "UnitedHealthcare Dental"];
    let parking = fact("parking", "parking", &["where can I park"], "Behind the house.");
    base(json!({"facts": [parking], "insurance": {"accepted": accepted, "not_accepted": ["DeltaCare", "Medicaid"]}}))
}

/// The plans that have a verdict.
fn named(base: &KnowledgeBase, question: &str) -> Vec<String> {
    verdicts(base, question).into_iter().map(|verdict| verdict.plan).collect()
}

/// `Cigna Medicaid` is neither.
#[test]
fn names_are_a_list_only_with_a_word_or_a_mark_between_them() {
    let base = clinic();
    for question in [
        "do you take Cigna, MetLife and Medicaid",
        "Do you take Cigna, MetLife, or Medicaid?",
        "Do you take Cigna? MetLife? Medicaid?",
        "which of Cigna and MetLife and Medicaid do you take",
        "do you take Cigna/MetLife/Medicaid",
    ] {
        assert_eq!(named(&base, question), ["Cigna", "MetLife", "Medicaid"], "{question}");
    }
    for question in ["do you take Cigna Medicaid", "is Cigna Medicaid accepted", "Do you take Cigna? It's Medicaid."] {
        let both = PlanAnswer::Which(vec!["Cigna".to_owned(), "Medicaid".to_owned()]);
        assert_eq!(base.answer(question, "Oak Dental"), KnowledgeAnswer::Insurance(both), "{question}");
    }
    for question in
        ["do you take Medicaid (Cigna)", "do you take UnitedHealthcare Dental Medicaid", "MetLife DeltaCare"]
    {
        assert_eq!(named(&base, question), [""; 0], "{question}");
    }
}

#[test]
fn what_points_back_is_said_of_the_plan_before_it() {
    let base = clinic();
    for (question, plan) in [
        ("Do you take Delta Dental? It's the Premier.", "Delta Dental Premier"),
        ("Do you take Delta Dental? Mine is a PPO", "Delta Dental PPO"),
        ("Delta Dental, the PPO, do you take it", "Delta Dental PPO"),
        ("Do you take Delta Dental P. P. O.?", "Delta Dental PPO"),
        ("It's Cigna, do you accept that?", "Cigna"),
        ("Cigna. Do you take that one?", "Cigna"),
    ] {
        assert_eq!(named(&base, question), [plan], "{question}");
    }
    for question in [
        "Do you take Cigna? It's DeltaCare.",
        "Do you take Cigna, the new one?",
        "do you take Cigna, open access?",
        "Is it covered? I have Cigna. The DHMO one.",
        "Do you take MetLife? My employer is Cigna.",
        "Do you take Medica? Or Cigna?",
    ] {
        assert_eq!(named(&base, question), [""; 0], "{question}");
    }
}

/// A verdict is not held back by what cannot be a plan's name.
#[test]
fn small_talk_and_who_speaks_say_nothing_of_a_plan() {
    let base = clinic();
    for question in [
        "Hi, this is Bob, do you take Cigna?",
        "Hi, I'm looking for a new dentist, do you take Cigna?",
        "I'm a new patient. Do you take Cigna?",
        "I just moved to the area. Is Cigna accepted?",
        "Do you take Cigna? Thank you very much, have a nice day.",
        "Where can I park? I have Cigna.",
    ] {
        assert_eq!(accepted(&base, question), ["Cigna"], "{question}");
    }
    for question in [
        "This is Gold Plus. Do you take Cigna?",
        "I'm Bronze, do you take Cigna?",
        "Hello, this is Bob from MetLife. Do you take Cigna?",
        "My husband has Cigna. I have Aetna. Do you take both?",
    ] {
        assert_eq!(named(&base, question), [""; 0], "{question}");
    }
    let horizon = answers(&["Horizon NJ Health", "Cigna"], "I'm Horizon. Do you take Cigna?");
    assert_eq!(horizon, ASK_STAFF, "a plan of the lists is no person");
    // What is asked in small words is asked.
    assert_eq!(base.answer("My plan is Aetna, do you take it?", "Oak Dental"), ASK_STAFF);
}

#[test]
fn a_plan_may_be_called_by_a_letter_that_is_an_article_elsewhere() {
    for question in ["do you take Cigna plan A", "Do you take Cigna? It's plan A.", "is Cigna plan A in your network"] {
        assert_eq!(answers(&["Cigna"], question), ASK_STAFF, "{question}");
    }
    assert_eq!(answers(&["Cigna"], "do you take any Cigna plan"), yes("Cigna"));
    assert_eq!(answers(&["Cigna Plan A"], "do you take Cigna plan A"), yes("Cigna Plan A"));
    assert_eq!(answers(&["Cigna Plan A"], "do you take Cigna"), which("Cigna Plan A"));
}

#[test]
fn a_clinics_name_beside_a_plans_is_not_left_out_of_it() {
    let base = base(json!({"insurance": {"accepted": ["Humana", "Delta Dental"]}}));
    for (clinic, question) in [
        ("Advantage Dental", "do you take Humana Advantage Dental"),
        ("Premier", "do you take Delta Dental Premier"),
        ("Premier", "do you take Premier Delta Dental"),
        ("Premier", "Do you take Delta Dental, the Premier?"),
    ] {
        let answer = base.answer(question, clinic);
        assert!(!matches!(answer, KnowledgeAnswer::Insurance(PlanAnswer::Verdicts(_))), "{clinic}: {question}");
    }
    for (clinic, question) in [
        ("Advantage Dental", "Hello Advantage Dental, do you take Humana"),
        ("Advantage Dental", "do you take Humana at Advantage Dental"),
        ("Premier", "Is Premier in network with Humana? I was told Premier is."),
        ("Premier", "Premier, do you take Humana?"),
    ] {
        let answer = base.answer(question, clinic);
        assert!(matches!(answer, KnowledgeAnswer::Insurance(_)), "{clinic}: {question}: {answer:?}");
    }
}

/// The clinic's own words are told of a plan by the same rules as its lists.
#[test]
fn a_fact_about_a_plan_is_not_told_if_more_was_said_of_the_plan() {
    let medico =
        fact("medico", "insurance", &["do you take Medico", "are you in network with Medico"], "We take Medico.");
    let claims = fact("claims", "insurance", &["will you file the claim with my insurance"], "We send it.");
    let out = fact("out", "insurance", &["what if I am out of network with Cigna"], "You pay the difference.");
    let base = base(json!({"facts": [medico, claims, out]}));
    let told = |question: &str| match base.answer(question, "Oak Dental") {
        KnowledgeAnswer::Facts(facts) => facts[0].fact.id.clone(),
        _ => String::new(),
    };
    for (question, id) in [
        ("Do you take Medico?", "medico"),
        ("Hi, I'm a new patient. Do you take Medico?", "medico"),
        ("I got a letter yesterday. Will you file the claim with my insurance?", "claims"),
        ("What if I am out of network with Cigna?", "out"),
        ("Do you take Medico? The Gold plan.", ""),
        ("Medico? Mine is the Gold. Do you take Medico?", ""),
        ("are you out of network with Medico", ""),
    ] {
        assert_eq!(told(question), id, "{question}");
    }
}

/// A question that names many plans is answered about each: what one line has no room for is asked again.
#[test]
fn no_plan_that_was_named_is_without_a_verdict() {
    let plans = ["Aetna", "Cigna", "Humana", "Guardian", "Anthem", "Kaiser", "Molina"];
    let base = base(json!({"insurance": {"accepted": plans, "not_accepted": ["Medicaid"]}}));
    let question = format!("do you take {} and Medicaid", plans.join(" and "));
    assert_eq!(named(&base, &question), [&plans[..], &["Medicaid"]].concat());
}
