//! What an org's account at a platform is set up with, where nobody sets it up but a person who pastes it.

use axum::response::Response;
use http::StatusCode;

use super::platform::VoicePlatform;
use crate::{
    app::App,
    domain::{id::OrgId, route::RouteKey},
    http::{Error, body::json, error::NO_ORG},
    integrations::NO_PUBLIC_URL,
    store::{self, Batch},
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
    let public_url = app.config.public_url.as_deref().ok_or(NO_PUBLIC_URL)?;
    let mut batch = Batch::default();
    let route = batch.add(store::routes::select(&RouteKey::Org(org_id)));
    let mut results = batch.run(app.ports.database.as_ref()).await?;
    let route = store::routes::found(results.take(route))?.ok_or(NO_ORG)?;
    Ok(json(StatusCode::OK, &platform.tools(&route, &format!("{public_url}{root}"))))
}
