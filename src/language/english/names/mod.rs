//! A patient's name as callers say it and models write it down: the name without what was said around it, or what was said in its place.
//!
//! It is read clause by clause. What stands around a name is known from lists; what is left is the name, letter for letter, if it has no
//! word that names do not have. A word for somebody or a word for yes is no name, and two people are not one.

mod clause;
mod spelling;
#[cfg(test)]
mod tests;
mod words;

use clause::Clause;

use crate::language::SaidName;

/// Marks around a word that are no part of it.
const AROUND: &[char] = &[',', '.', ';', ':', '!', '?', '"', '“', '”', '(', ')', '–', '-'];
/// Those of them after which something new begins.
const PAUSES: &[char] = &[',', ';', ':', '!', '?'];
/// Abbreviations at the end of a name, whose dot stays.
const DOTTED: [&str; 4] = ["jr", "sr", "phd", "md"];
/// Abbreviations whose dot ends nothing.
const TITLES: [&str; 8] = ["mr", "mrs", "ms", "mx", "dr", "prof", "st", "rev"];

/// One word of what was said.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    /// In small letters, with plain apostrophes, and without marks around it.
    key: String,
}

impl Word {
    fn of(text: &str) -> Self {
        let key = text.to_lowercase().replace(['’', '‘'], "'");
        Self { text: text.to_owned(), key: key.trim_matches(AROUND).to_owned() }
    }

    /// A word that was spelled.
    fn spelled(letters: &str) -> Self {
        let mut chars = letters.chars();
        let first = chars.next().map(|first| first.to_ascii_uppercase());
        Self::of(&first.into_iter().chain(chars.map(|rest| rest.to_ascii_lowercase())).collect::<String>())
    }

    /// What comes after `phrase`, if the words begin with it.
    fn after<'a>(words: &'a [Self], phrase: &str) -> Option<&'a [Self]> {
        let mut rest = words;
        for part in phrase.split(' ') {
            let (first, others) = rest.split_first()?;
            if first.key != part {
                return None;
            }
            rest = others;
        }
        Some(rest)
    }

    /// What comes before `phrase`, if the words end with it.
    fn before<'a>(words: &'a [Self], phrase: &str) -> Option<&'a [Self]> {
        let (front, tail) = words.split_at_checked(words.len().checked_sub(phrase.split(' ').count())?)?;
        Self::after(tail, phrase).map(|_| front)
    }

    /// A letter by itself, without the dot of an initial.
    fn is_letter(&self) -> bool {
        self.key.len() == 1 && self.key.bytes().all(|byte| byte.is_ascii_alphabetic()) && !self.text.ends_with('.')
    }

    /// Whether something new begins after it.
    fn ends_clause(&self) -> bool {
        let is_abbreviation = || {
            let key = self.key.as_str();
            key.chars().count() == 1 || TITLES.contains(&key) || DOTTED.contains(&key)
        };
        if self.key.is_empty() {
            return self.text.ends_with(['-', '–', '.', ',']);
        }
        !self.is_letter_and_mark() && (self.text.ends_with(PAUSES) || self.text.ends_with('.') && !is_abbreviation())
    }

    /// A letter that is spelled, with the comma after it.
    fn is_letter_and_mark(&self) -> bool {
        self.key.len() == 1 && self.text.ends_with(',')
    }

    fn is_lower_case(&self) -> bool {
        !self.text.contains(char::is_uppercase)
    }

    fn is_number(&self) -> bool {
        self.key.contains(|c: char| c.is_numeric()) && !self.key.contains(char::is_alphabetic)
    }
}

/// Reads what was said where a name was asked for.
pub(super) fn read(said: &str) -> SaidName {
    if !said.contains(char::is_alphabetic) {
        return SaidName::Nobody;
    }
    if !said.contains(|c: char| c.is_ascii_alphabetic()) {
        return SaidName::Name(said.trim().to_owned());
    }
    let (mut names, mut others): (Vec<Vec<Word>>, Vec<SaidName>) = (Vec::new(), Vec::new());
    let clauses = clauses(&without_brackets(said));
    if let Some(name) = in_parts(&clauses.concat()) {
        return named(&name);
    }
    let mut is_spelled = false;
    for clause in clauses {
        if begins_with(&clause, words::BIRTH) {
            break;
        }
        match clause::read(&clause) {
            Clause::Name(name) => names.push(name),
            Clause::Spelling(spelled) => {
                is_spelled |= names.len() == 1;
                spelling::place(&mut names, spelled);
            }
            Clause::Other(other) => others.push(other),
            Clause::Nothing => {}
        }
    }
    together(&names, is_spelled, &others)
}

