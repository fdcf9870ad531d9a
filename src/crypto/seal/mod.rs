//! Sealing of credentials at rest.
//!
//! What is protected: OAuth refresh tokens, private keys, auth tokens and cached access tokens, against whoever can read or write
//! the database. AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce from the platform's generator; at most 2^32 seals per key
//! are allowed with random nonces, which one row per org and service never nears.
//!
//! An envelope is text: `v2.<key id>.<base64url(nonce || ciphertext || tag)>`. The associated data binds org, service, column,
//! version and key id, so an envelope that is moved to another row, column or org does not open. It also binds what stands beside the
//! envelope in its row, and the id of the save that wrote both. So plain settings that are changed by hand, and an envelope of an earlier
//! save, do not open. Envelopes `v1` bind the place alone: those of no row, and those of rows that were written before there was `v2`.

use std::fmt;

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac, digest::Key};
use serde_json::Value;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    domain::id::OrgId,
    ports::{Entropy, EntropyError},
};

/// Bound to its place.
const PLACED: &str = "v1";
/// Bound to its place and to what stands beside it.
const BOUND: &str = "v2";
/// What the key of pseudonyms is derived for.
const PSEUDONYMS: &str = "frontdesk pseudonyms";
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// The name of a key, 1 to 32 characters of `A-Za-z0-9_-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(String);

impl KeyId {
    /// Reads a key id; `None` when it has other characters or another length.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        ((1..=32).contains(&text.len()) && text.chars().all(allowed)).then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where an envelope lives. It opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct EnvelopePlace<'a> {
    /// The org that owns the row.
    pub org_id: OrgId,
    /// The vendor of the row, as it is stored.
    pub vendor: &'a str,
    /// The column.
    pub column: &'static str,
    /// What stands beside it in its row; `None` for what lies in no row.
    pub beside: Option<Beside<'a>>,
}

/// What stands beside an envelope in its row and is authenticated with it.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// Another one with every save.
    pub save_id: &'a str,
    /// The plain values. The order of members does not count.
    pub values: &'a Value,
}

/// Why an envelope did not open. None of these says anything about its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not an envelope of a known version.
    #[error("the envelope is malformed")]
    Malformed,
    /// Sealed under a key that is not on the ring.
    #[error("the envelope names a key that is not configured")]
    UnknownKey,
    /// Altered, or sealed for another place.
    #[error("the envelope does not belong here or was altered")]
    Authentication,
}

/// Why something could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// No nonce.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The cipher refused, which it does only for texts beyond 64 GiB.
    #[error("the cipher refused")]
    Cipher,
}

/// The keys: one primary that seals, and all that open.
#[derive(Clone)]
pub struct KeyRing {
    primary: KeyId,
    keys: Vec<(KeyId, Box<Aes256Gcm>)>,
    /// A key of its own for [`KeyRing::pseudonym`], derived from the primary.
    pseudonyms: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.keys.iter().map(|(id, _)| id.as_str()).collect();
        f.debug_struct("KeyRing").field("primary", &self.primary.as_str()).field("keys", &ids).finish_non_exhaustive()
    }
}

impl KeyRing {
    /// A ring of `keys`, of which the first is the primary; `None` without keys.
    pub fn new(keys: Vec<(KeyId, [u8; 32])>) -> Option<Self> {
        let (primary, first) = keys.first()?;
        let (primary, pseudonyms) = (primary.clone(), keyed_hash(first, PSEUDONYMS.as_bytes()));
        let keys = keys.into_iter().map(|(id, key)| (id, Box::new(Aes256Gcm::new(&key.into())))).collect();
        Some(Self { primary, keys, pseudonyms: Zeroizing::new(pseudonyms) })
    }

