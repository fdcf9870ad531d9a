//! Written phone numbers: from spelling to digits.
//!
//! Covers display punctuation of all kinds, `tel:` (RFC 3966) and `sip:`/`sips:` (RFC 3261) URIs,
//! percent-encoding (RFC 3986), and digits of the scripts that phones send. One pass, bounded input.

use super::{error::PhoneError, withheld};
use crate::domain::{country, digits::ascii_digit};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Longest input worth reading, in characters; a SIP URI with a host name fits.
const MAX_CHARS: usize = 64;

/// More digits than this before a slash are a whole number, and the slash begins another.
const DIGITS_BEFORE_SLASH: usize = 10;

/// A number reduced to what its spelling says.
#[derive(Default)]
pub(super) struct Written {
    /// ASCII digits, without any international prefix.
    pub(super) digits: String,
    /// Whether they were marked as beginning with a country calling code.
    pub(super) international: bool,
}

/// Reads one written number.
pub(super) fn read(input: &str) -> Result<Written, PhoneError> {
    if input.chars().nth(MAX_CHARS).is_some() {
        return Err(PhoneError::Oversized);
    }
    let text = percent_decoded(input)?;
    let text = subscriber(text.trim())?;
    if withheld::is_word(text.trim_start_matches(is_plus)) {
        return Err(PhoneError::Withheld);
    }
    let mut scan = Scan::default();
    for (index, character) in text.char_indices() {
        let rest = text.get(index..).unwrap_or_default();
        if !scan.digits.is_empty() && is_extension(rest) {
            return Err(PhoneError::Extension);
        }
        scan.take(character)?;
    }
    scan.finish()
}

fn percent_decoded(input: &str) -> Result<Cow<'_, str>, PhoneError> {
    percent_decode_str(input).decode_utf8().map_err(|_| PhoneError::UnexpectedCharacter)
}

/// The part of a URI that names the subscriber; text that is no URI is that part already.
fn subscriber(text: &str) -> Result<&str, PhoneError> {
    let Some((scheme, rest)) = text.split_once(':') else {
        return Ok(text);
    };
    let rest = match scheme.to_ascii_lowercase().as_str() {
        "tel" => rest,
        "sip" | "sips" => rest.split_once('@').ok_or(PhoneError::Empty)?.0,
        _ => return Ok(text),
    };
    let mut parts = rest.split(';');
    let number = parts.next().unwrap_or_default();
    for parameter in parts {
        check_parameter(parameter, number)?;
    }
    Ok(number)
}

/// Most URI parameters say nothing about who is meant. An extension does, and so does a context
/// that a local number (one without `+`) depends on.
fn check_parameter(parameter: &str, number: &str) -> Result<(), PhoneError> {
    let name = parameter.split('=').next().unwrap_or_default();
    match name.trim().to_ascii_lowercase().as_str() {
        "ext" | "postd" => Err(PhoneError::Extension),
        "phone-context" if !number.trim_start().starts_with(is_plus) => Err(PhoneError::CountryCodeMissing),
        _ => Ok(()),
    }
}

/// The state of the pass over the characters.
#[derive(Default)]
struct Scan {
    digits: String,
    plus: bool,
    /// A zero in brackets stood after a calling code, which makes that code certain.
    bracketed_trunk: bool,
    /// How many digits there were at the last opening bracket.
    opened_at: Option<usize>,
}

impl Scan {
    fn take(&mut self, character: char) -> Result<(), PhoneError> {
        if let Some(digit) = ascii_digit(character) {
            self.digits.push(digit);
            return Ok(());
        }
        match character {
            _ if is_plus(character) => self.take_plus()?,
            '(' | '[' | '（' => self.opened_at = Some(self.digits.len()),
            ')' | ']' | '）' => self.close_bracket(),
            '/' | '／' if self.digits.len() > DIGITS_BEFORE_SLASH => {
                return Err(PhoneError::MoreThanOne);
            }
            ',' | ';' | '&' | '|' if !self.digits.is_empty() => {
                return Err(PhoneError::MoreThanOne);
            }
            _ if is_separator(character) => {}
            _ if character.is_alphabetic() => return Err(PhoneError::Letters),
            _ => return Err(PhoneError::UnexpectedCharacter),
        }
        Ok(())
    }

    fn take_plus(&mut self) -> Result<(), PhoneError> {
        if !self.digits.is_empty() {
            return Err(PhoneError::MoreThanOne);
        }
        if std::mem::replace(&mut self.plus, true) {
            return Err(PhoneError::UnexpectedCharacter);
        }
        Ok(())
    }

    /// Drops the `(0)` of `+44 (0)20 7946 0018`, unless the zero belongs to the number as in Italy.
    fn close_bracket(&mut self) {
        let bracketed = self.opened_at.take().and_then(|at| self.digits.split_at_checked(at));
        let Some((before, "0")) = bracketed else {
            return;
        };
        let code = after_exit_code(before).unwrap_or(before);
        if let Some((code, "")) = country::split_calling_code(code) {
            self.bracketed_trunk = true;
            if !country::keeps_leading_zero(code) {
                self.digits.pop();
            }
        }
    }

    fn finish(self) -> Result<Written, PhoneError> {
        if self.digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        let exit_code = after_exit_code(&self.digits).filter(|_| !self.plus);
        Ok(Written {
            international: self.plus || self.bracketed_trunk || exit_code.is_some(),
            digits: exit_code.map_or_else(|| self.digits.clone(), str::to_owned),
        })
    }
}

/// The rest after 00, the exit code of most of the world, or after Australia's 0011. The longer one
/// goes first: no number begins with 11 after its `+`, for calling code 1 has no such area code.
fn after_exit_code(digits: &str) -> Option<&str> {
    digits.strip_prefix("0011").or_else(|| digits.strip_prefix("00"))
}

/// Whether text after digits goes on as `x123`, `ext. 5` or `#5` does.
fn is_extension(rest: &str) -> bool {
    let begins_with_ext = |word: &str| word.eq_ignore_ascii_case("ext");
    rest.starts_with(['x', 'X', '#']) || rest.get(..3).is_some_and(begins_with_ext)
}

fn is_plus(character: char) -> bool {
    matches!(character, '+' | '\u{FE62}' | '\u{FF0B}')
}

/// Spaces, dashes, dots and slashes, and the invisible marks that come with copied contacts.
fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '\u{30FC}'
            | '.' | '\u{B7}' | '\u{2024}' | '\u{30FB}' | '\u{FF0E}'
            | '/' | '\u{FF0F}'
            | '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
