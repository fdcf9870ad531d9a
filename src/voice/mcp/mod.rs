//! MCP over Streamable HTTP: every client that speaks it calls the tools, whichever platform carries the call.
//!
//! JSON-RPC without sessions and without streams, in both eras of the protocol. The opening decides which: a message that names its
//! version itself (`_meta`) is of 2026-07-28, every other one is of the three versions with a handshake before it.
//!
//! A spoken refusal is a result like every other. Clients hide what is marked as an error, and the sentence is what the caller is to hear.

mod account;
mod call;
mod era;
mod instructions;
mod message;
mod origin;
mod platform;
mod read;
mod render;
mod reply_note;
mod request_headers;
mod rpc_error;
mod toolset;

pub(super) use platform::PLATFORM;
