//! SQL in pieces, as SQLite takes it apart (<https://www.sqlite.org/src/file/src/tokenize.c>). Whatever could be read in two ways is
//! refused.

/// A piece of SQL. Spaces and comments are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A keyword, or a name without quotes.
    Word(&'a str),
    /// A text in single quotes.
    Text,
    /// A name in other quotes. SQLite takes one in double quotes for a text if nothing has that name.
    QuotedName,
    /// Digits, and letters right behind them.
    Number,
    /// Any other character.
    Symbol(char),
}

/// The pieces of `sql`, each with what follows it, up to the first that cannot be read.
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(sql: &'a str) -> Self {
        Self { rest: sql }
    }

    /// What has not been taken apart yet.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    fn take(&mut self) -> Result<Option<Token<'a>>, &'static str> {
        self.rest = skip_spaces_and_comments(self.rest)?;
        let Some(first) = self.rest.chars().next() else { return Ok(None) };
        let (token, length) = match first {
            '\'' => (Token::Text, quoted(self.rest, '\'')?),
            '"' | '`' => (Token::QuotedName, quoted(self.rest, first)?),
            '[' => (Token::QuotedName, self.rest.find(']').ok_or(UNCLOSED_QUOTE)? + 1),
            '0'..='9' => (Token::Number, while_(self.rest, |c| is_of_word(c) || c == '.')),
            '?' | ':' | '@' | '#' | '$' => return Err("Parameters have no values here. Write the values themselves."),
            first if is_of_word(first) => {
                let length = while_(self.rest, |c| is_of_word(c) || c == '$');
                (Token::Word(self.rest.get(..length).unwrap_or_default()), length)
            }
            first if first.is_control() => return Err("It holds a control character."),
            first => (Token::Symbol(first), first.len_utf8()),
        };
        self.rest = self.rest.get(length..).unwrap_or_default();
        Ok(Some(token))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Result<Token<'a>, &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take().inspect_err(|_| self.rest = "").transpose()
    }
}

const UNCLOSED_QUOTE: &str = "A quote is not closed.";

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

fn while_(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

fn skip_spaces_and_comments(mut text: &str) -> Result<&str, &'static str> {
    loop {
        text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        text = if let Some(comment) = text.strip_prefix("--") {
            comment.split_once('\n').map_or("", |(_, after)| after)
        } else if let Some(comment) = text.strip_prefix("/*") {
            comment.split_once("*/").ok_or("A comment is not closed.")?.1
        } else {
            return Ok(text);
        };
    }
}

/// How long the quoted piece is that `text` begins with. A doubled quote within it stands for itself.
fn quoted(text: &str, quote: char) -> Result<usize, &'static str> {
    let mut length = 1;
    loop {
        let inside = text.get(length..).unwrap_or_default();
        length += inside.find(quote).ok_or(UNCLOSED_QUOTE)? + 1;
        if !text.get(length..).unwrap_or_default().starts_with(quote) {
            return Ok(length);
        }
        length += 1;
    }
}
