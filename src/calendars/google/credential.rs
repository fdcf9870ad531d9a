//! What is stored of a clinic's account at Google: the secret part, which is sealed, and the settings beside it, which are not.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{integration::Vendor, oauth_client::OAuthClient, secret::Secret};

/// Google Calendar.
pub const GOOGLE: Vendor = Vendor::named("google");

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
        /// The `sub` of the account that has consented, where Google said it: an address can go to another account.
        #[serde(default)]
        subject: Option<String>,
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

/// Which guests Google mails when an appointment that invites them is booked, changed or cancelled: `sendUpdates` of Calendar v3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuestUpdates {
    /// None. The appointment appears in the calendars of guests who use Google's; others never hear of it.
    #[default]
    None,
    /// Those who do not use Google's calendar.
    ExternalOnly,
    /// All.
    All,
}

impl GuestUpdates {
    /// Google's word.
    pub const fn as_parameter(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ExternalOnly => "externalOnly",
            Self::All => "all",
        }
    }
}

/// What is not secret of a Google integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleSettings {
    /// The calendar's own id (not `primary`, whose key in answers is unknown).
    pub calendar_id: String,
    /// `refresh_token` or `service_account`.
    pub kind: String,
    /// Which guests are mailed.
    #[serde(default)]
    pub guest_updates: GuestUpdates,
    /// The address of the account that has consented, where Google said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The service account's address or the org's own OAuth client id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// The last four characters of the refresh token or of the key's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_four: Option<String>,
}
