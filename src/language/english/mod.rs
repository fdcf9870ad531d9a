//! English: how dates and times are understood, and every sentence.

pub mod recogniser;
pub mod sentences;
