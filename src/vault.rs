//! The vault: credentials of orgs, sealed when they are written, opened only for the call to their vendor.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{
    crypto::seal::{Beside, EnvelopePlace, KeyId, KeyRing, OpenError, SealError},
    domain::{
        id::OrgId,
        integration::{SealedCredential, Vendor},
        secret::Secret,
    },
    ports::Entropy,
};

/// The column of credentials in `integration_settings` and in `pending_connections`.
const CREDENTIALS: &str = "credentials_sealed";
/// The column of tokens in `access_tokens`.
const TOKEN: &str = "token_sealed";
/// Cursors are in no column, and of no vendor.
const CURSOR: &str = "cursor";
const CURSOR_VENDOR: &str = "";
/// Tokens of channels are in no column of ours: a vendor sends them back.
const CHANNEL: &str = "channel";

/// The column of the secrets in `webhooks`, which are of no vendor.
const WEBHOOK: &str = "secrets_sealed";
const WEBHOOK_VENDOR: &str = "";

/// Tokens of calls are in no column and of no vendor: whichever platform carries the call sends them back.
const CALL: &str = "call";
const CALL_VENDOR: &str = "";

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

    /// What `text` is called where it must not stand itself: [`KeyRing::pseudonym`].
    pub fn pseudonym(&self, r#use: &str, text: &str) -> String {
        self.ring.pseudonym(r#use, text)
    }

    /// Seals credentials that are JSON already, for the org's row of that vendor, beside the settings and the id with which they are saved.
    pub fn seal_credential(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        beside: Beside<'_>,
        json: &[u8],
    ) -> Result<String, SealError> {
        self.ring.seal(credential_of(org_id, vendor, beside), json, self.entropy.as_ref())
    }

    /// Opens credentials and leaves them JSON.
    pub fn open_json(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        credential: &SealedCredential,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.ring.open(credential_of(org_id, vendor, beside(credential)), &credential.sealed)
    }

    /// Opens credentials.
    pub fn open<T: DeserializeOwned>(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        credential: &SealedCredential,
    ) -> Result<T, OpenError> {
        let plaintext = self.open_json(org_id, vendor, credential)?;
        serde_json::from_slice(&plaintext).map_err(|_| OpenError::Malformed)
    }

    /// Seals an access token that was issued for a credential. It opens for that one alone, and beside its settings.
    pub fn seal_token(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        credential: &SealedCredential,
        token: &Secret,
    ) -> Result<String, SealError> {
        let plaintext = Zeroizing::new(serde_json::to_vec(token).map_err(|_| SealError::Cipher)?);
        self.ring.seal(token_of(org_id, vendor, beside(credential)), &plaintext, self.entropy.as_ref())
    }

    /// Opens what [`Self::seal_token`] made.
    pub fn open_token(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        credential: &SealedCredential,
        sealed: &str,
    ) -> Result<Secret, OpenError> {
        let plaintext = self.ring.open(token_of(org_id, vendor, beside(credential)), sealed)?;
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

    /// Seals what a webhook of the org signs with, beside what its row says of it.
    pub fn seal_webhook<T: Serialize>(
        &self,
        org_id: OrgId,
        beside: Beside<'_>,
        secrets: &T,
    ) -> Result<String, SealError> {
        let plaintext = Zeroizing::new(serde_json::to_vec(secrets).map_err(|_| SealError::Cipher)?);
        self.ring.seal(webhook_of(org_id, beside), &plaintext, self.entropy.as_ref())
    }

    /// Opens what [`Self::seal_webhook`] made.
    pub fn open_webhook<T: DeserializeOwned>(
        &self,
        org_id: OrgId,
        beside: Beside<'_>,
        sealed: &str,
    ) -> Result<T, OpenError> {
        let plaintext = self.ring.open(webhook_of(org_id, beside), sealed)?;
        serde_json::from_slice(&plaintext).map_err(|_| OpenError::Malformed)
    }

    /// Opens an envelope of [`Self::seal_webhook`] and seals its content again under the primary key, without looking at it.
    pub fn rewrap_webhook(&self, org_id: OrgId, beside: Beside<'_>, sealed: &str) -> Result<String, ResealError> {
        let plaintext = self.ring.open(webhook_of(org_id, beside), sealed)?;
        Ok(self.ring.seal(webhook_of(org_id, beside), &plaintext, self.entropy.as_ref())?)
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
    pub fn rewrap(&self, org_id: OrgId, vendor: &Vendor, credential: &SealedCredential) -> Result<String, ResealError> {
        self.move_to(org_id, vendor, credential, beside(credential))
    }

    /// Opens an envelope of credentials and seals its content again for what it is to stand beside.
    pub fn move_to(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        credential: &SealedCredential,
        beside: Beside<'_>,
    ) -> Result<String, ResealError> {
        let plaintext = self.open_json(org_id, vendor, credential)?;
        Ok(self.seal_credential(org_id, vendor, beside, &plaintext)?)
    }
}

fn beside(credential: &SealedCredential) -> Beside<'_> {
    Beside { save_id: &credential.credential_id, values: &credential.settings }
}

fn credential_of<'a>(org_id: OrgId, vendor: &'a Vendor, beside: Beside<'a>) -> EnvelopePlace<'a> {
    EnvelopePlace { org_id, vendor: vendor.as_str(), column: CREDENTIALS, beside: Some(beside) }
}

fn token_of<'a>(org_id: OrgId, vendor: &'a Vendor, beside: Beside<'a>) -> EnvelopePlace<'a> {
    EnvelopePlace { org_id, vendor: vendor.as_str(), column: TOKEN, beside: Some(beside) }
}

fn channel_of(org_id: OrgId, vendor: &Vendor) -> EnvelopePlace<'_> {
    EnvelopePlace { org_id, vendor: vendor.as_str(), column: CHANNEL, beside: None }
}

fn cursor_of(org_id: OrgId) -> EnvelopePlace<'static> {
    EnvelopePlace { org_id, vendor: CURSOR_VENDOR, column: CURSOR, beside: None }
}

fn webhook_of(org_id: OrgId, beside: Beside<'_>) -> EnvelopePlace<'_> {
    EnvelopePlace { org_id, vendor: WEBHOOK_VENDOR, column: WEBHOOK, beside: Some(beside) }
}

fn call_of(org_id: OrgId) -> EnvelopePlace<'static> {
    EnvelopePlace { org_id, vendor: CALL_VENDOR, column: CALL, beside: None }
}

/// Why an envelope was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// It did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}
