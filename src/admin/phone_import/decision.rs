//! What is to be done with each row of a chunk, by what the database has.

use std::collections::{HashMap, HashSet};

use super::{
    admission::Candidate,
    report::{Obstacle, Outcome, taken},
};
use crate::{
    domain::{
        claim::{Claim, Identifier},
        id::OrgId,
    },
    store::{
        mapping_imports::{Identifiers, identifiers_of},
        mappings::{Mapping, NewMapping},
    },
};

/// What the database has that a chunk's rows mean or meet.
pub(super) struct Known {
    own: HashMap<(OrgId, Identifier, String), Mapping>,
    in_use: HashMap<(Identifier, String), (OrgId, String)>,
    /// `None` for the operator, who approves what they import.
    unproven: Option<Unproven>,
}

/// What an admin may import without proof.
pub(super) struct Unproven {
    pub(super) proven: HashSet<Claim>,
    /// How many more there may be.
    pub(super) left: i64,
}

/// What is to be done.
pub(super) enum Decision {
    Create,
    /// Changes the mapping with this id.
    Update(String),
    Nothing(Outcome),
}

impl Known {
    /// Out of the orgs' own mappings, used or not, and those of anybody that are used.
    pub(super) fn new(own: Vec<Mapping>, in_use: Vec<Mapping>, unproven: Option<Unproven>) -> Self {
        let by_own = |mapping: Mapping| {
            let keys = pairs(identifiers_of(&mapping));
            keys.into_iter().map(move |(kind, text)| ((mapping.org_id, kind, text), mapping.clone()))
        };
        let by_use = |mapping: Mapping| {
            let keys = pairs(identifiers_of(&mapping));
            keys.into_iter().map(move |key| (key, (mapping.org_id, mapping.id.clone())))
        };
        let (own, in_use) = (own.into_iter().flat_map(by_own).collect(), in_use.into_iter().flat_map(by_use).collect());
        Self { own, in_use, unproven }
    }

    /// As a mapping that is sent by itself is decided: the org's own one of the same number is meant, or, without a number, that of the same
    /// SIP address. Whatever else leads to a call leads to one mapping.
    pub(super) fn decide(&mut self, candidate: &Candidate) -> Decision {
        let meant = self.meant(candidate);
        if let Some(outcome) = self.in_the_way(candidate, meant) {
            return Decision::Nothing(outcome);
        }
        let decision = match meant {
            None => Decision::Create,
            Some(mapping) if is_as(mapping, &candidate.mapping) => return Decision::Nothing(Outcome::Unchanged),
            Some(mapping) => Decision::Update(mapping.id.clone()),
        };
        if self.adds_unproven(candidate, meant) && !self.unproven.as_mut().is_none_or(Unproven::take) {
            return Decision::Nothing(Outcome::Conflict(Obstacle::Unproven));
        }
        decision
    }

    /// Whether there is one more active mapping without proof once this one is as it is to be.
    fn adds_unproven(&self, candidate: &Candidate, meant: Option<&Mapping>) -> bool {
        let Some(Unproven { proven, .. }) = &self.unproven else { return false };
        let is_active = candidate.mapping.is_active.unwrap_or(meant.is_none_or(|mapping| mapping.is_active));
        let is_counted = meant.is_some_and(|mapping| mapping.is_active && !mapping.is_proven);
        let kept = meant.filter(|mapping| mapping.is_proven).map(Mapping::claims).unwrap_or_default();
        let Identifiers { number, sip_uri, vapi_id, .. } = after(candidate, meant);
        let claims = Claim::all(number, sip_uri, vapi_id);
        is_active && !is_counted && claims.iter().any(|claim| !proven.contains(claim) && !kept.contains(claim))
    }

    /// How many more there may be without proof, after what was decided.
    pub(super) fn left(&self) -> Option<i64> {
        self.unproven.as_ref().map(|unproven| unproven.left)
    }

    fn meant(&self, candidate: &Candidate) -> Option<&Mapping> {
        let Identifiers { org_id, number, sip_uri, .. } = candidate.identifiers();
        let key = match number {
            Some(number) => (org_id, Identifier::Number, number.to_owned()),
            None => (org_id, Identifier::SipUri, sip_uri?.to_owned()),
        };
        self.own.get(&key)
    }

    /// Another mapping that would be the same in something, once this one is as it is to be.
    fn in_the_way(&self, candidate: &Candidate, meant: Option<&Mapping>) -> Option<Outcome> {
        let org_id = candidate.org_id;
        let is_active = candidate.mapping.is_active.unwrap_or(meant.is_none_or(|mapping| mapping.is_active));
        let is_another = |id: &str| meant.is_none_or(|mapping| mapping.id != id);
        pairs(after(candidate, meant)).into_iter().find_map(|(kind, text)| {
            let own = self.own.get(&(org_id, kind, text.clone())).filter(|mapping| is_another(&mapping.id));
            if own.is_some() && kind == Identifier::SipUri {
                return Some(taken(kind, true));
            }
            let (whose, _) = self.in_use.get(&(kind, text)).filter(|(_, id)| is_active && is_another(id))?;
            Some(taken(kind, *whose == org_id))
        })
    }
}

impl Unproven {
    /// Counts one more, if there may be one.
    fn take(&mut self) -> bool {
        let may_be = self.left > 0;
        self.left -= i64::from(may_be);
        may_be
    }
}

/// What the mapping will be found by.
fn after<'a>(candidate: &'a Candidate, meant: Option<&'a Mapping>) -> Identifiers<'a> {
    let given = candidate.identifiers();
    let Some(before) = meant.map(identifiers_of) else { return given };
    Identifiers {
        number: given.number.or(before.number),
        sip_uri: if candidate.mapping.sip_uri.is_some() { given.sip_uri } else { before.sip_uri },
        vapi_id: if candidate.mapping.vapi_phone_number_id.is_some() { given.vapi_id } else { before.vapi_id },
        ..given
    }
}

/// Whether it changes nothing.
fn is_as(mapping: &Mapping, asked: &NewMapping) -> bool {
    mapping.clinic_name == asked.clinic_name
        && asked.is_active.is_none_or(|is_active| is_active == mapping.is_active)
        && asked.sip_uri.as_ref().is_none_or(|sip_uri| *sip_uri == mapping.sip_uri)
        && asked.vapi_phone_number_id.as_ref().is_none_or(|id| *id == mapping.vapi_phone_number_id)
}

fn pairs(identifiers: Identifiers<'_>) -> Vec<(Identifier, String)> {
    let Identifiers { number, sip_uri, vapi_id, .. } = identifiers;
    let all = [(Identifier::Number, number), (Identifier::SipUri, sip_uri), (Identifier::VapiId, vapi_id)];
    all.into_iter().filter_map(|(kind, text)| Some((kind, text?.to_owned()))).collect()
}
