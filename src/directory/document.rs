//! The KV documents: their keys and their form. Nothing else spells either.

use serde::{Deserialize, Serialize};

use super::subject::Subject;
use crate::{
    domain::route::{Route, RouteKey},
    store::knowledge::KnowledgeText,
};

/// Documents of another form live under another prefix, so that a rollout never reads what it cannot understand.
const ROUTES: &str = "route:v2:";
/// What clinics have written down has the same, for the same reason.
const KNOWLEDGE: &str = "knowledge:v1:";

#[derive(Serialize)]
struct Written<'a> {
    route: &'a Route,
}

#[derive(Deserialize)]
struct Document {
    route: Route,
}

/// The KV key of a document.
pub(super) fn key(subject: &Subject) -> String {
    match subject {
        Subject::Route(_) => format!("{ROUTES}{subject}"),
        Subject::Knowledge(org_id) => format!("{KNOWLEDGE}{org_id}"),
    }
}

/// The document of what an org has written down.
pub(super) fn write_knowledge(text: &KnowledgeText) -> Option<String> {
    serde_json::to_string(text).ok()
}

/// Reads one back; `None` if it is unreadable.
pub(super) fn read_knowledge(text: &str) -> Option<KnowledgeText> {
    serde_json::from_str(text).ok()
}

/// The document of a route.
pub(super) fn write(route: &Route) -> Option<String> {
    serde_json::to_string(&Written { route }).ok()
}

/// Reads the document of `key` back; `None` if it is unreadable or not of this key.
pub(super) fn read(key: &RouteKey, text: &str) -> Option<Route> {
    let route = serde_json::from_str::<Document>(text).ok()?.route;
    satisfies(&route, key).then_some(route)
}

/// Whether `route` itself says that `key` leads to it.
pub(super) fn satisfies(route: &Route, key: &RouteKey) -> bool {
    match key {
        RouteKey::Number(number) => route.number.as_ref() == Some(number),
        RouteKey::Sip(uri) => route.sip_uri.as_ref() == Some(uri),
        RouteKey::VapiNumber(id) => route.vapi_phone_number_id.as_ref() == Some(id),
        RouteKey::Org(org_id) => route.org_id == *org_id,
    }
}
