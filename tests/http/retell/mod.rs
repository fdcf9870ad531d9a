//! Retell: what it posts, what proves it, and what it hears.

mod account;
mod booking;
mod events;
mod proof;
mod provision;
mod ringing;
mod shapes;

use hmac::{Hmac, Mac};
use serde_json::{Value, json};

use crate::support::{self, Answer, Desk, ORG};

const TOOLS: &str = "/api/retell/tools";
const CHECK: &str = "/api/retell/tools/calendar/check";
const INBOUND: &str = "/api/retell/inbound";
const EVENTS: &str = "/api/retell/events";
const ACCOUNT: &str = "/api/integrations/retell";
const CALL: &str = "call_a10000000000000000000000001";

/// The demo clinic where Retell need not prove anything.
async fn open() -> Desk {
    Desk::with_clinic_and(&[("RETELL_AUTH", "off")]).await
}

/// A body as the platform sends it.
fn fixture(name: &str) -> Value {
    support::fixture(&format!("retell/{name}"))
}

async fn post(desk: &Desk, path: &str, body: &Value) -> Answer {
    raw(desk, path, &[], body.to_string().into_bytes()).await
}

async fn raw(desk: &Desk, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
    let answer = desk.post_bytes(path, headers, body).await;
    let logged = desk.log.text();
    assert!(!logged.contains("CANARY") && !logged.contains("+15550188"), "{logged}");
    answer
}

/// As Retell signs, now.
fn signature(desk: &Desk, key: &str, body: &[u8]) -> String {
    at(desk.clock.seconds() * 1000, key, body)
}

fn at(milliseconds: i64, key: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(body);
    mac.update(milliseconds.to_string().as_bytes());
    format!("v={milliseconds},d={:x}", mac.finalize().into_bytes())
}

async fn signed(desk: &Desk, path: &str, key: &str, body: &Value) -> Answer {
    let body = body.to_string().into_bytes();
    let signature = signature(desk, key, &body);
    raw(desk, path, &[("x-retell-signature", &signature)], body).await
}

/// A tool that is called in a call of Ann's, as Retell does for a custom function.
fn tool(name: &str, arguments: &Value) -> Value {
    let mut body = fixture("tool-no-transcript");
    body["name"] = json!(name);
    body["args"] = arguments.clone();
    body
}

fn of_org(path: &str, org: &str) -> String {
    path.replace("/api/retell/", &format!("/api/retell/{org}/"))
}
