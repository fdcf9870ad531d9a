//! Services and practitioners through the API, and on their way into the routes of calls.

mod editing;
mod limits;
mod publishing;

use serde_json::{Value, json};

use crate::support::{Desk, NUMBER};

pub const SERVICES: &str = "/api/services";
pub const PRACTITIONERS: &str = "/api/practitioners";
pub const NOBODYS: &str = "0198c0de-0000-7000-8000-000000000001";

pub fn cleaning() -> Value {
    json!({"name": "Dental cleaning", "aliases": ["hygiene"], "minutes": 45, "buffer_before_minutes": 5,
        "buffer_after_minutes": 10})
}

pub fn lee() -> Value {
    json!({"name": "Dr. Sarah Lee", "aliases": ["Sarah"], "calendar_id": "lee@clinic.example",
        "weekly": week("monday", "10:00", "14:00"),
        "overrides": [{"date": "2026-12-24", "hours": [{"open": "09:00", "close": "12:00"}], "label": "Christmas Eve"}],
        "service_ids": null})
}

/// Weekly hours of one day, as the API writes them.
pub fn week(day: &str, open: &str, close: &str) -> Value {
    let mut week = json!({"monday": [], "tuesday": [], "wednesday": [], "thursday": [], "friday": [], "saturday": [], "sunday": []});
    week[day] = json!([{"open": open, "close": close}]);
    week
}

/// `body` with one field set, or removed if there is no value.
pub fn with(mut body: Value, field: &str, value: Option<Value>) -> Value {
    let members = body.as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(field.into(), value),
        None => members.remove(field),
    };
    body
}

/// What was sent, with what the server adds to it.
pub fn kept(sent: &Value, view: &Value) -> Value {
    let mut kept = sent.clone();
    for field in ["id", "created_at", "updated_at"] {
        kept[field] = view[field].clone();
    }
    kept
}

pub async fn add(desk: &Desk, path: &str, body: &Value) -> String {
    desk.admin("POST", path, body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

pub async fn names(desk: &Desk, path: &str) -> Vec<String> {
    let page = desk.get(path).await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

/// The catalogue in the document that calls are routed by.
pub fn published(desk: &Desk) -> Value {
    let document: Value = serde_json::from_str(&desk.kv.value(&format!("route:v2:{NUMBER}")).unwrap()).unwrap();
    document["route"]["catalogue"].clone()
}
