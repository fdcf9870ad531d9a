//! Google's events as far as the host ring needs them: ids that stay taken, tombstones, entity tags, changes since a moment, and a
//! person at the calendar. The whole of it is the sandbox's.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
};

use chrono::{DateTime, Utc};
use frontdesk::ports::{Clock as _, OutboundRequest};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{Clock, Reply};

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is answered so, and nothing is done.
    Instead(Reply),
    /// It is done, and answered so.
    AfterWork(Reply),
    /// It is done and answered when the test says so.
    Late,
    /// It is done at once and answered when the test says so.
    Stale,
    /// It is answered so when the test says so, and nothing is done.
    LateInstead(Reply),
    /// It is done once others have had so many turns.
    Slow(u8),
}

type Calendars = BTreeMap<String, BTreeMap<String, Value>>;

/// The events of all calendars.
pub struct GoogleEvents {
    clock: Arc<Clock>,
    calendars: Mutex<Calendars>,
    faults: Mutex<VecDeque<(&'static str, Fault)>>,
    bodies: Mutex<Vec<Value>>,
    send_updates: Mutex<Vec<String>>,
    sequence: AtomicU64,
    /// How many events one page of a list has.
    pub page: AtomicU64,
    /// Calendars that this account may read only.
    pub read_only: Mutex<Vec<String>>,
    /// Calendars that are not shared with this account, of which Google says that there are none such.
    pub hidden: Mutex<Vec<String>>,
    late: AtomicU64,
    released: AtomicBool,
    /// Whether the account is a service account without delegation.
    pub is_plain_service_account: AtomicBool,
}

impl GoogleEvents {
    pub fn new(clock: &Arc<Clock>) -> Self {
        Self {
            clock: clock.clone(),
            calendars: Mutex::default(),
            faults: Mutex::default(),
            bodies: Mutex::default(),
            send_updates: Mutex::default(),
            sequence: AtomicU64::new(1),
            page: AtomicU64::new(250),
            read_only: Mutex::default(),
            hidden: Mutex::default(),
            late: AtomicU64::default(),
            released: AtomicBool::default(),
            is_plain_service_account: AtomicBool::default(),
        }
    }

    /// The next request of this kind (`insert`, `get`, `patch`, `delete`, `list`) goes wrong.
    pub fn fail(&self, operation: &'static str, fault: Fault) {
        self.faults.lock().unwrap().push_back((operation, fault));
    }

    /// Nothing goes wrong any more.
    pub fn mend(&self) {
        self.faults.lock().unwrap().clear();
    }

    /// How many requests are or were late.
    pub fn late(&self) -> u64 {
        self.late.load(SeqCst)
    }

    /// Comes back when a request is late.
    pub async fn until_late(&self) {
        while self.late() == 0 {
            tokio::task::yield_now().await;
        }
    }

