//! Numbers that a clinic has at its vendors.

mod lists;
mod rows;

use serde_json::{Value, json};

use crate::support::{Answer, Desk};

const DISCOVER: &str = "/api/inbound/phone-mappings/discover";
const MAPPINGS: &str = "/api/inbound/phone-mappings";
const VAPI: &str = "/api/integrations/vapi";
/// From which the demo clinic texts.
const SENDER: &str = "+15005550006";
const ORIGIN: &str = "https://desk.example";

/// The demo clinic with accounts at both, which are empty.
async fn clinic() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", VAPI, &json!({"api_key": "canary-vapi-api-key"})).await.expect(200);
    desk
}

fn at_vapi(desk: &Desk, number: usize, fields: &Value) -> String {
    let id = format!("f0000000-0000-4000-8000-{number:012}");
    let mut resource = json!({"id": id, "provider": "twilio", "twilioAccountSid": "canary-sid", "twilioAuthToken": "canary-token",
        "twilioApiSecret": "canary-secret", "server": null, "assistantId": null, "status": "active"});
    resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    desk.vendors.vapi.add("/phone-number", resource);
    id
}

async fn discover(desk: &Desk) -> Value {
    let answer = desk.admin("POST", DISCOVER, &Value::Null).await.expect(200);
    quiet(desk, &answer);
    answer.json()
}

/// Nothing secret of a vendor's is told or kept.
fn quiet(desk: &Desk, answer: &Answer) {
    for text in [&answer.text, &desk.log.text(), &desk.dump()] {
        assert!(!text.contains("canary"), "{text}");
    }
}

/// The row of a number.
fn row(found: &Value, number: &str) -> Value {
    let numbers = found["numbers"].as_array().unwrap();
    numbers.iter().find(|row| row["number"] == number || row["sip_uri"] == number).cloned().unwrap_or_default()
}

fn remarks(row: &Value) -> Vec<&str> {
    let remarks = row["remarks"].as_array().unwrap();
    assert!(remarks.iter().all(|remark| remark["detail"].as_str().unwrap().ends_with('.')), "{row}");
    remarks.iter().map(|remark| remark["code"].as_str().unwrap()).collect()
}

fn vendor(found: &Value, service: &str) -> Value {
    found["vendors"].as_array().unwrap().iter().find(|vendor| vendor["service"] == service).cloned().unwrap_or_default()
}
