//! What an org's patients are texted.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::json;

use super::{changed, orgs};
use crate::{
    app::App,
    context::RequestContext,
    domain::texts::TextSettings,
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        trail::{audited, changed_fields},
    },
    store::{self, audit::Action},
};

/// Shows what patients are texted.
#[utoipa::path(get, path = "/api/messaging", tag = "messaging", security(("token" = [])),
    responses((status = 200, body = TextSettings, description = "The settings, each with a preview"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let messaging = store::text_settings::get(app.ports.database.as_ref(), org.id).await?;
    Ok(answer(StatusCode::OK, &messaging.with_previews(&org.name, org.language().text_wording())))
}

/// Replaces what patients are texted.
#[utoipa::path(put, path = "/api/messaging", tag = "messaging", request_body(content = TextSettings, example = json!({"confirmation": {"enabled": true, "template": "{clinic}: see you on {date} at {time}."}, "reminder_hours": 24})), security(("token" = ["admin"])),
    responses((status = 200, body = TextSettings, description = "The settings as they are now, each with a preview"), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(messaging): JsonBody<TextSettings>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    messaging.check(org.language().text_wording()).map_err(|error| Error::invalid(error.field, error.reason))?;
    let now = app.ports.clock.now();
    let before = store::text_settings::get(app.ports.database.as_ref(), org.id).await?;
    let fields = changed_fields(Some(&before), &messaging);
    let database =
        audited(&app.ports, &context, &(&editor).into(), Action::MESSAGING_REPLACED, json!({"fields": fields}))?;
    store::run_one(&database, store::text_settings::put(org.id, &messaging, now)?).await?;
    changed(&app, &context, org.id, []);
    Ok(answer(StatusCode::OK, &messaging.with_previews(&org.name, org.language().text_wording())))
}
