//! A Vapi account: it keeps tools, assistants and numbers as Vapi does (PATCH replaces top-level fields whole, a tool's type is given
//! once, the newest comes first), and refuses, fails or loses its answer on request.

use std::sync::Mutex;

use frontdesk::ports::{OutboundRequest, TransportError};
use serde_json::{Map, Value, json};

use super::Reply;

/// What happens to a request beside what should.
pub enum Lost {
    /// It is not done, and this is answered.
    Before(Reply),
    /// It is done, and nothing is answered.
    After,
}

/// What somebody else changes behind a request.
struct Edit {
    request: String,
    skipped: usize,
    collection: String,
    id: String,
    fields: Value,
}

#[derive(Default)]
struct State {
    /// `/tool`, `/assistant`, `/phone-number`: everything, oldest first.
    resources: Map<String, Value>,
    faults: Vec<(String, usize, Lost)>,
    edits: Vec<Edit>,
    requests: Vec<String>,
    bodies: Vec<Value>,
    created: usize,
}

/// An account in one of Vapi's regions, and the only one there.
pub struct VapiAccount {
    root: &'static str,
    key: &'static str,
    state: Mutex<State>,
}

impl VapiAccount {
    /// The account of a key, at an address.
    pub fn new(root: &'static str, key: &'static str) -> Self {
        Self { root, key, state: Mutex::default() }
    }

    /// Whether a request is for this region.
    pub fn is_asked(&self, url: &str) -> bool {
        url.strip_prefix(self.root).is_some_and(|path| path.starts_with('/'))
    }

    /// Adds a resource of a collection such as `/assistant`.
    pub fn add(&self, collection: &str, resource: Value) {
        self.state.lock().unwrap().add(collection, resource);
    }

    /// What is in a collection, oldest first.
    pub fn all(&self, collection: &str) -> Vec<Value> {
        self.state.lock().unwrap().all(collection).clone()
    }

    /// What becomes of a request such as `POST /tool` after `skipped` others of it.
    pub fn fault(&self, request: &str, skipped: usize, lost: Lost) {
        self.state.lock().unwrap().faults.push((request.to_owned(), skipped, lost));
    }

    /// What somebody else writes to a resource right after a request such as `POST /tool`, after `skipped` others of it.
    pub fn meanwhile(&self, (request, skipped): (&str, usize), (collection, id): (&str, &str), fields: &Value) {
        let [request, collection, id] = [request, collection, id].map(str::to_owned);
        self.state.lock().unwrap().edits.push(Edit { request, skipped, collection, id, fields: fields.clone() });
    }

    /// What was asked since the last time, as `PATCH /assistant`.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// What was sent since the last time.
    pub fn bodies(&self) -> Vec<Value> {
        std::mem::take(&mut self.state.lock().unwrap().bodies)
    }

    pub fn answer(&self, request: &OutboundRequest) -> Reply {
        let address = request.url.strip_prefix(self.root).unwrap();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts = path[1..].splitn(2, '/');
        let (collection, id) = (format!("/{}", parts.next().unwrap()), parts.next());
        let mut state = self.state.lock().unwrap();
        let operation = format!("{} {collection}", request.method);
        state.requests.push(operation.clone());
        let header = |name| request.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        if header("authorization") != Some(&format!("Bearer {}", self.key)) {
            return Reply::Json(401, json!({"message": "canary-vendor-text", "statusCode": 401}));
        }
        let fault = state.fault(&operation);
        if let Some(Lost::Before(reply)) = fault {
            return reply;
        }
        let body = request.body.as_ref().map(|body| serde_json::from_slice::<Value>(body).unwrap());
        if let Some(body) = &body {
            assert_eq!(header("content-type"), Some("application/json"));
            state.bodies.push(body.clone());
        }
        let reply = match (request.method.as_str(), id, body) {
            ("GET", None, None) => Reply::Json(200, state.listed(&collection, query)),
            ("GET", Some(id), None) => found(state.one(&collection, id)),
            ("POST", None, Some(body)) => Reply::Json(201, state.add(&collection, body)),
            ("PATCH", Some(_), Some(body)) if collection == "/tool" && body.get("type").is_some() => {
                Reply::Json(400, json!({"message": ["property type should not exist"], "statusCode": 400}))
            }
            ("PATCH", Some(id), Some(body)) => {
                if let Some(one) = state.one(&collection, id) {
                    one.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
                }
                found(state.one(&collection, id))
            }
            ("DELETE", Some(id), None) => {
                let reply = found(state.one(&collection, id));
                state.all(&collection).retain(|one| one["id"] != id);
                reply
            }
            other => panic!("{other:?}"),
        };
        state.edit(&operation);
        if matches!(fault, Some(Lost::After)) { Reply::Fails(TransportError::Timeout) } else { reply }
    }
}

fn found(one: Option<&mut Value>) -> Reply {
    one.map_or_else(
        || Reply::Json(404, json!({"message": "Not Found", "statusCode": 404})),
        |one| Reply::Json(200, one.clone()),
    )
}

impl State {
    fn all(&mut self, collection: &str) -> &mut Vec<Value> {
        self.resources.entry(collection).or_insert_with(|| json!([])).as_array_mut().unwrap()
    }

    fn one(&mut self, collection: &str, id: &str) -> Option<&mut Value> {
        self.all(collection).iter_mut().find(|one| one["id"] == id)
    }

    fn add(&mut self, collection: &str, mut resource: Value) -> Value {
        let number = self.created;
        self.created += 1;
        let object = resource.as_object_mut().unwrap();
        object.entry("id").or_insert_with(|| json!(format!("ca000000-0000-4000-8000-{number:012}")));
        // Four are made in the same millisecond.
        object.insert("createdAt".into(), json!(format!("2026-12-01T15:00:00.{:03}Z", number / 4)));
        self.all(collection).push(resource.clone());
        resource
    }

    fn edit(&mut self, operation: &str) {
        let Some(at) = self.edits.iter().position(|edit| edit.request == operation) else { return };
        if self.edits[at].skipped > 0 {
            self.edits[at].skipped -= 1;
            return;
        }
        let Edit { collection, id, fields, .. } = self.edits.remove(at);
        self.one(&collection, &id).unwrap().as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    }

    fn fault(&mut self, operation: &str) -> Option<Lost> {
        let at = self.faults.iter().position(|(known, ..)| known == operation)?;
        let skipped = &mut self.faults[at].1;
        if *skipped == 0 {
            return Some(self.faults.remove(at).2);
        }
        *skipped -= 1;
        None
    }

    fn listed(&mut self, collection: &str, query: &str) -> Value {
        let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
        let value = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert!(query.iter().all(|(name, _)| name == "limit" || name == "createdAtLe"), "{query:?}");
        let limit = value("limit").map_or(100, |limit| limit.parse().unwrap());
        let until = value("createdAtLe").unwrap_or("9");
        let old = |one: &&Value| one["createdAt"].as_str().unwrap() <= until;
        json!(self.all(collection).iter().rev().filter(old).take(limit).collect::<Vec<_>>())
    }
}
