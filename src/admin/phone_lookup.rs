//! Which org owns a number. This is the path of every call's first question, and the one that is measured.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::orgs;
use crate::{
    app::App,
    context::RequestContext,
    crypto::token::{Identity, Role},
    domain::{
        id::OrgId,
        phone::PhoneNumber,
        route::{Route, RouteKey},
    },
    http::{Error, auth::Bearer, body::json, error::Problem, query::Segment},
};

/// The owner of a number.
#[derive(Serialize, ToSchema)]
pub struct LookupView<'a> {
    /// Always true; a number that is unknown, or another org's, is a 404.
    success: bool,
    #[schema(value_type = String)]
    org_id: OrgId,
    clinic_name: &'a str,
    #[schema(example = "+15550100")]
    inbound_phone_number: &'a str,
}

/// Says which clinic owns a number.
#[utoipa::path(get, path = "/api/inbound/phone-lookup/{phone}", tag = "phone mappings", params(("phone" = String, Path)),
    security(("token" = [])),
    responses((status = 200, body = LookupView, description = "The owner"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: RequestContext,
    Bearer(identity): Bearer,
    Segment(phone): Segment,
) -> Result<Response, Error> {
    let number = orgs::searched_number(&app, "phone", &phone, identity.org_id).await?;
    let key = RouteKey::Number(number);
    let route = match app.directory.remembered(&key, context.now, &context.tiers, &context.background) {
        Some(known) => known,
        None => {
            app.directory.find(std::slice::from_ref(&key), &context.tiers, &context.background).await?.pop().flatten()
        }
    };
    // An org's token learns nothing of numbers that are not its own, not even that they exist.
    let route = route.filter(|route| may_see(&identity, route)).ok_or(UNKNOWN)?;
    let number = route.number.as_ref().map(PhoneNumber::as_str).unwrap_or_default();
    let view = LookupView {
        success: true,
        org_id: route.org_id,
        clinic_name: &route.clinic_name,
        inbound_phone_number: number,
    };
    Ok(json(StatusCode::OK, &view))
}

const UNKNOWN: Error = Error::NotFound("No clinic of yours has this number.");

fn may_see(identity: &Identity, route: &Route) -> bool {
    identity.role == Role::Platform || identity.org_id == Some(route.org_id)
}
