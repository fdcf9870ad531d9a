//! Where in a question plans are named, and how well.
//!
//! Each word of a question is looked up once. A name that is said is found by its letters, one that is only near by its first word, so
//! what a question costs grows with its words and hardly with the plans.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::{
    plans::PlanVerdict,
    question::{InsuranceWord, QuestionWords, tells_of_plan, words},
    said::Clause,
    word_index::{WordId, WordIndex},
};

/// A plan of a clinic's lists.
pub(super) struct Plan {
    pub(super) verdict: PlanVerdict,
    /// All words of its name: each of them counts.
    words: Vec<String>,
    /// Those that are compared with what was said nearly.
    telling: Vec<WordId>,
}

/// The plans of a clinic's lists by their names.
#[derive(Default)]
pub(super) struct PlanNames {
    pub(super) plans: Vec<Plan>,
    known: WordIndex,
    /// Plans by the letters of their names, without spaces.
    of_letters: HashMap<String, Vec<usize>>,
    /// Plans by the first of their telling words.
    of_first: HashMap<WordId, Vec<usize>>,
    /// Bytes of the longest name, without spaces.
    longest: usize,
}

/// Where a plan is named.
struct Place {
    plan: usize,
    /// The words of the question from the first that names it to behind the last.
    from: usize,
    to: usize,
    /// How many letters name it.
    letters: usize,
    /// Whether the plan's whole name was said.
    is_exact: bool,
}

/// What a question names.
pub(super) struct Named {
    /// Plans whose names were said.
    pub(super) verdicts: Vec<PlanVerdict>,
    /// Plans that may be meant by a name that is near theirs.
    pub(super) near: Vec<String>,
    /// Places of words that name no plan.
    pub(super) rest: Vec<usize>,
}

impl PlanNames {
    pub(super) fn new(plans: impl Iterator<Item = PlanVerdict>, language: &dyn QuestionWords) -> Self {
        let mut names = Self::default();
        plans.for_each(|verdict| names.learn(verdict, language));
        names
    }

    /// A plan without words, which only SQL can have written, is not learnt, so that it is nowhere.
    fn learn(&mut self, verdict: PlanVerdict, language: &dyn QuestionWords) {
        let (words, place) = (words(&verdict.plan), self.plans.len());
        let letters = words.concat();
        if letters.is_empty() {
            return;
        }
        let ids: Vec<(WordId, bool)> =
            words.iter().map(|word| (self.known.learn(word, language), tells_of_plan(word, language))).collect();
        let telling: Vec<WordId> = ids.iter().filter(|(_, tells)| *tells).map(|(id, _)| *id).collect();
        if let Some(first) = telling.first() {
            self.of_first.entry(*first).or_default().push(place);
        }
        self.longest = self.longest.max(letters.len());
        self.of_letters.entry(letters).or_default().push(place);
        self.plans.push(Plan { verdict, words, telling });
    }

    /// Whether some plan's name has a word.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.known.has(word)
    }

    /// For each of some words those in the plans' names that it may be.
    pub(super) fn meant(&self, said: &[String], language: &dyn QuestionWords) -> Vec<Vec<WordId>> {
        let mut looked_up: HashMap<&str, Vec<WordId>> = HashMap::new();
        let meant = |word| looked_up.entry(word).or_insert_with(|| self.known.meant(word, language)).clone();
        said.iter().map(String::as_str).map(meant).collect()
    }

    /// The plans that are named, the longest names first: a name that was said comes before those that are near it, and no word names two
    /// plans.
    pub(super) fn named(&self, said: &Clause, meant: &[Vec<WordId>], language: &dyn QuestionWords) -> Named {
        let words = &said.words;
        let mut places = self.said(words, language);
        places.extend(self.near(words, meant, language));
        let rank = |place: &Place| (Reverse((place.letters, place.is_exact)), place.from, place.to);
        places.sort_by_key(rank);
        let mut is_free = vec![true; words.len()];
        let mut chosen: Vec<&[Place]> = Vec::new();
        for equal in places.chunk_by(|one, other| rank(one) == rank(other)) {
            let Some(words) = equal.first().and_then(|place| is_free.get_mut(place.from..place.to)) else { continue };
            if words.iter().all(|is_free| *is_free) {
                words.fill(false);
                chosen.push(equal);
            }
        }
        let (exact, near) = told_apart(&chosen, said);
        let verdict = |plan: usize| self.plans.get(plan).map(|plan| plan.verdict.clone());
        Named {
            verdicts: exact.into_iter().filter_map(verdict).collect(),
            near: near.into_iter().filter_map(verdict).map(|verdict| verdict.plan).collect(),
            rest: (0..words.len()).filter(|place| is_free.get(*place) == Some(&true)).collect(),
        }
    }

    /// Where names were said, however they are divided into words.
    fn said(&self, said: &[String], language: &dyn QuestionWords) -> Vec<Place> {
        let mut places = Vec::new();
        for from in 0..said.len() {
            let mut letters = String::new();
            for (to, word) in (from + 1..).zip(said.iter().skip(from)) {
                letters.push_str(word);
                if letters.len() > self.longest {
                    break;
                }
                let run = said.get(from..to).unwrap_or_default();
                let is_name = |plan: &&usize| self.plans.get(**plan).is_some_and(|plan| plan.is_said(run, language));
                let plans = self.of_letters.get(&letters).into_iter().flatten().filter(is_name);
                let letters = letters.chars().count();
                places.extend(plans.map(|plan| Place { plan: *plan, from, to, letters, is_exact: true }));
            }
        }
        places
    }

    /// Where names were said nearly, word by word, or without the small words in them.
    fn near(&self, said: &[String], meant: &[Vec<WordId>], language: &dyn QuestionWords) -> Vec<Place> {
        let telling: Vec<(usize, &String, &Vec<WordId>)> = (0..)
            .zip(said)
            .zip(meant)
            .filter(|((_, word), _)| tells_of_plan(word, language))
            .map(|((place, word), meant)| (place, word, meant))
            .collect();
        let mut places = Vec::new();
        for (first, (from, _, ids)) in telling.iter().enumerate() {
            for plan in ids.iter().filter_map(|id| self.of_first.get(id)).flatten() {
                let count = self.plans.get(*plan).map_or(0, |plan| plan.telling.len());
                let run = telling.get(first..first + count).unwrap_or_default();
                let is_meant = |plan: &Plan| plan.telling.iter().zip(run).all(|(id, (_, _, ids))| ids.contains(id));
                if let Some((last, ..)) = run.last().filter(|_| self.plans.get(*plan).is_some_and(is_meant)) {
                    let letters = run.iter().map(|(_, word, _)| word.chars().count()).sum();
                    places.push(Place { plan: *plan, from: *from, to: last + 1, letters, is_exact: false });
                }
            }
        }
        places
    }

    /// The plans whose names have all of some words, or these letters in some of their words.
    pub(super) fn fitting(&self, said: &[&String], meant: &[&Vec<WordId>]) -> Vec<String> {
        let letters: String = said.iter().map(|word| word.as_str()).collect();
        let has = |plan: &Plan, ids: &[WordId]| plan.telling.iter().any(|known| ids.contains(known));
        let fits = |plan: &&Plan| meant.iter().all(|ids| has(plan, ids)) || plan.has_run(&letters);
        self.plans.iter().filter(fits).map(|plan| plan.verdict.plan.clone()).collect()
    }

    /// Whether one of some words is how a plan begins.
    pub(super) fn has_carrier(&self, meant: &[&Vec<WordId>]) -> bool {
        meant.iter().any(|ids| ids.iter().any(|id| self.of_first.contains_key(id)))
    }
}

