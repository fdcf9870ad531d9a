//! Which words of the arguments count, and which change nothing, for whoever wonders why a tool answered as it did.
//!
//! Found out by leaving each word out and reading what remains: so it holds for every kind of argument and every language, and says what
//! the readers do and not what they were meant to do.

use serde_json::Value;

use super::{ArgumentReading, Arguments, Fault};

/// More words, or more arguments, are not looked into.
const MOST_WORDS: usize = 40;
const MOST_ARGUMENTS: usize = 20;

/// What became of the words of one argument.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WordUse {
    /// The argument, as it was sent.
    pub(crate) argument: String,
    /// Without one of these something else is understood, or nothing. Where the arguments are not understood, they are if one of these is
    /// left out.
    pub(crate) counting: Vec<String>,
    /// These change nothing.
    pub(crate) idle: Vec<String>,
}

/// The use of the words of each argument; `read` reads arguments as the tool does. An argument that is not text is one word.
pub(crate) fn word_use(
    arguments: &Arguments,
    mut read: impl FnMut(&Arguments) -> Result<ArgumentReading, Fault>,
) -> Vec<WordUse> {
    let whole = outcome(read(arguments));
    let mut changes = |name: &str, value: Option<String>| {
        let mut fewer = arguments.clone();
        match value {
            Some(text) => fewer.insert(name.to_owned(), Value::String(text)),
            None => fewer.remove(name),
        };
        let without = outcome(read(&fewer));
        // Of arguments that are not understood every word seems to count: what matters is which of them is in the way.
        if whole.is_err() { without.is_ok() } else { without != whole }
    };
    let mut found = Vec::new();
    for (name, value) in arguments.iter().take(MOST_ARGUMENTS) {
        let said: Vec<String> = match value {
            Value::String(text) => text.split_whitespace().map(str::to_owned).take(MOST_WORDS).collect(),
            other => vec![other.to_string()],
        };
        let is_read = changes(name, None);
        let (counting, idle) = (0..said.len()).partition(|at| match said.len() {
            1 => is_read,
            // An argument that is needed cannot be left out as a whole.
            _ => (is_read || whole.is_err()) && changes(name, Some(without_word(&said, *at))),
        });
        let words = |places: Vec<usize>| places.into_iter().filter_map(|at| said.get(at).cloned()).collect();
        found.push(WordUse { argument: name.clone(), counting: words(counting), idle: words(idle) });
    }
    found
}

/// What was understood, or that nothing was.
fn outcome(read: Result<ArgumentReading, Fault>) -> Result<String, ()> {
    read.map(|reading| reading.line()).map_err(drop)
}

fn without_word(words: &[String], left_out: usize) -> String {
    let kept = words.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, word)| word.as_str());
    kept.collect::<Vec<_>>().join(" ")
}
