//! Twilio's 2010 API: whether an account's credentials work, texts, and whether a text was taken.

mod accounts;
pub(crate) mod at_clinic;
pub(crate) mod callbacks;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod credential_input;
mod errors;
mod messages;
mod numbers;
mod provider;
mod replies;
pub mod signature;

use base64::{Engine, engine::general_purpose::STANDARD};

pub use accounts::{check_account, opens};
pub use errors::TwilioError;
pub use provider::Twilio;

use credential::{TwilioCredential, TwilioSettings};

use std::time::Duration;

use crate::{
    config::{TwilioHosts, TwilioRegion, TwilioRegions},
    domain::secret::Secret,
    outbound::{Deadline, repeatable},
    ports::{AnswerPart, OutboundRequest, OutboundResponse, Ports},
};

/// An org's account with what opens it.
#[derive(Clone, Copy)]
pub struct TwilioAccount<'a> {
    /// Where Twilio is for this account.
    hosts: &'a TwilioHosts,
    /// Whose account, and where its texts come from.
    settings: &'a TwilioSettings,
    /// Its secrets.
    credential: &'a TwilioCredential,
}

impl<'a> TwilioAccount<'a> {
    /// The account in the region that its settings name.
    pub fn new(regions: &'a TwilioRegions, settings: &'a TwilioSettings, credential: &'a TwilioCredential) -> Self {
        Self::in_region(settings.region, regions, settings, credential)
    }

    /// The same in another region, to find out whether it is there.
    pub fn in_region(
        region: TwilioRegion,
        regions: &'a TwilioRegions,
        settings: &'a TwilioSettings,
        credential: &'a TwilioCredential,
    ) -> Self {
        Self { hosts: regions.at(region), settings, credential }
    }
}

impl TwilioAccount<'_> {
    /// Below this path lies everything that belongs to the account. It is also how Twilio's links between pages begin.
    fn path(&self) -> String {
        format!("/2010-04-01/Accounts/{}", self.settings.account_sid)
    }

    /// The account itself.
    fn url(&self) -> String {
        format!("{}{}.json", self.hosts.api, self.path())
    }

    /// `Authorization` of the account's owner.
    fn as_owner(&self) -> String {
        basic(&self.settings.account_sid, &self.credential.auth_token)
    }

    /// `Authorization` of the API key, if there is one with its secret.
    fn as_key(&self) -> Option<String> {
        let (sid, secret) = self.settings.api_key_sid.as_ref().zip(self.credential.api_key_secret.as_ref())?;
        Some(basic(sid, secret))
    }

    /// The API key where there is one: it can be taken back without changing the auth token.
    fn authorization(&self) -> String {
        self.as_key().unwrap_or_else(|| self.as_owner())
    }
}

/// Reads one resource, whatever Twilio says of it.
async fn ask(
    ports: &Ports,
    url: &str,
    authorization: &str,
    deadline: Deadline,
) -> Result<OutboundResponse, TwilioError> {
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::GET,
        url: url.to_owned(),
        headers: vec![("authorization", authorization.to_owned())],
        body: None,
        timeout,
        answer: AnswerPart::Whole,
    };
    Ok(repeatable(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?)
}

/// Reads one resource at a path of the account's API.
async fn get(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    path: &str,
    authorization: &str,
    deadline: Deadline,
) -> Result<Vec<u8>, TwilioError> {
    let response = ask(ports, &format!("{}{path}", account.hosts.api), authorization, deadline).await?;
    if response.status == 200 { Ok(response.body) } else { Err(TwilioError::of(response.status)) }
}

/// Links between pages are paths of the same account. Anything else would carry the credentials elsewhere.
fn own_page(account: &TwilioAccount<'_>, uri: String) -> Result<String, TwilioError> {
    if uri.starts_with(&format!("{}/", account.path())) { Ok(uri) } else { Err(TwilioError::Unexpected) }
}

/// HTTP Basic (RFC 7617).
fn basic(user: &str, password: &Secret) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.expose())))
}
