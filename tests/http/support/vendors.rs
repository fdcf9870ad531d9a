//! Google and Twilio as far as the host ring needs them: right by default, and wrong on request.
//!
//! The stateful fakes with the vendors' full behaviour are the sandbox's; the Worker ring uses those.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
};

use async_trait::async_trait;
use frontdesk::ports::{HttpClient, OutboundRequest, OutboundResponse, TransportError};
use serde_json::{Value, json};

use super::CALENDAR;

/// What a vendor answers next.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A status and a JSON body.
    Json(u16, Value),
    /// A status and any body.
    Raw(u16, &'static str),
    /// Nothing.
    Fails(TransportError),
}

/// The vendors.
#[derive(Default)]
pub struct Vendors {
    /// Busy times of the calendar, as Google gives them.
    pub busy: Mutex<Vec<(String, String)>>,
    tokens: Mutex<VecDeque<Reply>>,
    calendars: Mutex<VecDeque<Reply>>,
    accounts: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<String>>,
    issued: AtomicU32,
    held: AtomicBool,
    waiting: AtomicU32,
}

impl Vendors {
    /// The next answers of Google's token endpoint.
    pub fn token(&self, replies: impl IntoIterator<Item = Reply>) {
        self.tokens.lock().unwrap().extend(replies);
    }

    /// The next answers of Google Calendar.
    pub fn calendar(&self, replies: impl IntoIterator<Item = Reply>) {
        self.calendars.lock().unwrap().extend(replies);
    }

    /// The next answers of Twilio.
    pub fn twilio(&self, replies: impl IntoIterator<Item = Reply>) {
        self.accounts.lock().unwrap().extend(replies);
    }

    pub fn set_busy(&self, start: &str, end: &str) {
        self.busy.lock().unwrap().push((start.into(), end.into()));
    }

    /// What was asked since the last time, as `token`, `freeBusy`, `twilio`.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    /// While held, no vendor answers.
    pub fn hold(&self, held: bool) {
        self.held.store(held, SeqCst);
    }

    /// How many requests have been held up so far.
    pub fn held(&self) -> u32 {
        self.waiting.load(SeqCst)
    }

    fn answer(&self, request: &OutboundRequest) -> (&'static str, Option<Reply>, Value) {
        if request.url.ends_with("/token") {
            let token = format!("canary-access-token-{}", self.issued.fetch_add(1, SeqCst));
            let body = json!({"access_token": token, "expires_in": 3599, "token_type": "Bearer"});
            ("token", self.tokens.lock().unwrap().pop_front(), body)
        } else if request.url.ends_with("/calendar/v3/freeBusy") {
            let busy = self.busy.lock().unwrap();
            let busy: Vec<Value> = busy.iter().map(|(start, end)| json!({"start": start, "end": end})).collect();
            let body = json!({"calendars": {CALENDAR: {"busy": busy}}});
            ("freeBusy", self.calendars.lock().unwrap().pop_front(), body)
        } else {
            let body = json!({"sid": format!("AC{}", "0".repeat(32)), "status": "active"});
            ("twilio", self.accounts.lock().unwrap().pop_front(), body)
        }
    }
}

#[async_trait]
impl HttpClient for Vendors {
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, TransportError> {
        assert!(!request.timeout.is_zero() && request.timeout.as_secs() < 8, "{:?}", request.timeout);
        assert!(!request.url.contains("canary"), "a secret in a URL: {}", request.url);
        let (name, reply, default) = self.answer(&request);
        self.requests.lock().unwrap().push(name.to_owned());
        tokio::task::yield_now().await;
        if self.held.load(SeqCst) {
            self.waiting.fetch_add(1, SeqCst);
        }
        while self.held.load(SeqCst) {
            tokio::task::yield_now().await;
        }
        match reply {
            None => Ok(response(200, default.to_string())),
            Some(Reply::Json(status, body)) => Ok(response(status, body.to_string())),
            Some(Reply::Raw(status, body)) => Ok(response(status, body.to_owned())),
            Some(Reply::Fails(error)) => Err(error),
        }
    }
}

fn response(status: u16, body: String) -> OutboundResponse {
    OutboundResponse { status, body: body.into_bytes(), retry_after: None }
}
