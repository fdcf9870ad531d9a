//! Which clinic a call is for: what the signalling says decides, what the model says never does.
//!
//! A platform says what was called in several ways, the most trusted first. All that are present are looked up. The called number decides:
//! an id or a SIP name that another org claims does not silence it. Without a hit by number all hits must belong to one org. There is no default org.

use std::sync::Arc;

use crate::domain::{
    claim::Claim,
    id::OrgId,
    phone::PhoneNumber,
    route::{Route, RouteKey},
};

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

/// Chooses among what the look-ups of `keys` found, in the same order.
///
/// # Errors
/// [`Unrouted::NoCalledNumber`] without keys, [`Unrouted::Unknown`] without a hit, [`Unrouted::Conflict`] when hits by other means than the
/// number belong to different orgs, or to another than is named, whether there is that one or not, or when a hit by id belongs to another
/// number than the one that was signalled.
pub fn choose(keys: &[RouteKey], found: &[Option<Arc<Route>>]) -> Result<Arc<Route>, Unrouted> {
    if keys.is_empty() {
        return Err(Unrouted::NoCalledNumber);
    }
    let mut hits = found.iter().flatten();
    let first = hits.next().ok_or(Unrouted::Unknown)?;
    let names_another = keys.iter().any(|key| matches!(key, RouteKey::Org(id) if *id != first.org_id));
    if names_another {
        return Err(Unrouted::Conflict);
    }
    if let Some(called) = of_called_number(keys, found) {
        return Ok(Arc::clone(called));
    }
    if hits.any(|other| other.org_id != first.org_id) || contradicts_called_number(keys, found, first) {
        return Err(Unrouted::Conflict);
    }
    Ok(Arc::clone(first))
}

/// A call whose number is one org's, and whose id or SIP name another org has mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalDispute {
    /// The org whose number was called.
    pub owner: OrgId,
    pub number: PhoneNumber,
    /// The other one.
    pub holder: OrgId,
    /// What it has mapped.
    pub held: Claim,
}

/// Whether another org has mapped an id or a SIP name which was signalled with the called number.
pub fn disputed(keys: &[RouteKey], found: &[Option<Arc<Route>>]) -> Option<SignalDispute> {
    let owner = of_called_number(keys, found)?.org_id;
    let Some(RouteKey::Number(number)) = keys.first() else { return None };
    let by_claim = keys.iter().zip(found).filter(|(key, _)| matches!(key, RouteKey::Sip(_) | RouteKey::VapiNumber(_)));
    let hits = by_claim.filter_map(|(key, route)| Some((key, route.as_ref()?.org_id)));
    let (key, holder) = hits.into_iter().find(|(_, holder)| *holder != owner)?;
    Some(SignalDispute { owner, number: number.clone(), holder, held: key.claim()? })
}

fn of_called_number<'a>(keys: &[RouteKey], found: &'a [Option<Arc<Route>>]) -> Option<&'a Arc<Route>> {
    let (key, route) = keys.first().zip(found.first())?;
    route.as_ref().filter(|_| matches!(key, RouteKey::Number(_)))
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
            own_numbers: Some(Vec::new()),
            vapi_phone_number_id: None,
            zone: "America/New_York".parse().unwrap(),
            jurisdiction: None,
            country: None,
            schedule: None,
            catalogue: Catalogue::default(),
            text_settings: TextSettings::default(),
            assistant: Assistant::default(),
            budget: crate::domain::budget::Budget::default(),
            calls_over_until: None,
            knowledge: None,
            integrations: Integrations::new(),
            version: 1,
        })
    }

    fn keys(number: &str, id: &str) -> [RouteKey; 2] {
        [RouteKey::Number(PhoneNumber::parse(number).unwrap()), RouteKey::vapi_number(id).unwrap()]
    }

    fn orgs(keys: &[RouteKey], found: &[Option<Arc<Route>>]) -> Result<String, Unrouted> {
        choose(keys, found).map(|route| route.org_id.to_string())
    }

    #[test]
    fn the_called_number_decides() {
        let keys = keys("+15550100", "num-1");
        assert_eq!(orgs(&keys, &[Some(route(A, Some("+15550100"))), None]), Ok(A.into()));
    }

    #[test]
    fn a_number_is_its_owners_whoever_claims_the_id() {
        let keys = keys("+15550100", "num-1");
        let found = [Some(route(A, Some("+15550100"))), Some(route(B, Some("+15550199")))];
        assert_eq!(orgs(&keys, &found), Ok(A.into()));
        let dispute = disputed(&keys, &found).unwrap();
        assert_eq!((dispute.owner, dispute.holder), (A.parse().unwrap(), B.parse().unwrap()));
        assert_eq!((dispute.number.as_str(), dispute.held.value.as_str()), ("+15550100", "num-1"));
        let agreed = [found[0].clone(), Some(route(A, None))];
        assert_eq!((disputed(&keys, &agreed), disputed(&keys, &[None, found[1].clone()])), (None, None));
    }

    #[test]
    fn without_a_number_ids_of_different_orgs_are_refused() {
        let keys = [RouteKey::sip("sip:front@clinic.example").unwrap(), RouteKey::vapi_number("num-1").unwrap()];
        assert_eq!(orgs(&keys, &[Some(route(A, None)), Some(route(B, None))]), Err(Unrouted::Conflict));
    }

    #[test]
    fn an_id_whose_mapping_has_another_number_is_refused() {
        let keys = keys("+15550100", "num-1");
        assert_eq!(orgs(&keys, &[None, Some(route(B, Some("+15550199")))]), Err(Unrouted::Conflict));
        assert_eq!(orgs(&keys, &[None, Some(route(B, None))]), Ok(B.into()));
    }

    #[test]
    fn an_org_that_is_named_is_served_alone_whether_it_is_there_or_not() {
        let keys = [RouteKey::Number(PhoneNumber::parse("+15550100").unwrap()), RouteKey::Org(B.parse().unwrap())];
        let called = Some(route(A, Some("+15550100")));
        assert_eq!(orgs(&keys, &[called.clone(), None]), Err(Unrouted::Conflict));
        assert_eq!(orgs(&keys, &[called.clone(), Some(route(B, None))]), Err(Unrouted::Conflict));
        let own = [RouteKey::Number(PhoneNumber::parse("+15550100").unwrap()), RouteKey::Org(A.parse().unwrap())];
        assert_eq!(orgs(&own, &[called.clone(), Some(route(A, None))]), Ok(A.into()));
        assert_eq!(orgs(&own, &[called, None]), Ok(A.into()), "the number's route says whose it is");
    }

    #[test]
    fn nothing_found_is_nobody_and_never_a_default() {
        let keys = keys("+15550100", "num-1");
        assert_eq!(orgs(&keys, &[None, None]), Err(Unrouted::Unknown));
        assert_eq!(orgs(&[], &[]), Err(Unrouted::NoCalledNumber));
    }
}
