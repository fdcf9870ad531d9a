//! What an org's patients are texted.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;

use super::{changed, orgs};
use crate::{
    app::App,
    context::RequestContext,
    domain::texts::TextSettings,
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json},
        error::Problem,
    },
    store, texts,
};

/// `GET /api/messaging`
#[utoipa::path(get, path = "/api/messaging", tag = "messaging", security(("token" = [])),
    responses((status = 200, body = TextSettings), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let messaging = store::text_settings::get(app.ports.database.as_ref(), org.id).await?;
    Ok(json(StatusCode::OK, &messaging.with_previews(&org.name)))
}

/// `PUT /api/messaging`
#[utoipa::path(put, path = "/api/messaging", tag = "messaging", request_body = TextSettings, security(("token" = ["admin"])),
    responses((status = 200, body = TextSettings), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(messaging): JsonBody<TextSettings>,
) -> Result<Response, Error> {
    messaging.check().map_err(|error| Error::invalid(error.field, error.reason))?;
    let org = orgs::existing(&app, editor.org_id).await?;
    let now = app.ports.clock.now();
    let mut statements = vec![store::text_settings::put(org.id, &messaging, now)?];
    statements.extend(texts::reschedule_reminders(org.id, &messaging, now));
    store::run(app.ports.database.as_ref(), statements).await?;
    changed(&app, &context, org.id, []);
    Ok(json(StatusCode::OK, &messaging.with_previews(&org.name)))
}
