//! Templates: plain text with fields and optional parts.
//!
//! `{field}` is replaced by a value. `[ with {practitioner}]` is an optional part: it is left out as a whole, brackets and all, when a
//! field in it has no value. Fields that some appointments lack (`{service}`, `{practitioner}`, `{phone}`) must stand in one, so that
//! no text has a hole. Braces and brackets mean nothing else and cannot be written otherwise; a part has no part inside.
//!
//! Where something is left out, the space before it goes too if a space, a line break or punctuation follows.

use super::{
    fields::{Field, TemplateFields},
    wording::TextWording,
};
use crate::domain::line::single_line_limited;

/// The most UTF-16 code units of a text. Ten segments hold as many whatever the characters are: 67 each, of which one is lost where a
/// pair would be divided; and of the GSM alphabet at least 152 septets each, two to a character at most.
pub(super) const LONGEST: usize = 660;

/// The most characters of a template that a refusal quotes.
const QUOTED: usize = 40;

/// A template that was read.
pub(super) struct Template<'a> {
    /// Each is said whole or not at all.
    parts: Vec<Part<'a>>,
}

type Part<'a> = Vec<Piece<'a>>;

#[derive(Clone, Copy)]
enum Piece<'a> {
    Words(&'a str),
    Field(Field),
}

/// Why a template does not do, to be read after its path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("must say something, also where all its optional parts are left out")]
    Silent,
    #[error(
        "has a {0} that does not pair up; fields are written {{name}}, optional parts [ with {{practitioner}}], neither inside its like"
    )]
    Unpaired(char),
    #[error(
        "has an unknown field {{{0}}}; there are {{name}}, {{clinic}}, {{date}}, {{time}}, {{service}}, {{practitioner}} and {{phone}}"
    )]
    Unknown(String),
    #[error("has {} outside brackets; not every appointment has one, so make it an optional part, such as [ - {}]", .0.written(), .0.written())]
    Unbracketed(Field),
    #[error("has an optional part without a field, [{0}]; what is always said needs no brackets")]
    Fieldless(String),
    #[error("must not have control characters other than line breaks")]
    Control,
    #[error(
        "is too long: with the longest values the text would have {0} characters, and ten segments are sure to hold {LONGEST}"
    )]
    Long(usize),
}

impl<'a> Template<'a> {
    /// Reads and checks a template.
    pub(super) fn read(text: &'a str, wording: &dyn TextWording) -> Result<Self, Fault> {
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Fault::Control);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('[') {
            let (inside, behind) = after.split_once(']').ok_or(Fault::Unpaired('['))?;
            always(before, &mut parts)?;
            parts.push(optional(inside)?);
            rest = behind;
        }
        always(rest, &mut parts)?;
        let template = Self { parts };
        if !template.parts.iter().any(|part| is_always_heard(part)) {
            return Err(Fault::Silent);
        }
        let longest = template.longest(wording);
        if longest <= LONGEST { Ok(template) } else { Err(Fault::Long(longest)) }
    }

    /// The text with these values.
    pub(super) fn fill(&self, fields: &TemplateFields<'_>, wording: &dyn TextWording) -> String {
        let mut text = String::new();
        let mut gap = false;
        for part in &self.parts {
            let said: Option<String> = part.iter().map(|piece| piece.filled(fields, wording)).collect();
            match &said {
                Some(said) if gap => push_after_gap(&mut text, said),
                Some(said) => text.push_str(said),
                None => {}
            }
            gap = said.is_none();
        }
        text.trim().to_owned()
    }

    /// How long a text can become.
    fn longest(&self, wording: &dyn TextWording) -> usize {
        self.parts.iter().flatten().map(|piece| piece.longest(wording)).sum()
    }
}

impl Piece<'_> {
    fn filled(&self, fields: &TemplateFields<'_>, wording: &dyn TextWording) -> Option<String> {
        match self {
            Self::Words(words) => Some((*words).to_owned()),
            Self::Field(field) => fields.value(*field, wording),
        }
    }

    fn longest(&self, wording: &dyn TextWording) -> usize {
        match self {
            Self::Words(words) => words.encode_utf16().count(),
            Self::Field(field) => field.longest(wording),
        }
    }
}

/// What stands outside brackets: each piece for itself.
fn always<'a>(text: &'a str, parts: &mut Vec<Part<'a>>) -> Result<(), Fault> {
    for piece in pieces(text)? {
        if let Piece::Field(field) = piece
            && field.can_lack()
        {
            return Err(Fault::Unbracketed(field));
        }
        parts.push(vec![piece]);
    }
    Ok(())
}

/// What stands inside a pair of brackets.
fn optional(text: &str) -> Result<Part<'_>, Fault> {
    let part = pieces(text)?;
    if part.iter().any(|piece| matches!(piece, Piece::Field(_))) {
        return Ok(part);
    }
    Err(Fault::Fieldless(single_line_limited(text, QUOTED)))
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or(Fault::Unpaired('{'))?;
        pieces.extend(words(before)?);
        pieces.push(Piece::Field(field(name.trim())?));
        rest = behind;
    }
    pieces.extend(words(rest)?);
    Ok(pieces)
}

fn words(text: &str) -> Result<Option<Piece<'_>>, Fault> {
    match text.chars().find(|c| "{}[]".contains(*c)) {
        Some(stray) => Err(Fault::Unpaired(stray)),
        None => Ok((!text.is_empty()).then_some(Piece::Words(text))),
    }
}

fn field(name: &str) -> Result<Field, Fault> {
    if name.contains('{') {
        return Err(Fault::Unpaired('{'));
    }
    let named = Field::ALL.into_iter().find(|field| field.written().trim_matches(['{', '}']) == name);
    named.ok_or_else(|| Fault::Unknown(single_line_limited(name, QUOTED)))
}

/// Whether a part says something whatever the appointment is.
fn is_always_heard(part: &[Piece<'_>]) -> bool {
    let lacks = |piece: &Piece<'_>| matches!(piece, Piece::Field(field) if !field.never_lacks());
    let says = |piece: &Piece<'_>| !matches!(piece, Piece::Words(words) if words.trim().is_empty());
    !part.iter().any(lacks) && part.iter().any(says)
}

/// Continues a text where something was left out.
fn push_after_gap(text: &mut String, next: &str) {
    let next = if text.ends_with('\n') { next.trim_start() } else { next };
    if next.starts_with(|c: char| c.is_whitespace() || ".,;:!?)".contains(c)) {
        text.truncate(text.trim_end().len());
    }
    text.push_str(next);
}
