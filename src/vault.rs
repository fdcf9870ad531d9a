//! The vault: credentials of orgs, sealed when they are written, opened only for the call to their vendor.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{
    crypto::seal::{EnvelopePlace, KeyId, KeyRing, OpenError, SealError},
    domain::{id::OrgId, integration::Vendor},
    ports::Entropy,
};

/// The column of credentials in `integration_settings`, and in `pending_connections`, from which an envelope goes there as it is.
const CREDENTIALS: &str = "credentials_sealed";
/// The column of tokens in `access_tokens`.
const TOKEN: &str = "token_sealed";
/// Cursors are in no column, and of no vendor.
const CURSOR: &str = "cursor";
const CURSOR_VENDOR: &str = "";
/// Tokens of channels are in no column of ours: a vendor sends them back.
const CHANNEL: &str = "channel";

/// Tokens of calls are in no column and of no vendor: whichever platform carries the call sends them back.
const CALL: &str = "call";
const CALL_VENDOR: &str = "";

/// What is sealed: it decides the column that an envelope is bound to.
#[derive(Clone, Copy, Debug)]
pub enum SealedKind {
    /// Long-lived credentials.
    Credentials,
    /// A short-lived access token.
    Token,
}

/// The deployment's keys, and what sealing with them needs.
#[derive(Clone)]
pub struct Vault {
    ring: Arc<KeyRing>,
    entropy: Arc<dyn Entropy>,
}

impl Vault {
    /// A vault with these keys.
    pub fn new(ring: KeyRing, entropy: Arc<dyn Entropy>) -> Self {
        Self { ring: Arc::new(ring), entropy }
    }

    /// The key that seals.
    pub fn primary(&self) -> &KeyId {
        self.ring.primary()
    }

    /// All keys that open, the primary first.
    pub fn key_ids(&self) -> impl Iterator<Item = &KeyId> {
        self.ring.ids()
    }

    /// Seals `value` as JSON, for the org's row of that vendor and nowhere else.
    pub fn seal<T: Serialize>(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        kind: SealedKind,
        value: &T,
    ) -> Result<String, SealError> {
        let plaintext = Zeroizing::new(serde_json::to_vec(value).map_err(|_| SealError::Cipher)?);
        self.ring.seal(place(org_id, vendor, kind), &plaintext, self.entropy.as_ref())
    }

    /// Seals credentials that are JSON already.
    pub fn seal_json(&self, org_id: OrgId, vendor: &Vendor, json: &[u8]) -> Result<String, SealError> {
        self.ring.seal(place(org_id, vendor, SealedKind::Credentials), json, self.entropy.as_ref())
    }

    /// Opens credentials and leaves them JSON.
    pub fn open_json(&self, org_id: OrgId, vendor: &Vendor, envelope: &str) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.ring.open(place(org_id, vendor, SealedKind::Credentials), envelope)
    }

    /// Opens what [`Self::seal`] made.
    pub fn open<T: DeserializeOwned>(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        kind: SealedKind,
        envelope: &str,
    ) -> Result<T, OpenError> {
        let plaintext = self.ring.open(place(org_id, vendor, kind), envelope)?;
        serde_json::from_slice(&plaintext).map_err(|_| OpenError::Malformed)
    }

    /// Seals where a list of the org goes on: such a place names rows, and rows are named by what must not stand in a URL.
    pub fn seal_cursor<T: Serialize>(&self, org_id: OrgId, position: &T) -> Result<String, SealError> {
        let plaintext = serde_json::to_vec(position).map_err(|_| SealError::Cipher)?;
        self.ring.seal(cursor_of(org_id), &plaintext, self.entropy.as_ref())
    }

    /// Opens what [`Self::seal_cursor`] made for this org.
    pub fn open_cursor<T: DeserializeOwned>(&self, org_id: OrgId, cursor: &str) -> Result<T, OpenError> {
        let plaintext = self.ring.open(cursor_of(org_id), cursor)?;
        serde_json::from_slice(&plaintext).map_err(|_| OpenError::Malformed)
    }

    /// What a vendor is to send back with whatever comes through a channel of the org: nobody else can have made it, for this channel.
    pub fn seal_channel(&self, org_id: OrgId, vendor: &Vendor, channel_id: &str) -> Result<String, SealError> {
        self.ring.seal(channel_of(org_id, vendor), channel_id.as_bytes(), self.entropy.as_ref())
    }

    /// Whether a token is the one of this channel.
    pub fn is_of_channel(&self, org_id: OrgId, vendor: &Vendor, channel_id: &str, token: &str) -> bool {
        let opened = self.ring.open(channel_of(org_id, vendor), token);
        opened.is_ok_and(|sealed| sealed.as_slice() == channel_id.as_bytes())
    }

    /// Seals what is known of a call of the org, for a platform to send back. It is short-lived, so no rewrap follows it.
    pub fn seal_call<T: Serialize>(&self, org_id: OrgId, call: &T) -> Result<String, SealError> {
        let plaintext = Zeroizing::new(serde_json::to_vec(call).map_err(|_| SealError::Cipher)?);
        self.ring.seal(call_of(org_id), &plaintext, self.entropy.as_ref())
    }

    /// Opens what [`Self::seal_call`] made for this org.
    pub fn open_call<T: DeserializeOwned>(&self, org_id: OrgId, sealed: &str) -> Result<T, OpenError> {
        let plaintext = self.ring.open(call_of(org_id), sealed)?;
        serde_json::from_slice(&plaintext).map_err(|_| OpenError::Malformed)
    }

    /// Opens an envelope of credentials and seals its content again under the primary key, without looking at it.
    pub fn rewrap(&self, org_id: OrgId, vendor: &Vendor, envelope: &str) -> Result<String, RewrapError> {
        let plaintext = self.open_json(org_id, vendor, envelope)?;
        Ok(self.seal_json(org_id, vendor, &plaintext)?)
    }
}

fn place(org_id: OrgId, vendor: &Vendor, kind: SealedKind) -> EnvelopePlace<'_> {
    let column = match kind {
        SealedKind::Credentials => CREDENTIALS,
        SealedKind::Token => TOKEN,
    };
    EnvelopePlace { org_id, vendor: vendor.as_str(), column }
}

fn channel_of(org_id: OrgId, vendor: &Vendor) -> EnvelopePlace<'_> {
    EnvelopePlace { org_id, vendor: vendor.as_str(), column: CHANNEL }
}

fn cursor_of(org_id: OrgId) -> EnvelopePlace<'static> {
    EnvelopePlace { org_id, vendor: CURSOR_VENDOR, column: CURSOR }
}

fn call_of(org_id: OrgId) -> EnvelopePlace<'static> {
    EnvelopePlace { org_id, vendor: CALL_VENDOR, column: CALL }
}

/// Why an envelope was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum RewrapError {
    /// It did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}
