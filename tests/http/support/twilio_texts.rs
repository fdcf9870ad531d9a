//! Twilio's texts: it remembers what it took, lists it as Twilio does, and refuses, fails or keeps silent on request.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};

use chrono::DateTime;
use frontdesk::ports::OutboundRequest;
use serde_json::{Value, json};

use super::{Clock, Reply};

/// What becomes of the next request to send.
#[derive(Clone, Debug)]
pub enum Fate {
    /// The text is taken, and this is answered.
    Taken(Reply),
    /// It is not, and this is answered.
    NotTaken(Reply),
}

impl Fate {
    /// Twilio's error of this status and code.
    pub fn refused(status: u16, code: i64) -> Self {
        Self::NotTaken(Reply::Json(status, json!({"code": code, "message": "canary-vendor-text", "status": status})))
    }
}

/// A text that Twilio took.
#[derive(Clone, Debug)]
pub struct Text {
    pub sid: String,
    /// The form, as it was sent.
    pub form: HashMap<String, String>,
    pub created: i64,
    pub status: String,
    pub direction: &'static str,
}

impl Text {
    pub fn field(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    fn resource(&self) -> Value {
        let created = DateTime::from_timestamp(self.created, 0).unwrap().to_rfc2822();
        json!({"sid": self.sid, "to": self.field("To"), "from": self.form.get("From"), "body": self.field("Body"),
            "messaging_service_sid": self.form.get("MessagingServiceSid"), "status": self.status, "direction": self.direction, "date_created": created, "date_sent": null,
            "error_code": null, "num_segments": "1"})
    }
}

/// The texts of all accounts.
pub struct TwilioTexts {
    clock: Arc<Clock>,
    fates: Mutex<VecDeque<Fate>>,
    listings: Mutex<VecDeque<Reply>>,
    taken: Mutex<Vec<Text>>,
    requests: AtomicUsize,
    /// Whether the project has words and numbers redacted.
    pub redacted: AtomicBool,
    /// The most texts that a page has, whatever is asked for; 0 for as many as are asked for.
    pub page: AtomicUsize,
    /// The `authorization` of the last request.
    pub authorization: Mutex<String>,
}

impl TwilioTexts {
    pub fn new(clock: &Arc<Clock>) -> Self {
        Self {
            clock: clock.clone(),
            fates: Mutex::default(),
            listings: Mutex::default(),
            taken: Mutex::default(),
            requests: AtomicUsize::default(),
            redacted: AtomicBool::default(),
            page: AtomicUsize::default(),
            authorization: Mutex::default(),
        }
    }

    /// What becomes of the next requests to send.
    pub fn next(&self, fates: impl IntoIterator<Item = Fate>) {
        self.fates.lock().unwrap().extend(fates);
    }

    /// The next answers to requests to list.
    pub fn list(&self, replies: impl IntoIterator<Item = Reply>) {
        self.listings.lock().unwrap().extend(replies);
    }

    /// What was taken, oldest first.
    pub fn taken(&self) -> Vec<Text> {
        self.taken.lock().unwrap().clone()
    }

    /// Changes what was taken behind everybody's back.
    pub fn change(&self, change: impl FnOnce(&mut Vec<Text>)) {
        change(&mut self.taken.lock().unwrap());
    }

    /// How often Twilio was asked to send.
    pub fn requests(&self) -> usize {
        self.requests.load(SeqCst)
    }

    /// The answer to a request about texts, under the name that the record of requests has for it.
    pub fn answer(&self, request: &OutboundRequest) -> Option<(&'static str, Reply)> {
        let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        if let Some(sid) = deleted(request, path) {
            let mut taken = self.taken.lock().unwrap();
            let before = taken.len();
            if taken.iter().any(|text| text.sid == sid && text.status == "queued") {
                return Some((
                    "texts.delete",
                    Reply::Json(409, json!({"code": 20009, "message": "canary-vendor-text"})),
                ));
            }
            taken.retain(|text| text.sid != sid);
            let reply =
                if taken.len() < before { Reply::Raw(204, "") } else { Reply::Json(404, json!({"code": 20404})) };
            return Some(("texts.delete", reply));
        }
        if !path.ends_with("/Messages.json") {
            return None;
        }
        let header = |name| request.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        *self.authorization.lock().unwrap() = header("authorization").unwrap();
        if request.method == http::Method::GET {
            let reply = self.listings.lock().unwrap().pop_front().unwrap_or_else(|| self.listing(path, query));
            return Some(("texts.list", reply));
        }
        assert_eq!(header("content-type").as_deref(), Some("application/x-www-form-urlencoded"));
        let form = serde_urlencoded::from_bytes(request.body.as_ref().unwrap()).unwrap();
        Some(("texts.send", self.send(form)))
    }

    fn send(&self, form: HashMap<String, String>) -> Reply {
        let number = self.requests.fetch_add(1, SeqCst);
        let text = Text {
            sid: format!("SM{number:032x}"),
            form,
            created: self.clock.seconds(),
            status: "queued".into(),
            direction: "outbound-api",
        };
        let fate = self.fates.lock().unwrap().pop_front();
        let reply = match fate {
            Some(Fate::NotTaken(reply)) => return reply,
            Some(Fate::Taken(reply)) => reply,
            None => Reply::Json(201, text.resource()),
        };
        self.taken.lock().unwrap().push(text);
        reply
    }

    /// A text as it is listed.
    fn shown(&self, text: &Text) -> Value {
        let mut resource = text.resource();
        if self.redacted.load(SeqCst) {
            resource["body"] = json!("");
            resource["to"] = json!(redacted(text.field("To")));
        }
        resource
    }

    /// A page of the texts to a number, newest first, with a link to the next.
    fn listing(&self, path: &str, query: &str) -> Reply {
        let query: HashMap<String, String> = serde_urlencoded::from_str(query).unwrap();
        assert!(query.keys().all(|name| ["To", "PageSize", "Page"].contains(&name.as_str())), "{query:?}");
        let taken = self.taken.lock().unwrap();
        let found: Vec<Value> =
            taken.iter().rev().filter(|text| text.field("To") == query["To"]).map(|text| self.shown(text)).collect();
        let asked: usize = query["PageSize"].parse().unwrap();
        let size = Some(self.page.load(SeqCst)).filter(|size| *size > 0).unwrap_or(asked);
        let page: usize = query.get("Page").map_or(0, |page| page.parse().unwrap());
        let shown: Vec<&Value> = found.iter().skip(page * size).take(size).collect();
        let path = path.split_once("://").unwrap().1.split_once('/').unwrap().1;
        let to = query["To"].replace('+', "%2B");
        let next = format!("/{path}?To={to}&PageSize={asked}&Page={}", page + 1);
        let next = (found.len() > (page + 1) * size).then_some(next);
        Reply::Json(200, json!({"messages": shown, "next_page_uri": next, "page": page}))
    }
}

/// The text that a request deletes.
fn deleted<'a>(request: &OutboundRequest, path: &'a str) -> Option<&'a str> {
    let (_, name) = path.split_once("/Messages/").filter(|_| request.method == http::Method::DELETE)?;
    name.strip_suffix(".json")
}

/// A number as Twilio shows it once a text is redacted: its last four digits are letters.
fn redacted(number: &str) -> String {
    let shown = number.len().saturating_sub(4);
    number[..shown].to_owned() + &"X".repeat(4)
}
