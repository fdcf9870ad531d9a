//! The numbers of an account at Retell, to choose from.

use serde::Deserialize;

use super::client::RetellAccount;
use crate::{
    domain::{phone::PhoneNumber, route::RouteKey},
    integrations::{NumberListing, NumberRemark, RemarkCode, VendorNumber},
    voice::{
        account_api::{ApiError, Listing},
        lenient::Text,
    },
};

/// Characters of a name that are shown.
const LONGEST_NAME: usize = 64;

/// Numbers that Retell has bought. One of one's own trunk (`custom`) is whatever somebody has typed in.
const VOUCHED: [&str; 2] = ["retell-twilio", "retell-telnyx"];

/// A number, as far as it matters here. Retell's answer has the user name of its SIP trunk as well, which is skipped unread.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NumberResource {
    phone_number: Text,
    phone_number_type: Text,
    nickname: Text,
    inbound_webhook_url: Text,
}

/// All numbers of the account, as far as they are read. `public_url` is this deployment's own address, if it knows one.
pub(super) async fn list(account: &RetellAccount<'_>, public_url: Option<&str>) -> Result<NumberListing, ApiError> {
    let Listing { items, rest } = account.numbers::<NumberResource>().await?;
    let numbers = items.into_iter().map(|resource| resource.shown(public_url)).collect();
    Ok(NumberListing::Listed { numbers, rest: rest.into() })
}

impl NumberResource {
    fn shown(self, public_url: Option<&str>) -> VendorNumber {
        let said = self.phone_number.as_str();
        let number = said.and_then(|text| PhoneNumber::parse(text).ok());
        let sip_uri = said.filter(|_| number.is_none()).and_then(RouteKey::sip).and_then(|key| match key {
            RouteKey::Sip(uri) => Some(uri),
            _ => None,
        });
        let names = [&self.nickname, &self.phone_number];
        let name = names.into_iter().filter_map(Text::as_str).find(|name| !name.trim().is_empty());
        VendorNumber {
            number,
            sip_uri,
            name: name.map(|name| name.chars().take(LONGEST_NAME).collect()),
            platform_id: None,
            is_vouched: self.phone_number_type.as_str().is_some_and(|of| VOUCHED.contains(&of)),
            remarks: self.remark(public_url).into_iter().collect(),
        }
    }

    fn remark(&self, public_url: Option<&str>) -> Option<NumberRemark> {
        let webhook = self.inbound_webhook_url.as_str().filter(|url| !url.trim().is_empty());
        match (webhook, public_url) {
            (None, _) => Some(NumberRemark::new(
                RemarkCode::HasAssistant,
                "At Retell this number has no inbound webhook, so Frontdesk is not asked who answers. Set up the agent after adding the \
                 number, or set the webhook at Retell.",
            )),
            (Some(url), Some(origin)) if !url.starts_with(&format!("{origin}/api/retell/")) => Some(NumberRemark::new(
                RemarkCode::ServerElsewhere,
                "At Retell this number asks another server who answers, which setting up the agent leaves as it is. Take that webhook off \
                 the number at Retell first.",
            )),
            _ => None,
        }
    }
}
