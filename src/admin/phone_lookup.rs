//! Which org owns a number. This is the path of every call's first question, and the one that is measured.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{Method, Request, StatusCode};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use utoipa::ToSchema;

use super::orgs;
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        id::OrgId,
        phone::PhoneNumber,
        route::{Route, RouteKey},
    },
    http::{Error, auth::Authenticated, body::json, error::Problem, query::Segment},
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
    Authenticated(identity): Authenticated,
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
    answer(|org_id| identity.may_see(org_id), route)
}

/// Below this is the number.
const ADDRESS: &str = "/api/inbound/phone-lookup/";

/// What [`show`] answers when token and number are both remembered. Then nothing has to be waited for, and the answer is made without the
/// router and its futures, which would be half of the work. `None` leaves the request to [`show`].
pub(crate) fn from_memory(app: &App, request: &Request<Body>, context: &RequestContext) -> Option<Response> {
    let entered = request.uri().path().strip_prefix(ADDRESS).filter(|_| request.method() == Method::GET)?;
    if entered.contains('/') {
        return None;
    }
    let entered = percent_decode_str(entered).decode_utf8().ok()?;
    let identity = app.authenticator.remembered(request.headers(), context.now)?;
    let key = RouteKey::Number(PhoneNumber::parse_entered(&entered, None).ok()?);
    let route = app.directory.remembered(&key, context.now, &context.tiers, &context.background)?;
    Some(answer(|org_id| identity.may_see(org_id), route).unwrap_or_else(IntoResponse::into_response))
}

fn answer(may_see: impl FnOnce(OrgId) -> bool, route: Option<Arc<Route>>) -> Result<Response, Error> {
    // An org's token learns nothing of numbers that are not its own, not even that they exist.
    let route = route.filter(|route| may_see(route.org_id)).ok_or(UNKNOWN)?;
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
