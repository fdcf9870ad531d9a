//! A route: all that a tool call needs to know of the clinic whose number was called.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::domain::{
    assistant::Assistant,
    budget::Budget,
    catalogue::Catalogue,
    claim::{Claim, Identifier},
    country::Country,
    dates::OpeningSpans,
    id::OrgId,
    integration::{Integrations, SealedCredential, Vendor},
    knowledge::Edition,
    org::OrgStatus,
    phone::PhoneNumber,
    placement::{Jurisdiction, jurisdiction_or_null},
    plain_words::words,
    schedule::{Schedule, Zone},
    texts::TextSettings,
};

/// Longer SIP addresses cannot be mapped.
const LONGEST_SIP: usize = 255;

/// What a call can be routed by.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RouteKey {
    /// The called number.
    Number(PhoneNumber),
    /// The called SIP address, in lower case.
    Sip(String),
    /// Vapi's id of the called number, in lower case.
    VapiNumber(String),
    /// The org itself, as an address or the seed's legacy `tenantId` names it.
    Org(OrgId),
}

impl RouteKey {
    /// What leads to the mapping with this value, as it is stored.
    pub fn of_claim(kind: Identifier, value: &str) -> Option<Self> {
        match kind {
            Identifier::Number => PhoneNumber::parse(value).ok().map(Self::Number),
            Identifier::SipUri => Self::sip(value),
            Identifier::VapiId => Self::vapi_number(value),
        }
    }

    /// The value that an org says is its own; none if it is the org itself.
    pub fn claim(&self) -> Option<Claim> {
        let (kind, value) = match self {
            Self::Number(number) => (Identifier::Number, number.as_str()),
            Self::Sip(uri) => (Identifier::SipUri, uri.as_str()),
            Self::VapiNumber(id) => (Identifier::VapiId, id.as_str()),
            Self::Org(_) => return None,
        };
        Some(Claim { kind, value: value.to_owned() })
    }

    /// A SIP address in the form in which it is stored: lower case, without parameters. `None` when it is not one.
    pub fn sip(uri: &str) -> Option<Self> {
        let lower = uri.trim().to_lowercase();
        let address = lower.split([';', '?']).next().unwrap_or_default();
        let (user, host) = address.strip_prefix("sip:")?.split_once('@')?;
        let visible = address.bytes().all(|byte| byte.is_ascii_graphic());
        let fits = !user.is_empty() && !host.is_empty() && address.len() <= LONGEST_SIP;
        // The user may be a phone number, of which one form is canonical.
        let is_number = user.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let number = is_number.then(|| PhoneNumber::parse(user).ok()).flatten();
        let user = number.as_ref().map_or(user, PhoneNumber::as_str);
        (fits && visible).then(|| Self::Sip(format!("sip:{user}@{host}")))
    }

    /// Vapi's id of a number; `None` when empty.
    pub fn vapi_number(id: &str) -> Option<Self> {
        let id = id.trim().to_lowercase();
        let visible = id.bytes().all(|byte| byte.is_ascii_graphic());
        (visible && (1..=100).contains(&id.len())).then_some(Self::VapiNumber(id))
    }

    /// The identifier under which a document is published in KV. Ids of Vapi and of orgs have none: they go to D1, which keeps
    /// KV at one document per number.
    pub fn published_as(&self) -> Option<&str> {
        match self {
            Self::Number(number) => Some(number.as_str()),
            Self::Sip(uri) => Some(uri),
            Self::VapiNumber(_) | Self::Org(_) => None,
        }
    }

    /// Reads a published identifier back.
    pub fn from_published(subject: &str) -> Option<Self> {
        if subject.starts_with('+') { PhoneNumber::parse(subject).ok().map(Self::Number) } else { Self::sip(subject) }
    }
}

