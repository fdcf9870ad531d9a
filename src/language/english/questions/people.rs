//! Who somebody is, by the words around it: for questions that are kept without people's names, dates of birth and addresses.

use std::{collections::HashSet, ops::Range};

use super::is_number;
use crate::language::english::{names, recogniser};

const WHOSE: [&str; 6] = ["my", "his", "her", "their", "our", "your"];
/// Before a name, wherever they stand.
const TITLES: [&str; 7] = ["mr", "mrs", "ms", "mx", "mister", "dr", "named"];
/// Names that are other words as well: they are names behind a person and before another name.
const ALSO_NAMES: [&str; 10] = ["will", "bill", "may", "april", "june", "august", "mark", "grace", "guy", "art"];
/// Words of the longest name.
const LONGEST_NAME: usize = 3;
/// What people have at a clinic: `john smiths results`.
#[rustfmt::skip]
const OWNED: &[&str] = &[
    "result", "results", "appointment", "appointments", "visit", "visits", "chart", "record", "records", "file",
    "bill", "bills", "account", "balance", "payment", "insurance", "card", "name", "number", "phone", "address",
    "email", "birthday", "birth", "dob", "prescription", "prescriptions", "xray", "xrays", "teeth", "tooth",
    "treatment", "wife", "husband",
];
const STREETS: [&str; 11] =
    ["street", "avenue", "ave", "road", "lane", "boulevard", "blvd", "highway", "parkway", "terrace", "crescent"];
/// The same, which are other things as well: only behind a number.
const OFTEN_STREETS: [&str; 10] = ["drive", "court", "place", "way", "circle", "square", "st", "rd", "trail", "loop"];
/// What a number follows at the end of an address.
const UNITS: [&str; 5] = ["apartment", "apt", "unit", "suite", "floor"];
/// Words of the longest name of a street.
const LONGEST_STREET: usize = 3;

/// Words that callers say behind a person and before a possession, beside those that are no names anywhere.
#[rustfmt::skip]
const SAID_OF_PEOPLE: &[&str] = &[
    "able", "across", "address", "afraid", "allergy", "alone", "and", "anxiety", "anxious", "appointments", "arrive",
    "asked", "back", "become", "bit", "bite", "bites", "bleed", "bleeding", "boost", "braces", "bring", "broke",
    "brush", "busy", "but", "buy", "came", "card", "cards", "care", "changed", "chew", "children", "childrens",
    "claim", "cleanings", "cost", "covered", "cracked", "cries", "cry", "cut", "decided", "dentists", "discount",
    "discounts", "drink", "drive", "drives", "drop", "eat", "eats", "email", "enroll", "everything", "fall", "fax",
    "fell", "fill", "financing", "finish", "floss", "form", "forms", "found", "gag", "gets", "goes", "grind",
    "grinding", "grinds", "gums", "hates", "insured", "intake", "join", "just", "keep", "keeps", "kept", "knocked",
    "lab", "last", "left", "live", "lives", "lose", "losing", "lost", "made", "mail", "might", "missed", "moved",
    "needed", "nervous", "online", "or", "order", "owe", "owes", "paid", "park", "pays", "phone", "pick", "play",
    "plays", "portal", "prefers", "prescribed", "print", "privacy", "qualify", "rays", "read", "receive",
    "recommended", "referral", "referred", "refill", "register", "renew", "request", "rescheduled", "retainer",
    "retainers", "review", "reviews", "run", "scared", "school", "sell", "send", "sends", "sent", "share", "show",
    "side", "sign", "signed", "sing", "sit", "sleep", "smile", "smoke", "smokes", "snore", "snores", "speak",
    "special", "specials", "start", "stay", "swallow", "swallowed", "swim", "switch", "switched", "takes", "talk",
    "thinks", "todays", "told", "tomorrows", "transfer", "try", "turned", "turns", "wants", "watch", "write",
];

/// Whether a word is mostly no name of a person.
pub(super) fn is_ordinary(word: &str) -> bool {
    let is_one = |word: &str| names::is_ordinary(word) || names::is_somebody(word) || SAID_OF_PEOPLE.contains(&word);
    is_one(word) || OWNED.contains(&word) || word.strip_suffix('s').is_some_and(names::is_somebody)
}

