//! Whether a clinic takes an insurance plan: a look-up by the plan's whole name.
//!
//! Every word of a plan's name counts, and so does every word that was said for one. A plan that is near but different has other benefits
//! or none, so it is never answered by the one that it is near: not by one word less, not by one word more, not by PPO for HMO. Medica and
//! Medico are two insurers, so a name that was misheard, or only looks so, is answered by the question which plan is meant.

use super::{
    Insurance,
    plan_names::{Named, Plan, is_same, longest},
    question::{InsuranceWord, QuestionWords, naming, words},
};

/// What is known of plans that were named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanAnswer {
    /// Each plan that was named is in a list.
    Verdicts(Vec<PlanVerdict>),
    /// What was said fits these plans, and is the name of none of them, or not of one alone.
    Which(Vec<String>),
    /// No plan was named.
    Plans { accepted: Vec<String>, not_accepted: Vec<String> },
    /// It is in no list, so staff have to say.
    AskStaff,
}

/// A plan and whether it is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVerdict {
    pub plan: String,
    pub is_accepted: bool,
}

/// What a question has to do with plans.
pub(super) enum PlanQuestion {
    /// It names plans that are in a list, or asks which there are.
    Answered(PlanAnswer),
    /// It is about a plan, of which the lists do not say enough. The clinic's own words about that very plan may.
    Open(PlanAnswer),
    /// It speaks of insurance and may ask for something else. Only if no fact fits well, this is the answer.
    Aside(PlanAnswer),
    /// It is about something else.
    Unrelated,
}

/// The plans of a clinic's lists.
pub(super) struct PlanList(Vec<Plan>);

/// The words of a question that may name a plan.
struct Said<'a> {
    language: &'a dyn QuestionWords,
    words: Vec<String>,
    /// Whether insurance is named.
    of_insurance: bool,
    /// Whether something is asked to be taken or covered.
    of_acceptance: bool,
}

impl PlanList {
    pub(super) fn new(insurance: &Insurance, language: &dyn QuestionWords) -> Self {
        let plans = |plans: &[String], is_accepted| {
            let plan = |plan: &String| Plan {
                words: naming(words(plan), language),
                verdict: PlanVerdict { plan: plan.clone(), is_accepted },
            };
            plans.iter().map(plan).collect::<Vec<_>>()
        };
        Self([plans(&insurance.accepted, true), plans(&insurance.not_accepted, false)].into_iter().flatten().collect())
    }

    /// What a question has to do with plans. Where the clinic has listed none, its facts are all that there is.
    pub(super) fn asked(&self, question: &[String], language: &dyn QuestionWords) -> PlanQuestion {
        if self.0.is_empty() {
            return PlanQuestion::Unrelated;
        }
        let said = Said::new(question, language);
        let Named { verdicts, near, rest } = self.named(&said);
        let is_about = said.of_insurance || said.of_acceptance;
        let names_any = !verdicts.is_empty() || !near.is_empty();
        match (names_any, rest.is_empty(), near.is_empty()) {
            (true, true, true) => return PlanQuestion::Answered(PlanAnswer::Verdicts(verdicts)),
            (true, true, false) => return PlanQuestion::Open(PlanAnswer::Which(near)),
            (true, false, _) if is_about => return PlanQuestion::Open(PlanAnswer::AskStaff),
            _ => {}
        }
        let unsaid = said.without_fields(&rest);
        if unsaid.is_empty() {
            return match (said.of_insurance, said.of_acceptance) {
                (true, true) => PlanQuestion::Answered(self.all()),
                (true, false) => PlanQuestion::Aside(self.all()),
                (false, _) => PlanQuestion::Unrelated,
            };
        }
        let fitting = self.fitting(&rest, language);
        if !fitting.is_empty() {
            return PlanQuestion::Open(PlanAnswer::Which(fitting));
        }
        let is_of_plan = |word: &String| language.insurance(word) == Some(InsuranceWord::OfPlan);
        let names_plan = unsaid.iter().any(is_of_plan) || self.has_carrier(&unsaid, language);
        if unsaid.iter().all(is_of_plan) || is_about && names_plan || said.of_insurance && said.of_acceptance {
            return PlanQuestion::Open(PlanAnswer::AskStaff);
        }
        PlanQuestion::Unrelated
    }

    /// The plans that are named, the longest names first, and the words that name none of them.
    fn named(&self, said: &Said<'_>) -> Named {
        let mut left: Vec<Option<&String>> = said.words.iter().map(Some).collect();
        let mut named = Named::default();
        // Each plan that is found takes a word at least, so there are no more rounds than words.
        for _ in 0..said.words.len() {
            let places = longest(&self.0, &left, said.language);
            let Some(first) = places.first() else { break };
            left.iter_mut().skip(first.from).take(first.count).for_each(|word| *word = None);
            named.add(&places);
        }
        named.verdicts.sort_by_key(|verdict| !verdict.is_accepted);
        let around = |word: &&String| {
            use InsuranceWord::{Acceptance, Around, Subject};
            !matches!(said.language.insurance(word), Some(Subject | Acceptance | Around))
        };
        named.rest = left.into_iter().flatten().filter(around).cloned().collect();
        named
    }

    /// Whether some plan's name has a word.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.0.iter().any(|plan| plan.words.iter().any(|known| known == word))
    }

    /// Whether something else is said of a plan than its name, wherever in all that was said: `Do you take Cigna? The DHMO.`
    pub(super) fn is_said_more(&self, words: &[String], language: &dyn QuestionWords) -> bool {
        let rest = self.named(&Said::new(words, language)).rest;
        let is_of_plan =
            |word: &String| matches!(language.insurance(word), Some(InsuranceWord::OfPlan | InsuranceWord::Field));
        rest.iter().any(is_of_plan)
    }

    /// The plans whose names have all of these words, or these letters in some of their words.
    fn fitting(&self, said: &[String], language: &dyn QuestionWords) -> Vec<String> {
        let has = |plan: &Plan, word: &String| plan.words.iter().any(|known| is_same(known, word, language));
        let letters = said.concat();
        let fits = |plan: &&Plan| said.iter().all(|word| has(plan, word)) || plan.has_run(&letters);
        self.0.iter().filter(fits).map(|plan| plan.verdict.plan.clone()).collect()
    }

    /// Whether a word is how one of the plans begins.
    fn has_carrier(&self, said: &[String], language: &dyn QuestionWords) -> bool {
        let carriers = self.0.iter().filter_map(|plan| plan.words.first());
        carriers.into_iter().any(|carrier| said.iter().any(|word| is_same(carrier, word, language)))
    }

    fn all(&self) -> PlanAnswer {
        let those = |is_accepted| {
            let plans = self.0.iter().filter(|plan| plan.verdict.is_accepted == is_accepted);
            plans.map(|plan| plan.verdict.plan.clone()).collect()
        };
        PlanAnswer::Plans { accepted: those(true), not_accepted: those(false) }
    }
}

impl<'a> Said<'a> {
    fn new(question: &[String], language: &'a dyn QuestionWords) -> Self {
        let is = |kind: InsuranceWord| question.iter().any(|word| language.insurance(word) == Some(kind));
        Self {
            language,
            words: naming(question.to_vec(), language),
            of_insurance: is(InsuranceWord::Subject),
            of_acceptance: is(InsuranceWord::Acceptance),
        }
    }

    /// Without the words that say only what kind of insurance it is.
    fn without_fields(&self, words: &[String]) -> Vec<String> {
        let is_field = |word: &String| self.language.insurance(word) == Some(InsuranceWord::Field);
        words.iter().filter(|word| !is_field(word)).cloned().collect()
    }
}
