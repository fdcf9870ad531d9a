//! What is stored of a clinic's account at Vapi: the secret part, which is sealed, and the settings beside it, which are not.

use serde::{Deserialize, Serialize};

use super::proof::signing::SigningScheme;
use crate::{
    config::{VapiRegion, is_default},
    domain::{integration::Vendor, secret::Secret},
};

/// Vapi's API and webhooks.
pub const VAPI: Vendor = Vendor::named("vapi");

/// What proves webhooks to be of an org's own Vapi account, and opens that account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct VapiCredential {
    /// The account's private API key.
    pub api_key: Option<Secret>,
    /// Shared secrets that webhooks may carry; several while one replaces another.
    #[serde(default)]
    pub webhook_secrets: Vec<Secret>,
    /// Keys of signatures that webhooks may carry.
    #[serde(default)]
    pub signing_secrets: Vec<Secret>,
}

/// What is not secret of a Vapi integration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapiSettings {
    /// Where Vapi keeps the account.
    #[serde(default, skip_serializing_if = "is_default")]
    pub region: VapiRegion,
    /// The last four characters of the API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_four: Option<String>,
    /// How many shared secrets there are.
    #[serde(default)]
    pub webhook_secrets: usize,
    /// How many signing secrets there are.
    #[serde(default)]
    pub signing_secrets: usize,
    /// How the account signs with them; as Vapi does by default when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<SigningScheme>,
}
