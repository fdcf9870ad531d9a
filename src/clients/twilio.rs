//! Twilio: so far, whether an account's credentials work.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

use crate::{
    clients::exchange::{Deadline, repeatable},
    domain::{
        credential::{TwilioCredential, TwilioSettings},
        secret::Secret,
    },
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

/// Proves credentials by the cheapest requests: the account itself with the auth token, which also signs callbacks, and, since a
/// standard API key may not read accounts, one phone number with the key.
pub async fn check_account(
    ports: &Ports,
    api_base: &str,
    settings: &TwilioSettings,
    credential: &TwilioCredential,
    deadline: Deadline,
) -> Result<(), TwilioError> {
    let account = format!("{api_base}/2010-04-01/Accounts/{}", settings.account_sid);
    let owner = basic(&settings.account_sid, &credential.auth_token);
    let body = get(ports, format!("{account}.json"), &owner, deadline).await?;
    read_account(&body, &settings.account_sid)?;
    if let (Some(sid), Some(secret)) = (&settings.api_key_sid, &credential.api_key_secret) {
        let numbers = format!("{account}/IncomingPhoneNumbers.json?PageSize=1");
        get(ports, numbers, &basic(sid, secret), deadline).await.map_err(|error| match error {
            TwilioError::Refused(_) => TwilioError::Refused("Twilio refuses the API key. Check its SID and secret."),
            other => other,
        })?;
    }
    Ok(())
}

async fn get(ports: &Ports, url: String, authorization: &str, deadline: Deadline) -> Result<Vec<u8>, TwilioError> {
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::GET,
        url: url.clone(),
        headers: vec![("authorization", authorization.to_owned())],
        body: None,
        timeout,
    };
    let response = repeatable(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?;
    match response.status {
        200 => Ok(response.body),
        401 => Err(TwilioError::Refused("Twilio refuses the credentials. Check the account SID and the auth token.")),
        403 => Err(TwilioError::Refused("Twilio does not allow these credentials to be used.")),
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

/// HTTP Basic (RFC 7617).
fn basic(user: &str, password: &Secret) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.expose())))
}
