//! How well a question fits each fact.
//!
//! The weights of words are those of BM25 (Robertson and Zaragoza 2009): what few facts say tells more. Its score grows with every word
//! that a question and a fact share, so no floor under it means the same for a short question and a long one. The score is therefore put
//! in relation to what a perfect fit would have, from both sides: how much of the question is in the fact, and how much of one of the
//! fact's own ways of asking is in the question. The harmonic mean of both is from 0 to 1, at every clinic alike.

use std::collections::{BTreeSet, HashMap};

use super::{
    Fact,
    question::{QuestionWords, words},
    word_index::WordIndex,
};

/// What a misheard word counts.
const MISHEARD: f64 = 0.8;
/// What a question counts that is in what a fact says, and in none of its ways of asking.
const SAID_ONLY: f64 = 0.65;
/// How much of a question has to be in a fact: with less, most of it is about something else.
const LEAST_COVERED: f64 = 0.6;
/// Under this nothing is known.
const FLOOR: f64 = 0.6;
/// The same for a single word that nobody asked a question about.
const FLOOR_OF_A_WORD: f64 = 0.8;
/// Facts that fit less well than the best by more than this are left out.
const NEAR_THE_BEST: f64 = 0.8;

type Term = usize;

/// The words of a clinic's facts.
pub(super) struct FactIndex {
    terms: HashMap<String, Term>,
    /// Words as they were written, to find those that were misheard, and the term of each.
    written: WordIndex,
    term_of: Vec<Term>,
    facts: Vec<FactTerms>,
    /// The facts that have a term.
    having: Vec<Vec<usize>>,
    /// What a term weighs.
    weights: Vec<f64>,
}

struct FactTerms {
    asks: Vec<BTreeSet<Term>>,
    say: BTreeSet<Term>,
    all: BTreeSet<Term>,
}

/// A word of a question, with the terms that it may mean and how sure that is.
struct Asked {
    means: Vec<(Term, f64)>,
    weight: f64,
}

/// What fits a question.
pub(super) struct Fit {
    /// The fact's place in the document.
    pub(super) fact: usize,
    /// From 0 to 1.
    pub(super) similarity: f64,
    /// Whether every word of the question is in the fact, and none of them only nearly.
    pub(super) is_covered: bool,
}

impl FactIndex {
    pub(super) fn new(facts: &[Fact], language: &dyn QuestionWords) -> Self {
        let mut index = Self {
            terms: HashMap::new(),
            written: WordIndex::default(),
            term_of: Vec::new(),
            facts: Vec::new(),
            having: Vec::new(),
            weights: Vec::new(),
        };
        for (place, fact) in facts.iter().enumerate() {
            let asks: Vec<BTreeSet<Term>> = fact.ask.iter().map(|ask| index.learn(ask, language)).collect();
            let say = index.learn(&fact.say, language);
            let all: BTreeSet<Term> = asks.iter().flatten().chain(&say).copied().collect();
            for term in &all {
                if let Some(having) = index.having.get_mut(*term) {
                    having.push(place);
                }
            }
            index.facts.push(FactTerms { asks, say, all });
        }
        index.weights = index.having.iter().map(|having| weight(having.len(), facts.len())).collect();
        index
    }

