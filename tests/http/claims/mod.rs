//! Claims need proof: what is proven by what, how much may be without, and what two clinics want.

mod calls;
mod disputes;
mod limit;
mod proof;

use serde_json::{Value, json};

use crate::support::{Answer, Desk, OTHER, mapping};

pub const MAPPINGS: &str = "/api/inbound/phone-mappings";
pub const PROVE: &str = "/api/inbound/phone-mappings/prove";
pub const APPROVE: &str = "/api/admin/phone-mappings/approve";
pub const DISPUTES: &str = "/api/admin/disputes";
pub const VAPI: &str = "/api/integrations/vapi";
/// A number that nobody has in the beginning.
pub const WANTED: &str = "+12125550111";

/// The demo clinic, of which so many numbers may be without proof. It has one.
pub async fn clinic(most: &str) -> Desk {
    Desk::with_clinic_and(&[("UNPROVEN_NUMBERS", most)]).await
}

/// The other clinic's admin.
pub async fn other(desk: &Desk, method: &str, path: &str, body: &Value) -> Answer {
    desk.send(method, path, &desk.token(Some(OTHER), "admin"), Some(body)).await
}

/// The operator, of no clinic.
pub async fn operator(desk: &Desk, method: &str, path: &str, body: &Value) -> Answer {
    desk.send(method, path, &desk.token(None, "platform"), Some(body)).await
}

/// The clinic's own mapping of a number, as it is shown.
pub async fn shown(desk: &Desk, number: &str) -> Value {
    let page = desk.get(&format!("{MAPPINGS}?number={}", number.replace('+', "%2B"))).await.expect(200).json();
    page["items"][0].clone()
}

/// How each part of a mapping stands.
pub fn states(mapping: &Value) -> Vec<(String, String)> {
    let text = |proof: &Value, name: &str| proof[name].as_str().unwrap_or("none").to_owned();
    mapping["proofs"].as_array().unwrap().iter().map(|proof| (text(proof, "field"), text(proof, "how"))).collect()
}

/// The disputes that are open.
pub async fn disputes(desk: &Desk) -> Vec<Value> {
    operator(desk, "GET", DISPUTES, &Value::Null).await.expect(200).json()["items"].as_array().unwrap().clone()
}

/// Approves numbers of an org.
pub async fn approve(desk: &Desk, org: &str, number: &str) {
    let body = json!({"org_id": org, "inbound_phone_numbers": [number], "reason": "On the carrier's bill."});
    operator(desk, "POST", APPROVE, &body).await.expect(200);
}

/// The other clinic holds a number that the first one asks for.
pub async fn disputed(desk: &Desk) -> Value {
    let mut theirs = mapping(WANTED);
    theirs["clinic_name"] = json!("Uptown");
    other(desk, "POST", MAPPINGS, &theirs).await.expect(201);
    desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.expect(409);
    let found = disputes(desk).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}
