//! Telnyx: what an assistant is filled in with as a call begins, and what its tools hear.

mod proof;
mod tools;
mod variables;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use crate::support::{self, Answer, Desk, NUMBER, ORG, OTHER, mapping};

const ROOT: &str = "/api/telnyx";
const ACCOUNT: &str = "/api/integrations/telnyx";
/// Seeds of the keys of the deployment's account, of the first clinic's, and of somebody's.
const KEY: u8 = 7;
const OWN: u8 = 8;
const NOBODYS: u8 = 9;
/// A number of the other clinic.
const THEIRS: &str = "+15550122";
/// The call of the fixtures, as it is kept.
const CALL: &str = "v3.u5OAKGEPT3Dx8SZSSDRWEMdNH2OripQhO";

/// A key whose seed is this byte over and over.
fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

/// The public half, as an account shows it.
fn public(seed: u8) -> String {
    BASE64.encode(key(seed).public_key())
}

/// Two clinics that are open and have a calendar, and a deployment with an account at Telnyx.
async fn clinics() -> Desk {
    let vars = [("PUBLIC_URL", "https://frontdesk.example.com"), ("TELNYX_SIGNING_SECRETS", &public(KEY))];
    let desk = Desk::with_clinic_and(&vars).await;
    let token = desk.open_uptown().await;
    desk.send("POST", "/api/inbound/phone-mappings", &token, Some(&mapping(THEIRS))).await.expect(201);
    desk.admin("PUT", ACCOUNT, &json!({"signing_secrets": [public(OWN)]})).await.expect(200);
    desk
}

/// A body as the platform sends it.
fn fixture(name: &str) -> Value {
    support::fixture(&format!("telnyx/{name}"))
}

/// A request with these headers.
async fn post(desk: &Desk, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    desk.post_bytes(&format!("{ROOT}/{path}"), headers, body).await
}

/// The signature of a body that was signed so many seconds ago, and its time.
fn signature(desk: &Desk, seed: u8, body: &[u8], ago: i64) -> (String, String) {
    let timestamp = (desk.clock.seconds() - ago).to_string();
    let signed = key(seed).sign(&[timestamp.as_bytes(), b"|", body].concat());
    (timestamp, BASE64.encode(signed.as_ref()))
}

/// A request that is signed now.
async fn signed(desk: &Desk, seed: u8, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    let body = body.into();
    let (timestamp, signature) = signature(desk, seed, &body, 0);
    post(desk, path, &[("telnyx-timestamp", &timestamp), ("telnyx-signature-ed25519", &signature)], body).await
}

/// A request of the deployment's account.
async fn posted(desk: &Desk, path: &str, body: &Value) -> Answer {
    signed(desk, KEY, path, body.to_string()).await
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
    assert!(!answer.text.contains("Clinic"), "{}", answer.text);
}