    /// What `text` is called where it must not stand itself: 16 bytes of HMAC-SHA-256 in base64url, 22 characters. The same text is called
    /// otherwise for another use, and under another primary key. Whoever has the keys can try all numbers that there are.
    pub fn pseudonym(&self, r#use: &str, text: &str) -> String {
        let hash = keyed_hash(&self.pseudonyms, [r#use.as_bytes(), &[0], text.as_bytes()].concat().as_slice());
        let (half, _) = hash.split_at(16);
        URL_SAFE_NO_PAD.encode(half)
    }

    /// The key that seals.
    pub fn primary(&self) -> &KeyId {
        &self.primary
    }

    /// All keys that open.
    pub fn ids(&self) -> impl Iterator<Item = &KeyId> {
        self.keys.iter().map(|(id, _)| id)
    }

    /// Seals `plaintext` for `place` under the primary key.
    pub fn seal(&self, place: EnvelopePlace<'_>, plaintext: &[u8], entropy: &dyn Entropy) -> Result<String, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        entropy.fill(&mut nonce)?;
        let cipher = self.cipher(&self.primary).ok_or(SealError::Cipher)?;
        let version = if place.beside.is_some() { BOUND } else { PLACED };
        let aad = associated_data(version, place, &self.primary).ok_or(SealError::Cipher)?;
        let ciphertext = encrypt(cipher, nonce, &aad, plaintext).ok_or(SealError::Cipher)?;
        let body = URL_SAFE_NO_PAD.encode([nonce.as_slice(), &ciphertext].concat());
        Ok(format!("{version}.{}.{body}", self.primary.as_str()))
    }

    /// Opens an envelope that lies at `place`. One that was made before what stands beside it was bound opens too, until it is replaced.
    pub fn open(&self, place: EnvelopePlace<'_>, envelope: &str) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (version, key_id, body) = split(envelope).ok_or(OpenError::Malformed)?;
        let aad = associated_data(version, place, &key_id).ok_or(OpenError::Malformed)?;
        let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| OpenError::Malformed)?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(OpenError::Malformed)?;
        if ciphertext.len() < TAG_BYTES {
            return Err(OpenError::Malformed);
        }
        let cipher = self.cipher(&key_id).ok_or(OpenError::UnknownKey)?;
        decrypt(cipher, *nonce, &aad, ciphertext).ok_or(OpenError::Authentication)
    }

    fn cipher(&self, id: &KeyId) -> Option<&Aes256Gcm> {
        self.keys.iter().find(|(known, _)| known == id).map(|(_, cipher)| cipher.as_ref())
    }
}

fn split(envelope: &str) -> Option<(&str, KeyId, &str)> {
    let (version, rest) = envelope.split_once('.')?;
    let (key_id, body) = rest.split_once('.')?;
    KeyId::parse(key_id).map(|id| (version, id, body))
}

/// HMAC-SHA-256 (RFC 2104). A key that is shorter than a block is filled up with zeros.
fn keyed_hash(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let mut block = Key::<Hmac<Sha256>>::default();
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    <Hmac<Sha256> as Mac>::new(&block).chain_update(text).finalize().into_bytes().into()
}

/// What an envelope of this version at `place` is authenticated with. `None` of versions that are not known, or not of such a place.
fn associated_data(version: &str, place: EnvelopePlace<'_>, key_id: &KeyId) -> Option<Vec<u8>> {
    let EnvelopePlace { org_id, vendor, column, beside } = place;
    let key_id = key_id.as_str();
    match (version, beside) {
        // Fields joined by a character that none of them can contain, so that no two places share associated data.
        (PLACED, _) => Some(format!("frontdesk|{PLACED}|{org_id}|{vendor}|{column}|{key_id}").into_bytes()),
        // The save and the values come from the row, so they could contain any character. An array of JSON tells them apart.
        (BOUND, Some(Beside { save_id, values })) => {
            let mut values = values.clone();
            values.sort_all_objects();
            serde_json::to_vec(&("frontdesk", BOUND, org_id, vendor, column, key_id, save_id, values)).ok()
        }
        _ => None,
    }
}

fn encrypt(cipher: &Aes256Gcm, nonce: [u8; NONCE_BYTES], aad: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
    cipher.encrypt(&Nonce::from(nonce), Payload { msg: plaintext, aad }).ok()
}

fn decrypt(cipher: &Aes256Gcm, nonce: [u8; NONCE_BYTES], aad: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    cipher.decrypt(&Nonce::from(nonce), Payload { msg: ciphertext, aad }).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests;
