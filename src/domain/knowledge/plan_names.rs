//! Where in a question a plan is named, and how well.

use super::{
    plans::PlanVerdict,
    question::{QuestionWords, is_slip},
};

/// A plan of a clinic's lists.
pub(super) struct Plan {
    pub(super) verdict: PlanVerdict,
    /// The words of its name that tell it from others.
    pub(super) words: Vec<String>,
}

/// Where a plan is named.
pub(super) struct Place<'a> {
    pub(super) plan: &'a Plan,
    /// The first word that names it, and how many do.
    pub(super) from: usize,
    pub(super) count: usize,
    /// How many letters these words have.
    pub(super) letters: usize,
    /// Whether they are the plan's name letter for letter.
    pub(super) is_exact: bool,
}

/// What a question names.
#[derive(Default)]
pub(super) struct Named {
    /// Plans whose names were said.
    pub(super) verdicts: Vec<PlanVerdict>,
    /// Plans that may be meant by a name that is near theirs.
    pub(super) near: Vec<String>,
    /// The words that name no plan.
    pub(super) rest: Vec<String>,
}

/// The place where most letters name a plan, and all plans that they name equally well: a name that was said comes before all that are
/// near it.
pub(super) fn longest<'a>(plans: &'a [Plan], left: &[Option<&String>], language: &dyn QuestionWords) -> Vec<Place<'a>> {
    let at = |from| plans.iter().filter_map(move |plan| plan.place(left, from, language));
    let mut places: Vec<Place<'a>> = (0..left.len()).flat_map(at).collect();
    let rank = |place: &Place<'_>| (place.letters, place.is_exact);
    let best = places.iter().map(rank).max();
    places.retain(|place| Some(rank(place)) == best);
    let words = places.first().map(|first| (first.from, first.count));
    places.retain(|place| Some((place.from, place.count)) == words);
    places
}

impl Plan {
    /// Whether some of its words, one after the other, have these letters.
    pub(super) fn has_run(&self, letters: &str) -> bool {
        let mut runs = (0..self.words.len())
            .flat_map(|from| (1..=self.words.len() - from).map(move |count| self.words.iter().skip(from).take(count)));
        runs.any(|run| run.map(String::as_str).collect::<String>() == letters)
    }

    /// How words from a place on name the plan, if they do: by its letters, however they are divided, or nearly, word by word. A plan
    /// without words, which only SQL can have written, is nowhere.
    fn place(&self, left: &[Option<&String>], from: usize, language: &dyn QuestionWords) -> Option<Place<'_>> {
        let free: Vec<&String> = left.iter().skip(from).map_while(|word| *word).collect();
        let letters_of = |count: usize| free.iter().take(count).map(|word| word.chars().count()).sum();
        let place = |count, is_exact| Place { plan: self, from, count, letters: letters_of(count), is_exact };
        if self.words.is_empty() {
            return None;
        }
        if let Some(count) = self.exact_count(&free) {
            return Some(place(count, true));
        }
        let is_near = free.len() >= self.words.len()
            && self.words.iter().zip(&free).all(|(one, other)| is_same(one, other, language));
        is_near.then(|| place(self.words.len(), false))
    }

    /// How many of these words have the letters of the plan's name, and no others.
    fn exact_count(&self, said: &[&String]) -> Option<usize> {
        let whole = self.words.concat();
        let mut letters = String::new();
        for (index, word) in said.iter().enumerate() {
            letters.push_str(word);
            if letters == whole {
                return Some(index + 1);
            }
            if letters.len() >= whole.len() {
                break;
            }
        }
        None
    }
}

impl Named {
    /// One plan whose name was said is named. Where it was not, or is the name of several, each of them may be meant.
    pub(super) fn add(&mut self, places: &[Place<'_>]) {
        if let [Place { plan, is_exact: true, .. }] = places {
            if !self.verdicts.contains(&plan.verdict) {
                self.verdicts.push(plan.verdict.clone());
            }
            return;
        }
        for Place { plan, .. } in places {
            if !self.near.contains(&plan.verdict.plan) {
                self.near.push(plan.verdict.plan.clone());
            }
        }
    }
}

/// Whether two words may be one, of which one was misheard or misspelt.
pub(super) fn is_same(one: &str, other: &str, language: &dyn QuestionWords) -> bool {
    one == other || is_slip(one, other) || language.sounds_alike(one, other)
}
