//! The numbers of an account: all of them to choose from, and the one that texts come from.

use serde::Deserialize;

use super::{
    TwilioAccount, TwilioError,
    accounts::{read, refused},
    ask, own_page,
};
use crate::{
    domain::phone::PhoneNumber,
    integrations::{NumberListing, NumberRemark, RemarkCode, RepliesTarget, VendorNumber},
    outbound::Deadline,
    ports::Ports,
};

/// Numbers per page: one has about 2 KB, and an answer may have 1 MB.
const PAGE: usize = 200;
/// Pages that are read.
const MOST_PAGES: usize = 5;
/// Characters of a friendly name that are shown; Twilio allows 64.
const LONGEST_NAME: usize = 64;

#[derive(Deserialize)]
struct NumberPage {
    incoming_phone_numbers: Vec<NumberResource>,
    next_page_uri: Option<String>,
}

/// A number, as far as it matters here.
#[derive(Deserialize)]
pub(super) struct NumberResource {
    #[serde(default)]
    pub(super) sid: String,
    phone_number: Option<String>,
    friendly_name: Option<String>,
    #[serde(default)]
    pub(super) capabilities: Capabilities,
    sms_url: Option<String>,
    sms_method: Option<String>,
    sms_application_sid: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Capabilities {
    voice: Option<bool>,
    pub(super) sms: Option<bool>,
}

/// All numbers of the account, as far as they are read. `inbound` is where texts to a number have to go for us to hear them, if this
/// deployment knows its own address.
pub(super) async fn list(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    inbound: Option<&str>,
    deadline: Deadline,
) -> Result<NumberListing, TwilioError> {
    // Texts that go through a service are answered there, whatever its numbers say.
    let inbound = inbound.filter(|_| account.settings.messaging_service_sid.is_none());
    let mut next = Some(format!("{}/IncomingPhoneNumbers.json?PageSize={PAGE}", account.path()));
    let mut numbers = Vec::new();
    for _ in 0..MOST_PAGES {
        let Some(path) = next.take() else { break };
        let page = page(ports, account, &path, deadline).await?;
        numbers.extend(page.incoming_phone_numbers.into_iter().map(|resource| resource.shown(inbound)));
        next = page.next_page_uri.map(|uri| own_page(account, uri)).transpose()?;
    }
    Ok(NumberListing::Listed { numbers, more: next.is_some() })
}

/// The account's own number of this form. Twilio filters by any part of a number, so its answer may hold others too.
pub(super) async fn find(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    number: &str,
    deadline: Deadline,
) -> Result<Option<NumberResource>, TwilioError> {
    let filter = number.replace('+', "%2B");
    let path = format!("{}/IncomingPhoneNumbers.json?PhoneNumber={filter}&PageSize=20", account.path());
    let page = page(ports, account, &path, deadline).await?;
    Ok(page.incoming_phone_numbers.into_iter().find(|own| own.phone_number.as_deref() == Some(number)))
}

async fn page(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    path: &str,
    deadline: Deadline,
) -> Result<NumberPage, TwilioError> {
    let response = ask(ports, &format!("{}{path}", account.hosts.api), &account.authorization(), deadline).await?;
    if response.status == 200 { read(&response.body) } else { Err(refused(account, response.status)) }
}

impl NumberResource {
    /// Where texts to it go.
    pub(super) fn target(&self) -> RepliesTarget {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        RepliesTarget {
            url: given(&self.sms_url).unwrap_or_default(),
            method: given(&self.sms_method).unwrap_or_else(|| "POST".to_owned()),
            application: given(&self.sms_application_sid),
        }
    }

    fn shown(self, inbound: Option<&str>) -> VendorNumber {
        let number = self.phone_number.as_deref().and_then(|text| PhoneNumber::parse(text).ok());
        let remarks = [self.mute(), inbound.and_then(|inbound| self.unheard(inbound))].into_iter().flatten().collect();
        let name = self.friendly_name.filter(|name| !name.trim().is_empty());
        let name = name.map(|name| name.chars().take(LONGEST_NAME).collect());
        VendorNumber { number, name: name.or(self.phone_number), remarks, ..VendorNumber::default() }
    }

    fn mute(&self) -> Option<NumberRemark> {
        let is_mute = self.capabilities.voice == Some(false);
        is_mute.then(|| NumberRemark::new(RemarkCode::NoVoice, "This number takes no calls: it is for texts alone."))
    }

    fn unheard(&self, inbound: &str) -> Option<NumberRemark> {
        let target = self.target();
        if self.capabilities.sms == Some(false) || target.is(inbound) {
            return None;
        }
        let whither = match (&target.application, target.host()) {
            (Some(_), _) => "an application of the Twilio account".to_owned(),
            (None, Some(host)) => host.to_owned(),
            (None, None) => "nobody".to_owned(),
        };
        let detail =
            format!("Texts to this number go to {whither}, so Frontdesk does not hear a STOP that is sent to it.");
        Some(NumberRemark::new(RemarkCode::SmsElsewhere, detail))
    }
}
