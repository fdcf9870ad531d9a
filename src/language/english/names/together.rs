//! What all clauses come to.

use super::{
    Clause, Word, clause, ordinary,
    pair::{is_first_name, pair},
    spelling::{self, Spelling},
    word::AROUND,
    words,
};
use crate::language::SaidName;

/// What the next clause is, where the last one says it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Next {
    #[default]
    Anything,
    /// The part whose label was said last, with nothing behind it.
    Part(usize),
    /// No name, for there was the label of something else.
    NoName,
    /// The name that was meant, for what was said before is taken back.
    Instead,
}

/// How the first name was spelled.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Spelled {
    #[default]
    Never,
    /// After it was said.
    Again,
    /// It was only spelled, in one run of letters, so that nothing tells where a word ends.
    InOneRun,
}

/// What was said so far.
#[derive(Default)]
pub(super) struct Said {
    names: Vec<Vec<Word>>,
    /// The first, the middle and the last name, where they were called so.
    parts: [Vec<Word>; 3],
    others: Vec<SaidName>,
    /// What the next clause is.
    next: Next,
    spelled: Spelled,
    /// Whether a word was passed over that may be the last name: `Day, Charlie`.
    may_lack_a_name: bool,
    /// Whether it is not clear which name was meant.
    is_unsure: bool,
}

impl Said {
    /// Adds a clause.
    pub(super) fn clause(&mut self, clause: &[Word], has_capitals: bool) {
        if self.next == Next::NoName {
            self.next = Next::Anything;
            return;
        }
        let clause = self.without_what_joins(clause);
        if clause.is_empty() {
            return;
        }
        let clause = self.without_suffix(clause);
        match clause::read(clause, has_capitals) {
            Clause::Name(name) => self.name(name, has_capitals),
            Clause::Spelling(spelled) => self.spelling(spelled),
            Clause::Part(part, name) if name.is_empty() => self.next = Next::Part(part),
            Clause::Part(part, name) => self.part(part, name),
            Clause::OtherLabel => self.next = Next::NoName,
            Clause::Other(other) => {
                self.is_unsure |= !self.names.is_empty() && other == SaidName::Nobody && clause::names_somebody(clause);
                self.may_lack_a_name |= self.names.is_empty() && ordinary::may_be_a_last_name(clause);
                self.others.push(other);
            }
            Clause::Nothing => {}
        }
    }