    /// Whether some fact has a word as it is written here.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.written.has(word)
    }

    /// The terms of a text of the clinic.
    fn learn(&mut self, text: &str, language: &dyn QuestionWords) -> BTreeSet<Term> {
        let mut learnt = BTreeSet::new();
        for word in words(text).into_iter().filter(|word| !language.is_stop_word(word)) {
            let next = self.terms.len();
            let term = *self.terms.entry(language.term(&word)).or_insert(next);
            if term == next {
                self.having.push(Vec::new());
            }
            if self.written.learn(&word, language) == self.term_of.len() {
                self.term_of.push(term);
            }
            learnt.insert(term);
        }
        learnt
    }

    /// The facts that a question is answered by, best first.
    pub(super) fn fits(&self, question: &[String], is_question: bool, language: &dyn QuestionWords) -> Vec<Fit> {
        let asked = self.asked(question, language);
        let floor = if is_question || asked.len() > 1 { FLOOR } else { FLOOR_OF_A_WORD };
        let fit = |fact: usize| {
            let terms = self.facts.get(fact)?;
            let covered = share(&asked, &terms.all);
            let similarity = self.similarity(&asked, terms, covered);
            let is_covered = terms.have_all(&asked);
            (covered >= LEAST_COVERED && similarity >= floor).then_some(Fit { fact, similarity, is_covered })
        };
        // A fact without any of the words does not fit.
        let having = asked.iter().flat_map(|word| &word.means).filter_map(|(term, _)| self.having.get(*term));
        let facts: BTreeSet<usize> = having.flatten().copied().collect();
        let mut fits: Vec<Fit> = facts.into_iter().filter_map(fit).collect();
        fits.sort_by(|one, other| other.similarity.total_cmp(&one.similarity));
        let best = fits.first().map_or(0.0, |best| best.similarity);
        fits.retain(|fit| fit.similarity >= best * NEAR_THE_BEST);
        fits
    }

    /// Whether every word of a question is in a fact, and none of them only nearly.
    pub(super) fn covers(&self, fact: usize, question: &[String], language: &dyn QuestionWords) -> bool {
        let asked = self.asked(question, language);
        self.facts.get(fact).is_some_and(|terms| terms.have_all(&asked))
    }

    /// The words of a question that tell something, once each.
    fn asked(&self, question: &[String], language: &dyn QuestionWords) -> Vec<Asked> {
        let mut terms = BTreeSet::new();
        let telling = question.iter().filter(|word| !language.is_stop_word(word));
        telling
            .filter_map(|word| {
                let term = language.term(word);
                let means = self.meant(word, &term, language);
                terms.insert(term).then(|| Asked { weight: self.weight(&means), means })
            })
            .collect()
    }

    /// The clinic's words that a word of a question may be.
    fn meant(&self, word: &str, term: &str, language: &dyn QuestionWords) -> Vec<(Term, f64)> {
        if let Some(known) = self.terms.get(term) {
            return vec![(*known, 1.0)];
        }
        let near = self.written.near(word, language);
        near.iter().filter_map(|id| self.term_of.get(*id)).map(|term| (*term, MISHEARD)).collect()
    }

    /// What a word of a question weighs: as much as the most common of those that it may be. One that no fact has weighs as much as one
    /// that a single fact has.
    fn weight(&self, means: &[(Term, f64)]) -> f64 {
        let weights = means.iter().filter_map(|(term, _)| self.weights.get(*term)).copied();
        weights.reduce(f64::min).unwrap_or_else(|| weight(1, self.facts.len()))
    }

    fn similarity(&self, asked: &[Asked], fact: &FactTerms, covered: f64) -> f64 {
        let of_ask = |ask: &BTreeSet<Term>| {
            let weight = |term: &Term| self.weights.get(*term).copied().unwrap_or_default();
            let whole: f64 = ask.iter().map(weight).sum();
            let heard: f64 = ask.iter().map(|term| weight(term) * heard(asked, *term)).sum();
            if whole > 0.0 { heard / whole } else { 0.0 }
        };
        let best = fact.asks.iter().map(of_ask).fold(0.0, f64::max);
        let mean = if covered + best > 0.0 { 2.0 * covered * best / (covered + best) } else { 0.0 };
        mean.max(share(asked, &fact.say) * SAID_ONLY)
    }
}

impl FactTerms {
    fn have_all(&self, asked: &[Asked]) -> bool {
        asked.iter().all(|word| word.strength(&self.all) > MISHEARD)
    }
}

impl Asked {
    /// How surely the word is among terms.
    fn strength(&self, terms: &BTreeSet<Term>) -> f64 {
        let found = self.means.iter().filter(|(term, _)| terms.contains(term));
        found.map(|(_, strength)| *strength).fold(0.0, f64::max)
    }
}

/// How much of a question is among terms.
fn share(asked: &[Asked], terms: &BTreeSet<Term>) -> f64 {
    let whole: f64 = asked.iter().map(|word| word.weight).sum();
    let found: f64 = asked.iter().map(|word| word.weight * word.strength(terms)).sum();
    if whole > 0.0 { found / whole } else { 0.0 }
}

/// How surely a term is in a question.
fn heard(asked: &[Asked], term: Term) -> f64 {
    let means = asked.iter().flat_map(|word| &word.means).filter(|(known, _)| *known == term);
    means.map(|(_, strength)| *strength).fold(0.0, f64::max)
}

/// BM25's weight of a word that so many facts of all have.
fn weight(having: usize, all: usize) -> f64 {
    let having = small(having);
    let others = (small(all) - having).max(0.0);
    (1.0 + (others + 0.5) / (having + 0.5)).ln()
}

fn small(count: usize) -> f64 {
    f64::from(u16::try_from(count).unwrap_or(u16::MAX))
}
