//! Credentials of an org at Google, Twilio and Vapi: the secret part, which is sealed, and the settings beside it, which are not.

use serde::{Deserialize, Serialize};

use crate::{domain::secret::Secret, voice::vapi::signing::SigningScheme};

/// A service of which an org can store credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Google Calendar.
    Google,
    /// Twilio messaging.
    Twilio,
    /// Vapi's API and webhooks.
    Vapi,
}

impl Service {
    /// The word that is stored, shown and used in paths.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Twilio => "twilio",
            Self::Vapi => "vapi",
        }
    }

    /// Reads that word.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "google" => Some(Self::Google),
            "twilio" => Some(Self::Twilio),
            "vapi" => Some(Self::Vapi),
            _ => None,
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

/// What opens a Google calendar.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum GoogleCredential {
    /// OAuth 2.0 offline access (RFC 6749 section 6).
    RefreshToken {
        /// The refresh token.
        refresh_token: Secret,
        /// The org's own OAuth client; the platform's is used when absent.
        client: Option<OAuthClient>,
    },
    /// A service account (RFC 7523 JWT bearer grant).
    ServiceAccount {
        /// The account's address, the assertion's issuer.
        client_email: String,
        /// PKCS#8 PEM.
        private_key: Secret,
        /// The key's id, sent as `kid`.
        private_key_id: Option<String>,
        /// The user to act for, with domain-wide delegation.
        subject: Option<String>,
    },
}

/// An OAuth client registration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OAuthClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    pub secret: Secret,
}

/// What is not secret of a Google integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleSettings {
    /// The calendar's own id (not `primary`, whose key in answers is unknown).
    pub calendar_id: String,
    /// `refresh_token` or `service_account`.
    pub kind: String,
    /// The service account's address or the org's own OAuth client id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// The last four characters of the refresh token or of the key's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_four: Option<String>,
}

/// What opens a Twilio account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TwilioCredential {
    /// The account's primary auth token; also the key of callback signatures.
    pub auth_token: Secret,
    /// The secret of the API key named in the settings.
    pub api_key_secret: Option<Secret>,
}

/// What is not secret of a Twilio integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioSettings {
    /// `AC…`
    pub account_sid: String,
    /// `SK…`, used for requests instead of the auth token when present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key_sid: Option<String>,
    /// The number that texts come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_number: Option<String>,
    /// `MG…`, the messaging service that texts go through instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messaging_service_sid: Option<String>,
    /// The last four characters of the auth token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_four: Option<String>,
}

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
