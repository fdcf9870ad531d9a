//! English: how dates, times and other words are understood, and every sentence.

mod consent;
mod digits;
mod recogniser;
mod sentences;
mod text_wording;

/// The language that answers when nothing else is chosen.
pub(super) struct English;
