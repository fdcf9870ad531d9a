//! What a question is answered.

use super::{
    Fact, Knowledge, Topic,
    index::{FactIndex, Fit},
    plans::{PlanAnswer, PlanList, PlanQuestion},
    question::{Clause, InsuranceWord, QuestionWords, Said, is_slip, said, telling, without, words},
};

/// Facts of one answer.
const MOST_FACTS: usize = 3;
/// Sentences of one turn that facts are looked for, each by itself. More are looked at together.
const MOST_PARTS: usize = 12;

/// A clinic's knowledge, made ready for questions in a language.
pub struct KnowledgeBase {
    knowledge: Knowledge,
    language: &'static dyn QuestionWords,
    facts: FactIndex,
    plans: PlanList,
    /// The terms of each topic that is never answered.
    never: Vec<Vec<String>>,
}

/// What a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum KnowledgeAnswer<'a> {
    /// What the clinic has written down, best first.
    Facts(Vec<KnownFact<'a>>),
    /// What its lists of plans say.
    Insurance(PlanAnswer),
    /// It is not for this call to answer.
    Refused,
    /// Nothing is written down about it.
    NotKnown,
}

/// A fact that fits a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownFact<'a> {
    pub fact: &'a Fact,
    /// How well it fits, from 0 to 1.
    pub similarity: f64,
}

impl KnowledgeBase {
    /// `knowledge`, for questions in a language.
    pub fn new(knowledge: Knowledge, language: &'static dyn QuestionWords) -> Self {
        let terms =
            |topic: &String| telling(words(topic), language).iter().map(|word| language.term(word)).collect::<Vec<_>>();
        Self {
            facts: FactIndex::new(&knowledge.facts, language),
            plans: PlanList::new(&knowledge.insurance, language),
            // All of nothing was always said. Only SQL can have written such a topic.
            never: knowledge.never.iter().map(terms).filter(|topic| !topic.is_empty()).collect(),
            knowledge,
            language,
        }
    }

    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Whether a word, in small letters and without accents, is in something that the clinic has written down.
    pub fn has_word(&self, word: &str) -> bool {
        self.facts.has_word(word) || self.plans.has_word(word)
    }

    /// What `question` is answered at the clinic of this name. A caller says more than a question at a time: if any part of it is to be
    /// refused, all of it is.
    pub fn answer(&self, question: &str, clinic: &str) -> KnowledgeAnswer<'_> {
        let clinic = words(clinic);
        let said = said(question, &clinic);
        if said.parts.iter().chain([&said.whole]).any(|part| self.is_refused(&part.words)) {
            return KnowledgeAnswer::Refused;
        }
        let of_plans = without(self.words_for_plans(&said), &clinic);
        match self.plans.asked(&of_plans, self.language) {
            // What was cut off may have been said of the plan.
            PlanQuestion::Answered(PlanAnswer::Verdicts(_)) if said.is_cut => {
                KnowledgeAnswer::Insurance(PlanAnswer::AskStaff)
            }
            PlanQuestion::Answered(answer) => KnowledgeAnswer::Insurance(answer),
            PlanQuestion::Open(answer) => {
                let is_question = self.is_question(&said.whole);
                told(self.facts(&of_plans, is_question, true)).unwrap_or(KnowledgeAnswer::Insurance(answer))
            }
            // A fact has to fit as well as if nobody had asked a question.
            PlanQuestion::Aside(answer) => {
                told(self.facts_of_any(&said, |_| false)).unwrap_or(KnowledgeAnswer::Insurance(answer))
            }
            PlanQuestion::Unrelated => {
                told(self.facts_of_any(&said, |part| self.is_question(part))).unwrap_or(KnowledgeAnswer::NotKnown)
            }
        }
    }

    fn is_refused(&self, words: &[String]) -> bool {
        let terms: Vec<String> = words.iter().map(|word| self.language.term(word)).collect();
        self.language.is_clinical(words) || self.never.iter().any(|topic| is_about(words, &terms, topic))
    }

    /// All words of what was said that may be said of a plan. A name at the beginning tells who speaks, and a sentence that is about
    /// something else has a fact for an answer. All others count: `Do you take Humana? The Gold Plus plan.`
    fn words_for_plans(&self, said: &Said) -> Vec<String> {
        if said.parts.len() < 2 || said.parts.len() > MOST_PARTS {
            return said.whole.words.clone();
        }
        let parts = said.parts.iter().skip_while(|part| self.language.is_speakers_name(&part.words));
        parts.filter(|part| !self.is_of_other_things(part)).flat_map(|part| part.words.clone()).collect()
    }

    /// Whether a part of what was said has nothing to do with plans, and is answered by a fact.
    fn is_of_other_things(&self, part: &Clause) -> bool {
        use InsuranceWord::{Field, OfPlan};
        let may_name_plan =
            |word: &String| matches!(self.language.insurance(word), Some(OfPlan | Field)) || self.plans.has_word(word);
        let telling = part.words.iter().filter(|word| !self.language.is_stop_word(word));
        !telling.clone().any(may_name_plan)
            && self.plans.asked(&part.words, self.language) == PlanQuestion::Unrelated
            && !self.facts(&part.words, self.is_question(part), false).is_empty()
    }

    /// The facts that fit a part of what was said best, or all of it.
    fn facts_of_any(&self, said: &Said, is_question: impl Fn(&Clause) -> bool) -> Vec<KnownFact<'_>> {
        let skipped = said.parts.len().saturating_sub(MOST_PARTS);
        let parts = said.parts.iter().skip(skipped).chain((said.parts.len() > 1).then_some(&said.whole));
        let similarity = |facts: &[KnownFact<'_>]| facts.first().map_or(0.0, |fact| fact.similarity);
        parts
            .map(|part| self.facts(&part.words, is_question(part), false))
            .reduce(|best, next| if similarity(&next) > similarity(&best) { next } else { best })
            .unwrap_or_default()
    }

    fn facts(&self, words: &[String], is_question: bool, of_plan: bool) -> Vec<KnownFact<'_>> {
        let fits = self.facts.fits(words, is_question, self.language);
        fits.iter().filter_map(|fit| self.known(fit, of_plan)).take(MOST_FACTS).collect()
    }

    fn is_question(&self, part: &Clause) -> bool {
        part.is_marked || self.language.is_question(&part.words)
    }

    /// The fact, if it may be told. Of a plan only what the clinic has written of that very plan.
    fn known(&self, fit: &Fit, of_plan: bool) -> Option<KnownFact<'_>> {
        let fact = self.knowledge.facts.get(fit.fact)?;
        let of_insurance = fact.topic == Topic::Insurance;
        let may_be_told = if of_plan { of_insurance && fit.is_covered } else { !of_insurance || fit.is_covered };
        may_be_told.then_some(KnownFact { fact, similarity: fit.similarity })
    }
}

/// Whether all words of a topic were said.
fn is_about(words: &[String], terms: &[String], topic: &[String]) -> bool {
    topic.iter().all(|term| terms.contains(term) || words.iter().any(|word| is_slip(word, term)))
}

/// The answer that tells some facts, if there are any.
fn told(facts: Vec<KnownFact<'_>>) -> Option<KnowledgeAnswer<'_>> {
    (!facts.is_empty()).then_some(KnowledgeAnswer::Facts(facts))
}

impl KnowledgeAnswer<'_> {
    /// How well it fits what was asked.
    pub fn fit(&self) -> f64 {
        match self {
            Self::Facts(facts) => facts.first().map_or(0.0, |fact| fact.similarity),
            Self::Insurance(_) | Self::Refused => 1.0,
            Self::NotKnown => 0.0,
        }
    }
}
