//! What the operator's Prometheus reads. No phone number, no patient and no clinic's name is among it.

mod by_org;
mod counters;
mod exposition;
mod gauges;

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::CONTENT_TYPE;
use serde::Deserialize;

use self::exposition::Exposition;
use crate::{
    app::App,
    context::RequestContext,
    http::{Error, auth::Operator, error::Problem, query::Query},
    store::{self, metrics::MOST_ORGS},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetricsQuery {
    by: Option<String>,
}

/// Shows the metrics of the whole deployment, or counters of each org, for Prometheus.
#[utoipa::path(get, path = "/api/metrics", tag = "operations", security(("token" = ["platform"])),
    params(("by" = Option<String>, Query, description = "`org` for counters of each org by itself, with other names. It is refused when \
        there are more than 500 orgs", example = "org")),
    responses((status = 200, body = String, content_type = "text/plain", description = "Prometheus' text format 0.0.4. What \
        happened at a clinic is as its object last told, which can be a quarter of an hour ago"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: RequestContext,
    _: Operator,
    Query(query): Query<MetricsQuery>,
) -> Result<Response, Error> {
    let mut text = Exposition::default();
    match query.by.as_deref() {
        None => of_all(&app, &context, &mut text).await?,
        Some("org") => of_each_org(&app, &mut text).await?,
        Some(_) => return Err(Error::invalid("by", "This is `org`, or is left out.")),
    }
    Ok(([(CONTENT_TYPE, exposition::CONTENT_TYPE)], text.into_text()).into_response())
}

async fn of_all(app: &App, context: &RequestContext, text: &mut Exposition) -> Result<(), Error> {
    let gauges = store::gauges::read_all(app.ports.database.as_ref(), context.now).await?;
    let version = app.config.version_id.as_deref().unwrap_or("local");
    gauges::write(text, &gauges, version, context.now);
    counters::write(text, &gauges.totals.map(|totals| totals.counts).unwrap_or_default());
    Ok(())
}

async fn of_each_org(app: &App, text: &mut Exposition) -> Result<(), Error> {
    let database = app.ports.database.as_ref();
    let orgs = store::metrics::found_orgs(store::run_one(database, store::metrics::count_orgs()).await?)?;
    if orgs > MOST_ORGS {
        let detail = format!(
            "There are more than {MOST_ORGS} orgs. Read GET /api/orgs/attention, or each org's GET /api/usage."
        );
        return Err(Error::invalid("by", detail));
    }
    let select = store::metrics::by_org(&by_org::words())?;
    by_org::write(text, &store::metrics::found_by_org(store::run_one(database, select).await?)?);
    Ok(())
}
