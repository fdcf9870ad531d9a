//! Who may call as Vapi: the platform by its secrets and signatures, an org by its own and for its own numbers only.

use frontdesk::voice::vapi::proof::signing::SigningScheme;
use hmac::{Hmac, Mac};
use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, CHECK, Desk, NUMBER, ORG, OTHER, mapping, vapi};

/// A deployment that asks for the platform's shared secret.
pub const SHARED: [(&str, &str); 2] = [("VAPI_AUTH", "secret"), ("VAPI_SECRETS", "canary-shared-secret")];
pub const VAPI: &str = "/api/integrations/vapi";
const KEY: &str = "canary-signing-secret-1";
const OLD_KEY: &str = "canary-signing-secret-0";
pub const OWN: &str = "canary-own-webhook-secret";
const OWN_KEY: &str = "canary-own-signing-secret";
/// A number of the other clinic.
pub const THEIRS: &str = "+15550122";

pub type Headers<'a> = &'a [(&'a str, &'a str)];

/// As Vapi signs by default. Other schemes are held against other signers where signatures are verified.
fn sign(key: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("{:x}", mac.finalize().into_bytes())
}

pub async fn post(desk: &Desk, headers: Headers<'_>, body: impl Into<Vec<u8>>) -> Answer {
    let mut request = Request::builder().method("POST").uri(CHECK).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    desk.raw(request.body(body.into().into()).unwrap()).await
}

/// A check by a call to `number`.
pub fn asked(number: &str) -> Vec<u8> {
    vapi(number, &json!({"date": "2026-12-03"})).to_string().into_bytes()
}

/// The same, signed now by `key`.
async fn signed(desk: &Desk, key: &str, body: Vec<u8>) -> Answer {
    let timestamp = desk.clock.seconds().to_string();
    let signature = sign(key, &timestamp, &body);
    post(desk, &[("x-signature", &signature), ("x-timestamp", &timestamp)], body).await
}

#[track_caller]
pub fn heard(answer: Answer) {
    let said = answer.expect(200).spoken();
    assert!(said.contains("more than nine openings"), "{said}");
}

#[track_caller]
pub fn refused(answer: Answer) {
    let answer = answer.problem(401, "unauthorized", None);
    assert!(!answer.text.contains("Clinic") && !answer.text.contains("canary"), "{}", answer.text);
}

/// A deployment that asks for the platform's signature.
async fn signing() -> Desk {
    let keys = format!("{OLD_KEY} {KEY}");
    Desk::with_clinic_and(&[("VAPI_AUTH", "secret"), ("VAPI_HMAC_SECRETS", &keys)]).await
}

#[tokio::test]
async fn a_signature_over_the_bytes_proves_a_request() {
    let desk = signing().await;
    let body = asked(NUMBER);
    for key in [OLD_KEY, KEY] {
        heard(signed(&desk, key, body.clone()).await);
    }
    let now = desk.clock.seconds();
    for timestamp in [now - 300, now + 300, now * 1_000 + 999].map(|number| number.to_string()) {
        let several = format!("{} {}", sign("another", &timestamp, &body), sign(KEY, &timestamp, &body));
        heard(post(&desk, &[("x-signature", &several), ("x-timestamp", &timestamp)], body.clone()).await);
    }
}

