//! What voice platforms post, and a second clinic for them to be kept apart from.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use super::{Answer, Desk, OTHER, schedule};

/// Every tool, in the order in which platforms are told of them.
pub const TOOL_NAMES: [&str; 10] = [
    "check_availability",
    "reserve_slot",
    "book_appointment",
    "reschedule_appointment",
    "cancel_appointment",
    "find_appointments",
    "send_sms",
    "transfer_call",
    "answer_question",
    "take_message",
];

/// A body as a platform sends it, such as `retell/call-inbound` of `tests/fixtures`.
pub fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

impl Desk {
    /// Posts a body byte by byte. It is called JSON unless a header calls it something else.
    pub async fn post_bytes(&self, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        let mut request = Request::post(path);
        if headers.iter().all(|(name, _)| *name != "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.raw(request.body(Body::from(body.into())).unwrap()).await
    }

    /// Opens the other clinic, with hours and a calendar; its admin's token.
    pub async fn open_uptown(&self) -> String {
        let token = self.token(Some(OTHER), "admin");
        let calendar = json!({"calendar_id": "uptown@clinic.example", "refresh_token": "canary-refresh-token"});
        self.send("PUT", "/api/schedule", &token, Some(&schedule())).await.expect(200);
        self.send("PUT", "/api/integrations/google", &token, Some(&calendar)).await.expect(200);
        token
    }
}
