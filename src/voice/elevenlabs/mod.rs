//! ElevenLabs Agents: the webhook that asks who is called, the tools of an agent, and what it reports of a call.
//!
//! Its tools send exactly what was configured, and it hides from the model whatever does not come with a status of success. So a request
//! that is proven is answered with 200 and a sentence, whatever is wrong with it.

mod account;
pub(crate) mod admin;
mod auth;
mod initiation;
mod platform;
mod report;
mod signature;
mod toolset;

pub(crate) use platform::PLATFORM;
