//! What Vapi posts about a call and in the middle of one, and what it hears.
//!
//! Once a request is authenticated and is JSON, the answer is HTTP 200 with a sentence for every tool call, whatever went wrong:
//! an agent that gets another status hears nothing.

pub(crate) mod admin;
mod answering;
mod auth;
pub(crate) mod client;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod credential_input;
mod diagnose;
mod envelope;
mod numbers;
mod platform;
pub mod proof;
mod provision;
mod render;
mod report;
mod tool_times;
mod toolset;
mod wire;

pub(crate) use platform::{PLATFORM, Vapi};
