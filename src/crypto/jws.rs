//! Signed tokens of others: JSON Web Signatures in compact form (RFC 7515), RS256 and ES256.
//!
//! Which algorithm holds follows from the key and from what the deployment allows. The header's `alg` has to say the same and decides
//! nothing; keys never come from the token (`jwk`, `jku`, `x5u`, `x5c` are ignored).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::key_set::{Algorithm, Key};
use crate::ports::{PublicKeyVerifier, VerifyError};

/// Tokens that list permissions are longer than ours.
const MAX_BYTES: usize = 8192;
/// Two numbers of 32 bytes each: ES256 signatures are no DER.
const ES256_BYTES: usize = 64;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Whether the member is there at all: RFC 7515 knows no `null` for it, and a null names no extension that we could honour.
    #[serde(default, deserialize_with = "is_there")]
    crit: bool,
}

/// Whether a member is there, whatever its value.
pub(super) fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

/// A token whose signature is not checked yet.
pub struct Jws<'a> {
    header: Header,
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Reads a token of at most 8,192 bytes; `None` if it is none, or has extensions that have to be understood.
    pub fn parse(text: &'a str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
        let token = Self { header, signed, payload: decode(payload)?, signature: decode(signature)? };
        (!token.header.crit).then_some(token)
    }

    /// The key that it says it is signed with.
    pub fn key_id(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// The algorithm that it says it is signed with.
    pub fn names(&self, algorithm: Algorithm) -> bool {
        self.header.alg == algorithm.as_str()
    }

    /// What it says, which nothing has proven yet.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// What is signed, and the signature.
    pub fn signed(&self) -> (&[u8], &[u8]) {
        (self.signed.as_bytes(), &self.signature)
    }

    /// Whether it is signed with this key.
    ///
    /// # Errors
    /// When the platform cannot use the key.
    pub async fn is_signed_with(&self, key: &Key, verifier: &dyn PublicKeyVerifier) -> Result<bool, VerifyError> {
        let has_length = key.algorithm != Algorithm::Es256 || self.signature.len() == ES256_BYTES;
        if !has_length || !self.names(key.algorithm) {
            return Ok(false);
        }
        verifier.verify(&key.public, self.signed.as_bytes(), &self.signature).await
    }
}
