//! The clauses of a text, and what stands between them.

/// Words that belong together.
pub(super) struct Clause {
    /// In small letters and without apostrophes.
    pub(super) words: Vec<String>,
    /// The punctuation up to the next clause.
    end: String,
}

impl Clause {
    /// Whether the next clause answers this one: `Emergency: no`, `Is it an emergency? No.`
    pub(super) fn is_asked(&self) -> bool {
        !self.end.is_empty() && self.end.chars().all(|c| matches!(c, ':' | '?' | '=' | '-' | '\u{2013}' | '\u{2014}'))
    }

    /// Whether the next clause may be the next item of a list.
    pub(super) fn is_listed(&self) -> bool {
        self.end == ","
    }
}

/// The clauses of a text. Punctuation and `but` end one. A hyphen does only between spaces, where it is a dash.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let (mut clauses, mut words, mut word) = (Vec::<Clause>::new(), Vec::new(), String::new());
    let mut before = ' ';
    let mut rest = text.chars().chain(['.']).peekable();
    while let Some(c) = rest.next() {
        let is_dash = before.is_whitespace() && rest.peek().is_none_or(|next| next.is_whitespace());
        let is_hyphen = matches!(c, '-' | '_' | '\u{2010}' | '\u{2011}') && !is_dash;
        before = c;
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            continue;
        }
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}') {
            continue;
        }
        let is_but = word == "but";
        let ends = !c.is_whitespace() && !is_hyphen;
        if !word.is_empty() && !is_but {
            words.push(std::mem::take(&mut word));
        }
        word.clear();
        if (ends || is_but) && !words.is_empty() {
            clauses.push(Clause { words: std::mem::take(&mut words), end: String::new() });
        }
        if let Some(last) = clauses.last_mut().filter(|_| ends && words.is_empty()) {
            last.end.push(c);
        }
    }
    clauses
}
