//! From text as a model sends it to tokens: spelling variants end here.

use chrono::Weekday;

use super::lexicon::{self, Meridiem};
use crate::domain::digits::ascii_digit;

/// A number as it was written. `digits` is 0 for a number in words, because `09` and `9` differ on
/// a clock, and `nine` is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) value: u32,
    pub(super) digits: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Number(Figure),
    Ordinal(Figure),
    Month(u32),
    Weekday(Weekday),
    Meridiem(Meridiem),
    Word(&'a str),
    Mark(char),
}

/// Lower-cases, turns full-width forms, digits of other scripts and typographic spaces and dashes into ASCII, and drops
/// apostrophes (`o'clock`) and punctuation that carries no meaning.
pub(super) fn normalize(text: &str) -> String {
    text.chars()
        .map(ascii_form)
        .filter(|c| !matches!(c, '\'' | '\u{2018}' | '\u{2019}'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            ',' | ';' | '!' | '?' | '(' | ')' | '[' | ']' | '"' | '@' => ' ',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

fn ascii_form(c: char) -> char {
    match c {
        // The full-width block repeats ASCII 0x21..=0x7E at this distance.
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => ascii_digit(c).unwrap_or(c),
    }
}

/// Tokens of a text that went through [`normalize`].
pub(super) fn tokenize(normalized: &str) -> Vec<Token<'_>> {
    join(&drop_idle_dots(lexemes(normalized).map(classify)))
}

/// `tokens` without the one of `words` that they may begin with.
pub(super) fn skip_word<'t, 'a>(tokens: &'t [Token<'a>], words: &[&str]) -> &'t [Token<'a>] {
    match tokens {
        [Token::Word(word), rest @ ..] if words.contains(word) => rest,
        tokens => tokens,
    }
}

/// Runs of digits, runs of letters, and single marks; blanks only separate.
fn lexemes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (lexeme, tail) = rest.split_at_checked(run_length(rest, first))?;
        rest = tail.trim_start();
        Some(lexeme)
    })
}

fn run_length(text: &str, first: char) -> usize {
    let end_of = |belongs: fn(char) -> bool| text.find(|c| !belongs(c)).unwrap_or(text.len());
    if first.is_ascii_digit() {
        end_of(|c| c.is_ascii_digit())
    } else if first.is_alphabetic() {
        end_of(char::is_alphabetic)
    } else {
        first.len_utf8()
    }
}

fn classify(lexeme: &str) -> Token<'_> {
    if lexeme.starts_with(|c: char| c.is_ascii_digit()) {
        return Token::Number(Figure { value: lexeme.parse().unwrap_or(u32::MAX), digits: lexeme.len() });
    }
    if let Some(mark) = lexeme.chars().next().filter(|c| !c.is_alphabetic()) {
        return Token::Mark(mark);
    }
    lexicon::month(lexeme)
        .map(Token::Month)
        .or_else(|| lexicon::weekday(lexeme).map(Token::Weekday))
        .or_else(|| lexicon::meridiem(lexeme).map(Token::Meridiem))
        .or_else(|| lexicon::ordinal(lexeme).map(|value| Token::Ordinal(spelled(value))))
        .or_else(|| lexicon::cardinal(lexeme).map(|value| Token::Number(spelled(value))))
        .unwrap_or(Token::Word(lexeme))
}

/// Dots end abbreviations and sentences (`Dec.`, `p.m.`); only between two numbers do they mean
/// something (`3.12.2026`, `14.30`), and behind them (`3.12.`).
fn drop_idle_dots<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Vec<Token<'a>> {
    let is_number = |token: Option<&Token>| matches!(token, Some(Token::Number(_)));
    let mut kept = Vec::new();
    let mut upcoming = tokens.peekable();
    while let Some(token) = upcoming.next() {
        let is_second = matches!(kept.as_slice(), [.., Token::Number(_), Token::Mark('.'), Token::Number(_)]);
        let is_between = is_number(kept.last()) && is_number(upcoming.peek());
        let idle = token == Token::Mark('.') && !is_between && !is_second;
        if !idle {
            kept.push(token);
        }
    }
    kept
}

/// Puts together what was said in pieces: `p m`, `3 rd`, `twenty-first`, `o clock`.
fn join<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut rest = tokens;
    while let Some((token, tail)) = joined_prefix(rest) {
        joined.push(token);
        rest = tail;
    }
    joined
}

fn joined_prefix<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(Token<'a>, &'t [Token<'a>])> {
    use Token::{Mark, Meridiem as Half, Number, Ordinal, Word};
    Some(match tokens {
        [Word("a"), Word("m"), tail @ ..] => (Half(Meridiem::Am), tail),
        [Word("p"), Word("m"), tail @ ..] => (Half(Meridiem::Pm), tail),
        [Word("o"), Word("clock"), tail @ ..] => (Word("oclock"), tail),
        [Number(n), Word("st" | "nd" | "rd" | "th"), tail @ ..] if n.digits > 0 => (Ordinal(*n), tail),
        [Number(tens), Mark('-'), Ordinal(unit), tail @ ..] | [Number(tens), Ordinal(unit), tail @ ..]
            if spelled_tens(*tens) && unit.value < 10 =>
        {
            (Ordinal(spelled(tens.value + unit.value)), tail)
        }
        [Number(tens), Mark('-'), Number(unit), tail @ ..] | [Number(tens), Number(unit), tail @ ..]
            if spelled_tens(*tens) && unit.digits == 0 && (1..10).contains(&unit.value) =>
        {
            (Number(spelled(tens.value + unit.value)), tail)
        }
        [token, tail @ ..] => (*token, tail),
        [] => return None,
    })
}

fn spelled(value: u32) -> Figure {
    Figure { value, digits: 0 }
}

fn spelled_tens(figure: Figure) -> bool {
    figure.digits == 0 && figure.value >= 20
}
