//! What Vapi posts about a call and in the middle of one, and what it hears.
//!
//! Once a request is authenticated and is JSON, the answer is HTTP 200 with a sentence for every tool call, whatever went wrong:
//! an agent that gets another status hears nothing.

mod answering;
mod arguments;
mod auth;
mod call_log;
pub(super) mod diagnose;
mod dispatch;
mod envelope;
pub(super) mod handlers;
mod lenient;
mod render;
mod report;
mod resolve;
mod webhook;
mod wire;

pub(super) use dispatch::serve;
pub(super) use render::Spoken;
pub(super) use resolve::explain;
pub(super) use webhook::Webhook;
