//! Whether an account's credentials work.

use serde::Deserialize;

use super::{Account, TwilioError, messages::get};
use crate::{outbound::Deadline, ports::Ports};

#[derive(Deserialize)]
struct Resource {
    sid: String,
    status: Option<String>,
}

/// Proves credentials by the cheapest requests: the account itself with the auth token, which also signs callbacks, and, since a
/// standard API key may not read accounts, one phone number with the key.
pub async fn check_account(ports: &Ports, account: &Account<'_>, deadline: Deadline) -> Result<(), TwilioError> {
    let (path, owner) = (account.path(), account.as_owner());
    let body = get(ports, account, &format!("{path}.json"), &owner, deadline).await?;
    read_account(&body, &account.settings.account_sid)?;
    if let Some(key) = account.as_key() {
        let numbers = format!("{path}/IncomingPhoneNumbers.json?PageSize=1");
        get(ports, account, &numbers, &key, deadline).await.map_err(|error| match error {
            TwilioError::Refused(_) => TwilioError::Refused("Twilio refuses the API key. Check its SID and secret."),
            other => other,
        })?;
    }
    Ok(())
}

fn read_account(body: &[u8], sid: &str) -> Result<(), TwilioError> {
    let account: Resource = serde_json::from_slice(body).map_err(|_| TwilioError::Unexpected)?;
    match account.status.as_deref() {
        _ if account.sid != sid => Err(TwilioError::Unexpected),
        Some("suspended") => Err(TwilioError::Refused("This Twilio account is suspended.")),
        Some("closed") => Err(TwilioError::Refused("This Twilio account is closed.")),
        _ => Ok(()),
    }
}
