//! A routed request on its way into its clinic's object, which may be another isolate with a memory of its own.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::{Directory, Resolution, Routed, resolution::LookupState};
use crate::{
    cache::Cache,
    context::RequestContext,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
};

/// About 4 MB each.
const CAPACITY_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of an entry for each byte of the clinic's text, which stands beside what was read from it.
const WEIGHT: usize = 4;

/// Clinics as they are and as they are written. Most requests hand over what the one before did, and to write or to read a clinic takes
/// longer than to see that it is the same.
pub(super) struct WrittenRoutes {
    /// By where the route is in memory, which is nobody else's while it is kept here.
    written: Cache<usize, (Arc<Route>, Arc<RawValue>)>,
    read: Cache<Arc<str>, Arc<Route>>,
}

impl Default for WrittenRoutes {
    fn default() -> Self {
        Self { written: Cache::new(CAPACITY_BYTES), read: Cache::new(CAPACITY_BYTES) }
    }
}

impl WrittenRoutes {
    fn write(&self, route: &Arc<Route>) -> serde_json::Result<Arc<RawValue>> {
        let place = Arc::as_ptr(route).addr();
        if let Some((_, text)) = self.written.get(&place) {
            return Ok(text);
        }
        let text: Arc<RawValue> = to_raw_value(route)?.into();
        self.written.put(place, (Arc::clone(route), Arc::clone(&text)), text.get().len() * WEIGHT);
        Ok(text)
    }

    /// Forgets everything of an org.
    pub(super) fn forget_org(&self, org_id: OrgId) {
        self.written.remove_where(|(route, _)| route.org_id == org_id);
        self.read.remove_where(|route| route.org_id == org_id);
    }

    fn read(&self, text: &str) -> serde_json::Result<Arc<Route>> {
        if let Some(route) = self.read.get(text) {
            return Ok(route);
        }
        let route: Arc<Route> = serde_json::from_str(text)?;
        self.read.put(text.into(), Arc::clone(&route), text.len() * WEIGHT);
        Ok(route)
    }
}

/// What is known of a routed request.
#[derive(Serialize, Deserialize)]
pub struct HandedOver {
    chosen: Arc<RawValue>,
    keys: Vec<(RouteKey, HandedState)>,
    proven_for: Option<OrgId>,
}

/// What a look-up of one key has come to.
#[derive(Serialize, Deserialize)]
enum HandedState {
    Open,
    Unpublished,
    Nobody,
    /// It leads to the clinic that was chosen.
    Chosen {
        is_verified: bool,
    },
    Other {
        route: Arc<Route>,
        is_verified: bool,
    },
}

impl Directory {
    /// What the clinic's object is told. What came from KV is verified behind the answer, for this isolate to know.
    ///
    /// # Errors
    /// When the clinic cannot be written as JSON, which everything in it can.
    pub fn hand_over(&self, context: &RequestContext, mut routed: Routed) -> serde_json::Result<HandedOver> {
        let chosen = Arc::clone(&routed.route);
        let state = |slot: &LookupState| {
            let (route, is_verified) = match slot {
                LookupState::Open => return HandedState::Open,
                LookupState::Unpublished => return HandedState::Unpublished,
                LookupState::Known(None) => return HandedState::Nobody,
                LookupState::Known(Some(route)) => (route, true),
                LookupState::Unverified(route) => (route, false),
            };
            if *route == chosen {
                HandedState::Chosen { is_verified }
            } else {
                HandedState::Other { route: Arc::clone(route), is_verified }
            }
        };
        let keys = routed.resolution.keys.iter().cloned().zip(routed.resolution.slots.iter().map(state)).collect();
        self.verify_behind(&mut routed.resolution, &context.background);
        Ok(HandedOver { chosen: self.written_routes.write(&chosen)?, keys, proven_for: routed.proven_for })
    }

    /// The routed request as it was handed over, with what this isolate remembers of what was left open.
    ///
    /// # Errors
    /// When the clinic cannot be read.
    pub fn take_over(&self, context: &RequestContext, handed: HandedOver) -> serde_json::Result<Routed> {
        let HandedOver { chosen, keys, proven_for } = handed;
        let chosen = self.written_routes.read(chosen.get())?;
        let slot = |(key, state): (RouteKey, HandedState)| {
            let (route, is_verified) = match state {
                HandedState::Open => return (key.clone(), self.remembered_or_open(context, &key)),
                HandedState::Unpublished => return (key, LookupState::Unpublished),
                HandedState::Nobody => return (key, LookupState::Known(None)),
                HandedState::Chosen { is_verified } => (Arc::clone(&chosen), is_verified),
                HandedState::Other { route, is_verified } => (route, is_verified),
            };
            (key, if is_verified { LookupState::Known(Some(route)) } else { LookupState::Unverified(route) })
        };
        let (keys, slots) = keys.into_iter().map(slot).unzip();
        let answered_by = Some(chosen.clinic_address());
        Ok(Routed {
            route: Arc::clone(&chosen),
            resolution: Resolution { keys, slots, is_of_stranger: false },
            proven_for,
            answered_by,
        })
    }

    fn remembered_or_open(&self, context: &RequestContext, key: &RouteKey) -> LookupState {
        let remembered = self.remembered(key, context.now, &context.tiers, &context.background);
        remembered.map_or(LookupState::Open, LookupState::Known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assistant::tests::clinic;

    #[test]
    fn what_is_remembered_is_what_would_be_written_and_read() {
        let routes = WrittenRoutes::default();
        let one = Arc::new(clinic());
        let other = Arc::new(Route { clinic_name: "Another name".into(), ..clinic() });
        for route in [&one, &other, &one, &other] {
            let text = routes.write(route).unwrap();
            assert_eq!(text.get(), serde_json::to_string(route).unwrap());
            assert_eq!(routes.read(text.get()).unwrap(), *route);
        }
        assert!(routes.read("{}").is_err());
    }

    #[test]
    fn a_clinic_that_was_read_once_is_not_read_again_until_it_is_forgotten() {
        let routes = WrittenRoutes::default();
        let route = Arc::new(clinic());
        let text = routes.write(&route).unwrap();
        let [first, second] = [(), ()].map(|()| routes.read(text.get()).unwrap());
        assert!(Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&text, &routes.write(&route).unwrap()));
        routes.forget_org(route.org_id);
        assert!(!Arc::ptr_eq(&first, &routes.read(text.get()).unwrap()));
        assert!(!Arc::ptr_eq(&text, &routes.write(&route).unwrap()));
    }
}
