//! A question that was not answered, as it is kept for the clinic: what was asked, without what is known to tell who asked.

use super::question::{QuestionWords, words};

/// Longer questions are kept without their ends.
const MOST_CHARS: usize = 120;
/// Marks that end a part of what was said.
const MARKS: [char; 5] = [',', '.', '?', '!', ';'];
/// No longer word is written short with a dot behind it: `Mrs.`, `B.`
const LONGEST_SHORT_FORM: usize = 3;

/// What is known of the names in a question.
pub struct KnownNames<'a> {
    /// Names of people whom the call has spoken of, as they are written down.
    pub of_people: &'a [String],
    /// Whether a word is one of the clinic's own: of what it offers, of who works there, of what it has written down.
    pub is_clinics: &'a dyn Fn(&str) -> bool,
}

/// The question in small letters, without accents and marks, so that the same one is counted once; `None` if nothing is left of it.
///
/// Numbers are left out, in digits and in letters, so that no phone number, date of birth or member's number is kept. So are e-mail
/// addresses, what introduces somebody, the names that are known of people, and of two or more words in a row with capitals those that are
/// neither the clinic's nor an insurer's. Of words in small letters those are left out that by what stands around them are somebody's name,
/// date of birth or address. A name of which nothing tells that it is one stays.
pub fn gap_of(question: &str, names: &KnownNames<'_>, language: &dyn QuestionWords) -> Option<String> {
    let is_number = |word: &String| word.contains(char::is_numeric) || language.is_number(word);
    let may_be_name = |word: &str| !is_public(word, names, language) && !language.is_ordinary(word);
    let question = without_names(&without_owners(question, &may_be_name), names, language);
    let parts = question.split(MARKS).flat_map(|part| part.split('\n')).map(words);
    let parts = parts.filter(|part| !language.is_introduction(part)).collect();
    let mut gap = String::new();
    for word in language.without_people(parts, &may_be_name).into_iter().flatten().filter(|word| !is_number(word)) {
        if gap.chars().count() + word.chars().count() >= MOST_CHARS {
            break;
        }
        gap.extend((!gap.is_empty()).then_some(' '));
        gap.push_str(&word);
    }
    (!gap.is_empty()).then_some(gap)
}

/// Whether a word is anybody's: it tells nothing, or is the clinic's or an insurer's.
fn is_public(word: &str, names: &KnownNames<'_>, language: &dyn QuestionWords) -> bool {
    language.is_stop_word(word) || (names.is_clinics)(word) || language.is_insurers(word)
}

/// The question without those who own something in it: the name of one or two words before a possessive `s`.
fn without_owners(question: &str, may_be_name: &dyn Fn(&str) -> bool) -> String {
    let is_name = |token: &str| words(token).iter().all(|word| may_be_name(word));
    let is_owner = |token: &str| {
        let token = token.trim_end_matches(MARKS).to_lowercase().replace('\u{2019}', "'");
        token.strip_suffix("'s").or_else(|| token.strip_suffix("s'")).is_some_and(is_name)
    };
    let mut kept: Vec<&str> = Vec::new();
    for token in question.split(' ') {
        if is_owner(token) {
            let is_first_name =
                |before: &&str| marks(before).is_empty() && !words(before).is_empty() && is_name(before);
            kept.pop_if(|before| is_first_name(before));
            kept.push(marks(token));
        } else {
            kept.push(token);
        }
    }
    kept.join(" ")
}

/// The question without names and e-mail addresses. What ends a part of it stays, and so do introductions, whose names tell how they end.
fn without_names(question: &str, names: &KnownNames<'_>, language: &dyn QuestionWords) -> String {
    let people: Vec<String> = names.of_people.iter().flat_map(|name| words(name)).collect();
    let is_public = |word: &String| is_public(word, names, language);
    let is_of_person = |word: &String| {
        let name = word.strip_suffix('s').unwrap_or(word);
        !is_public(word) && people.iter().any(|known| known == word || known == name)
    };
    let mut kept: Vec<String> = Vec::new();
    let question = question.replace('\n', " ; ");
    for run in runs(&question, language) {
        let is_name = run.len() > 1;
        for token in run {
            let words = words(token);
            let is_left_out =
                token.contains('@') || words.iter().any(is_of_person) || is_name && !words.iter().all(is_public);
            kept.push(if is_left_out { marks(token).to_owned() } else { token.to_owned() });
        }
    }
    kept.join(" ")
}

/// The tokens of a text: those in a row that begin with capitals and tell something together, all others one by one.
fn runs<'a>(text: &'a str, language: &dyn QuestionWords) -> Vec<Vec<&'a str>> {
    let mut runs: Vec<Vec<&str>> = Vec::new();
    let mut is_open = false;
    for token in text.split_whitespace() {
        let is_capital = token.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
        let may_be_name = is_capital && !words(token).iter().all(|word| language.is_stop_word(word));
        match runs.last_mut().filter(|_| is_open && may_be_name) {
            Some(run) => run.push(token),
            None => runs.push(vec![token]),
        }
        is_open = may_be_name && marks(token).is_empty();
    }
    runs
}

/// The marks at the end of a token that end a part of what was said. The dot of a short form is none.
fn marks(token: &str) -> &str {
    let word = token.trim_end_matches(MARKS);
    let marks = token.get(word.len()..).unwrap_or_default();
    if marks == "." && word.chars().count() <= LONGEST_SHORT_FORM { "" } else { marks }
}
