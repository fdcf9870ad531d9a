//! Opening hours and booking rules.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;

use super::{changed, orgs};
use crate::{
    app::App,
    context::RequestContext,
    domain::schedule::Schedule,
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json},
        error::Problem,
    },
    store,
};

/// `GET /api/schedule`
#[utoipa::path(get, path = "/api/schedule", tag = "schedule", security(("token" = [])),
    responses((status = 200, body = Schedule), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let schedule = store::schedules::get(app.ports.database.as_ref(), reader.org_id).await?;
    let schedule = schedule.ok_or(Error::NotFound("No schedule is set yet. Set it with PUT /api/schedule."))?;
    Ok(json(StatusCode::OK, &schedule))
}

/// `PUT /api/schedule`
#[utoipa::path(put, path = "/api/schedule", tag = "schedule", request_body = Schedule, security(("token" = ["admin"])),
    responses((status = 200, body = Schedule), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(schedule): JsonBody<Schedule>,
) -> Result<Response, Error> {
    schedule.check()?;
    let org = orgs::existing(&app, editor.org_id).await?;
    store::schedules::put(app.ports.database.as_ref(), org.id, &schedule, app.ports.clock.now()).await?;
    changed(&app, &context, org.id, []);
    Ok(json(StatusCode::OK, &schedule))
}
