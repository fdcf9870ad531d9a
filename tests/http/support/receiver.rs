//! Another system of a clinic, which is told by webhooks at `crm.example.com`.

use std::{collections::VecDeque, sync::Mutex};

use frontdesk::ports::{AnswerPart, OutboundRequest, OutboundResponse, TransportError};
use serde_json::Value;

/// One request that it got.
#[derive(Clone, Debug)]
pub struct Received {
    pub url: String,
    pub id: String,
    pub timestamp: i64,
    pub signatures: Vec<String>,
    pub raw: Vec<u8>,
}

impl Received {
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.raw).unwrap()
    }
}

/// It takes everything, unless it is to answer something else.
#[derive(Default)]
pub struct Receiver {
    replies: Mutex<VecDeque<ReceiverReply>>,
    always: Mutex<Option<ReceiverReply>>,
    received: Mutex<Vec<Received>>,
}

/// What it answers: a status, and for how many seconds it is not to be asked again; or nothing, for a reason.
pub type ReceiverReply = Result<OutboundResponse, TransportError>;

/// An answer of this status.
pub fn status(status: u16) -> OutboundResponse {
    OutboundResponse { status, body: b"canary-answer".to_vec(), retry_after: None }
}

impl Receiver {
    /// What it answers next.
    pub fn replies(&self, replies: impl IntoIterator<Item = ReceiverReply>) {
        self.replies.lock().unwrap().extend(replies);
    }

    /// What it answers from now on; `None` to take everything.
    pub fn always(&self, reply: Option<ReceiverReply>) {
        *self.always.lock().unwrap() = reply;
    }

    /// What it got since the last time.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().unwrap())
    }

    /// Its answer, if it is asked.
    pub fn answer(&self, request: &OutboundRequest) -> Option<ReceiverReply> {
        if !request.url.starts_with("https://crm.example.com/") {
            return None;
        }
        assert_eq!(request.timeout.as_secs(), 10);
        assert!(matches!(request.answer, AnswerPart::First(most) if most <= 64 * 1024), "{:?}", request.answer);
        let header = |name: &str| {
            let found = request.headers.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let raw = request.body.clone().unwrap();
        assert!(raw.len() < 20_000, "{}", raw.len());
        self.received.lock().unwrap().push(Received {
            url: request.url.clone(),
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp").parse().unwrap(),
            signatures: header("webhook-signature").split(' ').map(str::to_owned).collect(),
            raw,
        });
        let next = self.replies.lock().unwrap().pop_front();
        Some(next.or_else(|| self.always.lock().unwrap().clone()).unwrap_or_else(|| Ok(status(204))))
    }
}
