//! How long an org keeps what happens at it.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::json;

use super::orgs;
use crate::{
    app::App,
    context::RequestContext,
    domain::retention::RetentionSettings,
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        trail::{audited, changed_fields},
    },
    store::{self, audit::Action},
};

/// Shows how long the clinic keeps what.
#[utoipa::path(get, path = "/api/retention", tag = "retention", security(("token" = [])),
    responses((status = 200, body = RetentionSettings, description = "The settings, and for how long calls are kept"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let kept = store::retention::get(app.ports.database.as_ref(), org.id).await?;
    Ok(answer(StatusCode::OK, &kept.settings.with_calls(kept.call_log)))
}

/// Replaces how long the clinic keeps what. What is kept for a shorter time now is deleted at once.
#[utoipa::path(put, path = "/api/retention", tag = "retention", request_body(content = RetentionSettings, example = json!({"appointments_days": 730, "texts_days": 365, "audit_days": 2190, "receipts_days": 30})), security(("token" = ["admin"])),
    responses((status = 200, body = RetentionSettings, description = "The settings as they are now, and for how long calls are kept"), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(settings): JsonBody<RetentionSettings>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    settings.check()?;
    let before = store::retention::get(app.ports.database.as_ref(), org.id).await?;
    let put = store::retention::put(org.id, &settings, app.ports.clock.now())?;
    let fields = changed_fields(Some(&before.settings), &settings);
    let database =
        audited(&app.ports, &context, &(&editor).into(), Action::RETENTION_REPLACED, json!({"fields": fields}))?;
    store::run_one(&database, put).await?;
    app.changed(&context, org.id, []);
    Ok(answer(StatusCode::OK, &settings.with_calls(before.call_log)))
}
