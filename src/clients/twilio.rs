//! Twilio: so far, whether an account's credentials work.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

use crate::{
    clients::exchange::{Deadline, repeatable},
    domain::credential::{TwilioCredential, TwilioSettings},
    ports::{OutboundRequest, Ports, TransportError},
};

/// Why Twilio did not do it, by what can be done. The texts are constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TwilioError {
    /// The credentials are wrong (error 20003), or the account is gone.
    #[error("{0}")]
    Refused(&'static str),
    /// Not now.
    #[error("{0}")]
    Unavailable(&'static str),
    /// An answer that makes no sense.
    #[error("Twilio's answer could not be understood.")]
    Unexpected,
}

impl From<TransportError> for TwilioError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Timeout => Self::Unavailable("Twilio did not answer in time."),
            TransportError::Connection => Self::Unavailable("Twilio could not be reached."),
            TransportError::TooLarge => Self::Unexpected,
        }
    }
}

#[derive(Deserialize)]
struct Account {
    sid: String,
    status: Option<String>,
}

/// Fetches the account, the cheapest request that proves credentials.
pub async fn check_account(
    ports: &Ports,
    api_base: &str,
    settings: &TwilioSettings,
    credential: &TwilioCredential,
    deadline: Deadline,
) -> Result<(), TwilioError> {
    let authorization = basic(settings, credential);
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::GET,
        url: format!("{api_base}/2010-04-01/Accounts/{}.json", settings.account_sid),
        headers: vec![("authorization", authorization.clone())],
        body: None,
        timeout,
    };
    let response = repeatable(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?;
    match response.status {
        200 => read_account(&response.body, &settings.account_sid),
        401 => {
            Err(TwilioError::Refused("Twilio refuses the credentials. Check the account SID, auth token and API key."))
        }
        403 => Err(TwilioError::Refused("This API key may not read the account. Use a standard key.")),
        404 => Err(TwilioError::Refused("Twilio knows no account with this SID.")),
        429 => Err(TwilioError::Unavailable("Twilio limits the rate of requests at the moment.")),
        500.. => Err(TwilioError::Unavailable("Twilio is not available.")),
        _ => Err(TwilioError::Unexpected),
    }
}

fn read_account(body: &[u8], sid: &str) -> Result<(), TwilioError> {
    let account: Account = serde_json::from_slice(body).map_err(|_| TwilioError::Unexpected)?;
    match account.status.as_deref() {
        _ if account.sid != sid => Err(TwilioError::Unexpected),
        Some("suspended") => Err(TwilioError::Refused("This Twilio account is suspended.")),
        Some("closed") => Err(TwilioError::Refused("This Twilio account is closed.")),
        _ => Ok(()),
    }
}

/// HTTP Basic: the API key when there is one, else the account itself.
fn basic(settings: &TwilioSettings, credential: &TwilioCredential) -> String {
    let (user, password) = match (&settings.api_key_sid, &credential.api_key_secret) {
        (Some(sid), Some(secret)) => (sid, secret),
        _ => (&settings.account_sid, &credential.auth_token),
    };
    format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.expose())))
}
