//! Which clinic a call is for: what the signalling says decides, what the model says never does.
//!
//! Order of trust: the called number, Vapi's id of it, the call's own copy of the number, the SIP address. All that are present
//! are looked up, and all hits must belong to one org. There is no default org.

use std::sync::Arc;

use crate::domain::{
    id::OrgId,
    phone::PhoneNumber,
    route::{Route, RouteKey},
};

/// What a request says of the called number, as received.
#[derive(Clone, Default)]
pub struct Signals {
    /// `message.phoneNumber.number`.
    pub number: Option<String>,
    /// `message.phoneNumber.id` or `message.call.phoneNumberId`.
    pub number_id: Option<String>,
    /// `message.call.phoneNumber`, an object or a string.
    pub call_number: Option<String>,
    /// `message.phoneNumber.sipUri`.
    pub sip_uri: Option<String>,
    /// The org that the address names. It is a signal like the others: what was called must belong to it.
    pub pin: Option<OrgId>,
    /// The seed's legacy selectors, chosen by the model. Used only when nothing above is present and the deployment allows it.
    pub legacy: LegacySelector,
}

/// The model-chosen selectors of the seed's format.
#[derive(Clone, Default)]
pub struct LegacySelector {
    /// `inboundPhoneNumber`.
    pub number: Option<String>,
    /// `tenantId`.
    pub tenant_id: Option<String>,
}

/// Why no clinic was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrouted {
    /// The request names no called number that could be read.
    NoCalledNumber,
    /// Nobody here owns the called number.
    Unknown,
    /// The signals point at different clinics.
    Conflict,
}

impl Signals {
    /// What to look up, most trusted first, without repetition. Legacy selectors count only when `legacy` is allowed and the
    /// signalling says nothing at all: a trusted number that is unreadable does not make the model trustworthy.
    pub fn keys(&self, legacy_allowed: bool) -> Vec<RouteKey> {
        without_repetition(self.said(legacy_allowed).into_iter().filter_map(|(_, key)| key).collect())
    }

    /// What is said in the same order, by where it stands in a message, with the key that it comes to; `None` if it cannot be read.
    pub fn said(&self, legacy_allowed: bool) -> Vec<(&'static str, Option<RouteKey>)> {
        let number = |text: &Option<String>| text.as_deref().map(number_key);
        let trusted = [
            ("message.phoneNumber.number", number(&self.number)),
            ("message.phoneNumber.id", self.number_id.as_deref().map(RouteKey::vapi_number)),
            ("message.call.phoneNumber", number(&self.call_number)),
            ("message.phoneNumber.sipUri", self.sip_uri.as_deref().map(RouteKey::sip)),
            ("the address", self.pin.map(|org| Some(RouteKey::Org(org)))),
        ];
        let said = present(trusted);
        if !said.is_empty() || !legacy_allowed {
            return said;
        }
        let tenant = |id: &str| id.trim().parse::<OrgId>().ok().map(RouteKey::Org);
        present([
            ("inboundPhoneNumber", number(&self.legacy.number)),
            ("tenantId", self.legacy.tenant_id.as_deref().map(tenant)),
        ])
    }
}

