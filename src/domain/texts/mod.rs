//! What the texts to a clinic's patients say, in which words, and how many segments that takes.
//!
//! A [`Messaging`] document holds a template for each kind of text. Templates are plain text with fields in braces and optional parts
//! in brackets ([`template`]); values are cleaned before they are put in ([`Fields`]); the text that comes out knows how it is encoded
//! and how many segments it is billed as ([`Text`]).
//!
//! Nothing that a caller says can make a text long or strange: every value has a limit, and a template is accepted only if the text
//! stays within ten segments when all its values are as long as they may be.

mod check;
mod fields;
mod reminder;
mod segments;
mod settings;
mod status;
mod template;
#[cfg(test)]
mod tests;

pub use fields::Fields;
pub use segments::{Encoding, Text};
pub use settings::{Messaging, Preview, TextKind, TextSetting};
pub use status::MessageStatus;
