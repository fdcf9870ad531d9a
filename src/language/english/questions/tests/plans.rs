//! Which plans a question names, and which only nearly.

use serde_json::json;

use super::{accepted, base, fact, unchecked, verdicts};
use crate::domain::knowledge::*;

/// A clinic that has no lists has only its own words, which are told of the very plan that they name.
#[test]
fn a_fact_about_insurance_is_told_only_if_every_word_is_in_it() {
    let say = "We are in network with Delta Dental PPO, not DeltaCare.";
    let base = base(json!({"facts": [fact("delta", "insurance", &["do you take delta dental"], say)]}));
    for question in ["do you take Delta Dental", "do you take delta dental ppo", "do you accept deltacare"] {
        assert!(matches!(base.answer(question, "Oak Dental"), KnowledgeAnswer::Facts(_)), "{question}");
    }
    for question in ["do you take Delta Dental HMO", "do you take Delta Dental of California", "do you take Cigna"] {
        assert_eq!(base.answer(question, "Oak Dental"), KnowledgeAnswer::NotKnown, "{question}");
    }
}

/// With lists, the clinic's own words about half a name are told where the lists would ask for the other half.
#[test]
fn the_clinics_own_words_about_a_plan_come_before_a_question_back() {
    let say = "We take Delta Dental PPO and Premier.";
    let facts = [fact("delta", "insurance", &["do you take delta dental"], say)];
    let base = base(json!({"facts": facts, "insurance": {"accepted": ["Delta Dental PPO"]}}));
    assert!(matches!(base.answer("do you take Delta Dental", "Oak Dental"), KnowledgeAnswer::Facts(_)));
    let hmo = base.answer("do you take Delta Dental HMO", "Oak Dental");
    assert_eq!(hmo, KnowledgeAnswer::Insurance(PlanAnswer::AskStaff));
}

#[test]
fn a_plan_without_words_is_never_named() {
    let base = unchecked(json!({"insurance": {"accepted": ["ʼʼ", "Cigna"], "not_accepted": ["?"]}}));
    assert_eq!(accepted(&base, "do you take Cigna"), ["Cigna"]);
    assert_eq!(base.answer("do you take Aetna", "Oak Dental"), KnowledgeAnswer::Insurance(PlanAnswer::AskStaff));
    assert_eq!(base.answer("where can I park", "Oak Dental"), KnowledgeAnswer::NotKnown);
}

#[test]
fn the_longest_name_is_the_plan_that_is_meant() {
    let plans = json!({"insurance": {"accepted": ["Delta Dental"], "not_accepted": ["Delta Dental PPO"]}});
    let base = base(plans);
    assert_eq!(accepted(&base, "do you take Delta Dental"), ["Delta Dental"]);
    assert_eq!(accepted(&base, "do you take Delta Dental PPO"), [""; 0]);
    assert_eq!(accepted(&base, "do you take Delta Dental HMO"), [""; 0]);
}

/// Real insurers whose names are a letter or a sound apart. A clinic may have either in its lists, or both.
#[test]
fn a_plan_that_is_only_near_is_asked_about() {
    let which = |plan: &str| KnowledgeAnswer::Insurance(PlanAnswer::Which(vec![plan.to_owned()]));
    for (listed, said) in
        [("Medico", "Medica"), ("Optum", "Optima"), ("Cigna", "Signa"), ("Delta Dental", "Delta Dentle")]
    {
        for list in ["accepted", "not_accepted"] {
            let base = base(json!({"insurance": {list: [listed]}}));
            for question in [format!("Do you take {said}?"), format!("I have {said}"), said.to_owned()] {
                assert_eq!(base.answer(&question, "Oak Dental"), which(listed), "{listed}: {question}");
            }
            assert_eq!(verdicts(&base, &format!("Do you take {listed}?")).len(), 1, "{listed}");
        }
    }
    let base = base(json!({"insurance": {"accepted": ["Cigna", "Medico"]}}));
    assert_eq!(base.answer("do you take Cigna or Medica", "Oak Dental"), which("Medico"));
    assert_eq!(
        base.answer("do you take Medica Choice", "Oak Dental"),
        KnowledgeAnswer::Insurance(PlanAnswer::AskStaff)
    );
}

#[test]
fn the_plan_that_was_said_comes_before_one_that_is_near() {
    for (accept, refuse) in
        [("Medica", "Medico"), ("Medico", "Medica"), ("Guardian", "Gardian"), ("Gardian", "Guardian")]
    {
        let base = base(json!({"insurance": {"accepted": [accept], "not_accepted": [refuse]}}));
        assert_eq!(accepted(&base, &format!("do you take {accept}")), [accept]);
        let refused = PlanVerdict { plan: refuse.to_owned(), is_accepted: false };
        assert_eq!(verdicts(&base, &format!("do you take {refuse}")), [refused]);
    }
}

/// What a clinic has written of one insurer is not told of another one.
#[test]
fn a_fact_about_insurance_is_not_told_of_a_plan_that_is_near() {
    let facts = [fact("medico", "insurance", &["do you take Medico"], "Yes, we take Medico.")];
    let base = base(json!({"facts": facts}));
    assert!(matches!(base.answer("do you take Medico", "Oak Dental"), KnowledgeAnswer::Facts(_)));
    assert_eq!(base.answer("do you take Medica", "Oak Dental"), KnowledgeAnswer::NotKnown);
}

/// `One` says nothing in most questions, and is a part of some names.
#[test]
fn a_number_in_a_plans_name_counts() {
    let base = base(json!({"insurance": {"accepted": ["Humana", "One Health"], "not_accepted": ["Humana One"]}}));
    assert_eq!(accepted(&base, "do you take Humana"), ["Humana"]);
    assert_eq!(
        verdicts(&base, "do you take Humana One").iter().map(|it| it.plan.as_str()).collect::<Vec<_>>(),
        ["Humana One"]
    );
    assert_eq!(accepted(&base, "do you have one that takes Humana"), ["Humana"]);
    assert_eq!(accepted(&base, "do you take health"), [""; 0]);
    let alone = unchecked(json!({"insurance": {"accepted": ["Humana"]}}));
    assert_eq!(accepted(&alone, "do you take Humana One"), [""; 0]);
}

/// Only SQL can have written two plans that nobody could tell apart.
#[test]
fn plans_that_cannot_be_told_apart_get_no_verdict() {
    let base = unchecked(json!({"insurance": {"accepted": ["Care for You"], "not_accepted": ["Care"]}}));
    let both = KnowledgeAnswer::Insurance(PlanAnswer::Which(vec!["Care for You".to_owned(), "Care".to_owned()]));
    assert_eq!(base.answer("do you take Care", "Oak Dental"), both);
}
