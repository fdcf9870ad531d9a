//! The vault: credentials of orgs, sealed when they are written, opened only for the call to their vendor.

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{
    crypto::seal::{KeyRing, OpenError, Place, SealError},
    domain::{credential::Service, id::OrgId},
    ports::Entropy,
};

/// The column of credentials in `integration_settings`.
const CREDENTIALS: &str = "credentials_sealed";
/// The column of tokens in `access_tokens`.
const TOKEN: &str = "token_sealed";

/// What is sealed: it decides the column that an envelope is bound to.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Long-lived credentials.
    Credentials,
    /// A short-lived access token.
    Token,
}

/// Where an envelope of `kind` lies.
pub fn place(org_id: OrgId, service: Service, kind: Kind) -> Place {
    let column = match kind {
        Kind::Credentials => CREDENTIALS,
        Kind::Token => TOKEN,
    };
    Place { org_id, service, column }
}

/// Seals `value` as JSON.
pub fn seal<T: Serialize>(ring: &KeyRing, place: Place, value: &T, entropy: &dyn Entropy) -> Result<String, SealError> {
    let plaintext = Zeroizing::new(serde_json::to_vec(value).map_err(|_| SealError::Cipher)?);
    ring.seal(place, &plaintext, entropy)
}

/// Opens what [`seal`] made.
pub fn open<T: DeserializeOwned>(ring: &KeyRing, place: Place, envelope: &str) -> Result<T, OpenError> {
    let plaintext = ring.open(place, envelope)?;
    serde_json::from_slice(&plaintext).map_err(|_| OpenError::Malformed)
}

/// Opens an envelope and seals its content again under the primary key, without looking at it.
pub fn rewrap(ring: &KeyRing, place: Place, envelope: &str, entropy: &dyn Entropy) -> Result<String, RewrapError> {
    let plaintext = ring.open(place, envelope)?;
    Ok(ring.seal(place, &plaintext, entropy)?)
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
