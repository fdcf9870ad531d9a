//! What a question is answered.

use super::{
    Fact, Knowledge, Topic,
    index::{FactIndex, Fit},
    plans::{PlanAnswer, PlanList, PlanQuestion},
    question::{Clause, QuestionWords, clauses, is_slip, telling, without, words},
};

/// Facts of one answer.
const MOST_FACTS: usize = 3;

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
        let clauses = clauses(question, &clinic);
        if clauses.iter().any(|clause| self.is_refused(&clause.words)) {
            return KnowledgeAnswer::Refused;
        }
        let answers = clauses.iter().map(|clause| self.of_clause(clause));
        let best =
            answers.fold(KnowledgeAnswer::NotKnown, |best, next| if next.fit() > best.fit() { next } else { best });
        match best {
            KnowledgeAnswer::Insurance(PlanAnswer::Verdicts(_))
                if self.plans.is_said_more(&without(words(question), &clinic), self.language) =>
            {
                KnowledgeAnswer::Insurance(PlanAnswer::AskStaff)
            }
            best => best,
        }
    }

    fn is_refused(&self, words: &[String]) -> bool {
        self.language.is_clinical(words) || self.never.iter().any(|topic| self.is_about(words, topic))
    }

    /// Whether all words of a topic were said.
    fn is_about(&self, words: &[String], topic: &[String]) -> bool {
        let was_said =
            |term: &String| words.iter().any(|word| self.language.term(word) == *term || is_slip(word, term));
        topic.iter().all(was_said)
    }

    fn of_clause(&self, clause: &Clause) -> KnowledgeAnswer<'_> {
        let question = self.plans.asked(&clause.words, self.language);
        let (open, of_plan, is_question) = match question {
            PlanQuestion::Answered(answer) => return KnowledgeAnswer::Insurance(answer),
            PlanQuestion::Open(answer) => (Some(answer), true, self.is_question(clause)),
            // A fact has to fit as well as if nobody had asked a question.
            PlanQuestion::Aside(answer) => (Some(answer), false, false),
            PlanQuestion::Unrelated => (None, false, self.is_question(clause)),
        };
        let fits = self.facts.fits(&clause.words, is_question, self.language);
        let facts: Vec<KnownFact<'_>> =
            fits.iter().filter_map(|fit| self.known(fit, of_plan)).take(MOST_FACTS).collect();
        match (facts.is_empty(), open) {
            (false, _) => KnowledgeAnswer::Facts(facts),
            (true, Some(answer)) => KnowledgeAnswer::Insurance(answer),
            (true, None) => KnowledgeAnswer::NotKnown,
        }
    }

    fn is_question(&self, clause: &Clause) -> bool {
        clause.is_marked || self.language.is_question(&clause.words)
    }

    /// The fact, if it may be told. Of a plan only what the clinic has written of that very plan.
    fn known(&self, fit: &Fit, of_plan: bool) -> Option<KnownFact<'_>> {
        let fact = self.knowledge.facts.get(fit.fact)?;
        let of_insurance = fact.topic == Topic::Insurance;
        let may_be_told = if of_plan { of_insurance && fit.is_covered } else { !of_insurance || fit.is_covered };
        may_be_told.then_some(KnownFact { fact, similarity: fit.similarity })
    }
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
