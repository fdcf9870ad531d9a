//! What an answer needs to know of the messages that it answers.

use serde::{Deserialize, Serialize};

use super::{era::Era, rpc_error::RpcError};

/// The requests of one body, in order. Without any there is nothing to answer.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReplyNote {
    pub(super) is_batch: bool,
    pub(super) requests: Vec<Pending>,
}

/// One request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    /// JSON, as it was sent; none where it cannot be read.
    pub(super) id: Option<String>,
    pub(super) era: Era,
    pub(super) asks: Asks,
}

/// What a request asks for.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Asks {
    /// Nothing that it gets.
    Refused(RpcError),
    Ping,
    /// A handshake, in this version.
    Initialize(String),
    /// What the server is.
    Discover,
    /// Which tools there are.
    Tools,
    /// The next reply of a tool.
    Call,
}

impl ReplyNote {
    /// Of a body that is refused as a whole.
    pub(super) fn refusing(id: Option<String>, error: RpcError) -> Self {
        Self { is_batch: false, requests: vec![Pending { id, era: Era::Legacy, asks: Asks::Refused(error) }] }
    }
}
