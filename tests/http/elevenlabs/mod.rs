//! ElevenLabs: what an agent is told as a call begins, what its tools hear, and what is kept of its reports.

mod initiation;
mod proof;
mod report;
mod tools;

use hmac::{Hmac, Mac};
use http::Request;
use serde_json::{Value, json};

use crate::support::{self, Answer, Desk, NUMBER, ORG, OTHER, mapping};

const ROOT: &str = "/api/elevenlabs";
const ACCOUNT: &str = "/api/integrations/elevenlabs";
/// What the deployment's own account sends, and signs with.
const SECRET: &str = "canary-secret-of-deployment";
const KEY: &str = "wsec_canary-key-of-deployment";
/// The same of the first clinic.
const OWN: &str = "canary-secret-of-the-clinic";
const OWN_KEY: &str = "wsec_canary-key-of-the-clinic";
/// A number of the other clinic.
const THEIRS: &str = "+15550122";
const CONVERSATION: &str = "conv_01jx0000000000000000000001";
const DEPLOYMENT: [(&str, &str); 2] = [("ELEVENLABS_SECRETS", SECRET), ("ELEVENLABS_SIGNING_SECRETS", KEY)];

/// Two clinics that are open and have a calendar, and a deployment with an account at ElevenLabs.
async fn clinics() -> Desk {
    let origin = [("PUBLIC_URL", "https://frontdesk.example.com")];
    let desk = Desk::with_clinic_and(&[&DEPLOYMENT[..], &origin].concat()).await;
    let token = desk.open_uptown().await;
    desk.send("POST", "/api/inbound/phone-mappings", &token, Some(&mapping(THEIRS))).await.expect(201);
    let own = json!({"webhook_secrets": [OWN], "signing_secrets": [OWN_KEY]});
    desk.admin("PUT", ACCOUNT, &own).await.expect(200);
    desk
}

/// A body as the platform sends it.
fn fixture(name: &str) -> Value {
    support::fixture(&format!("elevenlabs/{name}"))
}

/// A request with these headers.
async fn post(desk: &Desk, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    desk.post_bytes(&format!("{ROOT}/{path}"), headers, body).await
}

/// A request of the deployment's account.
async fn posted(desk: &Desk, path: &str, body: &Value) -> Answer {
    post(desk, path, &[("x-frontdesk-secret", SECRET)], body.to_string()).await
}

/// The header of a body that was signed so many seconds ago.
fn signature(desk: &Desk, key: &str, body: &str, ago: i64) -> String {
    let timestamp = desk.clock.seconds() - ago;
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(format!("{timestamp}.{body}").as_bytes());
    format!("t={timestamp},v0={:x}", mac.finalize().into_bytes())
}

/// A report, signed now.
async fn reported(desk: &Desk, path: &str, key: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let header = signature(desk, key, &body, 0);
    post(desk, path, &[("elevenlabs-signature", &header)], body).await
}

/// What the model hears.
#[track_caller]
fn heard(answer: Answer) -> String {
    let json = answer.expect(200).json();
    let said = json["result"].as_str().unwrap().to_owned();
    assert_eq!(json, json!({"result": said}));
    assert!(said.len() < 500 && !said.contains(['\n', '\r']), "{said}");
    said
}

#[track_caller]
fn refused(answer: Answer) {
    let answer = answer.problem(401, "unauthorized", None);
    assert!(!answer.text.contains("Clinic") && !answer.text.contains("canary"), "{}", answer.text);
}
