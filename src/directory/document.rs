//! The KV documents: their keys and their form. Nothing else spells either.

use serde::{Deserialize, Serialize};

use crate::domain::route::{Route, RouteKey};

/// Documents of another form live under another prefix, so that a rollout never reads what it cannot understand.
const PREFIX: &str = "route:v2:";

#[derive(Serialize)]
struct Written<'a> {
    route: &'a Route,
}

#[derive(Deserialize)]
struct Document {
    route: Route,
}

/// The KV key of a published identifier.
pub(super) fn key(subject: &str) -> String {
    format!("{PREFIX}{subject}")
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