    /// `Jr.` after a name and a pause is a part of it.
    fn without_suffix<'a>(&mut self, clause: &'a [Word]) -> &'a [Word] {
        let suffixes = clause.iter().take_while(|word| word.is_any(words::SUFFIXES)).count();
        let Some((suffix, rest)) = clause.split_at_checked(suffixes).filter(|_| suffixes > 0) else { return clause };
        let Some(last) = self.names.last_mut() else { return clause };
        *last = [comma(last), suffix.to_vec()].concat();
        rest
    }

    /// A clause after a name may take that back (`no, Anna`), or name another one (`and Bob`).
    fn without_what_joins<'a>(&mut self, clause: &'a [Word]) -> &'a [Word] {
        let after = |phrases| Word::after_any(clause, phrases).filter(|_| !self.names.is_empty());
        let instead = after(words::INSTEAD).or_else(|| after(words::TAKEN_BACK));
        if instead.is_some() {
            self.next = Next::Instead;
        }
        instead.or_else(|| after(words::BETWEEN)).unwrap_or(clause)
    }

    fn name(&mut self, name: Vec<Word>, has_capitals: bool) {
        let is_small = has_capitals && name.iter().all(Word::is_lower_case);
        let next = core::mem::take(&mut self.next);
        if let Next::Part(part) = next {
            self.part(part, name.iter().map(Word::bare).collect());
        } else if next == Next::Instead {
            self.instead(name);
        } else if is_small && self.names.last().is_some_and(|last| last.len() > 1) {
            // Beside a name with capitals it is none: `Ann Lee, whitening`.
            self.others.push(SaidName::Nobody);
        } else {
            self.names.push(name);
        }
    }

    /// Takes the name that was meant, if it is as much of one as that which was said.
    fn instead(&mut self, name: Vec<Word>) {
        self.is_unsure |= matches!(name.as_slice(), [only] if only.is_one_letter());
        self.is_unsure |= !matches!(self.names.as_slice(), [said] if said.len() == 1 || name.len() >= said.len());
        self.names = vec![name];
    }

    fn spelling(&mut self, spelled: Spelling) {
        match self.names.len() {
            0 if spelled.is_one_run => self.spelled = Spelled::InOneRun,
            1 if self.spelled == Spelled::Never => self.spelled = Spelled::Again,
            _ => {}
        }
        self.is_unsure |= spelling::place(&mut self.names, spelled).is_none();
    }

    fn part(&mut self, part: usize, name: Vec<Word>) {
        if let Some(said) = self.parts.get_mut(part) {
            self.is_unsure |= name.len() > MOST_WORDS_OF_A_PART || !said.is_empty();
            *said = name;
        }
    }

    /// What it comes to.
    pub(super) fn together(self) -> SaidName {
        let said = |other: &SaidName| self.others.contains(other);
        if said(&SaidName::Several) {
            return SaidName::Several;
        }
        if self.is_unsure || self.may_lack_a_name && !self.names.is_empty() {
            return SaidName::Nobody;
        }
        if self.parts.iter().any(|part| !part.is_empty()) {
            return self.of_parts().map_or(SaidName::Nobody, |name| named(&name));
        }
        match self.names.as_slice() {
            [] if said(&SaidName::Caller) => SaidName::Caller,
            [] => SaidName::Nobody,
            // Where the first name ends was not said.
            [only] if self.spelled == Spelled::InOneRun && only.len() == 1 && !is_first_name(only) => SaidName::Nobody,
            [only] if matches!(only.as_slice(), [word] if spelling::are_two_letters(word)) => SaidName::Nobody,
            [only] => named(only),
            [first, second] => pair(first, second, self.spelled == Spelled::Again),
            names if names.iter().any(|name| name.len() > 1) => SaidName::Several,
            _ => SaidName::Nobody,
        }
    }

    /// The name whose parts were told apart. What stands beside them has to fit.
    fn of_parts(&self) -> Option<Vec<Word>> {
        let [first, middle, last] = &self.parts;
        match (self.names.as_slice(), first.as_slice(), last.as_slice()) {
            ([], [], _) => None,
            ([], ..) => Some(self.parts.concat()),
            ([name], [], [_, ..]) if ends_with(name, last) => Some(name.clone()),
            ([name], [], [_, ..]) if name.len() == 1 => Some([bare(name), middle.clone(), last.clone()].concat()),
            ([name], [_, ..], _)
                if keys(name).starts_with(&keys(first)) && (last.is_empty() || ends_with(name, last)) =>
            {
                Some(name.clone())
            }
            _ => None,
        }
    }
}

/// First names and last names have no more.
const MOST_WORDS_OF_A_PART: usize = 4;

fn keys(name: &[Word]) -> Vec<&str> {
    name.iter().map(|word| word.key.as_str()).collect()
}

fn ends_with(name: &[Word], last: &[Word]) -> bool {
    keys(name).ends_with(&keys(last))
}

fn bare(name: &[Word]) -> Vec<Word> {
    name.iter().map(Word::bare).collect()
}

pub(super) fn comma(name: &[Word]) -> Vec<Word> {
    let mut name = name.to_vec();
    if let Some(last) = name.last_mut() {
        let dot = if last.is_any(words::DOTTED) && last.text.contains('.') { "." } else { "" };
        last.text = format!("{}{dot},", last.text.trim_end_matches(AROUND));
    }
    name
}

/// The name that is left.
pub(super) fn named(words: &[Word]) -> SaidName {
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let has_dot =
        words.last().is_some_and(|last| last.text.trim_end_matches([',', ';', ':', '!', '?', '-']).ends_with('.'));
    let is_dotted = words.last().is_some_and(|last| last.is_any(words::DOTTED) || last.key.contains('.'));
    let name = text.trim_start_matches(AROUND).trim_end_matches(AROUND).trim_end();
    let name = if is_dotted && has_dot { format!("{name}.") } else { name.to_owned() };
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    match letters.as_slice() {
        [] => SaidName::Nobody,
        [only] if only.is_ascii() => SaidName::Nobody,
        _ => SaidName::Name(name),
    }
}