/// What all that was said comes to; `is_spelled` if the first of the names was spelled after it was said.
fn together(names: &[Vec<Word>], is_spelled: bool, others: &[SaidName]) -> SaidName {
    let said = |other: &SaidName| others.contains(other);
    match names {
        [] if said(&SaidName::Several) => SaidName::Several,
        [] if said(&SaidName::Caller) => SaidName::Caller,
        [] => SaidName::Nobody,
        _ if said(&SaidName::Several) => SaidName::Several,
        [first, second] if is_said_again(first, second) => named(second),
        // Which of the two is the last name is not said: `John, J-O-H-N, Smith` and `Smith, S-M-I-T-H, John`.
        [_, second] if is_spelled && second.len() == 1 => SaidName::Nobody,
        // A last name, and then the first.
        [first, second] if first.len() == 1 || second.len() == 1 => named(&[comma(first), second.clone()].concat()),
        [only] => named(only),
        _ => SaidName::Several,
    }
}

/// `first name Ann, last name Lee`, in whichever order.
fn in_parts(words: &[Word]) -> Option<Vec<Word>> {
    let place = |phrases: &[&str]| {
        let from = |at: usize| words.get(at..).unwrap_or_default();
        (0..words.len()).find_map(|at| {
            let rest = phrases.iter().find_map(|phrase| Word::after(from(at), phrase))?;
            Some((at, words.len() - rest.len()))
        })
    };
    let (first, last) = (place(words::FIRST_NAME)?, place(words::LAST_NAME)?);
    let part = |(_, begins): (usize, usize), (ends, _): (usize, usize)| {
        let part = words.get(begins..if ends > begins { ends } else { words.len() }).unwrap_or_default();
        matches!(part, [_] | [_, _]).then(|| part.iter().map(|word| Word::of(word.text.trim_matches(AROUND))))
    };
    Some(part(first, last)?.chain(part(last, first)?).collect())
}

/// `Mr. Bond, James Bond`.
fn is_said_again(first: &[Word], second: &[Word]) -> bool {
    let last = |name: &[Word]| name.last().map(|word| word.key.clone());
    second.len() > 1 && last(first) == last(second)
}

fn comma(name: &[Word]) -> Vec<Word> {
    let mut name = name.to_vec();
    if let Some(last) = name.last_mut() {
        last.text = format!("{},", last.text.trim_end_matches(AROUND));
    }
    name
}

/// The clauses of what was said. Letters that are said one by one are one clause.
fn clauses(said: &str) -> Vec<Vec<Word>> {
    let mut clauses = vec![Vec::new()];
    for word in said.split_whitespace().map(Word::of) {
        let ends = word.ends_clause();
        let is_said = !word.key.is_empty() && !words::SOUNDS.contains(&word.key.as_str());
        if let Some(clause) = clauses.last_mut().filter(|_| is_said) {
            clause.push(word);
        }
        if ends {
            clauses.push(Vec::new());
        }
    }
    clauses
}

/// Without what stands in brackets, unless nothing else does.
fn without_brackets(said: &str) -> String {
    let (mut outside, mut depth) = (String::new(), 0_usize);
    for c in said.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    if outside.contains(char::is_alphabetic) { outside } else { said.to_owned() }
}

fn begins_with(words: &[Word], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| Word::after(words, phrase).is_some())
}

/// The name that is left.
fn named(words: &[Word]) -> SaidName {
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let is_dotted = words.last().is_some_and(|last| DOTTED.contains(&last.key.as_str()));
    let text = text.trim_start_matches(AROUND);
    let name = if is_dotted { text.trim_end() } else { text.trim_end_matches(AROUND).trim_end() };
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    match letters.as_slice() {
        [] => SaidName::Nobody,
        [only] if only.is_ascii() => SaidName::Nobody,
        _ => SaidName::Name(name.to_owned()),
    }
}
