//! The `call_inbound` envelope: how several platforms ask who answers while the phone rings, and how they post the calls of tools.
//!
//! What one platform has that the others have not stands in that platform's own folder.

mod address;
mod answer;
mod endpoints;
mod envelope;
mod secrets;
mod wire;

pub(crate) use self::{
    address::{Address, address},
    answer::{Dialect, Members, reply},
    endpoints::{EndpointWords, endpoints, example_of_call},
    envelope::{Note, of_call, ringing, tool_calls},
    secrets::SecretsPlatform,
    wire::{Body, Call, parse},
};
