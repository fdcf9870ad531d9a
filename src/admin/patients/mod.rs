//! What a clinic has of one patient, by their number: given out, and erased.
//!
//! The number is sent in a body. Addresses are kept where bodies are not: in logs of every proxy on the way, and in histories.

pub(crate) mod erase;
pub(crate) mod export;
