//! The cases of the golden file around what a clinic has written down.

use super::golden::Case;
use super::prelude::*;
use crate::{
    domain::knowledge::{PlanAnswer, PlanVerdict, WhenUnknown},
    language::answer::MAX_ANSWER_CHARS,
};

fn verdict(plan: &str, is_accepted: bool) -> PlanVerdict {
    PlanVerdict { plan: plan.to_owned(), is_accepted }
}

fn plans(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) fn known() -> Vec<Case> {
    let of = |answer: PlanAnswer| English.plans(&answer, "Oak Dental");
    let all =
        |accepted, not_accepted| of(PlanAnswer::Plans { accepted: plans(accepted), not_accepted: plans(not_accepted) });
    vec![
        ("a fact", English.facts(&["Parking is free behind the building."], false)),
        ("two facts", English.facts(&["Parking is free.", "The 14 bus stops at the door."], false)),
        ("a fact about insurance", English.facts(&["We send the claim to your insurance."], true)),
        ("a plan that is accepted", of(PlanAnswer::Verdicts(vec![verdict("Cigna", true)]))),
        (
            "a plan that is, and one that is not",
            of(PlanAnswer::Verdicts(vec![verdict("Cigna", true), verdict("DeltaCare", false)])),
        ),
        ("half the name of a plan", of(PlanAnswer::Which(plans(&["Delta Dental PPO", "Delta Dental Premier"])))),
        ("insurance at large", all(&["Cigna", "MetLife"], &["Medicaid"])),
        ("insurance at large, all accepted", all(&["Cigna"], &[])),
        ("insurance at large, none accepted", all(&[], &["Medicaid"])),
        ("a plan that is in no list", of(PlanAnswer::AskStaff)),
        ("a question for staff", English.question_refused()),
        ("nothing is known, a message", English.not_known(WhenUnknown::AskMessage)),
        ("nothing is known, a person", English.not_known(WhenUnknown::Transfer)),
        ("nothing is known, and that is said", English.not_known(WhenUnknown::SayUnknown)),
    ]
}

/// The longest document that is taken leaves a sentence whole: no plan is cut off in the middle of a verdict, and what staff check is said.
#[test]
fn the_longest_words_fit() {
    let say = "a".repeat(400);
    let said = English.facts(&[&say, &say, &say], true);
    assert!(said.starts_with(&format!("{say} Staff check")) && said.chars().count() <= MAX_ANSWER_CHARS, "{said}");
    let name = "Plan of a very long name with numbers such as 123456 and 654321 and further words".to_owned();
    let many: Vec<String> = (0..100).map(|n| format!("{n} {name}")).collect();
    let verdicts = many.iter().map(|plan| verdict(plan, false)).collect();
    for answer in [
        PlanAnswer::Verdicts(verdicts),
        PlanAnswer::Which(many.clone()),
        PlanAnswer::Plans { accepted: many.clone(), not_accepted: many.clone() },
    ] {
        let said = English.plans(&answer, &"Clinic ".repeat(40));
        assert!(said.ends_with("promise no benefits.") && said.chars().count() <= MAX_ANSWER_CHARS, "{said}");
    }
}
