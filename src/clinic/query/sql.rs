//! An operator's SQL: what may be run of it, and how it is remembered.
//!
//! Reading alone is not left to the list of words that may come first. A query is run as the source of another one,
//! `SELECT * FROM (…) LIMIT n`, and SQLite's grammar takes nothing but a SELECT there: no change, no PRAGMA, no change behind a WITH. The
//! brackets and quotes are checked to be closed, so that nothing gets out of the brackets around it.

use super::tokens::{Token, Tokens};

/// The longest SQL that is taken, in bytes.
const LONGEST: usize = 10_000;
/// Most characters of SQL that the audit trail keeps.
const MOST_REMEMBERED: usize = 1000;

const ONE_STATEMENT: &str = "One statement at a time. Leave out what follows the semicolon.";
const BRACKETS: &str = "A bracket is not closed, or closes what is not open.";
const READ_ONLY: &str =
    "Only SELECT, WITH … SELECT and EXPLAIN QUERY PLAN of either can be run: queries change nothing.";

/// One statement that can only read.
#[derive(Clone, Debug)]
pub struct ReadOnlySql {
    text: String,
    remembered: String,
    is_plan: bool,
}

impl ReadOnlySql {
    /// Takes SQL that only reads.
    ///
    /// # Errors
    /// Why it is not taken, for its author.
    pub fn read(sql: &str) -> Result<Self, &'static str> {
        if sql.len() > LONGEST {
            return Err("It is longer than 10,000 bytes.");
        }
        // SQLite would stop reading there.
        if sql.contains('\0') {
            return Err("It holds a control character.");
        }
        let mut tokens = Tokens::of(sql);
        let (mut statement, mut end) = (Vec::new(), sql.len());
        let mut depth = 0_u32;
        while let Some(token) = tokens.next() {
            match token? {
                Token::Symbol(';') => {
                    end = sql.len() - tokens.rest().len() - 1;
                    break;
                }
                Token::Symbol('(') => depth += 1,
                Token::Symbol(')') => depth = depth.checked_sub(1).ok_or(BRACKETS)?,
                _ => {}
            }
            statement.push(token?);
        }
        if tokens.any(|token| token != Ok(Token::Symbol(';'))) {
            return Err(ONE_STATEMENT);
        }
        if depth > 0 {
            return Err(BRACKETS);
        }
        let is_plan = begins_with(&statement, &["EXPLAIN", "QUERY", "PLAN"]);
        let query = statement.get(if is_plan { 3 } else { 0 }..).unwrap_or_default();
        if !begins_with(query, &["SELECT"]) && !begins_with(query, &["WITH"]) {
            return Err(READ_ONLY);
        }
        let text = sql.get(..end).unwrap_or_default().to_owned();
        Ok(Self { text, remembered: remembered(&statement), is_plan })
    }

    /// What is run: at most `most` rows of it. A plan is what it is, and runs nothing.
    pub(super) fn limited(&self, most: usize) -> String {
        // A comment at the end of the text must not take the bracket with it.
        if self.is_plan { self.text.clone() } else { format!("SELECT * FROM (\n{}\n) LIMIT {most}", self.text) }
    }

    /// The plan by which [`Self::limited`] would be run; `None` if it is one.
    pub(super) fn plan(&self, most: usize) -> Option<String> {
        (!self.is_plan).then(|| format!("EXPLAIN QUERY PLAN {}", self.limited(most)))
    }

    /// The statement for the audit trail: without comments, and with a question mark in place of each text, number and quoted name.
    /// So it says what was looked at and by what, and not which patient's number or name was looked for.
    pub fn remembered(&self) -> &str {
        &self.remembered
    }
}

fn begins_with(statement: &[Token<'_>], words: &[&str]) -> bool {
    let same =
        |(token, word): (&Token<'_>, &&str)| matches!(token, Token::Word(text) if text.eq_ignore_ascii_case(word));
    statement.len() >= words.len() && statement.iter().zip(words).all(same)
}

fn remembered(statement: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut before = None;
    for token in statement {
        if before.is_some_and(|before| !stand_together(before, *token)) {
            text.push(' ');
        }
        match token {
            Token::Word(word) => text.push_str(word),
            Token::Text | Token::Number => text.push('?'),
            Token::QuotedName => text.push_str("\"?\""),
            Token::Symbol(symbol) => text.push(*symbol),
        }
        before = Some(*token);
    }
    text.chars().take(MOST_REMEMBERED).collect()
}

/// Whether no space is needed between two pieces.
fn stand_together(before: Token<'_>, token: Token<'_>) -> bool {
    let is = |token, symbols: &str| matches!(token, Token::Symbol(symbol) if symbols.contains(symbol));
    let operators = "<>=!|-";
    is(before, "(.") || is(token, "),.") || (is(before, operators) && is(token, operators))
}
