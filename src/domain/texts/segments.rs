//! How a text is encoded, and how many segments it takes.
//!
//! A text whose characters are all in the GSM alphabet (3GPP TS 23.038, section 6.2.1) takes seven bits for each, and fourteen for those
//! of its extension table: 160 of them alone, 153 to a segment of several. Any other text is sent as UTF-16: 70 code units alone, 67 to
//! a segment of several. What makes one character is not divided between two segments, so that a segment can end one short.
//!
//! Sources: <https://www.3gpp.org/dynareport/23038.htm>, <https://www.twilio.com/docs/glossary/what-sms-character-limit>.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a text goes over the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// The GSM alphabet, seven bits a character.
    Gsm7,
    /// UTF-16, because of at least one other character.
    Ucs2,
}

impl Encoding {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gsm7 => "gsm7",
            Self::Ucs2 => "ucs2",
        }
    }

    /// What fits into a text of one segment, and into each segment of a longer one.
    const fn capacity(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }
}

/// A text as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Text)]
pub struct TextContent {
    /// What it says.
    pub body: String,
    /// How it is encoded.
    pub encoding: Encoding,
    /// How many segments it is billed as, at least one.
    pub segments: u32,
}

impl TextContent {
    /// A text that says `body`.
    pub fn new(body: String) -> Self {
        let septets: Option<Vec<usize>> = body.chars().map(septets).collect();
        let (encoding, sizes) = match septets {
            Some(sizes) => (Encoding::Gsm7, sizes),
            None => (Encoding::Ucs2, body.chars().map(char::len_utf16).collect()),
        };
        let segments = segments(&sizes, encoding.capacity());
        Self { body, encoding, segments }
    }
}

/// Whether a text has a character that the GSM alphabet lacks.
pub fn is_beyond_gsm7(text: &str) -> bool {
    text.chars().any(|c| septets(c).is_none())
}

/// How many segments characters of these sizes take.
fn segments(sizes: &[usize], (alone, joined): (usize, usize)) -> u32 {
    if sizes.iter().sum::<usize>() <= alone {
        return 1;
    }
    let (mut segments, mut used) = (1, 0);
    for size in sizes {
        if used + size > joined {
            segments += 1;
            used = 0;
        }
        used += size;
    }
    segments
}

/// The letters and signs of the GSM alphabet that ASCII lacks.
const BEYOND_ASCII: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";

/// How many septets a character of the GSM alphabet takes; `None` for any other.
fn septets(c: char) -> Option<usize> {
    match c {
        '\u{c}' | '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' => Some(2),
        '\n' | '\r' | ' '..='_' | 'a'..='z' => Some(1),
        _ => BEYOND_ASCII.contains(c).then_some(1),
    }
}
