//! Whether a clinic takes an insurance plan: a look-up by the plan's whole name.
//!
//! Every word of a plan's name counts, and so does every word that was said for one. A plan that is near but different has other benefits
//! or none, so it is never answered by the one that it is near: not by one word less, not by one word more, not by PPO for HMO. Medica and
//! Medico are two insurers, so a name that was misheard, or only looks so, is answered by the question which plan is meant.

use super::{
    Insurance,
    plan_names::{Named, PlanNames},
    question::{InsuranceWord, QuestionWords, is_naming},
    said::Clause,
    word_index::WordId,
};

/// What is known of plans that were named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanAnswer {
    /// Each plan that was named is in a list. The accepted ones come first.
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
#[derive(PartialEq)]
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
pub(super) struct PlanList(PlanNames);

/// A question that may name plans.
struct Asked<'a> {
    language: &'a dyn QuestionWords,
    words: &'a [String],
    /// For each word those in the plans' names that it may be.
    meant: Vec<Vec<WordId>>,
    /// Whether insurance is named.
    of_insurance: bool,
    /// Whether something is asked to be taken or covered.
    of_acceptance: bool,
}

impl PlanList {
    pub(super) fn new(insurance: &Insurance, language: &dyn QuestionWords) -> Self {
        let verdicts = |plans: &[String], is_accepted| {
            plans.iter().map(|plan| PlanVerdict { plan: plan.clone(), is_accepted }).collect::<Vec<_>>()
        };
        let lists = [verdicts(&insurance.accepted, true), verdicts(&insurance.not_accepted, false)];
        Self(PlanNames::new(lists.into_iter().flatten(), language))
    }

    /// What a question has to do with plans. Where the clinic has listed none, its facts are all that there is.
    pub(super) fn asked(&self, question: &Clause, language: &dyn QuestionWords) -> PlanQuestion {
        if self.0.plans.is_empty() {
            return PlanQuestion::Unrelated;
        }
        let asked = Asked::new(&question.words, &self.0, language);
        let Named { mut verdicts, near, rest } = self.0.named(question, &asked.meant, language);
        verdicts.sort_by_key(|verdict| !verdict.is_accepted);
        let rest: Vec<usize> = rest.into_iter().filter(|place| asked.may_name(*place)).collect();
        let is_about = asked.of_insurance || asked.of_acceptance;
        match (verdicts.is_empty() && near.is_empty(), rest.is_empty()) {
            (false, true) if language.is_out_of_network(&question.words) => PlanQuestion::Open(PlanAnswer::AskStaff),
            (false, true) if near.is_empty() => PlanQuestion::Answered(PlanAnswer::Verdicts(verdicts)),
            (false, true) => PlanQuestion::Open(PlanAnswer::Which(near)),
            (false, false) if is_about => PlanQuestion::Open(PlanAnswer::AskStaff),
            (true, _) | (false, false) => self.without_names(&asked, &rest),
        }
    }

    /// What a question has to do with plans if those that it names are not all that it says.
    fn without_names(&self, asked: &Asked<'_>, rest: &[usize]) -> PlanQuestion {
        let (words, meant): (Vec<&String>, Vec<&Vec<WordId>>) = asked.at(rest).unzip();
        let is_of = |word: &str, kind: InsuranceWord| asked.language.insurance(word) == Some(kind);
        let (unsaid, meant_unsaid): (Vec<&String>, Vec<&Vec<WordId>>) =
            asked.at(rest).filter(|(word, _)| !is_of(word, InsuranceWord::Field)).unzip();
        if unsaid.is_empty() {
            return match (asked.of_insurance, asked.of_acceptance) {
                (true, true) => PlanQuestion::Answered(self.all()),
                (true, false) => PlanQuestion::Aside(self.all()),
                (false, _) => PlanQuestion::Unrelated,
            };
        }
        let is_about = asked.of_insurance || asked.of_acceptance;
        let has_carrier = self.0.has_carrier(&meant_unsaid);
        let fitting = self.0.fitting(&words, &meant);
        // One word from the middle of a name is mostly no name: `do you see patients from California`.
        if !fitting.is_empty() && (is_about || has_carrier || words.len() > 1) {
            return PlanQuestion::Open(PlanAnswer::Which(fitting));
        }
        let is_of_plan = |word: &&String| is_of(word, InsuranceWord::OfPlan);
        let names_plan = has_carrier || unsaid.iter().any(is_of_plan);
        if unsaid.iter().all(is_of_plan) || is_about && names_plan || asked.of_insurance && asked.of_acceptance {
            return PlanQuestion::Open(PlanAnswer::AskStaff);
        }
        PlanQuestion::Unrelated
    }

    /// Whether a word, in small letters and without accents, is in some plan's name.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.0.has_word(word)
    }

    fn all(&self) -> PlanAnswer {
        let those = |is_accepted| {
            let plans = self.0.plans.iter().filter(|plan| plan.verdict.is_accepted == is_accepted);
            plans.map(|plan| plan.verdict.plan.clone()).collect()
        };
        PlanAnswer::Plans { accepted: those(true), not_accepted: those(false) }
    }
}

impl<'a> Asked<'a> {
    fn new(words: &'a [String], names: &PlanNames, language: &'a dyn QuestionWords) -> Self {
        let is = |kind: InsuranceWord| words.iter().any(|word| language.insurance(word) == Some(kind));
        Self {
            language,
            words,
            meant: names.meant(words, language),
            of_insurance: is(InsuranceWord::Subject),
            of_acceptance: is(InsuranceWord::Acceptance),
        }
    }

    /// Whether a word may be said for a plan, and not around one.
    fn may_name(&self, place: usize) -> bool {
        use InsuranceWord::{Acceptance, Around, Subject};
        let kind = self.words.get(place).and_then(|word| self.language.insurance(word));
        is_naming(self.words, place, self.language) && !matches!(kind, Some(Subject | Acceptance | Around))
    }

    /// Words at some places, each with those that it may be.
    fn at(&self, places: &[usize]) -> impl Iterator<Item = (&String, &Vec<WordId>)> {
        places.iter().filter_map(|place| self.words.get(*place).zip(self.meant.get(*place)))
    }
}
