//! Accounts of an org at vendors, as the rest of the product knows them: by vendor, sealed, and with no vendor's name in it.
//!
//! What a vendor's settings and credentials are is known in that vendor's own folder.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A company with which an org has an account, by the word that is stored, shown and used in paths, such as `google`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Vendor(Cow<'static, str>);

impl Vendor {
    /// The vendor of this name. Each is named once, in its own folder.
    pub const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Vendor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|name| Self(Cow::Owned(name)))
    }
}

/// What an org has an account at a vendor for. Work that waits for a connection waits for one of its purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Busy times and events.
    Calendar,
    /// Texts to patients.
    Texts,
    /// Calls.
    Voice,
}

impl Purpose {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Texts => "texts",
            Self::Voice => "voice",
        }
    }
}

/// Whether the vendor accepted the credentials when last asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IntegrationStatus {
    /// Nothing is known against them.
    Connected,
    /// The vendor refused them for good; somebody has to connect again.
    NeedsReconnect,
}

/// Credentials as they lie in D1 and KV, with their settings. The envelope opens beside these settings and this id alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedCredential {
    /// What is not secret, in the form of the vendor's folder.
    pub settings: Value,
    /// The envelope.
    pub sealed: String,
    /// Another one with every save.
    pub credential_id: String,
    /// Whether the vendor still takes them.
    pub status: IntegrationStatus,
}

/// An org's accounts, one a vendor.
pub type Integrations = BTreeMap<Vendor, SealedCredential>;

impl SealedCredential {
    /// Its settings as their vendor knows them; `None` if they are not of that form.
    pub fn settings_as<S: DeserializeOwned>(&self) -> Option<S> {
        S::deserialize(&self.settings).ok()
    }
}
