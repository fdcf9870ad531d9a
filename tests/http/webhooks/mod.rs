//! Webhooks: which addresses there are, what is sent to them, and what becomes of it.

mod deliveries;
mod endpoints;
mod events;
mod listing;

use serde_json::{Value, json};

use crate::support::Desk;

pub const URL: &str = "https://crm.example.com/frontdesk";

/// A webhook that is told of all this.
pub fn webhook(events: &[&str]) -> Value {
    json!({"url": URL, "events": events})
}

/// Adds one to the first clinic, and gives it with its secret.
pub async fn added(desk: &Desk, body: &Value) -> Value {
    desk.admin("POST", "/api/webhooks", body).await.expect(201).json()
}

/// The path of a webhook, or of something below it.
pub fn path(webhook: &Value, below: &str) -> String {
    format!("/api/webhooks/{}{below}", webhook["id"].as_str().unwrap())
}
