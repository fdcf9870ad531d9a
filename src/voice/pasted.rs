//! What an org's account at a platform is set up with, where nobody sets it up but a person who pastes it.

use axum::response::Response;
use http::StatusCode;

use super::platform::VoicePlatform;
use crate::{
    app::App,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
    http::{Error, body::json, error::NO_ORG},
    integrations::NO_PUBLIC_URL,
    store,
};

/// The platform's tools for an org; `root` is below which all of the platform's addresses are.
///
/// # Errors
/// The org is gone, or the deployment does not know its own address.
pub(crate) async fn tools(
    app: &App,
    org_id: OrgId,
    platform: &dyn VoicePlatform,
    root: &str,
) -> Result<Response, Error> {
    let base = base(app, root)?;
    let route = org(app, org_id).await?;
    Ok(json(StatusCode::OK, &platform.tools(&route, &base)))
}

/// Where a platform's addresses are, all of which are below `root`.
pub(crate) fn base(app: &App, root: &str) -> Result<String, Error> {
    app.config.public_url.as_deref().map(|origin| format!("{origin}{root}")).ok_or(NO_PUBLIC_URL)
}

/// The org with all that it has.
pub(crate) async fn org(app: &App, org_id: OrgId) -> Result<Route, Error> {
    let rows = store::run_one(app.ports.database.as_ref(), store::routes::select(&RouteKey::Org(org_id))).await?;
    store::routes::found(rows)?.ok_or(NO_ORG)
}
