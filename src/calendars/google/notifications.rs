//! What Google sends through a channel: that something changed, and nothing of what.
//!
//! The query names the org. Nothing that is sent is believed before the channel's token is the one that was made for this org and this
//! channel, and an unproven notification costs neither D1 nor an object.

use std::sync::Arc;

use axum::{Router, extract::State, routing::post};
use http::{HeaderName, StatusCode, request::Parts};
use serde::Deserialize;

use super::{at_clinic::CHANGED_PATH, credential::GOOGLE, service::Google};
use crate::{
    calendars::notification::ProvenNotification,
    clinic::{ClinicClient, ForwardedRequest},
    context::RequestContext,
    domain::id::OrgId,
    http::{Error, error::Problem, headers},
    store,
};

/// Where Google sends them.
pub(crate) const NOTIFICATIONS_PATH: &str = "/api/google/notifications";
const UNPROVEN: Error = Error::Forbidden("This is of no channel that this deployment has opened for the org.");

/// What takes Google's notifications.
#[derive(Clone)]
pub struct Notifications {
    /// Whose accounts they are of.
    pub google: Arc<Google>,
    /// The objects of the clinics that they are for.
    pub clinics: ClinicClient,
}

pub(crate) fn router<S: Clone + Send + Sync + 'static>(notifications: Notifications) -> Router<S> {
    Router::new().route(NOTIFICATIONS_PATH, post(notify)).with_state(notifications)
}

/// What the address says, nothing of it proven.
#[derive(Deserialize)]
struct Address {
    org: String,
}

/// Takes a notification that a calendar changed.
///
/// Given to Google with every channel. The clinic's copy of that calendar answers no more until it is read anew, and its appointments are
/// compared within seconds.
#[utoipa::path(post, path = "/api/google/notifications", tag = "google", security(("google" = [])),
    params(("org" = String, Query), ("X-Goog-Channel-ID" = String, Header), ("X-Goog-Resource-ID" = String, Header),
        ("X-Goog-Resource-State" = String, Header)),
    responses((status = 204, description = "taken: it is looked at soon"), (status = "4XX", body = Problem)))]
pub(crate) async fn notify(
    State(Notifications { google, clinics }): State<Notifications>,
    context: RequestContext,
    parts: Parts,
) -> Result<StatusCode, Error> {
    let text = |name: &HeaderName| headers::text(&parts.headers, name).ok_or(UNPROVEN);
    let address: Address = serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).map_err(|_| UNPROVEN)?;
    let org_id: OrgId = address.org.parse().map_err(|_| UNPROVEN)?;
    let (channel_id, token) = (text(&headers::GOOGLE_CHANNEL_ID)?, text(&headers::GOOGLE_CHANNEL_TOKEN)?);
    if !google.accounts.vault().is_of_channel(org_id, &GOOGLE, channel_id, token) {
        return Err(UNPROVEN);
    }
    let notification = ProvenNotification {
        channel_id: channel_id.to_owned(),
        resource_id: text(&headers::GOOGLE_RESOURCE_ID)?.to_owned(),
        // Google says first of all that a channel is open.
        is_change: text(&headers::GOOGLE_RESOURCE_STATE)? != "sync",
    };
    // An org that was deleted has no object, and is not given one.
    let clinic = store::orgs::clinic_address(google.ports.database.as_ref(), org_id).await?.ok_or(UNPROVEN)?;
    let body = serde_json::to_string(&notification).map_err(|error| Error::Internal(error.to_string()))?;
    let answer =
        clinics.serve(clinic, ForwardedRequest::internal(CHANGED_PATH, body, context.deadline.moment())).await?;
    // Google comes again after a 5xx, and does not after anything else.
    answer.success().map(|_| StatusCode::NO_CONTENT).ok_or(UNPROVEN)
}
