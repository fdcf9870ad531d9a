//! What is stored of a clinic's account at Twilio: the secret part, which is sealed, and the settings beside it, which are not.

use serde::{Deserialize, Serialize};

use crate::{
    config::{TwilioRegion, is_default},
    domain::{integration::Vendor, secret::Secret},
};

/// Twilio's messaging.
pub const TWILIO: Vendor = Vendor::named("twilio");

/// What opens a Twilio account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TwilioCredential {
    /// The account's primary auth token; also the key of callback signatures.
    pub auth_token: Secret,
    /// The secret of the API key named in the settings.
    pub api_key_secret: Option<Secret>,
    /// Secrets of shared keys with which callbacks may be signed instead; several while one replaces another.
    #[serde(default)]
    pub shared_keys: Vec<Secret>,
}

/// What is not secret of a Twilio integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioSettings {
    /// `AC…`
    pub account_sid: String,
    /// Where Twilio keeps it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub region: TwilioRegion,
    /// `SK…`, used for requests instead of the auth token when present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key_sid: Option<String>,
    /// The number that texts come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_number: Option<String>,
    /// `MG…`, the messaging service that texts go through instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messaging_service_sid: Option<String>,
    /// How many shared keys there are, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_keys: Option<usize>,
    /// The last four characters of the auth token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_four: Option<String>,
}
