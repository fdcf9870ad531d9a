//! Signatures of Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks, `spec/standard-webhooks.md`), scheme `v1`: an
//! HMAC-SHA256 of `<id>.<timestamp>.<body>`, in base64.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

const PREFIX: &str = "whsec_";

/// The headers of one attempt: `id` is the same at every attempt, and `now` the moment of this one.
pub fn headers<'a>(
    secrets: impl IntoIterator<Item = &'a Secret>,
    id: &str,
    now: DateTime<Utc>,
    body: &[u8],
) -> Vec<(&'static str, String)> {
    let timestamp = now.timestamp();
    vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", "Frontdesk-Webhooks/1.0".to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signature(secrets, id, timestamp, body)),
    ]
}

/// Whether a text is a secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64.
pub fn is_secret(text: &str) -> bool {
    let key = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
    key.is_some_and(|key| (24..=64).contains(&key.len()))
}

/// The value of `webhook-signature` by secrets that hold together, separated by spaces. `timestamp` is in Unix seconds. Nothing is signed by
/// a secret that is not base64 behind `whsec_`.
fn signature<'a>(secrets: impl IntoIterator<Item = &'a Secret>, id: &str, timestamp: i64, body: &[u8]) -> String {
    let signatures: Vec<String> = secrets.into_iter().filter_map(|secret| sign(secret, id, timestamp, body)).collect();
    signatures.join(" ")
}

fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let key = Zeroizing::new(STANDARD.decode(secret.expose().strip_prefix(PREFIX)?).ok()?);
    let mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    let signed = mac.chain_update(format!("{id}.{timestamp}.")).chain_update(body).finalize();
    Some(format!("v1,{}", STANDARD.encode(signed.into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answer of the reference libraries' own tests; `tests/sandbox` has them verify what the Worker sends.
    #[test]
    fn the_known_answer_comes_out() {
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = br#"{"test": 2432232314}"#;
        let sign = |secrets: &[Secret]| signature(secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        let known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(std::slice::from_ref(&secret)), known);
        let both = sign(&[secret.clone(), Secret::new("whsec_AAAA")]);
        assert!(both.starts_with(&format!("{known} v1,")) && both.len() == 2 * known.len() + 1, "{both}");
        assert_eq!(sign(&[Secret::new("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Secret::new("whsec_-")]), "");
    }
}