fn present<const N: usize>(
    said: [(&'static str, Option<Option<RouteKey>>); N],
) -> Vec<(&'static str, Option<RouteKey>)> {
    said.into_iter().filter_map(|(place, key)| Some((place, key?))).collect()
}

/// Chooses among what the look-ups of `keys` found, in the same order.
///
/// # Errors
/// [`Unrouted::NoCalledNumber`] without keys, [`Unrouted::Unknown`] without a hit, [`Unrouted::Conflict`] when hits belong to
/// different orgs, or when a hit by id belongs to another number than the one that was signalled.
pub fn choose(keys: &[RouteKey], found: &[Option<Arc<Route>>]) -> Result<Arc<Route>, Unrouted> {
    if keys.is_empty() {
        return Err(Unrouted::NoCalledNumber);
    }
    let mut hits = found.iter().flatten();
    let first = hits.next().ok_or(Unrouted::Unknown)?;
    if hits.any(|other| other.org_id != first.org_id) || contradicts_called_number(keys, found, first) {
        return Err(Unrouted::Conflict);
    }
    Ok(Arc::clone(first))
}

/// The called number itself is unknown, and what was found by other means belongs to a different number.
fn contradicts_called_number(keys: &[RouteKey], found: &[Option<Arc<Route>>], chosen: &Route) -> bool {
    let is_org = |key: &RouteKey| matches!(key, RouteKey::Org(_));
    // What is found by the org alone says nothing of what was called, and that would have been found.
    if keys.iter().zip(found).all(|(key, hit)| hit.is_none() || is_org(key)) {
        return !keys.iter().all(is_org);
    }
    let Some((RouteKey::Number(called), None)) = keys.first().zip(found.first().map(Option::as_ref)) else {
        return false;
    };
    chosen.number.as_ref().is_some_and(|number| number != called)
}

/// A number, also when it comes wrapped as `sip:+1555…@host`.
fn number_key(text: &str) -> Option<RouteKey> {
    PhoneNumber::parse(text).ok().map(RouteKey::Number)
}

fn without_repetition(keys: Vec<RouteKey>) -> Vec<RouteKey> {
    let mut distinct: Vec<RouteKey> = Vec::with_capacity(keys.len());
    for key in keys {
        if !distinct.contains(&key) {
            distinct.push(key);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        assistant::Assistant, catalogue::Catalogue, integration::Integrations, org::OrgStatus, texts::TextSettings,
    };

    const A: &str = "d5bc3d69-996a-445b-a234-494040dff620";
    const B: &str = "0198c0de-0000-7000-8000-00000000000b";

    fn route(org: &str, number: Option<&str>) -> Arc<Route> {
        Arc::new(Route {
            org_id: org.parse().unwrap(),
            status: OrgStatus::Active,
            clinic_name: "Downtown Dental Clinic".into(),
            number: number.map(|n| PhoneNumber::parse(n).unwrap()),
            sip_uri: None,
            vapi_phone_number_id: None,
            zone: "America/New_York".parse().unwrap(),
            country: None,
            schedule: None,
            catalogue: Catalogue::default(),
            text_settings: TextSettings::default(),
            assistant: Assistant::default(),
            integrations: Integrations::new(),
            version: 1,
        })
    }

    fn signals(number: &str, id: &str) -> Signals {
        Signals { number: Some(number.into()), number_id: Some(id.into()), ..Signals::default() }
    }

    fn orgs(keys: &[RouteKey], found: &[Option<Arc<Route>>]) -> Result<String, Unrouted> {
        choose(keys, found).map(|route| route.org_id.to_string())
    }

    #[test]
    fn the_called_number_decides() {
        let keys = signals("+15550100", "num-1").keys(false);
        assert_eq!(keys.len(), 2);
        assert_eq!(orgs(&keys, &[Some(route(A, Some("+15550100"))), None]), Ok(A.into()));
    }

    #[test]
    fn number_and_id_of_different_orgs_are_refused() {
        let keys = signals("+15550100", "num-1").keys(false);
        let found = [Some(route(A, Some("+15550100"))), Some(route(B, Some("+15550199")))];
        assert_eq!(orgs(&keys, &found), Err(Unrouted::Conflict));
    }

    #[test]
    fn an_id_whose_mapping_has_another_number_is_refused() {
        let keys = signals("+15550100", "num-1").keys(false);
        assert_eq!(orgs(&keys, &[None, Some(route(B, Some("+15550199")))]), Err(Unrouted::Conflict));
        assert_eq!(orgs(&keys, &[None, Some(route(B, None))]), Ok(B.into()));
    }

    #[test]
    fn nothing_found_is_nobody_and_never_a_default() {
        let keys = signals("+15550100", "num-1").keys(true);
        assert_eq!(orgs(&keys, &[None, None]), Err(Unrouted::Unknown));
        assert_eq!(orgs(&[], &[]), Err(Unrouted::NoCalledNumber));
    }

    #[test]
    fn the_model_is_heard_only_in_the_legacy_format_and_only_without_signalling() {
        let legacy = LegacySelector { number: Some("+1-555-0199".into()), tenant_id: Some(B.into()) };
        let mut said = signals("+15550100", "num-1");
        said.legacy = legacy.clone();
        assert!(said.keys(true) == signals("+15550100", "num-1").keys(true));
        let unreadable = Signals { number: Some("anonymous".into()), legacy: legacy.clone(), ..Signals::default() };
        assert!(unreadable.keys(true).is_empty());
        let only_legacy = Signals { legacy, ..Signals::default() };
        assert_eq!(only_legacy.keys(true).len(), 2);
        assert!(only_legacy.keys(false).is_empty());
    }
}
