//! Whether an account's credentials work, and whether what its texts are sent from is its own.

use serde::{Deserialize, de::DeserializeOwned};

use super::{TwilioAccount, TwilioError, ask};
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
struct NumberList {
    incoming_phone_numbers: Vec<NumberResource>,
}

#[derive(Deserialize)]
struct NumberResource {
    phone_number: Option<String>,
    capabilities: Option<Capabilities>,
}

#[derive(Deserialize)]
struct Capabilities {
    sms: Option<bool>,
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
pub async fn check_account(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    messaging_base: &str,
    deadline: Deadline,
) -> Result<(), TwilioError> {
    let url = format!("{}{}.json", account.api_base, account.path());
    let response = ask(ports, &url, &account.as_owner(), deadline).await?;
    if response.status != 200 {
        return Err(TwilioError::of(response.status));
    }
    check_status(&read(&response.body)?, &account.settings.account_sid)?;
    match (&account.settings.messaging_service_sid, &account.settings.from_number) {
        (Some(sid), _) => check_service(ports, account, &format!("{messaging_base}/v1/Services/{sid}"), deadline).await,
        (None, Some(number)) => check_number(ports, account, number, deadline).await,
        (None, None) => Ok(()),
    }
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

/// Twilio filters by any part of a number, so the list may hold others too.
async fn check_number(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    number: &str,
    deadline: Deadline,
) -> Result<(), TwilioError> {
    let (path, filter) = (account.path(), number.replace('+', "%2B"));
    let url = format!("{}{path}/IncomingPhoneNumbers.json?PhoneNumber={filter}&PageSize=20", account.api_base);
    let response = ask(ports, &url, &account.authorization(), deadline).await?;
    if response.status != 200 {
        return Err(refused(account, response.status));
    }
    let list: NumberList = read(&response.body)?;
    let own = list.incoming_phone_numbers.into_iter().find(|own| own.phone_number.as_deref() == Some(number));
    match own.ok_or(FOREIGN_NUMBER)?.capabilities {
        Some(Capabilities { sms: Some(false) }) => Err(MUTE_NUMBER),
        _ => Ok(()),
    }
}

/// The auth token has been proven by now, so what is refused is the API key.
fn refused(account: &TwilioAccount<'_>, status: u16) -> TwilioError {
    match TwilioError::of(status) {
        TwilioError::Refused(_) if account.as_key().is_some() => BAD_KEY,
        error => error,
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, TwilioError> {
    serde_json::from_slice(body).map_err(|_| TwilioError::Unexpected)
}
