//! English: how dates, times, names and other words are understood, and every sentence.

mod consent;
mod digits;
mod names;
mod questions;
mod recogniser;
mod sentences;
mod short_forms;
mod text_wording;
mod urgency_words;

/// The language that answers when nothing else is chosen.
pub(super) struct English;
