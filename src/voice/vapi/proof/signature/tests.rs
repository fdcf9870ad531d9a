use serde::Deserialize;

use super::*;

/// What `tests/vectors/vapi_signatures.mjs` writes: requests signed by Node's HMAC and by the client of Standard Webhooks, and what
/// receivers have got wrong. A test there holds the file against them.
#[derive(Deserialize)]
struct Vectors {
    now: i64,
    method: String,
    url: String,
    requests: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    #[serde(default)]
    name: String,
    scheme: SigningScheme,
    secrets: Vec<Secret>,
    signatures: String,
    timestamp: Option<String>,
    id: Option<String>,
    body: String,
    signed: bool,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../../tests/vectors/vapi_signatures.json")).unwrap()
}

impl Vectors {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.now, 0).unwrap()
    }

    fn message<'a>(&'a self, vector: &'a Vector, body: &'a [u8]) -> Message<'a> {
        Message {
            signatures: &vector.signatures,
            timestamp: vector.timestamp.as_deref(),
            id: vector.id.as_deref(),
            method: &self.method,
            url: Some(&self.url),
            body,
        }
    }
}

#[test]
fn what_other_signers_sign_verifies_and_what_is_wrong_does_not() {
    let vectors = vectors();
    assert!(vectors.requests.len() >= 280);
    for vector in &vectors.requests {
        let scheme = vector.scheme.clone().checked().unwrap();
        let body = STANDARD.decode(&vector.body).unwrap();
        let signed = is_signed(&scheme, &vector.secrets, &vectors.message(vector, &body), vectors.now());
        assert_eq!(signed, vector.signed, "{:?} by {scheme:?}", vector.name);
    }
}

/// Every signed vector, with one thing after another changed.
#[test]
fn nothing_but_what_was_signed_verifies() {
    let vectors = vectors();
    let now = vectors.now();
    for vector in vectors.requests.iter().filter(|vector| vector.signed && vector.name.is_empty()) {
        let Vector { scheme, secrets, .. } = vector;
        let body = STANDARD.decode(&vector.body).unwrap();
        let message = vectors.message(vector, &body);
        let refused = |message: &Message<'_>, why: &str| {
            assert!(!is_signed(scheme, secrets, message, now), "{why}: {} by {scheme:?}", vector.signatures);
        };
        let longer = [body.as_slice(), b" "].concat();
        refused(&Message { body: &longer, ..message }, "a longer body");
        for cut in 0..vector.signatures.len() {
            refused(&Message { signatures: vector.signatures.get(..cut).unwrap(), ..message }, "a signature cut short");
        }
        let doubled = vector.signatures.clone() + "00";
        refused(&Message { signatures: &doubled, ..message }, "a signature with more behind it");
        let other_key = SigningScheme { secret_is_base64: false, ..scheme.clone() };
        let other = [Secret::new("another-secret"), Secret::new("")];
        assert!(!is_signed(&other_key, &other, &message, now));
        for (piece, without) in [
            (Piece::Timestamp, Message { timestamp: None, ..message }),
            (Piece::Timestamp, Message { timestamp: Some("1795000000123"), ..message }),
            (Piece::Id, Message { id: None, ..message }),
            (Piece::Id, Message { id: Some("another"), ..message }),
            (Piece::Url, Message { url: None, ..message }),
            (Piece::Url, Message { url: Some("https://frontdesk.example.com/"), ..message }),
            (Piece::Method, Message { method: "PUT", ..message }),
        ] {
            let holds = is_signed(scheme, secrets, &without, now);
            assert_ne!(holds, scheme.names(piece), "{piece:?} by {scheme:?}");
        }
    }
}

#[test]
fn time_is_bound_by_the_schemes_tolerance_on_both_sides() {
    let scheme = SigningScheme { tolerance_seconds: 10, ..SigningScheme::default() };
    let now = DateTime::from_timestamp_millis(1_795_000_000_500).unwrap();
    for (text, timely) in [
        ("1794999991", true),
        ("1794999990", false),
        ("1795000010", true),
        ("1795000011", false),
        ("1794999990500", true),
        ("1794999990499", false),
        ("1795000010500", true),
        ("1795000010501", false),
        ("", false),
        ("0", false),
        ("9223372036854775807", false),
        ("9223372036854775808", false),
        ("1795000000.0", false),
        (" 1795000000", false),
        ("１７９５００００００", false),
    ] {
        assert_eq!(is_timely(&scheme, text, now), timely, "{text:?}");
    }
}

#[test]
fn a_secret_that_is_no_key_proves_nothing() {
    let base64 = SigningScheme { secret_is_base64: true, ..SigningScheme::default() };
    for text in ["", "whsec_", "not base64", "c2VjcmV0="] {
        assert!(key(&base64, &Secret::new(text)).is_none(), "{text:?}");
    }
    assert!(key(&SigningScheme::default(), &Secret::new("")).is_none());
    assert_eq!(key(&base64, &Secret::new("whsec_c2VjcmV0")).unwrap().as_slice(), b"secret");
    assert_eq!(key(&SigningScheme::default(), &Secret::new("whsec_c2VjcmV0")).unwrap().as_slice(), b"whsec_c2VjcmV0");
}

#[test]
fn only_so_many_signatures_are_looked_at() {
    let scheme = SigningScheme { payload_format: "{body}".into(), ..SigningScheme::default() };
    let secrets = [Secret::new("a-secret-that-is-long-enough")];
    let good = written(scheme.encoding, &tag(scheme.algorithm, secrets[0].expose().as_bytes(), &[b"{}"]).unwrap());
    let holds = |before: usize| {
        let signatures = "00 ".repeat(before) + &good;
        let message =
            Message { signatures: &signatures, timestamp: None, id: None, method: "POST", url: None, body: b"{}" };
        is_signed(&scheme, &secrets, &message, DateTime::UNIX_EPOCH)
    };
    assert!(holds(0) && holds(15) && !holds(16) && !holds(5_000));
}