/// One clinic as a call needs it. This is the document that is published to KV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The org.
    pub org_id: OrgId,
    /// Whether the org's calls are served.
    pub status: OrgStatus,
    /// The clinic's name as callers know it under this number.
    pub clinic_name: String,
    /// The number, unless the mapping is by SIP only.
    pub number: Option<PhoneNumber>,
    /// The numbers of the org that are called. Nobody is texted there, and no call is handed there. `None` if they are more than 100: D1 is
    /// then asked of a number before a text or a call leaves for it.
    #[serde(default)]
    pub own_numbers: Option<Vec<PhoneNumber>>,
    /// The SIP address.
    pub sip_uri: Option<String>,
    /// Vapi's id of the number.
    pub vapi_phone_number_id: Option<String>,
    /// The org's zone.
    pub zone: Zone,
    /// Where the clinic's object stays, which is part of its address.
    #[serde(deserialize_with = "jurisdiction_or_null")]
    pub jurisdiction: Option<Jurisdiction>,
    /// The org's country, by which numbers are read that a caller says without a country code.
    #[serde(default)]
    pub country: Option<Country>,
    /// Opening hours and booking rules; absent until the org has set them.
    pub schedule: Option<Schedule>,
    /// What can be booked and with whom; empty in documents that were written before there was such a thing.
    #[serde(default)]
    pub catalogue: Catalogue,
    /// What its patients are texted.
    #[serde(default, rename = "messaging")]
    pub text_settings: TextSettings,
    /// How its calls are answered.
    #[serde(default)]
    pub assistant: Assistant,
    /// Which edition of what the clinic has written down for its callers is its own; `None` if it has written nothing.
    #[serde(default)]
    pub knowledge: Option<Edition>,
    /// What the org wants to spend in a month.
    #[serde(default)]
    pub budget: Budget,
    /// Until when its calls are not answered since that is used up, in Unix seconds.
    #[serde(default)]
    pub calls_over_until: Option<i64>,
    /// The org's accounts at vendors, sealed.
    pub integrations: Integrations,
    /// The org's configuration version, which every change of the org, its schedule, its catalogue or its credentials raises.
    pub version: i64,
}

impl Route {
    /// When the clinic, or somebody who works there, can be booked at all.
    pub fn opening_spans(&self) -> OpeningSpans {
        let Some(schedule) = &self.schedule else { return OpeningSpans::default() };
        let clinics = OpeningSpans::default().with_week(&schedule.weekly).with_dates(&schedule.overrides);
        self.catalogue.practitioners.iter().fold(clinics, |spans, practitioner| {
            let spans = spans.with_dates(&practitioner.overrides);
            practitioner.weekly.as_ref().map_or(spans, |weekly| spans.with_week(weekly))
        })
    }

    /// Whether the assistant answers the org's calls: it is active, and its budget of calls is not used up. A clinic that has nobody to
    /// whom calls could be forwarded is answered all the same: it wanted them forwarded, and not lost.
    pub fn is_answered(&self, now: DateTime<Utc>) -> bool {
        let is_within_budget = self.calls_over_until.is_none_or(|until| until <= now.timestamp());
        self.status == OrgStatus::Active && (is_within_budget || self.forwarded_to().is_none())
    }

    /// Whether a word, in small letters and without accents, is in the clinic's name or in that of a service or somebody who works there.
    pub fn is_named(&self, word: &str) -> bool {
        let services = self.catalogue.services.iter().flat_map(|it| it.aliases.iter().chain([&it.name]));
        let practitioners = self.catalogue.practitioners.iter().flat_map(|it| it.aliases.iter().chain([&it.name]));
        let mut names = services.chain(practitioners).chain([&self.clinic_name]);
        names.any(|name| words(name).iter().any(|known| known == word))
    }

    /// The org's account at a vendor with its settings; `None` if there is none whose settings can be read.
    pub fn integration<S: DeserializeOwned>(&self, vendor: &Vendor) -> Option<(&SealedCredential, S)> {
        let account = self.integrations.get(vendor)?;
        Some((account, account.settings_as()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sip_addresses_compare_in_lower_case_without_parameters() {
        let stored = RouteKey::sip("sip:clinic-a@sip.vapi.ai");
        assert!(stored.is_some());
        assert!(RouteKey::sip("SIP:Clinic-A@sip.vapi.ai;transport=tls") == stored);
        let number = RouteKey::sip("sip:+525512345678@sip.vapi.ai");
        assert!(number.is_some() && RouteKey::sip("sip:+5215512345678@sip.vapi.ai") == number);
        for bad in [
            "",
            "clinic",
            "sip:",
            "sip:@host",
            "sip:user@",
            "tel:+15550100",
            "sip:a b@host",
            "sip:\u{0}@host",
            "sip:ü@host",
        ] {
            assert!(RouteKey::sip(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn published_identifiers_read_back() {
        for subject in ["+15550100", "sip:clinic-a@sip.vapi.ai"] {
            let key = RouteKey::from_published(subject).unwrap();
            assert_eq!(key.published_as(), Some(subject));
        }
    }
}
