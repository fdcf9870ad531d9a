//! An operator's look into one clinic's own database.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::orgs;
use crate::{
    app::App,
    clinic::{QueryOutcome, ReadOnlySql},
    context::RequestContext,
    http::{
        Error,
        auth::OrgOperator,
        body::{JsonBody, json as answer},
        error::Problem,
        trail::{Author, recorded},
    },
    ports::QueryRows,
    store::{self, audit::Action},
};

/// A query.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryInput {
    /// One `SELECT`, `WITH … SELECT` or `EXPLAIN QUERY PLAN` of either, in SQLite's SQL. `sqlite_schema` lists the tables.
    #[schema(max_length = 10_000)]
    sql: String,
}

/// What a query found.
#[derive(Serialize, ToSchema)]
pub struct QueryView {
    columns: Vec<String>,
    /// A value for each column: text, number or `null`.
    #[schema(max_items = 200)]
    rows: Vec<Vec<Value>>,
    /// Whether there are more rows. At most 200 are shown, and fewer if they are long.
    has_more: bool,
}

impl From<QueryRows> for QueryView {
    fn from(QueryRows { columns, rows, has_more }: QueryRows) -> Self {
        Self { columns, rows, has_more }
    }
}

/// Queries the clinic's own database. Only the platform's operator can.
///
/// It is the database of the clinic's object: calls, and what else happens at the clinic. The query changes nothing; the audit trail
/// says that it was run, without the values in it. A query that could keep the clinic's calls waiting is refused.
#[utoipa::path(post, path = "/api/admin/query", tag = "operations", request_body(content = QueryInput, example = json!({"sql": "SELECT call_id, status FROM calls ORDER BY began_at DESC"})), security(("token" = ["platform"])),
    responses((status = 200, body = QueryView, description = "What was found"), (status = "4XX", body = Problem)))]
pub(crate) async fn run(
    State(app): State<Arc<App>>,
    context: RequestContext,
    operator: OrgOperator,
    JsonBody(input): JsonBody<QueryInput>,
) -> Result<Response, Error> {
    let sql = ReadOnlySql::read(&input.sql).map_err(|reason| Error::invalid("sql", reason))?;
    let org = orgs::existing(&app, operator.org_id).await?;
    // Before the query: there is none without a line, whatever becomes of its answer.
    let author = Author { org_id: org.id, principal: operator.principal.as_ref() };
    let line = recorded(&app.ports, &context, &author, Action::ORG_QUERIED, json!({"sql": sql.remembered()}))?;
    store::run_one(app.ports.database.as_ref(), line).await?;
    match app.clinics.query(org.clinic_address(), &input.sql).await? {
        QueryOutcome::Found(table) => Ok(answer(StatusCode::OK, &QueryView::from(table))),
        QueryOutcome::Refused(reason) => Err(Error::invalid("sql", format!("It was not run to its end: {reason}"))),
    }
}