/// Parts of what was said without names, dates of birth and addresses.
pub(super) fn without_people(parts: Vec<Vec<String>>, may_be_name: &dyn Fn(&str) -> bool) -> Vec<Vec<String>> {
    let is_of_birth = parts.iter().flatten().any(|word| names::is_of_birth(word));
    let mut rest = Vec::new();
    let mut is_name_next = false;
    for words in parts {
        let part = Part { words: &words, may_be_name };
        // `my daughter, Emily, needs braces`
        let is_name = is_name_next && part.is_name();
        is_name_next = part.is_before_name(words.len().saturating_sub(1));
        let found = part.personal();
        let is_date = |word: &str| is_of_birth && recogniser::is_of_date(word);
        let kept =
            words.iter().enumerate().filter(|(place, word)| !(is_name || found.contains(place) || is_date(word)));
        rest.push(kept.map(|(_, word)| word.clone()).collect());
    }
    rest
}

/// A part of what was said.
struct Part<'a> {
    words: &'a [String],
    may_be_name: &'a dyn Fn(&str) -> bool,
}

impl Part<'_> {
    /// The places of words that tell who somebody is.
    fn personal(&self) -> HashSet<usize> {
        let found = (0..self.words.len()).flat_map(|place| {
            let of_birth = names::is_of_birth(self.word(place)).then(|| self.name_before(place));
            [self.name_behind(place), of_birth, self.owner_before(place), self.street(place), self.mail_address(place)]
        });
        found.flatten().flatten().collect()
    }

    fn word(&self, place: usize) -> &str {
        self.words.get(place).map_or("", String::as_str)
    }

    fn may_be_name(&self, place: usize) -> bool {
        self.words.get(place).is_some_and(|word| (self.may_be_name)(word))
    }

    /// The words before a place, the nearest first.
    fn before(&self, place: usize) -> impl Iterator<Item = &str> {
        self.words.iter().take(place).rev().map(String::as_str)
    }

    /// Whether it may be a name and no more.
    fn is_name(&self) -> bool {
        self.words.len() <= LONGEST_NAME && (0..self.words.len()).all(|place| self.may_be_name(place))
    }

    /// Whether a name may stand behind a place: behind `my wife`, `Mrs` or `her name is`.
    fn is_before_name(&self, place: usize) -> bool {
        let word = self.word(place);
        let whose = || {
            let mut before = self.before(place).skip_while(|word| names::is_what_somebody(word));
            before.next().is_some_and(|word| WHOSE.contains(&word))
        };
        TITLES.contains(&word)
            || word == "patient"
            || word == "is" && matches!(self.before(place).next(), Some("name" | "names"))
            || (word == "names" || names::is_somebody(word)) && whose()
    }

    fn name_behind(&self, place: usize) -> Option<Range<usize>> {
        let from = place + 1;
        let is_both = ALSO_NAMES.contains(&self.word(from)) && self.may_be_name(from + 1);
        let name = (from + usize::from(is_both)..self.words.len()).take_while(|place| self.may_be_name(*place));
        self.is_before_name(place).then(|| from..from + usize::from(is_both) + name.take(LONGEST_NAME).count())
    }

    /// `ann lee` of `ann lee born may third`.
    fn name_before(&self, place: usize) -> Range<usize> {
        let name = self.before(place).take(LONGEST_NAME).take_while(|word| (self.may_be_name)(word));
        place - name.count()..place
    }

    /// Who has something, where a transcript has no apostrophe: `john smiths results`.
    fn owner_before(&self, place: usize) -> Option<Range<usize>> {
        let owner = self.before(place).next().filter(|word| word.len() > 2 && (self.may_be_name)(word))?;
        let is_owner = OWNED.contains(&self.word(place)) && (self.may_be_name)(owner.strip_suffix('s')?);
        let has_first_name = self.before(place).nth(1).is_some_and(|word| (self.may_be_name)(word));
        is_owner.then(|| place - 1 - usize::from(has_first_name)..place)
    }

    /// A street by its name, with the number of a home in it.
    fn street(&self, place: usize) -> Option<Range<usize>> {
        let word = self.word(place);
        let may_be_named = |word: &&str| (self.may_be_name)(word) || is_digits(word) || recogniser::is_of_date(word);
        let named: Vec<&str> = self.before(place).take_while(may_be_named).take(LONGEST_STREET).collect();
        let is_street =
            STREETS.contains(&word) || OFTEN_STREETS.contains(&word) && named.iter().any(|word| is_digits(word));
        let has_name = named.iter().any(|word| !is_digits(word));
        let unit = if UNITS.contains(&self.word(place + 1)) { 2 } else { 0 };
        (is_street && has_name).then(|| place - named.len()..place + 1 + unit)
    }

    /// `ann at example dot com`.
    fn mail_address(&self, place: usize) -> Option<Range<usize>> {
        let is_one = self.word(place) == "dot" && self.before(place).nth(1) == Some("at");
        is_one.then(|| place.saturating_sub(3)..place + 2)
    }
}

fn is_digits(word: &str) -> bool {
    word.contains(char::is_numeric) || is_number(word)
}
