//! Google, Twilio and Vapi as far as the host ring needs them: right by default, and wrong on request.
//!
//! The stateful fakes with the vendors' full behaviour are the sandbox's; the Worker ring uses those.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use frontdesk::ports::{HttpClient, OutboundRequest, OutboundResponse, TransportError};
use serde_json::{Value, json};

use super::{
    CALENDAR, Clock,
    google_channels::GoogleChannels,
    google_events::{self, GoogleEvents},
    receiver::Receiver,
    retell_account::RetellAccount,
    twilio_numbers::TwilioNumbers,
    twilio_texts::TwilioTexts,
    vapi_account::VapiAccount,
};

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
pub struct Vendors {
    /// Busy times of the calendar that no event shows, as Google gives them.
    pub busy: Mutex<Vec<(String, String)>>,
    /// Calendars whose busy times Google does not show this account.
    pub unreadable: Mutex<Vec<String>>,
    /// What is in the calendars.
    pub events: GoogleEvents,
    /// Who is told of changes there.
    pub channels: GoogleChannels,
    /// Twilio's texts.
    pub texts: TwilioTexts,
    /// Answers of providers of identities, by address.
    pub key_sets: Mutex<HashMap<String, Reply>>,
    /// The pages of the list of calendars that Google gives next; without one the list has the clinic's own.
    pub calendar_lists: Mutex<VecDeque<Reply>>,
    /// A Vapi account, of the key `canary-vapi-api-key`.
    pub vapi: VapiAccount,
    /// One in Vapi's region for Europe, of the key `canary-vapi-eu-key`.
    pub vapi_eu: VapiAccount,
    /// What is at Retell.
    pub retell: RetellAccount,
    /// Another system of the clinic.
    pub receiver: Receiver,
    /// Numbers of Twilio accounts.
    pub numbers: TwilioNumbers,
    /// What was sent to Google's token endpoint.
    pub forms: Mutex<Vec<String>>,
    tokens: Mutex<VecDeque<Reply>>,
    calendars: Mutex<VecDeque<Reply>>,
    accounts: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<String>>,
    hosts: Mutex<BTreeSet<String>>,
    issued: AtomicU32,
    held: AtomicBool,
    waiting: AtomicU32,
}

impl Vendors {
    pub fn new(clock: &Arc<Clock>) -> Self {
        Self {
            events: GoogleEvents::new(clock),
            texts: TwilioTexts::new(clock),
            vapi: VapiAccount::new("https://api.vapi.ai", "canary-vapi-api-key"),
            vapi_eu: VapiAccount::new("https://api.eu.vapi.ai", "canary-vapi-eu-key"),
            retell: RetellAccount::default(),
            receiver: Receiver::default(),
            numbers: TwilioNumbers::default(),
            key_sets: Mutex::default(),
            calendar_lists: Mutex::default(),
            channels: GoogleChannels::default(),
            busy: Mutex::default(),
            unreadable: Mutex::default(),
            forms: Mutex::default(),
            tokens: Mutex::default(),
            calendars: Mutex::default(),
            accounts: Mutex::default(),
            requests: Mutex::default(),
            hosts: Mutex::default(),
            issued: AtomicU32::default(),
            held: AtomicBool::default(),
            waiting: AtomicU32::default(),
        }
    }

    /// The next answers of Google's token endpoint.
    pub fn token(&self, replies: impl IntoIterator<Item = Reply>) {
        self.tokens.lock().unwrap().extend(replies);
    }

    /// The next answers of Google Calendar about busy times.
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

    /// What was asked since the last time, as `token`, `calendarList`, `freeBusy`, `events.insert`, `texts.send`, `texts.list`, `twilio`, `vapi`.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    /// Which hosts were asked since the last time, in order of their names.
    pub fn hosts(&self) -> Vec<String> {
        std::mem::take(&mut *self.hosts.lock().unwrap()).into_iter().collect()
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
        if let Some((name, reply)) = self.texts.answer(request) {
            (name, Some(reply), Value::Null)
        } else if let Some(account) = [&self.vapi, &self.vapi_eu].into_iter().find(|one| one.is_asked(&request.url)) {
            ("vapi", Some(account.answer(request)), Value::Null)
        } else if RetellAccount::is_asked(&request.url) {
            ("retell", Some(self.retell.answer(request)), Value::Null)
        } else if let Some(reply) = self.key_sets.lock().unwrap().get(&request.url) {
            ("keys", Some(reply.clone()), Value::Null)
        } else if request.url.ends_with("/token") {
            let form = String::from_utf8(request.body.clone().unwrap_or_default()).unwrap();
            self.forms.lock().unwrap().push(form);
            let token = format!("canary-access-token-{}", self.issued.fetch_add(1, SeqCst));
            let body = json!({"access_token": token, "expires_in": 3599, "token_type": "Bearer"});
            ("token", self.tokens.lock().unwrap().pop_front(), body)
        } else if request.url.contains("/calendar/v3/users/me/calendarList?") {
            let own = json!({"items": [{"id": CALENDAR, "summary": "Front desk", "timeZone": "America/New_York", "primary": true}]});
            ("calendarList", self.calendar_lists.lock().unwrap().pop_front(), own)
        } else if request.url.ends_with("/calendar/v3/freeBusy") {
            ("freeBusy", self.calendars.lock().unwrap().pop_front(), self.free_busy(request))
        } else {
            assert!(
                ["api", "messaging", "api.dublin.ie1", "messaging.dublin.ie1"]
                    .iter()
                    .any(|host| request.url.starts_with(&format!("https://{host}.twilio.com/"))),
                "a stranger was asked: {}",
                request.url
            );
            let scripted = self.accounts.lock().unwrap().pop_front();
            let reply = scripted.or_else(|| stranger_in_ireland(request)).or_else(|| self.numbers.answer(request));
            ("twilio", reply, twilio_account(&request.url))
        }
    }

