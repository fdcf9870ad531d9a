//! What a clinic wants to spend in a month.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::json;

use super::orgs;
use crate::{
    app::App,
    context::RequestContext,
    domain::budget::Budget,
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        trail::{audited, changed_fields},
    },
    store::{self, audit::Action},
};

/// Shows what the clinic wants to spend in a month.
#[utoipa::path(get, path = "/api/budget", tag = "orgs", security(("token" = [])),
    responses((status = 200, body = Budget, description = "What GET /api/usage says of the month is measured by it"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    Ok(answer(StatusCode::OK, &store::budgets::get(app.ports.database.as_ref(), org.id).await?))
}

/// Replaces what the clinic wants to spend in a month.
#[utoipa::path(put, path = "/api/budget", tag = "orgs", request_body(content = Budget, example = json!({"text_segments": 2000, "calls_usd": 300, "calls_at_limit": "forward"})), security(("token" = ["admin"])),
    responses((status = 200, body = Budget, description = "As it is now. From 80 of 100 on GET /api/attention speaks of it"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(budget): JsonBody<Budget>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    budget.check()?;
    let before = store::budgets::get(app.ports.database.as_ref(), org.id).await?;
    let put = store::budgets::put(org.id, &budget, app.ports.clock.now())?;
    let fields = changed_fields(Some(&before), &budget);
    let database =
        audited(&app.ports, &context, &(&editor).into(), Action::BUDGET_REPLACED, json!({"fields": fields}))?;
    store::run_one(&database, put).await?;
    app.changed(&context, org.id, []);
    Ok(answer(StatusCode::OK, &budget))
}
