//! The clinic that a request was routed to, and how sure that is.
//!
//! A route from KV may be behind D1, and a second identifier of the same call may not have been looked up yet. What was routed is
//! therefore corrected as soon as D1 has been asked, and a clinic that is not served, or not the called one, is not answered for.

use std::sync::Arc;

use super::{Directory, DirectoryError, Resolution, resolution::LookupState};
use crate::{
    context::RequestContext,
    domain::{
        clinic_address::ClinicAddress,
        id::OrgId,
        org::OrgStatus,
        route::{Route, RouteKey},
        signals::{self, Unrouted},
    },
    ports::DatabaseError,
    store::{self, StoreError},
};

/// A clinic that was chosen, and how.
#[derive(Clone)]
pub struct Routed {
    /// The clinic.
    pub route: Arc<Route>,
    /// What is known of each key that was looked up.
    pub resolution: Resolution,
    /// The org whose own secrets are all that proved the request. A number that turns out to be another's is not served then.
    pub proven_for: Option<OrgId>,
    /// In which object the request is answered, if it is in one. A number that turns out to be another's is that one's to answer for.
    pub answered_by: Option<ClinicAddress>,
}

/// Why a clinic does not get a call that was routed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutingRefusal {
    /// On a second look the org is suspended or closed.
    #[error("the org is not served")]
    NotServed,
    /// On a second look the number is not this clinic's.
    #[error("the number changed hands")]
    Rerouted(Unrouted),
    /// On a second look the number is that of another clinic, whose object has to be asked instead.
    #[error("the number is another org's now")]
    Moved,
}

/// Why a route was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum RoutingError {
    /// The call is not this clinic's, or it is not served.
    #[error(transparent)]
    Refused(#[from] RoutingRefusal),
    /// D1 would not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DirectoryError> for RoutingError {
    fn from(DirectoryError(error): DirectoryError) -> Self {
        Self::Store(error)
    }
}

impl Routed {
    /// The same as if `route` was what D1 says of the clinic: for a rehearsal of what is not saved.
    #[must_use]
    pub fn supposing(mut self, route: Route) -> Self {
        self.route = Arc::new(route);
        for slot in &mut self.resolution.slots {
            *slot = LookupState::Known(Some(Arc::clone(&self.route)));
        }
        self
    }

    /// Whether the number turned out to be another org's than the one in whose object the request is answered.
    pub fn has_moved(&self) -> bool {
        let current = signals::choose(self.resolution.keys(), &self.resolution.routes());
        current.is_ok_and(|route| self.answered_by.is_some_and(|object| object != route.clinic_address()))
    }

    /// What the clinic was found by.
    pub fn routed_by(&self) -> Option<&RouteKey> {
        let routes = self.resolution.routes();
        let found = self.resolution.keys().iter().zip(routes).find(|(_, route)| route.is_some());
        found.map(|(key, _)| key)
    }

    /// Takes over the route as D1 has it, if that differs from the one in use, and says whether it did.
    ///
    /// # Errors
    /// When the org is not served, or the keys lead to different orgs.
    pub fn reroute(&mut self) -> Result<bool, RoutingError> {
        let current =
            signals::choose(self.resolution.keys(), &self.resolution.routes()).map_err(RoutingRefusal::Rerouted)?;
        if self.proven_for.is_some_and(|org_id| org_id != current.org_id) {
            return Err(RoutingRefusal::Rerouted(Unrouted::Conflict).into());
        }
        if self.answered_by.is_some_and(|object| object != current.clinic_address()) {
            return Err(RoutingRefusal::Moved.into());
        }
        let changed = current != self.route;
        // A clinic that is not served is taken over too: its refusal uses its own name, message and forwarding number.
        self.route = current;
        if self.route.status == OrgStatus::Active { Ok(changed) } else { Err(RoutingRefusal::NotServed.into()) }
    }
}

impl Directory {
    /// Settles what is still open of the called number, for answers that were given without reading the calendar: number and id of
    /// different clinics are refused before anything is said of either.
    ///
    /// # Errors
    /// When the clinic turns out not to be the called one or not to be served, or D1 would not say.
    pub async fn confirm(&self, context: &RequestContext, routed: &mut Routed) -> Result<(), RoutingError> {
        if !routed.resolution.is_complete() {
            self.complete(&mut routed.resolution, &context.tiers, &context.background).await?;
            routed.reroute()?;
        }
        Ok(())
    }

    /// Whether D1 has the org and what it was routed by as the request knows them. Whatever changes after this was asked counts as changed
    /// after what the request does. It only reads, so it asks once more if D1 gave no answer.
    ///
    /// # Errors
    /// When D1 would not say.
    pub async fn is_current(&self, routed: &Routed) -> Result<bool, StoreError> {
        let identifier = routed.routed_by().and_then(identifier);
        let select = store::routes::is_current(&routed.route, identifier);
        let asked = match store::run_one(self.ports.database.as_ref(), select.clone()).await {
            Err(StoreError::Database(DatabaseError::Unavailable(_))) => {
                store::run_one(self.ports.database.as_ref(), select).await
            }
            asked => asked,
        };
        Ok(!asked?.rows.is_empty())
    }

    /// Reads again from D1 what the request is routed by, after a write found that it is not as it was known.
    ///
    /// # Errors
    /// As [`Self::confirm`].
    pub async fn reread(&self, context: &RequestContext, routed: &mut Routed) -> Result<(), RoutingError> {
        self.forget(routed.route.org_id, routed.resolution.keys().to_vec());
        routed.resolution = routed.resolution.reopened();
        self.complete(&mut routed.resolution, &context.tiers, &context.background).await?;
        routed.reroute().map(|_| ())
    }

    /// The clinic of an org's own request, read from D1.
    ///
    /// # Errors
    /// When the org is not there or not served, or D1 would not say.
    pub async fn of_org(&self, context: &RequestContext, org_id: OrgId) -> Result<Routed, RoutingError> {
        let mut resolution = Resolution::open(vec![RouteKey::Org(org_id)]);
        self.complete(&mut resolution, &context.tiers, &context.background).await?;
        let route = signals::choose(resolution.keys(), &resolution.routes()).map_err(RoutingRefusal::Rerouted)?;
        if route.status != OrgStatus::Active {
            return Err(RoutingRefusal::NotServed.into());
        }
        Ok(Routed { route, resolution, proven_for: None, answered_by: None })
    }
}

/// As the mapping's row has it. An admin's request is routed by the org itself, which has no mapping.
fn identifier(key: &RouteKey) -> Option<&str> {
    match key {
        RouteKey::Number(number) => Some(number.as_str()),
        RouteKey::Sip(uri) => Some(uri),
        RouteKey::VapiNumber(id) => Some(id),
        RouteKey::Org(_) => None,
    }
}