    fn free_busy(&self, request: &OutboundRequest) -> Value {
        let asked: Value = serde_json::from_slice(request.body.as_ref().unwrap()).unwrap();
        let busy = |id: &str| {
            if self.events.is_hidden(id) || self.unreadable.lock().unwrap().iter().any(|unreadable| unreadable == id) {
                return json!({"busy": [], "errors": [{"domain": "global", "reason": "notFound"}]});
            }
            let mut busy = self.events.busy(id);
            if id == CALENDAR {
                let others = self.busy.lock().unwrap();
                busy.extend(others.iter().map(|(start, end)| json!({"start": start, "end": end})));
            }
            json!({ "busy": busy })
        };
        let ids = asked["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap());
        json!({"calendars": ids.map(|id| (id.to_owned(), busy(id))).collect::<serde_json::Map<_, _>>()})
    }

    async fn held_up(&self) {
        tokio::task::yield_now().await;
        if self.held.load(SeqCst) {
            self.waiting.fetch_add(1, SeqCst);
        }
        while self.held.load(SeqCst) {
            tokio::task::yield_now().await;
        }
    }
}

#[async_trait]
impl HttpClient for Vendors {
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, TransportError> {
        if let Some(answer) = self.receiver.answer(&request) {
            return answer;
        }
        assert!(!request.timeout.is_zero() && request.timeout.as_secs() < 8, "{:?}", request.timeout);
        assert!(!request.url.contains("canary"), "a secret in a URL: {}", request.url);
        let host = request.url.split('/').nth(2).unwrap_or_default();
        self.hosts.lock().unwrap().insert(host.to_owned());
        let (name, reply, default) = match self.channels.answer(&request) {
            Some((name, reply)) => (name, Some(reply), Value::Null),
            None => match google_events::operation(&request) {
                Some(name) => (name, None, Value::Null),
                None => self.answer(&request),
            },
        };
        self.requests.lock().unwrap().push(name.to_owned());
        self.held_up().await;
        let reply = match name.strip_prefix("events.") {
            Some(operation) => self.events.answer(operation, &request).await,
            None => reply.unwrap_or(Reply::Json(200, default)),
        };
        match reply {
            Reply::Json(status, body) => Ok(response(status, body.to_string())),
            Reply::Raw(status, body) => Ok(response(status, body.to_owned())),
            Reply::Fails(error) => Err(error),
        }
    }
}

/// In Ireland Twilio knows the token `canary-twilio-ie1-token` and no other.
fn stranger_in_ireland(request: &OutboundRequest) -> Option<Reply> {
    let basic = STANDARD.encode(format!("AC{}:canary-twilio-ie1-token", "0".repeat(32)));
    let known = request.headers.contains(&("authorization", format!("Basic {basic}")));
    (request.url.starts_with("https://api.dublin.ie1.twilio.com/") && !known)
        .then(|| Reply::Json(401, json!({"code": 20003, "message": "canary-vendor-text"})))
}

/// What Twilio says of the account of the demo clinic, of its number and of its messaging service.
fn twilio_account(url: &str) -> Value {
    let account_sid = format!("AC{}", "0".repeat(32));
    if url.contains("/IncomingPhoneNumbers.json?") {
        let own = json!({"phone_number": "+15005550006", "capabilities": {"sms": true, "voice": true}});
        json!({"incoming_phone_numbers": [own]})
    } else if url.contains(".twilio.com/v1/Services/MG") {
        json!({"sid": url.rsplit_once('/').unwrap().1, "account_sid": account_sid})
    } else {
        json!({"sid": account_sid, "status": "active"})
    }
}

fn response(status: u16, body: String) -> OutboundResponse {
    OutboundResponse { status, body: body.into_bytes(), retry_after: None }
}
