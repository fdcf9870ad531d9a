//! What a question is answered.

use super::{
    Fact, Knowledge, Topic,
    index::{FactIndex, Fit},
    plans::{PlanAnswer, PlanList, PlanQuestion},
    question::{InsuranceWord, QuestionWords, is_slip, telling, words},
    said::{Clause, Said, said},
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
    /// refused, all of it is. The clinic's name is left out: which clinic is asked is known.
    pub fn answer(&self, question: &str, clinic: &str) -> KnowledgeAnswer<'_> {
        let (said, clinic) = (said(question), words(clinic));
        let bare = said.without(&clinic);
        let whole = (bare.parts.len() > 1).then_some(&bare.whole);
        if bare.parts.iter().chain(whole).any(|part| self.is_refused(&part.words)) {
            return KnowledgeAnswer::Refused;
        }
        let of_plans = self.of_plans(&said, &clinic);
        match self.plans.asked(&of_plans, self.language) {
            // What was cut off may have been said of the plan.
            PlanQuestion::Answered(PlanAnswer::Verdicts(_)) if said.is_cut => {
                KnowledgeAnswer::Insurance(PlanAnswer::AskStaff)
            }
            PlanQuestion::Answered(answer) => KnowledgeAnswer::Insurance(answer),
            PlanQuestion::Open(answer) => {
                let is_question = self.is_question(&bare.whole);
                told(self.facts_of_plan(&of_plans, is_question)).unwrap_or(KnowledgeAnswer::Insurance(answer))
            }
            // A fact has to fit as well as if nobody had asked a question.
            PlanQuestion::Aside(answer) => {
                told(self.facts_of_any(&bare, &of_plans, |_| false)).unwrap_or(KnowledgeAnswer::Insurance(answer))
            }
            PlanQuestion::Unrelated => told(self.facts_of_any(&bare, &of_plans, |part| self.is_question(part)))
                .unwrap_or(KnowledgeAnswer::NotKnown),
        }
    }

    fn is_refused(&self, words: &[String]) -> bool {
        let terms: Vec<String> = words.iter().map(|word| self.language.term(word)).collect();
        self.language.is_clinical(words) || self.never.iter().any(|topic| is_about(words, &terms, topic))
    }

    /// All words of what was said that may be said of a plan. A name at the beginning tells who speaks, and small talk tells nothing; a
    /// sentence that is about something else has a fact for an answer. All others count: `Do you take Humana? The Gold Plus plan.`
    fn of_plans(&self, said: &Said, clinic: &[String]) -> Clause {
        let bare = |phrase: &Clause| phrase.without(clinic, |_| true);
        let is_name = |phrase: &Clause| self.is_speakers_name(&bare(phrase).words);
        let is_small_talk = |phrase: &Clause| self.language.is_small_talk(&phrase.words);
        let parts = if said.parts.len() > MOST_PARTS { std::slice::from_ref(&said.whole) } else { &said.parts };
        let parts = parts.iter().filter(|part| parts.len() == 1 || !self.is_of_other_things(&bare(part)));
        let phrases = parts.flat_map(|part| part.clone().phrases()).skip_while(is_name);
        let then = |said: Clause, next: Clause| {
            let pointing = self.language.pointing(&next.words);
            said.then(next, pointing)
        };
        let of_plans = phrases.filter(|phrase| !is_small_talk(phrase)).reduce(then).unwrap_or_default();
        of_plans.without(clinic, |beside| !beside.into_iter().flatten().any(|word| self.may_be_of_name(word)))
    }

    fn is_speakers_name(&self, words: &[String]) -> bool {
        let may_name_plan = |word: &String| !self.language.is_stop_word(word) && self.plans.has_word(word);
        self.language.is_speakers_name(words) && !words.iter().any(may_name_plan)
    }

    /// Whether a word right beside the clinic's name may be of a plan's name with it: a clinic may be called what a plan is called.
    fn may_be_of_name(&self, word: &str) -> bool {
        use InsuranceWord::{Field, OfPlan};
        let kind = self.language.insurance(word);
        !self.language.is_stop_word(word) && kind.is_none_or(|kind| matches!(kind, OfPlan | Field))
    }

    /// Whether a part of what was said has nothing to do with plans, and is answered by a fact.
    fn is_of_other_things(&self, part: &Clause) -> bool {
        use InsuranceWord::{Field, OfPlan};
        let may_name_plan =
            |word: &String| matches!(self.language.insurance(word), Some(OfPlan | Field)) || self.plans.has_word(word);
        let telling = part.words.iter().filter(|word| !self.language.is_stop_word(word));
        !telling.clone().any(may_name_plan)
            && self.plans.asked(part, self.language) == PlanQuestion::Unrelated
            && !self.facts(part, self.is_question(part), |fit| !self.is_of_insurance(fit)).is_empty()
    }

    /// What the clinic has written of the very plan that is asked about.
    fn facts_of_plan(&self, of_plans: &Clause, is_question: bool) -> Vec<KnownFact<'_>> {
        let is_of_plan = |fit: &Fit| self.is_of_insurance(fit) && self.may_be_told(fit, of_plans, of_plans);
        self.facts(of_plans, is_question, is_of_plan)
    }

    /// The facts that fit a part of what was said best, or all of it.
    fn facts_of_any(
        &self,
        said: &Said,
        of_plans: &Clause,
        is_question: impl Fn(&Clause) -> bool,
    ) -> Vec<KnownFact<'_>> {
        let skipped = said.parts.len().saturating_sub(MOST_PARTS);
        let parts = said.parts.iter().skip(skipped).chain((said.parts.len() > 1).then_some(&said.whole));
        let similarity = |facts: &[KnownFact<'_>]| facts.first().map_or(0.0, |fact| fact.similarity);
        parts
            .map(|part| self.facts(part, is_question(part), |fit| self.may_be_told(fit, part, of_plans)))
            .reduce(|best, next| if similarity(&next) > similarity(&best) { next } else { best })
            .unwrap_or_default()
    }

    fn facts(&self, part: &Clause, is_question: bool, may_be_told: impl Fn(&Fit) -> bool) -> Vec<KnownFact<'_>> {
        let fits = self.facts.fits(&part.words, is_question, self.language);
        let known = |fit: &Fit| Some(KnownFact { fact: self.fact(fit)?, similarity: fit.similarity });
        fits.iter().filter(|fit| may_be_told(fit)).filter_map(known).take(MOST_FACTS).collect()
    }

    /// Whether a fact may be told of a part of what was said. Of insurance only what the clinic has written of the very thing that was
    /// asked, and of a plan only if nothing else was said of it.
    fn may_be_told(&self, fit: &Fit, part: &Clause, of_plans: &Clause) -> bool {
        let Some(fact) = self.fact(fit).filter(|fact| fact.topic == Topic::Insurance) else { return true };
        let is_out = |words: &[String]| self.language.is_out_of_network(words);
        let says_out = || fact.ask.iter().chain([&fact.say]).any(|text| is_out(&words(text)));
        fit.is_covered
            && (!is_out(&part.words) || says_out())
            && (!self.may_ask_for_plan(part) || self.facts.covers(fit.fact, &of_plans.words, self.language))
    }

    fn may_ask_for_plan(&self, part: &Clause) -> bool {
        use InsuranceWord::{Acceptance, OfPlan};
        part.words.iter().any(|word| match self.language.insurance(word) {
            Some(kind) => matches!(kind, Acceptance | OfPlan),
            None => self.language.is_insurers(word),
        })
    }

    fn is_of_insurance(&self, fit: &Fit) -> bool {
        self.fact(fit).is_some_and(|fact| fact.topic == Topic::Insurance)
    }

    fn fact(&self, fit: &Fit) -> Option<&Fact> {
        self.knowledge.facts.get(fit.fact)
    }

    fn is_question(&self, part: &Clause) -> bool {
        part.is_marked || self.language.is_question(&part.words)
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
