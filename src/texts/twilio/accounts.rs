//! Whether an account's credentials work, and whether what its texts are sent from is its own.

use serde::{Deserialize, de::DeserializeOwned};

use super::{TwilioAccount, TwilioError, ask, numbers};
use crate::{outbound::Deadline, ports::Ports};

const BAD_KEY: TwilioError = TwilioError::Refused("Twilio refuses the API key. Check its SID and secret.");
const FOREIGN_NUMBER: TwilioError =
    TwilioError::Sender("The account works, but from_number is not one of its numbers. Store one that is.");
const MUTE_NUMBER: TwilioError =
    TwilioError::Sender("The account works, but from_number cannot send texts. Store a number that can.");
const FOREIGN_SERVICE: TwilioError = TwilioError::Sender(
    "The account works, but messaging_service_sid is not one of its messaging services. Store one that is.",
);

#[derive(Deserialize)]
struct AccountResource {
    sid: String,
    status: Option<String>,
}

#[derive(Deserialize)]
struct ServiceResource {
    account_sid: String,
}

/// Proves an account by the cheapest requests: the account itself with the auth token, which also signs callbacks, and, since a
/// standard API key may not read accounts, what texts are sent from with the key if there is one.
///
/// # Errors
/// [`TwilioError::Refused`] when the credentials do not work, [`TwilioError::Sender`] when the sender is not the account's.
pub async fn check_account(ports: &Ports, account: &TwilioAccount<'_>, deadline: Deadline) -> Result<(), TwilioError> {
    let response = ask(ports, &account.url(), &account.as_owner(), deadline).await?;
    if response.status != 200 {
        return Err(TwilioError::of(response.status));
    }
    check_status(&read(&response.body)?, &account.settings.account_sid)?;
    match (&account.settings.messaging_service_sid, &account.settings.from_number) {
        (Some(sid), _) => {
            let url = format!("{}/v1/Services/{sid}", account.hosts.messaging);
            check_service(ports, account, &url, deadline).await
        }
        (None, Some(number)) => check_number(ports, account, number, deadline).await,
        (None, None) => Ok(()),
    }
}

/// Whether the auth token opens the account, in whichever region it is asked for.
pub async fn opens(ports: &Ports, account: &TwilioAccount<'_>, deadline: Deadline) -> bool {
    let response = ask(ports, &account.url(), &account.as_owner(), deadline).await;
    response.is_ok_and(|response| response.status == 200)
}

fn check_status(resource: &AccountResource, sid: &str) -> Result<(), TwilioError> {
    match resource.status.as_deref() {
        _ if resource.sid != sid => Err(TwilioError::Unexpected),
        Some("suspended") => Err(TwilioError::Refused("This Twilio account is suspended.")),
        Some("closed") => Err(TwilioError::Refused("This Twilio account is closed.")),
        _ => Ok(()),
    }
}

async fn check_service(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    url: &str,
    deadline: Deadline,
) -> Result<(), TwilioError> {
    let response = ask(ports, url, &account.authorization(), deadline).await?;
    match response.status {
        200 if read::<ServiceResource>(&response.body)?.account_sid == account.settings.account_sid => Ok(()),
        200 | 404 => Err(FOREIGN_SERVICE),
        status => Err(refused(account, status)),
    }
}

async fn check_number(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    number: &str,
    deadline: Deadline,
) -> Result<(), TwilioError> {
    let own = numbers::find(ports, account, number, deadline).await?.ok_or(FOREIGN_NUMBER)?;
    if own.capabilities.sms == Some(false) { Err(MUTE_NUMBER) } else { Ok(()) }
}

/// Where there is an API key it is what was sent, so it is what is refused.
pub(super) fn refused(account: &TwilioAccount<'_>, status: u16) -> TwilioError {
    match TwilioError::of(status) {
        TwilioError::Refused(_) if account.as_key().is_some() => BAD_KEY,
        error => error,
    }
}

pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, TwilioError> {
    serde_json::from_slice(body).map_err(|_| TwilioError::Unexpected)
}