#[tokio::test]
async fn what_is_not_signed_here_and_now_is_refused() {
    let desk = signing().await;
    let body = asked(NUMBER);
    let seconds = desk.clock.seconds();
    let now = seconds.to_string();
    let good = sign(KEY, &now, &body);
    let unknown = sign("canary-signing-secret-2", &now, &body);
    let (old, future) = ((seconds - 301).to_string(), (seconds + 301).to_string());
    let (aged, early) = (sign(KEY, &old, &body), sign(KEY, &future, &body));
    let table: [(Headers<'_>, &str); 12] = [
        (&[], "nothing"),
        (&[("x-timestamp", &now)], "no signature"),
        (&[("x-signature", ""), ("x-timestamp", &now)], "an empty signature"),
        (&[("x-signature", &good)], "no timestamp"),
        (&[("x-signature", &unknown), ("x-timestamp", &now)], "another key"),
        (&[("x-signature", &good[..32]), ("x-timestamp", &now)], "half a signature"),
        (&[("x-signature", &aged), ("x-timestamp", &old)], "an old one"),
        (&[("x-signature", &early), ("x-timestamp", &future)], "one of the future"),
        (&[("x-signature", &aged), ("x-timestamp", &now)], "an old one under a new time"),
        (&[("x-signature", &good), ("x-timestamp", &now), ("x-timestamp", &now)], "two timestamps"),
        (&[("x-vapi-signature", &good), ("x-timestamp", &now)], "a header that nobody configured"),
        (&[("x-vapi-secret", KEY), ("authorization", "Bearer canary-signing-secret-1")], "the key itself"),
    ];
    for (headers, why) in table {
        let answer = post(&desk, headers, body.clone()).await;
        assert_eq!(answer.status, 401, "{why}");
    }
    let headers: Headers<'_> = &[("x-signature", &good), ("x-timestamp", &now)];
    for tampered in [[&body[..], b" "].concat(), body[1..].to_vec(), asked("+15550101"), Vec::new()] {
        refused(post(&desk, headers, tampered).await);
    }
    let twice: Headers<'_> = &[("x-signature", &unknown), ("x-signature", &good), ("x-timestamp", &now)];
    heard(post(&desk, twice, body.clone()).await);
}

/// A signature is over bytes: what is no text can be signed too, and only then hears what is wrong with it.
#[tokio::test]
async fn a_body_that_is_not_utf_8_is_proven_before_it_is_read() {
    let desk = signing().await;
    let body = b"{\"message\":\"\xff\"}".to_vec();
    signed(&desk, KEY, body.clone()).await.problem(400, "malformed", None);
    refused(signed(&desk, "canary-signing-secret-2", body).await);
}

#[tokio::test]
async fn headers_and_prefix_are_what_the_operator_says() {
    let scheme =
        json!({"signature_header": "X-Vapi-Signature", "timestamp_header": "X-Vapi-Timestamp", "prefix": "sha256="});
    let vars = [("VAPI_AUTH", "secret"), ("VAPI_HMAC_SECRETS", KEY), ("VAPI_HMAC", &scheme.to_string())];
    let desk = Desk::with_clinic_and(&vars).await;
    let (body, now) = (asked(NUMBER), desk.clock.seconds().to_string());
    let bare = sign(KEY, &now, &body);
    let with_prefix = format!("sha256={bare}");
    heard(post(&desk, &[("x-vapi-signature", &with_prefix), ("x-vapi-timestamp", &now)], body.clone()).await);
    refused(post(&desk, &[("x-vapi-signature", &bare), ("x-vapi-timestamp", &now)], body.clone()).await);
    refused(post(&desk, &[("x-signature", &with_prefix), ("x-timestamp", &now)], body).await);
}

/// The URL is the one that is configured: what a request says of its host is not asked.
#[tokio::test]
async fn a_signed_url_is_that_of_the_deployment() {
    let scheme = json!({"timestamp_header": null, "payload_format": "{method}.{url}.{body}"}).to_string();
    let vars = [("VAPI_AUTH", "secret"), ("VAPI_HMAC_SECRETS", KEY), ("VAPI_HMAC", &scheme)];
    let desk =
        Desk::with_clinic_and(&[vars.as_slice(), &[("PUBLIC_URL", "https://frontdesk.example.com")]].concat()).await;
    let body = asked(NUMBER);
    let by = |url: &str| sign(KEY, &format!("POST.{url}"), &body);
    let ours = by(&format!("https://frontdesk.example.com{CHECK}"));
    heard(post(&desk, &[("x-signature", &ours)], body.clone()).await);
    let other = by(&format!("https://attacker.example{CHECK}"));
    refused(post(&desk, &[("x-signature", &other), ("host", "attacker.example")], body.clone()).await);
}

#[tokio::test]
async fn a_shared_secret_may_come_in_a_header_of_the_operators_choice() {
    let vars = [("VAPI_AUTH", "secret"), ("VAPI_SECRETS", "canary-shared-secret"), ("VAPI_SECRET_HEADER", "X-Api-Key")];
    let desk = Desk::with_clinic_and(&vars).await;
    for headers in [
        [("x-api-key", "canary-shared-secret")],
        [("x-api-key", "Bearer canary-shared-secret")],
        [("x-vapi-secret", "canary-shared-secret")],
        [("authorization", "Bearer canary-shared-secret")],
    ] {
        heard(post(&desk, &headers, asked(NUMBER)).await);
    }
    let both: Headers<'_> = &[("x-api-key", "canary-shared-secret"), ("x-api-key", "canary-other-secret")];
    let twice: Headers<'_> = &[("x-vapi-secret", "canary-shared-secret"), ("x-vapi-secret", "canary-shared-secret")];
    let other: Headers<'_> = &[("x-other-key", "canary-shared-secret")];
    for headers in [both, twice, other] {
        refused(post(&desk, headers, asked(NUMBER)).await);
    }
}

#[tokio::test]
async fn whoever_shows_no_credentials_learns_nothing_else() {
    let desk = signing().await;
    let large = vec![b'x'; 1024 * 1024 + 1];
    for headers in [[("x-any", "1")], [("x-signature", "00")], [("x-vapi-secret", "canary-wrong-secret")]] {
        refused(post(&desk, &headers, large.clone()).await);
    }
    for body in ["{", "[]", ""] {
        refused(post(&desk, &[("x-vapi-secret", "canary-wrong-secret")], body).await);
    }
    let request = Request::builder().method("POST").uri(CHECK).header("x-vapi-secret", "canary-wrong-secret");
    refused(desk.raw(request.body("{}".into()).unwrap()).await);
}

#[tokio::test]
async fn where_nothing_is_asked_for_wrong_credentials_do_not_matter() {
    let desk = Desk::with_clinic().await;
    heard(post(&desk, &[("x-vapi-secret", "canary-wrong"), ("x-signature", "00")], asked(NUMBER)).await);
}

/// Two clinics that are open and have a calendar, the first with secrets of its own at Vapi.
pub async fn own_secrets(own: &Value) -> Desk {
    let desk = Desk::with_clinic_and(&SHARED).await;
    let token = desk.open_uptown().await;
    let mut theirs = mapping(THEIRS);
    theirs["vapi_phone_number_id"] = json!("num-2");
    desk.send("POST", "/api/inbound/phone-mappings", &token, Some(&theirs)).await.expect(201);
    desk.admin("PUT", VAPI, own).await.expect(200);
    desk
}

#[tokio::test]
async fn an_orgs_own_secrets_prove_calls_to_its_own_numbers_only() {
    let desk = own_secrets(&json!({"webhook_secrets": [OWN], "signing_secrets": [OWN_KEY]})).await;
    for headers in [[("x-vapi-secret", OWN)], [("authorization", "Bearer canary-own-webhook-secret")]] {
        heard(post(&desk, &headers, asked(NUMBER)).await);
        for other in [THEIRS, "+15550199", "none"] {
            refused(post(&desk, &headers, asked(other)).await);
        }
    }
    heard(signed(&desk, OWN_KEY, asked(NUMBER)).await);
    refused(signed(&desk, OWN_KEY, asked(THEIRS)).await);
    refused(signed(&desk, OWN, asked(NUMBER)).await);
    let both = |number: &str, id: &str| {
        let mut body = vapi(number, &json!({"date": "2026-12-03"}));
        body["message"]["phoneNumber"]["id"] = json!(id);
        body.to_string()
    };
    // Who claims the id of a number that is not theirs neither silences it nor is believed for it.
    heard(post(&desk, &[("x-vapi-secret", OWN)], both(NUMBER, "num-2")).await);
    let mut claim = mapping(NUMBER);
    claim["vapi_phone_number_id"] = json!("num-3");
    desk.admin("POST", "/api/inbound/phone-mappings", &claim).await.expect(200);
    // From then on the isolate knows whose the id is.
    heard(post(&desk, &[("x-vapi-secret", OWN)], both("anonymous", "num-3")).await);
    let answer = post(&desk, &[("x-vapi-secret", OWN)], both(THEIRS, "num-3")).await;
    assert!(answer.status == 401 || answer.spoken().contains("not set up for bookings"), "{}", answer.text);
    heard(post(&desk, &[("x-vapi-secret", "canary-shared-secret")], asked(THEIRS)).await);
}

#[tokio::test]
async fn an_orgs_own_secrets_are_rotated_and_withdrawn_by_the_org() {
    let desk = own_secrets(&json!({"webhook_secrets": [OWN, "canary-own-next-secret"]})).await;
    for secret in [OWN, "canary-own-next-secret"] {
        heard(post(&desk, &[("x-vapi-secret", secret)], asked(NUMBER)).await);
    }
    desk.admin("PUT", VAPI, &json!({"webhook_secrets": ["canary-own-next-secret"]})).await.expect(200);
    refused(post(&desk, &[("x-vapi-secret", OWN)], asked(NUMBER)).await);
    desk.admin("DELETE", VAPI, &Value::Null).await.expect(204);
    refused(post(&desk, &[("x-vapi-secret", "canary-own-next-secret")], asked(NUMBER)).await);
}

#[tokio::test]
async fn an_org_signs_by_a_scheme_of_its_own() {
    let scheme =
        json!({"signature_header": "X-Clinic-Sig", "timestamp_header": "X-Clinic-Time", "tolerance_seconds": 10});
    let desk = own_secrets(&json!({"signing_secrets": [OWN_KEY], "signing": scheme})).await;
    let body = asked(NUMBER);
    let at = |seconds: i64| (sign(OWN_KEY, &seconds.to_string(), &body), seconds.to_string());
    let (good, now) = at(desk.clock.seconds() - 10);
    heard(post(&desk, &[("x-clinic-sig", &good), ("x-clinic-time", &now)], body.clone()).await);
    refused(post(&desk, &[("x-signature", &good), ("x-timestamp", &now)], body.clone()).await);
    let (old, then) = at(desk.clock.seconds() - 11);
    refused(post(&desk, &[("x-clinic-sig", &old), ("x-clinic-time", &then)], body.clone()).await);
    let shown = desk.get(VAPI).await.expect(200);
    let settings: SigningScheme = serde_json::from_value(shown.json()["settings"]["signing"].clone()).unwrap();
    assert_eq!((settings.signature_header.as_str(), settings.tolerance_seconds), ("x-clinic-sig", 10));
    for text in [shown.text, desk.dump(), desk.kv.contents(), desk.log.text()] {
        assert!(!text.contains("canary"), "{text}");
    }
}

/// An isolate may remember for a while whose a number was. Its former clinic's secrets are not good for the new one's calendar.
#[tokio::test]
async fn a_number_that_changed_hands_is_not_its_former_clinics_to_book() {
    for frozen in [false, true] {
        let mut desk = own_secrets(&json!({"webhook_secrets": [OWN]})).await;
        let own = [("x-vapi-secret", OWN)];
        heard(post(&desk, &own, asked(NUMBER)).await);
        if frozen {
            desk.kv.freeze();
            desk.another_isolate(&SHARED);
        }
        desk.sqlite.execute(&format!("UPDATE phone_number_mapping SET org_id = '{OTHER}' WHERE org_id = '{ORG}'"));
        let order = json!({"start": "2026-12-03T09:30", "name": "Bob Ray"});
        let body = vapi(NUMBER, &order).to_string().replace("check_availability", "book_appointment");
        let request = Request::builder().method("POST").uri("/api/vapi/tools/calendar/book");
        let request = request.header("content-type", "application/json").header("x-vapi-secret", OWN);
        let answer = desk.raw(request.body(body.into()).unwrap()).await;
        assert!(answer.status == 401 || answer.spoken().contains("not set up for bookings"), "{}", answer.text);
        assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "0");
    }
}

