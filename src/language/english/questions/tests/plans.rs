//! Which plans a question names, and which only nearly.

use serde_json::json;

use super::{ASK_STAFF, accepted, answers, base, fact, unchecked, verdicts, which, yes};
use crate::{domain::knowledge::*, language::english::English};

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
    for (listed, said) in [
        ("Medico", "Medica"),
        ("Optum", "Optima"),
        ("Cigna", "Signa"),
        ("Delta Dental", "Delta Dentle"),
        ("BlueCard PPO", "BlueCare PPO"),
    ] {
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

/// A transcript divides names as it likes. What it divides or joins is no ordinary word.
#[test]
fn an_ordinary_word_is_no_name_that_is_written_in_two() {
    for question in ["is there a medical doctor", "do you do medical work", "do you take medical"] {
        assert_eq!(answers(&["Medi-Cal"], question), KnowledgeAnswer::NotKnown, "{question}");
    }
    let all = PlanAnswer::Plans { accepted: vec!["Medi-Cal".to_owned()], not_accepted: Vec::new() };
    assert_eq!(answers(&["Medi-Cal"], "do you accept medical insurance"), KnowledgeAnswer::Insurance(all));
    assert_eq!(answers(&["Medi-Cal"], "do you take medi cal"), yes("Medi-Cal"));
    assert_eq!(verdicts(&base(json!({"insurance": {"accepted": ["WellCare"]}})), "do you cover well care"), []);
    assert_eq!(answers(&["MetLife"], "do you take met life"), yes("MetLife"));
    assert_eq!(answers(&["Met Life"], "do you take MetLife"), yes("Met Life"));
}

#[test]
fn every_word_of_a_plans_name_counts_also_a_small_one() {
    assert_eq!(answers(&["The Health Plan"], "do you take The Health Plan"), yes("The Health Plan"));
    assert_eq!(answers(&["The Health Plan"], "Do you take my health plan?"), which("The Health Plan"));
    let california = &["Covered California"];
    assert_eq!(answers(california, "do you see patients from California"), KnowledgeAnswer::NotKnown);
    assert_eq!(answers(california, "do you take Covered California"), yes("Covered California"));
    let shield = &["Blue Shield of California"];
    assert_eq!(answers(shield, "do you take Blue Shield of California"), yes(shield[0]));
    assert_eq!(answers(shield, "do you take Blue Shield California"), which(shield[0]));
    let base = unchecked(json!({"insurance": {"accepted": ["Care for You"], "not_accepted": ["Care"]}}));
    assert_eq!(accepted(&base, "do you take Care for You"), ["Care for You"]);
    assert_eq!(accepted(&base, "do you take Care"), [""; 0]);
}

/// What tells one product from another may stand in another sentence. Who speaks is no product, and neither is what a fact answers.
#[test]
fn what_is_said_of_a_plan_in_another_sentence_counts() {
    for question in [
        "Do you take Humana? The Gold Plus plan.",
        "It's Gold Plus. Do you take Humana?",
        "Do you take Humana? This is Gold Plus.",
        "Do you take Humana Honor?",
        "I'm on Gold Plus. Do you take Humana?",
    ] {
        assert_eq!(answers(&["Humana"], question), ASK_STAFF, "{question}");
    }
    let premier = "Delta Dental PPO? Mine is the Premier.";
    assert_eq!(answers(&["Delta Dental PPO"], premier), KnowledgeAnswer::NotKnown);
    for question in ["Hi, I'm Ann Lee. Do you take Humana?", "Hello. My name is Ann. Do you take Humana?"] {
        assert_eq!(answers(&["Humana"], question), yes("Humana"), "{question}");
    }
    let parking = fact("parking", "parking", &["where can I park"], "Behind the house.");
    let base = base(json!({"facts": [parking], "insurance": {"accepted": ["Humana"]}}));
    assert_eq!(accepted(&base, "Do you take Humana? Where can I park?"), ["Humana"]);
}

/// What was said before the words that are looked at may have been a product's name.
#[test]
fn a_turn_that_is_too_long_gets_no_verdict() {
    let question = format!("Gold Plus is what I have, {} Do you take Humana?", "you know, ".repeat(100));
    assert_eq!(answers(&["Humana"], &question), ASK_STAFF);
}

/// A clinic may accept what it has no contract for.
#[test]
fn nothing_written_down_says_that_a_plan_is_out_of_network() {
    let plan = "Delta Dental PPO";
    for question in ["is Delta Dental PPO out of network", "are you out of the network for Delta Dental PPO"] {
        assert_eq!(answers(&[plan], question), ASK_STAFF, "{question}");
    }
    for question in ["is Delta Dental PPO in network", "I'd like to find out if you take Delta Dental PPO"] {
        assert_eq!(answers(&[plan], question), yes(plan), "{question}");
    }
}

#[test]
fn a_name_of_words_for_any_plan_is_refused() {
    for plan in ["Health Plan", "Dental Insurance", "medical coverage"] {
        let document = json!({"insurance": {"accepted": [plan]}});
        let error = serde_json::from_value::<Knowledge>(document).unwrap().check(&English).unwrap_err();
        assert!(error.to_string().contains("any plan"), "{plan}: {error}");
    }
}