/// Plans whose names were said, and those that may be meant, in the order in which they were said. A name that is only near, or is that of
/// several plans, may mean each of them. So may names that follow each other without a word or a mark between them, which may be one other
/// name: `Cigna Medicaid`.
fn told_apart(chosen: &[&[Place]], said: &Clause) -> (Vec<usize>, Vec<usize>) {
    let mut chosen: Vec<(&Place, &[Place])> =
        chosen.iter().filter_map(|places| Some((places.first()?, *places))).collect();
    chosen.sort_by_key(|(place, _)| place.from);
    let begins: HashSet<usize> = chosen.iter().map(|(place, _)| place.from).collect();
    let ends: HashSet<usize> = chosen.iter().map(|(place, _)| place.to).collect();
    let is_joined = |others: &HashSet<usize>, at: usize| others.contains(&at) && !said.has_pause(at.saturating_sub(1));
    let is_alone = |place: &Place| !is_joined(&begins, place.to) && !is_joined(&ends, place.from);
    let (exact, near): (Vec<_>, Vec<_>) =
        chosen.into_iter().partition(|(place, places)| place.is_exact && places.len() == 1 && is_alone(place));
    let plans = |places: Vec<(&Place, &[Place])>| {
        let mut seen = HashSet::new();
        let all = places.into_iter().flat_map(|(_, places)| places).map(|place| place.plan);
        all.filter(|plan| seen.insert(*plan)).collect()
    };
    (plans(exact), plans(near))
}

impl Plan {
    /// Whether words of the same letters are the name, however it is divided: `met life` is `MetLife`. What is an ordinary word in itself
    /// is no part of a name that is divided otherwise: `medical` is not `Medi-Cal`, and `well care` not `WellCare`.
    fn is_said(&self, said: &[String], language: &dyn QuestionWords) -> bool {
        let (said, name) = (spans(said), spans(&self.words));
        let may_be = |(span, word): (&(usize, usize), &&String), others: &HashMap<(usize, usize), &String>| {
            let holds_several = || others.keys().any(|(from, _)| span.0 < *from && *from < span.1);
            let is_ordinary =
                || !matches!(language.insurance(word), None | Some(InsuranceWord::OfPlan)) && holds_several();
            others.contains_key(span) || !language.is_stop_word(word) && !is_ordinary()
        };
        said.iter().all(|word| may_be(word, &name)) && name.iter().all(|word| may_be(word, &said))
    }

    /// Whether some of its words, one after the other, have these letters.
    fn has_run(&self, letters: &str) -> bool {
        let spans: HashSet<(usize, usize)> = spans(&self.words).into_keys().collect();
        let whole = self.words.concat();
        let mut runs = whole.match_indices(letters).map(|(from, run)| (from, from + run.len()));
        runs.any(|(from, to)| spans.iter().any(|(start, _)| *start == from) && spans.iter().any(|(_, end)| *end == to))
    }
}

/// Words by where they begin and end in the letters of all.
fn spans(words: &[String]) -> HashMap<(usize, usize), &String> {
    let mut to = 0;
    let span = |word: &String| {
        let from = to;
        to += word.len();
        (from, to)
    };
    let ends: Vec<(usize, usize)> = words.iter().map(span).collect();
    ends.into_iter().zip(words).collect()
}
