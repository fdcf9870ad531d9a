//! What is known so far of the keys of one request.

use std::sync::Arc;

use super::document;
use crate::{
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
    ports::Statement,
    store,
};

/// What a look-up of one key has come to.
#[derive(Clone)]
pub(super) enum LookupState {
    /// Nothing yet.
    Open,
    /// KV has no document of it that can be read. D1 knows whether there should be one.
    Unpublished,
    /// From memory or D1.
    Known(Option<Arc<Route>>),
    /// From KV, which may be behind.
    Unverified(Arc<Route>),
}

/// Keys and what is known of each.
#[derive(Clone)]
pub struct Resolution {
    pub(super) keys: Vec<RouteKey>,
    pub(super) slots: Vec<LookupState>,
    /// Whether what is named in it was proven by nobody whose it is: nothing is noted of what it shows then.
    pub(super) is_of_stranger: bool,
}

/// What D1 has said of keys that memory did not know.
#[derive(Default)]
pub(super) struct Settled {
    /// The keys that were asked for, with what they lead to.
    pub(super) routes: Vec<(RouteKey, Option<Arc<Route>>)>,
    /// Those of them whose documents in KV were stale or missing, with the org that they named or should name.
    pub(super) stale: Vec<(RouteKey, OrgId)>,
}

impl LookupState {
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::Unpublished)
    }

    fn route(&self) -> Option<&Arc<Route>> {
        match self {
            Self::Open | Self::Unpublished | Self::Known(None) => None,
            Self::Known(Some(route)) | Self::Unverified(route) => Some(route),
        }
    }
}

impl Resolution {
    /// The keys, most trusted first.
    pub fn keys(&self) -> &[RouteKey] {
        &self.keys
    }

    /// The same keys with nothing known of them.
    #[must_use]
    pub fn reopened(&self) -> Self {
        Self { is_of_stranger: self.is_of_stranger, ..Self::open(self.keys.clone()) }
    }

    /// A resolution of these keys with nothing known of them.
    pub fn open(keys: Vec<RouteKey>) -> Self {
        Self { slots: keys.iter().map(|_| LookupState::Open).collect(), keys, is_of_stranger: false }
    }

    /// The same for somebody who has not proven that a call was as they say.
    #[must_use]
    pub fn for_stranger(self) -> Self {
        Self { is_of_stranger: true, ..self }
    }

    /// What each key leads to, as far as it is known.
    pub fn routes(&self) -> Vec<Option<Arc<Route>>> {
        self.slots.iter().map(|slot| slot.route().cloned()).collect()
    }

    /// Whether every key has an answer, or is accounted for by a document that was found.
    pub fn is_complete(&self) -> bool {
        self.keys.iter().zip(&self.slots).all(|(key, slot)| !slot.is_open() || self.is_explained(key))
    }

    /// Whether what is in front of D1 could not say whose the keys are: KV did not answer, or has no documents of what is named. It has none
    /// of an org that an address names, unless that of the called number is the org's.
    pub(super) fn is_unanswered(&self) -> bool {
        let is_open = |slot: &LookupState| matches!(slot, LookupState::Open);
        let names_org = |(key, slot): (&RouteKey, &LookupState)| {
            matches!(key, RouteKey::Org(_)) && is_open(slot) && !self.is_explained(key)
        };
        let is_unasked = !self.slots.is_empty() && self.slots.iter().all(is_open);
        is_unasked || self.keys.iter().zip(&self.slots).any(names_org)
    }

    /// Whether a route that was found says itself that `key` leads to it.
    fn is_explained(&self, key: &RouteKey) -> bool {
        self.slots.iter().filter_map(LookupState::route).any(|route| document::satisfies(route, key))
    }

    /// The look-ups that would settle what memory did not answer.
    pub fn statements(&self) -> Vec<Statement> {
        let unsettled = self.keys.iter().zip(&self.slots).filter(|(_, slot)| !matches!(slot, LookupState::Known(_)));
        unsettled.map(|(key, _)| store::routes::select(key)).collect()
    }

    /// Takes over what [`Self::statements`] gave, in the same order.
    pub(super) fn settle(&mut self, routes: Vec<Option<Arc<Route>>>) -> Settled {
        let mut settled = Settled::default();
        let unsettled =
            self.slots.iter_mut().zip(&self.keys).filter(|(slot, _)| !matches!(slot, LookupState::Known(_)));
        for ((slot, key), route) in unsettled.zip(routes) {
            let stale = match (&*slot, &route) {
                (LookupState::Unverified(document), route) if route.as_ref() != Some(document) => Some(document.org_id),
                (LookupState::Unpublished, Some(route)) => Some(route.org_id),
                _ => None,
            };
            settled.stale.extend(stale.map(|org_id| (key.clone(), org_id)));
            settled.routes.push((key.clone(), route.clone()));
            *slot = LookupState::Known(route);
        }
        settled
    }

    /// Accepts what KV said, and gives what is still to be verified, if anything is.
    pub(super) fn take_unverified(&mut self) -> Option<Self> {
        let mut behind = Self { keys: Vec::new(), slots: Vec::new(), is_of_stranger: self.is_of_stranger };
        for (key, slot) in self.keys.iter().zip(&mut self.slots) {
            let LookupState::Unverified(route) = slot else { continue };
            let route = Arc::clone(route);
            behind.keys.push(key.clone());
            behind.slots.push(LookupState::Unverified(Arc::clone(&route)));
            *slot = LookupState::Known(Some(route));
        }
        (!behind.keys.is_empty()).then_some(behind)
    }
}
