//! A Retell account: it keeps agents, LLMs and numbers as Retell does (PATCH replaces top-level fields whole), lists numbers page by page,
//! and refuses, fails or loses its answer on request.

use std::sync::Mutex;

use frontdesk::ports::{OutboundRequest, TransportError};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::{Lost, Reply};

const ROOT: &str = "https://api.retellai.com";
const KEY: &str = "canary-retell-api-key-0001";

#[derive(Default)]
struct State {
    /// `agent`, `retell-llm`, `phone-number`: everything by its id, in order.
    resources: Map<String, Value>,
    faults: Vec<(String, usize, Lost)>,
    requests: Vec<String>,
    bodies: Vec<Value>,
    /// What somebody else writes right after a request.
    edits: Vec<(String, &'static str, String, Value)>,
}

#[derive(Default)]
pub struct RetellAccount {
    state: Mutex<State>,
}

impl RetellAccount {
    pub fn is_asked(url: &str) -> bool {
        url.strip_prefix(ROOT).is_some_and(|path| path.starts_with('/'))
    }

    /// Adds or changes a resource of a kind such as `agent`.
    pub fn put(&self, kind: &'static str, id: &str, fields: &Value) {
        self.state.lock().unwrap().put(kind, id, fields);
    }

    pub fn one(&self, kind: &str, id: &str) -> Value {
        self.state.lock().unwrap().resources[kind][id].clone()
    }

    /// What becomes of a request such as `PATCH agent` after `skipped` others of it.
    pub fn fault(&self, request: &str, skipped: usize, lost: Lost) {
        self.state.lock().unwrap().faults.push((request.to_owned(), skipped, lost));
    }

    /// What somebody else writes to a resource right after a request.
    pub fn meanwhile(&self, request: &str, kind: &'static str, id: &str, fields: &Value) {
        self.state.lock().unwrap().edits.push((request.to_owned(), kind, id.to_owned(), fields.clone()));
    }

    /// What was asked since the last time, as `PATCH agent`.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// What was sent since the last time.
    pub fn bodies(&self) -> Vec<Value> {
        std::mem::take(&mut self.state.lock().unwrap().bodies)
    }

    pub fn answer(&self, request: &OutboundRequest) -> Reply {
        let address = request.url.strip_prefix(ROOT).unwrap();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut state = self.state.lock().unwrap();
        let (verb, rest) = path.trim_start_matches("/v2").trim_start_matches('/').split_once('-').unwrap();
        let (kind, id) = rest.split_once('/').unwrap_or((rest, ""));
        let id = percent_decode_str(id).decode_utf8().unwrap().into_owned();
        let operation = format!("{} {kind}", if verb == "list" { "LIST" } else { request.method.as_str() });
        state.requests.push(operation.clone());
        let header = |name| request.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        if header("authorization") != Some(&format!("Bearer {KEY}")) {
            return Reply::Json(401, json!({"status": "error", "message": "canary-vendor-text"}));
        }
        let fault = state.fault(&operation);
        if let Some(Lost::Before(reply)) = fault {
            return reply;
        }
        let body = request.body.as_ref().map(|body| serde_json::from_slice::<Value>(body).unwrap());
        let reply = match (verb, body) {
            ("list", None) => Reply::Json(200, state.listed(query)),
            ("get", None) => state.found(kind, &id),
            ("update", Some(body)) => {
                assert_eq!((header("content-type"), request.method.as_str()), (Some("application/json"), "PATCH"));
                state.bodies.push(body.clone());
                state.update(kind, &id, &body)
            }
            ("delete", None) => Reply::Raw(204, ""),
            other => panic!("{other:?}"),
        };
        state.edit(&operation);
        if matches!(fault, Some(Lost::After)) { Reply::Fails(TransportError::Timeout) } else { reply }
    }
}

impl State {
    fn put(&mut self, kind: &str, id: &str, fields: &Value) {
        let kind = self.resources.entry(kind).or_insert_with(|| json!({})).as_object_mut().unwrap();
        let one = kind.entry(id).or_insert_with(|| json!({})).as_object_mut().unwrap();
        one.extend(fields.as_object().unwrap().clone());
    }

    fn found(&self, kind: &str, id: &str) -> Reply {
        let one = self.resources.get(kind).and_then(|kind| kind.get(id));
        one.map_or_else(
            || Reply::Json(404, json!({"message": "canary-vendor-text"})),
            |one| Reply::Json(200, one.clone()),
        )
    }

    fn update(&mut self, kind: &str, id: &str, body: &Value) -> Reply {
        if matches!(self.found(kind, id), Reply::Json(200, _)) {
            self.put(kind, id, body);
        }
        self.found(kind, id)
    }

    fn edit(&mut self, operation: &str) {
        let Some(at) = self.edits.iter().position(|(request, ..)| request == operation) else { return };
        let (_, kind, id, fields) = self.edits.remove(at);
        self.put(kind, &id, &fields);
    }

    fn fault(&mut self, operation: &str) -> Option<Lost> {
        let at = self.faults.iter().position(|(known, ..)| known == operation)?;
        if self.faults[at].1 == 0 {
            return Some(self.faults.remove(at).2);
        }
        self.faults[at].1 -= 1;
        None
    }

    /// Pages as Retell has them: the key of the next one stands in the answer.
    fn listed(&self, query: &str) -> Value {
        let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
        let value = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let limit: usize = value("limit").unwrap().parse().unwrap();
        let from: usize = value("pagination_key").map_or(0, |key| key.strip_prefix("from ").unwrap().parse().unwrap());
        let all: Vec<&Value> =
            self.resources.get("phone-number").and_then(Value::as_object).into_iter().flat_map(Map::values).collect();
        let page: Vec<&&Value> = all.iter().skip(from).take(limit).collect();
        let next = from + page.len();
        let has_more = next < all.len();
        let mut answer = json!({"items": page, "has_more": has_more});
        if has_more {
            answer["pagination_key"] = json!(format!("from {next}"));
        }
        answer
    }
}
