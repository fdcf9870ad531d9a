//! The public keys that a provider of identities publishes: a JSON Web Key Set (RFC 7517 section 5).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;

use crate::ports::PublicKey;

/// Larger sets are nobody's.
const MAX_BYTES: usize = 64 * 1024;
const MAX_KEYS: usize = 32;
/// RFC 7518 section 3.3: shorter keys are not used.
const MIN_RSA_BITS: usize = 2048;
/// The length of a number of the curve P-256.
const P256_BYTES: usize = 32;

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// HMAC with SHA-256, under a secret that both sides have. No published key is for it.
    Hs256,
}

impl Algorithm {
    /// As a header names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Hs256 => "HS256",
        }
    }
}

/// A key that signatures can be checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    id: Option<String>,
    /// What signatures by it are made with.
    pub algorithm: Algorithm,
    pub public: PublicKey,
}

/// The keys of a provider that signatures can be checked with. Others of the set are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet(Vec<Key>);

/// A key as it is published. Private numbers, should there be any, are not read.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// Reads a set; `None` if it is none, or larger than any.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(bytes).ok().filter(|_| bytes.len() <= MAX_BYTES)?;
        if document.keys.len() > MAX_KEYS {
            return None;
        }
        // A kind of key that is new to us must not cost those that we know.
        let keys = document.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok()?.usable());
        Some(Self(keys.collect()))
    }

    /// The one key with this id, or the only one if none is named, among those that are for one of `allowed`.
    pub fn find(&self, id: Option<&str>, allowed: &[Algorithm]) -> Option<&Key> {
        let mut found =
            self.0.iter().filter(|key| allowed.contains(&key.algorithm) && (id.is_none() || key.id.as_deref() == id));
        found.next().filter(|_| found.next().is_none())
    }
}

impl Jwk {
    fn usable(self) -> Option<Key> {
        let is_for_signatures = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|operation| operation == "verify"));
        let (algorithm, public) = match self.kty.as_str() {
            "RSA" => (Algorithm::Rs256, rsa(self.n?, self.e?)?),
            "EC" if self.crv.as_deref() == Some("P-256") => (Algorithm::Es256, p256(self.x?, self.y?)?),
            _ => return None,
        };
        let is_for_algorithm = self.alg.as_deref().is_none_or(|named| named == algorithm.as_str());
        (is_for_signatures && is_for_algorithm).then_some(Key { id: self.kid, algorithm, public })
    }
}

fn rsa(n: String, e: String) -> Option<PublicKey> {
    let modulus = URL_SAFE_NO_PAD.decode(&n).ok()?;
    let mut digits = modulus.iter().skip_while(|byte| **byte == 0);
    let first = digits.next()?;
    let bits = digits.count() * 8 + (u8::BITS - first.leading_zeros()) as usize;
    URL_SAFE_NO_PAD.decode(&e).ok()?;
    (bits >= MIN_RSA_BITS).then_some(PublicKey::Rsa { n, e })
}

fn p256(x: String, y: String) -> Option<PublicKey> {
    let is_number = |text: &str| URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == P256_BYTES);
    (is_number(&x) && is_number(&y)).then_some(PublicKey::P256 { x, y })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn number(bytes: usize, first: u8) -> String {
        let mut number = vec![1; bytes];
        number[0] = first;
        URL_SAFE_NO_PAD.encode(number)
    }

    fn rsa_key(changes: &Value) -> Value {
        let mut key = json!({"kty": "RSA", "kid": "a", "n": number(256, 0x80), "e": "AQAB"});
        key.as_object_mut().unwrap().append(&mut changes.as_object().unwrap().clone());
        key
    }

    fn usable(key: &Value) -> bool {
        let set = KeySet::parse(json!({"keys": [key]}).to_string().as_bytes()).unwrap();
        set.find(None, &[Algorithm::Rs256, Algorithm::Es256, Algorithm::Hs256]).is_some()
    }

    #[test]
    fn a_key_is_used_for_what_it_is_for() {
        let point = json!({"kty": "EC", "crv": "P-256", "x": number(32, 0), "y": number(32, 1)});
        assert!(usable(&point));
        for change in [
            json!({}),
            json!({"alg": "RS256"}),
            json!({"use": "sig"}),
            json!({"key_ops": ["verify"]}),
            json!({"kid": null}),
        ] {
            assert!(usable(&rsa_key(&change)), "{change}");
        }
        for change in [
            json!({"alg": "PS256"}),
            json!({"alg": "HS256"}),
            json!({"use": "enc"}),
            json!({"key_ops": ["encrypt"]}),
            json!({"kty": "oct", "k": "c2VjcmV0"}),
            json!({"kty": "EC", "crv": "P-384"}),
            json!({"n": number(255, 0xff)}),
            json!({"n": number(256, 0x7f)}),
            json!({"n": "not base64url="}),
            json!({"e": null}),
        ] {
            assert!(!usable(&rsa_key(&change)), "{change}");
        }
        for change in [json!({"x": number(31, 1)}), json!({"y": number(33, 1)}), json!({"crv": "secp256k1"})] {
            let mut other = point.clone();
            other.as_object_mut().unwrap().append(&mut change.as_object().unwrap().clone());
            assert!(!usable(&other), "{change}");
        }
    }

    #[test]
    fn one_key_is_found_or_none() {
        let set = |keys: Value| KeySet::parse(json!({"keys": keys}).to_string().as_bytes()).unwrap();
        let both = set(json!([rsa_key(&json!({})), rsa_key(&json!({"kid": "b"})), {"kty": "new"}]));
        let all = [Algorithm::Rs256];
        assert!(both.find(Some("a"), &all).is_some() && both.find(Some("c"), &all).is_none());
        assert!(both.find(None, &all).is_none(), "which of the two nobody says");
        assert!(both.find(Some("a"), &[Algorithm::Es256]).is_none());
        let twice = set(json!([rsa_key(&json!({})), rsa_key(&json!({"n": number(256, 0xff)}))]));
        assert!(twice.find(Some("a"), &all).is_none());
    }

    #[test]
    fn what_is_no_set_is_none() {
        let many = json!({"keys": vec![json!({}); MAX_KEYS + 1]}).to_string();
        let large = json!({"keys": [], "more": "x".repeat(MAX_BYTES)}).to_string();
        for text in ["", "[]", "{}", r#"{"keys": {}}"#, &many, &large] {
            assert_eq!(KeySet::parse(text.as_bytes()), None);
        }
    }
}
