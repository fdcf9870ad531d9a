//! The signature of Telnyx' requests: Ed25519 of `<telnyx-timestamp>|<body>`, in base64 in `telnyx-signature-ed25519`.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderMap;

use crate::{
    domain::secret::Secret,
    ports::{PublicKey, PublicKeyVerifier},
    voice::headers::{is_timely, sent_once},
};

const TIMESTAMP: &str = "telnyx-timestamp";
const SIGNATURE: &str = "telnyx-signature-ed25519";
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
const KEY_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;

/// A signature with the time that it was made at, which nothing has proven yet.
pub(super) struct Signed<'a> {
    timestamp: &'a str,
    signature: Vec<u8>,
}

impl<'a> Signed<'a> {
    /// Of a request's headers; `None` if there is none that could hold.
    pub(super) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let timestamp = sent_once(headers, TIMESTAMP)?;
        let signature = STANDARD.decode(sent_once(headers, SIGNATURE)?.trim()).ok()?;
        (signature.len() == SIGNATURE_BYTES).then_some(Self { timestamp, signature })
    }

    /// Whether it is one of the body by one of the keys, made about `now`. Without keys none is.
    pub(super) async fn holds(
        &self,
        keys: &[Secret],
        body: &[u8],
        (verifier, now): (&dyn PublicKeyVerifier, DateTime<Utc>),
    ) -> bool {
        if !is_timely(self.timestamp, TOLERANCE, now) {
            return false;
        }
        let message = [self.timestamp.as_bytes(), b"|", body].concat();
        for key in keys.iter().filter_map(public_key) {
            // A key that the runtime cannot use proves nothing.
            if verifier.verify(&key, &message, &self.signature).await.unwrap_or(false) {
                return true;
            }
        }
        false
    }
}

/// The key as an account shows it; `None` for what is none. One of zeros alone would have anybody's signature hold.
pub(super) fn public_key(text: &Secret) -> Option<PublicKey> {
    let bytes = STANDARD.decode(text.expose().trim()).ok()?;
    let is_key = bytes.len() == KEY_BYTES && bytes.iter().any(|byte| *byte != 0);
    is_key.then(|| PublicKey::Ed25519 { x: URL_SAFE_NO_PAD.encode(bytes) })
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;
    use crate::ports::VerifyError;

    const KEY: &str = "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";
    const OTHER: &str = "eu2zvPjhY6odxV34Z/EsRiERvTodkev4Fq0SlK90Izg=";
    const BODY: &[u8] = br#"{"customer_name":"Ann Lee","called_number":"+15550100"}"#;
    const TAG: &str = "xT0jDAyf5dvhsa4zdtQYQJtTz6WLTH13PvLuQ4ZlXfwELq7JbPdsGgHz+Pqwo8AYB8iScqkkdyn77XSmAxwrAQ==";

    struct Ring;

    #[async_trait]
    impl PublicKeyVerifier for Ring {
        async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, VerifyError> {
            let PublicKey::Ed25519 { x } = key else { return Err(VerifyError) };
            let key = URL_SAFE_NO_PAD.decode(x).map_err(|_| VerifyError)?;
            Ok(UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok())
        }
    }

    async fn holds(keys: &[&str], (timestamp, tag): (&str, &str), body: &[u8], seconds: i64) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(TIMESTAMP, timestamp.parse().unwrap());
        headers.insert(SIGNATURE, tag.parse().unwrap());
        let keys: Vec<Secret> = keys.iter().copied().map(Secret::new).collect();
        let now = DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap();
        let Some(signed) = Signed::of(&headers) else { return false };
        signed.holds(&keys, body, (&Ring, now)).await
    }

    #[tokio::test]
    async fn the_known_signature_holds_for_five_minutes_both_ways() {
        for seconds in [-300, 0, 300] {
            assert!(holds(&[OTHER, KEY], ("1790000000", TAG), BODY, seconds).await);
        }
        assert!(!holds(&[KEY], ("1790000000", TAG), BODY, 301).await);
        assert!(!holds(&[KEY], ("1790000000", TAG), BODY, -301).await);
    }

    #[tokio::test]
    async fn nothing_else_holds() {
        assert!(!holds(&[], ("1790000000", TAG), BODY, 0).await);
        assert!(!holds(&[OTHER, "", "no key"], ("1790000000", TAG), BODY, 0).await);
        assert!(!holds(&[KEY], ("1790000000", TAG), b"{}", 0).await);
        let (front, back) = TAG.split_at(44);
        let swapped = format!("{back}{front}");
        let padded = STANDARD.encode([&STANDARD.decode(TAG).unwrap()[..], b"x"].concat());
        for sent in [
            ("1790000001", TAG),
            ("+1790000000", TAG),
            ("01790000000", TAG),
            ("1790000000000", TAG),
            ("", TAG),
            ("1790000000", ""),
            ("1790000000", front),
            ("1790000000", &swapped),
            ("1790000000", &padded),
        ] {
            assert!(!holds(&[KEY], sent, BODY, 0).await, "{sent:?}");
        }
    }

    #[test]
    fn a_key_is_thirty_two_bytes_in_base64_and_not_nothing() {
        assert!(public_key(&Secret::new(KEY)).is_some());
        let zeros = STANDARD.encode([0; 32]);
        for text in ["", "6kpsY+KcUgq+9VB7Ey7F", KEY.trim_start_matches('6'), &KEY.replace('+', "-"), zeros.as_str()] {
            assert!(public_key(&Secret::new(text)).is_none(), "{text}");
        }
    }
}
