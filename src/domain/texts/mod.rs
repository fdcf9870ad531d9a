//! What the texts to a clinic's patients say, in which words, and how many segments that takes.
//!
//! A [`TextSettings`] document holds a template for each kind of text. Templates are plain text with fields in braces and optional parts
//! in brackets ([`template`]); values are cleaned before they are put in ([`TemplateFields`]); the text that comes out knows how it is encoded
//! and how many segments it is billed as ([`TextContent`]).
//!
//! Texts to a clinic's staff have words of their own, and no template ([`StaffNotice`]).
//!
//! Nothing that a caller says can make a text long or strange: every value has a limit, and a template is accepted only if the text
//! stays within ten segments when all its values are as long as they may be.

mod check;
mod fields;
mod recipient;
mod reminder;
mod segments;
mod settings;
mod staff;
mod status;
mod stored_kind;
mod template;
#[cfg(test)]
mod tests;
mod wording;

pub use fields::TemplateFields;
pub use recipient::{NumberGiver, TextRecipient};
pub use segments::{Encoding, TextContent, is_beyond_gsm7};
pub use settings::{TextKind, TextKindSettings, TextPreview, TextSettings};
pub use staff::{StaffHours, StaffMember, StaffNotice};
pub use status::TextStatus;
pub use stored_kind::StoredTextKind;
pub use wording::TextWording;