#[tokio::test]
async fn a_scheme_or_secret_that_proves_nothing_is_refused_by_field() {
    let desk = Desk::with_clinic().await;
    let with = |scheme: Value| json!({"signing_secrets": [OWN_KEY], "signing": scheme});
    for (body, field) in [
        (with(json!({"signature_header": "authorization"})), "signing.signature_header"),
        (with(json!({"payload_format": "{timestamp}"})), "signing.payload_format"),
        (with(json!({"payload_format": "{url}{body}"})), "signing.payload_format"),
        (with(json!({"timestamp_header": null})), "signing.timestamp_header"),
        (with(json!({"tolerance_seconds": 0})), "signing.tolerance_seconds"),
        (with(json!({"algorithm": "canary"})), "signing.algorithm"),
        (with(json!({"secret": "canary"})), "signing.secret"),
        (with(json!({"secret_is_base64": true})), "signing_secrets"),
        (json!({"webhook_secrets": [OWN], "signing": {}}), "signing"),
        (json!({"signing_secrets": ["canary"]}), "signing_secrets"),
    ] {
        let answer = desk.admin("PUT", VAPI, &body).await.problem(422, "invalid", Some(field));
        assert!(!answer.text.contains("canary"), "{}", answer.text);
    }
}

/// A credential that was moved to another org's row, by whoever can write there, does not open.
#[tokio::test]
async fn an_envelope_of_another_org_proves_nothing() {
    let mut desk = own_secrets(&json!({"webhook_secrets": [OWN]})).await;
    desk.sqlite.execute(&format!(
        "UPDATE integration_settings SET org_id = '{OTHER}' WHERE service_type = 'vapi' AND org_id = '{ORG}'"
    ));
    desk.sweep().await;
    desk.another_isolate(&SHARED);
    desk.clock.advance(std::time::Duration::from_mins(10));
    refused(post(&desk, &[("x-vapi-secret", OWN)], asked(THEIRS)).await);
    assert!(desk.log.text().contains("vault.credential_unreadable"), "{}", desk.log.text());
}
