//! What stands beside an envelope is authenticated with it, and an envelope of an earlier save is of no use.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::support::{Desk, ORG, google, twilio};

/// The key of [`Desk`], k1.
const KEY: &[u8; 32] = b"0123456789abcdef0123456789abcdef";
const CLOSED: &str =
    "The stored credentials cannot be opened. Store them again with PUT, or connect the account again.";

async fn stored(desk: &Desk, vendor: &str, body: &Value) {
    desk.admin("PUT", &format!("/api/integrations/{vendor}"), body).await.expect(200);
}

/// What the admin hears of a test.
async fn detail(desk: &Desk, vendor: &str) -> String {
    let path = format!("/api/integrations/{vendor}/test");
    desk.admin("POST", &path, &Value::Null).await.expect(200).json()["detail"].as_str().unwrap().to_owned()
}

fn column(desk: &Desk, vendor: &str, column: &str) -> String {
    let row = format!("FROM integration_settings WHERE org_id = '{ORG}' AND service_type = '{vendor}'");
    desk.sqlite.value(&format!("SELECT {column} {row}"))
}

fn set(desk: &Desk, vendor: &str, column: &str, value: &str) {
    let row = format!("WHERE org_id = '{ORG}' AND service_type = '{vendor}'");
    desk.sqlite.execute(&format!("UPDATE integration_settings SET {column} = '{value}' {row}"));
}

/// An account of each vendor, with everything that can stand beside its envelope.
fn accounts() -> [(&'static str, Value); 6] {
    let key = format!("SK{}", "0".repeat(32));
    let mut texts = twilio();
    texts["api_key_sid"] = json!(key);
    texts["api_key_secret"] = json!("canary-twilio-key-secret");
    texts["region"] = json!("ie1");
    let shared = json!({"webhook_secrets": ["canary-webhook-secret"]});
    [
        ("google", google()),
        ("twilio", texts),
        (
            "vapi",
            json!({"api_key": "canary-vapi-key-0000", "webhook_secrets": ["canary-webhook-secret"], "region": "eu",
                   "signing_secrets": ["canary-signing-secret"], "signing": {"prefix": "sha256="}}),
        ),
        ("retell", json!({"api_key": "canary-retell-key-0000"})),
        ("synthflow", shared.clone()),
        ("mcp", shared),
    ]
}

/// Every member that a vendor's settings have, changed, taken away, and one more.
#[tokio::test]
async fn a_value_that_is_changed_beside_an_envelope_closes_it() {
    for (vendor, body) in accounts() {
        let desk = Desk::with_clinic().await;
        stored(&desk, vendor, &body).await;
        assert_ne!(detail(&desk, vendor).await, CLOSED, "{vendor}");
        let as_saved = column(&desk, vendor, "settings");
        let settings: Value = serde_json::from_str(&as_saved).unwrap();
        let members: Vec<String> = settings.as_object().unwrap().keys().cloned().collect();
        let (mut tried, mut forgeries) = (members.len(), vec![("one more", json!({"x": 1}))]);
        for member in &members {
            let (mut changed, mut without) = (settings.clone(), settings.clone());
            changed[member] = if settings[member].is_u64() { json!(9) } else { json!("us1") };
            without.as_object_mut().unwrap().remove(member);
            forgeries.extend([(member.as_str(), changed), (member.as_str(), without)]);
        }
        for (what, forged) in forgeries {
            set(&desk, vendor, "settings", &forged.to_string());
            assert_eq!(detail(&desk, vendor).await, CLOSED, "{vendor}: {what}: {forged}");
            tried += 1;
        }
        assert!(tried >= 3 && desk.log.text().contains("does not belong here or was altered"));
        set(&desk, vendor, "settings", &as_saved);
        assert_ne!(detail(&desk, vendor).await, CLOSED, "{vendor}: as it was saved");
    }
}

/// Also while a token of the account is in memory and in D1: neither is used for another calendar.
#[tokio::test]
async fn a_calendar_that_was_changed_by_hand_is_neither_read_nor_written() {
    let desk = Desk::with_clinic().await;
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("openings"));
    set(
        &desk,
        "google",
        "settings",
        r#"{"calendar_id":"somebody@else.example","kind":"refresh_token","guest_updates":"none"}"#,
    );
    desk.sweep().await;
    desk.clock.advance(std::time::Duration::from_secs(31));
    desk.vendors.take();
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("can't check the calendar"), "{heard}");
    assert_eq!(desk.vendors.take(), [""; 0], "Google is asked nothing");
}

#[tokio::test]
async fn an_envelope_of_an_earlier_save_does_not_open_again() {
    let desk = Desk::with_clinic().await;
    let earlier: Vec<String> =
        ["credentials_sealed", "settings", "credential_id"].map(|name| column(&desk, "google", name)).into();
    // The same values again: only the save is another one.
    stored(&desk, "google", &google()).await;
    assert_eq!(column(&desk, "google", "settings"), earlier[1]);
    set(&desk, "google", "credentials_sealed", &earlier[0]);
    assert_eq!(detail(&desk, "google").await, CLOSED);
    // What docs/security.md says is not noticed: the row as a whole, as a restored backup brings it.
    set(&desk, "google", "credential_id", &earlier[2]);
    assert_ne!(detail(&desk, "google").await, CLOSED);
}

/// An envelope as it was made before anything beside it was bound.
fn unbound(vendor: &str, credential: &Value) -> String {
    let aad = format!("frontdesk|v1|{ORG}|{vendor}|credentials_sealed|k1");
    let nonce = [7; 12];
    let plaintext = credential.to_string();
    let message = Payload { msg: plaintext.as_bytes(), aad: aad.as_bytes() };
    let sealed = Aes256Gcm::new(KEY.into()).encrypt(&nonce.into(), message).unwrap();
    format!("v1.k1.{}", URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

#[tokio::test]
async fn older_envelopes_open_until_a_rewrap_has_bound_them() {
    let mut desk = Desk::with_clinic().await;
    let credential = json!({"kind": "refresh_token", "refresh_token": "canary-refresh-token", "client": null});
    set(&desk, "google", "credentials_sealed", &unbound("google", &credential));
    desk.sweep().await;
    desk.another_isolate(&[]);
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("openings"));
    // No key is changed, and it is moved all the same.
    let report = desk.operator("POST", "/api/admin/rewrap", &Value::Null).await.expect(200).json();
    assert_eq!((&report["rewrapped"], &report["unbound"], &report["unreadable"]), (&json!(1), &json!(0), &json!(0)));
    assert!(column(&desk, "google", "credentials_sealed").starts_with("v2.k1."));
    desk.sweep().await;
    let report = desk.operator("POST", "/api/admin/rewrap", &Value::Null).await.expect(200).json();
    assert_eq!((&report["rewrapped"], &report["done"]), (&json!(0), &json!(true)), "{report}");
    desk.another_isolate(&[]);
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("openings"));
    set(&desk, "google", "settings", r#"{"calendar_id":"somebody@else.example","kind":"refresh_token"}"#);
    assert_eq!(detail(&desk, "google").await, CLOSED);
}

#[tokio::test]
async fn a_rewrap_is_not_done_while_an_older_envelope_is_left() {
    let desk = Desk::with_clinic().await;
    set(&desk, "twilio", "credentials_sealed", "v1.k1.AAAA");
    desk.sweep().await;
    let report = desk.operator("POST", "/api/admin/rewrap", &Value::Null).await.expect(200).json();
    assert_eq!((&report["unreadable"], &report["unbound"], &report["done"]), (&json!(1), &json!(1), &json!(false)));
}
