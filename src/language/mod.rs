//! What is said and understood, one folder a language.

pub mod english;