    /// Comes back when everything has gone wrong that was to.
    pub async fn until_failed(&self) {
        while !self.faults.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    /// Lets late requests happen.
    pub fn release(&self) {
        self.released.store(true, SeqCst);
    }

    /// What was sent since the last time, bodies only.
    pub fn bodies(&self) -> Vec<Value> {
        std::mem::take(&mut self.bodies.lock().unwrap())
    }

    /// The writing requests since the last time, each with whom Google is to mail.
    pub fn send_updates(&self) -> Vec<String> {
        std::mem::take(&mut self.send_updates.lock().unwrap())
    }

    /// An event as Google has it; null if there never was one.
    pub fn event(&self, calendar: &str, id: &str) -> Value {
        self.calendars.lock().unwrap().get(calendar).and_then(|it| it.get(id)).cloned().unwrap_or_default()
    }

    /// The ids of the events of a calendar that are not deleted.
    pub fn live(&self, calendar: &str) -> Vec<String> {
        let calendars = self.calendars.lock().unwrap();
        let events = calendars.get(calendar).into_iter().flatten();
        events.filter(|(_, event)| event["status"] != "cancelled").map(|(id, _)| id.clone()).collect()
    }

    /// What a person does to an event, or one that they make.
    pub fn person(&self, calendar: &str, id: &str, changes: &Value) {
        let mut event = self.event(calendar, id);
        merge(&mut event, changes);
        self.store(calendar, id, event);
    }

    /// A person drags it there.
    pub fn move_to(&self, calendar: &str, id: &str, start: &str, end: &str) {
        self.person(calendar, id, &json!({"start": {"dateTime": start}, "end": {"dateTime": end}}));
    }

    /// A person deletes it.
    pub fn delete(&self, calendar: &str, id: &str) {
        self.person(calendar, id, &json!({"status": "cancelled"}));
    }

    pub fn is_hidden(&self, calendar: &str) -> bool {
        self.hidden.lock().unwrap().iter().any(|hidden| hidden == calendar)
    }

    /// What Google calls busy, as start and end.
    pub fn busy(&self, calendar: &str) -> Vec<Value> {
        let calendars = self.calendars.lock().unwrap();
        let events = calendars.get(calendar).into_iter().flat_map(BTreeMap::values);
        let busy = events.filter(|event| event["status"] != "cancelled" && event["start"]["dateTime"].is_string());
        busy.map(|event| json!({"start": event["start"]["dateTime"], "end": event["end"]["dateTime"]})).collect()
    }

    fn store(&self, calendar: &str, id: &str, mut event: Value) -> Value {
        let sequence = self.sequence.fetch_add(1, SeqCst);
        let now: DateTime<Utc> = self.clock.now();
        event["id"] = json!(id);
        event["etag"] = json!(format!("\"{sequence}\""));
        event["updated"] = json!(now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
        if event["status"].is_null() {
            event["status"] = json!("confirmed");
        }
        self.calendars.lock().unwrap().entry(calendar.into()).or_default().insert(id.into(), event.clone());
        event
    }

    /// Answers a request, with whatever was to go wrong.
    pub async fn answer(&self, operation: &str, request: &OutboundRequest) -> Reply {
        let fault = {
            let mut faults = self.faults.lock().unwrap();
            let position = faults.iter().position(|(of, _)| *of == operation);
            position.and_then(|position| faults.remove(position))
        };
        match fault {
            None => self.perform(operation, request),
            Some((_, Fault::Instead(reply))) => reply,
            Some((_, Fault::AfterWork(reply))) => {
                self.perform(operation, request);
                reply
            }
            Some((_, Fault::Late)) => {
                self.wait().await;
                self.perform(operation, request)
            }
            Some((_, Fault::LateInstead(reply))) => {
                self.wait().await;
                reply
            }
            Some((_, Fault::Slow(turns))) => {
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
                self.perform(operation, request)
            }
            Some((_, Fault::Stale)) => {
                let reply = self.perform(operation, request);
                self.wait().await;
                reply
            }
        }
    }

    async fn wait(&self) {
        self.late.fetch_add(1, SeqCst);
        while !self.released.load(SeqCst) {
            tokio::task::yield_now().await;
        }
    }

    fn perform(&self, operation: &str, request: &OutboundRequest) -> Reply {
        let (calendar, id, query) = parts(&request.url);
        if let Some(whom) = query.get("sendUpdates") {
            self.send_updates.lock().unwrap().push(format!("{operation} {whom}"));
        }
        let body: Value = request.body.as_ref().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        if !body.is_null() {
            self.bodies.lock().unwrap().push(body.clone());
        }
        let invites = body["attendees"].as_array().is_some_and(|attendees| !attendees.is_empty());
        if invites && self.is_plain_service_account.load(SeqCst) {
            return refusal(403, "forbiddenForServiceAccounts");
        }
        let known = self.event(&calendar, &id);
        let etag = request.headers.iter().find(|(name, _)| *name == "if-match").map(|(_, value)| value.as_str());
        match operation {
            _ if self.is_hidden(&calendar) => refusal(404, "notFound"),
            "list" => self.list(&calendar, &query),
            "insert" if self.read_only.lock().unwrap().contains(&calendar) => refusal(403, "requiredAccessLevel"),
            "insert" => self.insert(&calendar, body),
            _ if known.is_null() => refusal(404, "notFound"),
            "get" => Reply::Json(200, known),
            "delete" if known["status"] == "cancelled" => refusal(410, "deleted"),
            _ if etag.is_some_and(|etag| known["etag"] != etag) => refusal(412, "conditionNotMet"),
            "delete" => {
                self.delete(&calendar, &id);
                Reply::Raw(204, "")
            }
            _ => {
                let mut changed = known;
                merge(&mut changed, &body);
                Reply::Json(200, self.store(&calendar, &id, changed))
            }
        }
    }

    fn insert(&self, calendar: &str, body: Value) -> Reply {
        let id = body["id"].as_str().unwrap().to_owned();
        assert!(id.len() >= 5 && id.chars().all(|c| matches!(c, 'a'..='v' | '0'..='9')), "{id}");
        if !self.event(calendar, &id).is_null() {
            return refusal(409, "duplicate");
        }
        Reply::Json(200, self.store(calendar, &id, body))
    }

    fn list(&self, calendar: &str, query: &BTreeMap<String, String>) -> Reply {
        let calendars = self.calendars.lock().unwrap();
        let time = |event: &Value, name: &str| event[name].as_str().map(|text| text.parse::<DateTime<Utc>>().unwrap());
        let bound = |name: &str| query.get(name).map(|text| text.parse::<DateTime<Utc>>().unwrap());
        let since = |event: &&Value| bound("updatedMin").is_none_or(|bound| time(event, "updated") >= Some(bound));
        let ending =
            |event: &&Value| bound("timeMin").is_none_or(|bound| time(&event["end"], "dateTime") > Some(bound));
        let mut events: Vec<&Value> = calendars.get(calendar).into_iter().flat_map(BTreeMap::values).collect();
        events.retain(|event| since(event) && ending(event));
        assert_eq!((query["orderBy"].as_str(), query["showDeleted"].as_str()), ("updated", "true"));
        events.sort_by_key(|event| (event["updated"].to_string(), event["etag"].to_string()));
        let from = query.get("pageToken").map_or(0, |token| token.parse::<usize>().unwrap());
        let to = (from + usize::try_from(self.page.load(SeqCst)).unwrap()).min(events.len());
        let next = (to < events.len()).then(|| to.to_string());
        Reply::Json(200, json!({"items": events[from..to], "nextPageToken": next}))
    }
}

/// The operation of a request, if it is about events.
pub fn operation(request: &OutboundRequest) -> Option<&'static str> {
    let path = request.url.split('?').next()?;
    let (_, rest) = path.split_once("/calendar/v3/calendars/")?;
    let single = rest.split('/').count() == 3;
    Some(match (request.method.as_str(), single) {
        ("POST", false) => "events.insert",
        ("GET", false) => "events.list",
        ("GET", true) => "events.get",
        ("PATCH", true) => "events.patch",
        ("DELETE", true) => "events.delete",
        (method, _) => panic!("{method} {path}"),
    })
}

/// Calendar, event id and query of a URL.
fn parts(url: &str) -> (String, String, BTreeMap<String, String>) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let (_, rest) = path.split_once("/calendar/v3/calendars/").unwrap();
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let mut segments = rest.split('/');
    let calendar = decoded(segments.next().unwrap());
    let id = segments.nth(1).unwrap_or_default().to_owned();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    (calendar, id, pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect())
}

/// JSON merge patch (RFC 7396), as Google's patches are.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (name, value) in members {
        if value.is_null() {
            target.as_object_mut().unwrap().remove(name);
        } else {
            merge(&mut target[name.as_str()], value);
        }
    }
}

fn refusal(status: u16, reason: &str) -> Reply {
    Reply::Json(status, json!({"error": {"code": status, "errors": [{"domain": "global", "reason": reason}]}}))
}
