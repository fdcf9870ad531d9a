//! What the clinic has written down for its callers.

use super::English;
use super::openings::clinic_or;
use super::spoken::list;
use crate::{
    domain::{
        knowledge::{PlanAnswer, PlanVerdict, WhenUnknown},
        line::single_line_limited,
    },
    language::{
        answer::{NAME_CHARS, answer, first_fitting, fitted_list},
        sentences::KnowledgeSentences,
    },
};

const BENEFITS: &str = "Staff check what a plan pays: promise no benefits.";
const MESSAGE: &str = "offer to take a message (take_message)";
const OTHERS: &str = "Ask this tool again about the other plans.";
/// Most plans in one answer of which each has a verdict.
const MOST_VERDICTS: usize = 6;
/// Most plans in one answer.
const MOST_PLANS: usize = 12;

impl KnowledgeSentences for English {
    fn facts(&self, says: &[&str], of_insurance: bool) -> String {
        let benefits = if of_insurance { format!(" {BENEFITS}") } else { String::new() };
        let said = |count: usize| says.iter().take(count).copied().collect::<Vec<_>>().join(" ");
        first_fitting(
            (1..=says.len().max(1)).rev().map(|count| format!("{}{benefits} (Add nothing to it.)", said(count))),
        )
    }

    fn plans(&self, plans: &PlanAnswer, clinic: &str) -> String {
        let clinic = clinic_or(clinic, "The clinic");
        match plans {
            PlanAnswer::Verdicts(verdicts) => fitted_list(verdicts.len().min(MOST_VERDICTS), |count, names| {
                let told = verdicts.iter().take(count).map(|verdict| verdict_on(verdict, &clinic, names));
                let others = if count < verdicts.len() { format!(" {OTHERS}") } else { String::new() };
                format!("{}{others} {BENEFITS}", told.collect::<Vec<_>>().join(" "))
            }),
            PlanAnswer::Which(plans) => fitted_list(plans.len().min(MOST_PLANS), |count, names| {
                format!(
                    "No plan in the clinic's lists has that very name. The lists have {}. Ask which plan it is, then ask this tool again with the full \
                     name as it stands there. If it is another one, staff have to check. Do not say before that whether it is accepted. {BENEFITS}",
                    some_of(plans, count, names)
                )
            }),
            PlanAnswer::Plans { accepted, not_accepted } => all_plans(accepted, not_accepted, &clinic),
            PlanAnswer::AskStaff => answer(&format!(
                "{clinic} has not written down whether it accepts that plan. Say neither yes nor no: its staff have to check. {} {BENEFITS}",
                capitalised(MESSAGE)
            )),
        }
    }

    fn question_refused(&self) -> String {
        answer(&format!("That is for the clinic's staff to answer, not for this call. Give no advice: {MESSAGE}."))
    }

    fn not_known(&self, then: WhenUnknown) -> String {
        let then = match then {
            WhenUnknown::AskMessage => MESSAGE,
            WhenUnknown::Transfer => "offer to hand the call to a person (transfer_call)",
            WhenUnknown::SayUnknown => "say that you do not know",
        };
        answer(&format!("Nothing is written down about that. Do not guess: {then}."))
    }
}

/// It says by itself what is true, whichever way it was asked: `don't you take Cigna`.
fn verdict_on(verdict: &PlanVerdict, clinic: &str, limit: usize) -> String {
    let plan = single_line_limited(&verdict.plan, limit);
    if verdict.is_accepted { format!("{clinic} accepts {plan}.") } else { format!("{clinic} does not accept {plan}.") }
}

/// As many plans as fit, the accepted ones first.
fn all_plans(accepted: &[String], not_accepted: &[String], clinic: &str) -> String {
    let most = accepted.len().max(not_accepted.len()).min(MOST_PLANS);
    fitted_list(most, |count, names| {
        let yes = match accepted {
            [] => String::new(),
            plans => format!("{clinic} accepts {}. ", some_of(plans, count, names)),
        };
        let no = match not_accepted {
            [] => String::new(),
            plans if accepted.is_empty() => format!("{clinic} does not accept {}. ", some_of(plans, count, names)),
            plans => format!("It does not accept {}. ", some_of(plans, count, names)),
        };
        format!("{yes}{no}Ask which plan the caller has, by its full name, and ask this tool about it. {BENEFITS}")
    })
}

/// `Cigna, MetLife and 4 more`.
fn some_of(plans: &[String], count: usize, limit: usize) -> String {
    let more = plans.len().saturating_sub(count);
    let named = plans.iter().take(count).map(|plan| single_line_limited(plan, limit.max(NAME_CHARS)));
    list(&named.chain((more > 0).then(|| format!("{more} more"))).collect::<Vec<_>>())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str() + "."
}
