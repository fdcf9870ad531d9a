//! The numbers of an account: all of them to choose from, and the one that texts come from.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{
    TwilioAccount, TwilioError,
    accounts::{read, refused},
    ask, own_page,
};
use crate::{
    domain::phone::PhoneNumber,
    integrations::{NumberListing, NumberRemark, RemarkCode, RepliesTarget, Rest, VendorNumber},
    outbound::{Deadline, PageRows},
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
    incoming_phone_numbers: PageRows<NumberResource, PAGE>,
    next_page_uri: Option<String>,
}

/// A number, as far as it matters here. A member of another form than Twilio documents is as good as absent, so that one odd number does
/// not hide the others.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NumberResource {
    #[serde(deserialize_with = "if_readable")]
    pub(super) sid: String,
    #[serde(deserialize_with = "if_readable")]
    phone_number: Option<String>,
    #[serde(deserialize_with = "if_readable")]
    friendly_name: Option<String>,
    #[serde(deserialize_with = "if_readable")]
    pub(super) capabilities: Capabilities,
    #[serde(deserialize_with = "if_readable")]
    sms_url: Option<String>,
    #[serde(deserialize_with = "if_readable")]
    sms_method: Option<String>,
    #[serde(deserialize_with = "if_readable")]
    sms_application_sid: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Capabilities {
    #[serde(deserialize_with = "if_readable")]
    voice: Option<bool>,
    #[serde(deserialize_with = "if_readable")]
    pub(super) sms: Option<bool>,
}

fn if_readable<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).unwrap_or_default())
}

/// All numbers of the account, as far as they are read. `inbound` is where texts to a number have to go for us to hear them, if this
/// deployment knows its own address.
pub(super) async fn list(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    inbound: Option<&str>,
    deadline: Deadline,
) -> Result<NumberListing, TwilioError> {
    // Patients answer the number that texts come from, and through a service that is none of the account's own saying.
    let sender = account.settings.from_number.as_deref();
    let mut next = Some(format!("{}/IncomingPhoneNumbers.json?PageSize={PAGE}", account.path()));
    let mut numbers = Vec::new();
    for _ in 0..MOST_PAGES {
        let Some(path) = next.take() else { break };
        let page = match page(ports, account, &path, deadline).await {
            Ok(page) => page,
            Err(error) if numbers.is_empty() => return Err(error),
            Err(error) => return Ok(NumberListing::Listed { numbers, rest: Rest::Failed(error.to_string()) }),
        };
        let PageRows { rows, is_cut_off } = page.incoming_phone_numbers;
        numbers.extend(rows.into_iter().map(|resource| resource.shown(sender, inbound)));
        if is_cut_off {
            return Ok(NumberListing::Listed { numbers, rest: Rest::More });
        }
        next = match page.next_page_uri.map(|uri| own_page(account, uri)).transpose() {
            Ok(next) => next,
            Err(error) => return Ok(NumberListing::Listed { numbers, rest: Rest::Failed(error.to_string()) }),
        };
    }
    let rest = if next.is_some() { Rest::More } else { Rest::Nothing };
    Ok(NumberListing::Listed { numbers, rest })
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
    Ok(page.incoming_phone_numbers.rows.into_iter().find(|own| own.phone_number.as_deref() == Some(number)))
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

    fn shown(self, sender: Option<&str>, inbound: Option<&str>) -> VendorNumber {
        let inbound = inbound.filter(|_| sender.is_some() && self.phone_number.as_deref() == sender);
        let number = self.phone_number.as_deref().and_then(|text| PhoneNumber::parse(text).ok());
        let remarks = [self.mute(), inbound.and_then(|inbound| self.unheard(inbound))].into_iter().flatten().collect();
        let name = self.friendly_name.filter(|name| !name.trim().is_empty());
        let name = name.map(|name| name.chars().take(LONGEST_NAME).collect());
        VendorNumber { number, name: name.or(self.phone_number), is_vouched: true, remarks, ..VendorNumber::default() }
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
        let unheard = "so Frontdesk does not hear a STOP that is sent to it.";
        let detail = match (&target.application, target.host()) {
            (Some(_), _) => format!("Texts to this number go to an application of the Twilio account, {unheard}"),
            (None, _) if target.is_of_another(inbound) => {
                "Texts to this number come to Frontdesk for another clinic that texts from it too, so this clinic does not hear a STOP \
                 that is sent to it. Text from a number of your own."
                    .to_owned()
            }
            (None, _) if target.url == inbound => {
                format!("Texts to this number come here with {} and not with POST, {unheard}", target.method)
            }
            (None, Some(host)) => format!("Texts to this number go to {host}, {unheard}"),
            (None, None) => format!("Texts to this number go to nobody, {unheard}"),
        };
        Some(NumberRemark::new(RemarkCode::SmsElsewhere, detail))
    }
}
