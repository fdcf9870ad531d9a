//! The numbers of an account at Vapi, to choose from.

use serde::Deserialize;

use super::client::{Listed, VapiAccount};
use crate::{
    domain::{phone::PhoneNumber, route::RouteKey},
    integrations::{NumberListing, NumberRemark, RemarkCode, VendorNumber},
    voice::{
        account_api::{ApiError, Listing},
        lenient::{Object, Text},
    },
};

/// Characters of a name that are shown; Vapi allows 40.
const LONGEST_NAME: usize = 64;

/// Where Vapi has a number from itself, or takes it only from an account that has it. A number of one's own trunk (`byo-phone-number`) is
/// whatever somebody has typed in.
const VOUCHED: [&str; 4] = ["vapi", "twilio", "vonage", "telnyx"];

/// A number, as far as it matters here. Vapi's answer holds the credentials of the account that it was imported from, in clear: they are
/// skipped unread.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct NumberResource {
    id: Text,
    provider: Text,
    created_at: Text,
    number: Text,
    sip_uri: Text,
    name: Text,
    assistant_id: Text,
    squad_id: Text,
    workflow_id: Text,
    server: Object<Server>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Server {
    url: Text,
}

impl Listed for NumberResource {
    fn id(&self) -> Option<&str> {
        self.id.as_str()
    }

    fn created_at(&self) -> Option<&str> {
        self.created_at.as_str()
    }
}

/// All numbers of the account, as far as they are read. `public_url` is this deployment's own address, if it knows one.
pub(super) async fn list(account: &VapiAccount<'_>, public_url: Option<&str>) -> Result<NumberListing, ApiError> {
    let Listing { items, rest } = account.list::<NumberResource>("/phone-number").await?;
    let numbers = items.into_iter().map(|resource| resource.shown(public_url)).collect();
    Ok(NumberListing::Listed { numbers, rest: rest.into() })
}

impl NumberResource {
    fn shown(self, public_url: Option<&str>) -> VendorNumber {
        let number = self.number.as_str().and_then(|text| PhoneNumber::parse(text).ok());
        let sip_uri = self.sip_uri.as_str().and_then(RouteKey::sip).and_then(|key| match key {
            RouteKey::Sip(uri) => Some(uri),
            _ => None,
        });
        let platform_id = self.id.as_str().and_then(RouteKey::vapi_number).and_then(|key| match key {
            RouteKey::VapiNumber(id) => Some(id),
            _ => None,
        });
        let names = [&self.name, &self.number, &self.sip_uri];
        let name = names.into_iter().filter_map(Text::as_str).find(|name| !name.trim().is_empty());
        VendorNumber {
            number,
            sip_uri,
            name: name.map(|name| name.chars().take(LONGEST_NAME).collect()),
            platform_id,
            is_vouched: self.provider.as_str().is_some_and(|provider| VOUCHED.contains(&provider)),
            remarks: self.remark(public_url).into_iter().collect(),
        }
    }

    /// Who answers is asked for only where nobody is set to answer; what happens in a call is told to the number's server.
    fn remark(&self, public_url: Option<&str>) -> Option<NumberRemark> {
        let answers = [&self.assistant_id, &self.squad_id, &self.workflow_id];
        let has_assistant = answers.into_iter().filter_map(Text::as_str).any(|id| !id.is_empty());
        let server = self.server.0.url.as_str().filter(|url| !url.is_empty());
        match (server, public_url) {
            (None, _) if has_assistant => Some(NumberRemark::new(
                RemarkCode::HasAssistant,
                "At Vapi an assistant is set on this number and no server, so Vapi does not ask Frontdesk who answers, and does not \
                 tell it of calls. Set up the agent's tools after adding the number, or take the assistant off it at Vapi.",
            )),
            (Some(url), Some(origin)) if !url.starts_with(&format!("{origin}/api/vapi/")) => Some(NumberRemark::new(
                RemarkCode::ServerElsewhere,
                "At Vapi this number sends its calls to another server, which setting up the agent leaves as it is. Take that server \
                 off the number at Vapi first.",
            )),
            _ => None,
        }
    }
}
