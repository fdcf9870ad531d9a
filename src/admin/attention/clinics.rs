//! All clinics with what needs a person there, from what D1 has: no clinic's object is asked, however many there are.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;

use super::view::ClinicHealth;
use crate::{
    app::App,
    context::RequestContext,
    http::{
        Error,
        auth::Operator,
        body::json as answer,
        error::Problem,
        page::{Page, Paging, Window},
        query::Query,
    },
    store,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    all: Option<String>,
}

/// Lists the clinics at which something needs a person. Only the platform's operator can.
#[utoipa::path(get, path = "/api/orgs/attention", tag = "overview", security(("token" = ["platform"])),
    params(Paging, ("all" = Option<bool>, Query, description = "Every clinic, and not only those at which something is worse than a notice")),
    responses((status = 200, body = Page<ClinicHealth>, description = "In order of their ids. What happened at a clinic is as its object \
        last told, which can be some minutes ago"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: RequestContext,
    _: Operator,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let pressing_only = match query.all.as_deref() {
        None | Some("false") => true,
        Some("true") => false,
        Some(_) => return Err(Error::invalid("all", "This is true or false.")),
    };
    let (database, after) = (app.ports.database.as_ref(), window.after.as_deref());
    let rows = store::attention::list_all(database, pressing_only, after, window.rows(), context.now).await?;
    let page = window.page(rows, |facts| facts.org_id.to_string(), |facts| ClinicHealth::new(facts, context.now));
    Ok(answer(StatusCode::OK, &page))
}
