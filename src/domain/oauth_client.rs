//! A registration at an OAuth 2.0 authorization server (RFC 6749 section 2).

use serde::{Deserialize, Serialize};

use super::secret::Secret;

/// An OAuth client registration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OAuthClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    pub secret: Secret,
}
