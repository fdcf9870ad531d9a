//! The clinic that a request was routed to, and how sure that is.
//!
//! A route from KV may be behind D1, and a second identifier of the same call may not have been looked up yet. What was routed is
//! therefore corrected as soon as D1 has been asked, and a clinic that is not served, or not the called one, is not answered for.

use std::sync::Arc;

use super::{Directory, DirectoryError, Resolution};
use crate::{
    context::RequestContext,
    domain::{
        id::OrgId,
        org::OrgStatus,
        route::{Route, RouteKey},
        signals::{self, Unrouted},
    },
    store::StoreError,
};

/// A clinic that was chosen, and how.
pub struct Routed {
    /// The clinic.
    pub route: Arc<Route>,
    /// What is known of each key that was looked up.
    pub resolution: Resolution,
    /// The org whose own secrets are all that proved the request. A number that turns out to be another's is not served then.
    pub proven_for: Option<OrgId>,
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
        Ok(Routed { route, resolution, proven_for: None })
    }
}
