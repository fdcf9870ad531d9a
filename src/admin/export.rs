//! Everything that a clinic has, as lines of JSON.
//!
//! An answer has to fit the memory and the requests of one invocation, and a clinic has no largest size. So the export is paged: each
//! answer holds some hundreds of rows, and its last line says where the next one begins. First come the tables of D1, then those of the
//! clinic's object, one hop for each page.

use std::sync::Arc;

use axum::{body::Body, extract::State, response::Response};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::orgs;
use crate::{
    app::App,
    clinic::ExportPosition,
    context::RequestContext,
    domain::clinic_address::ClinicAddress,
    http::{Error, auth::Editor, error::Problem, query::Query, trail::recorded},
    store::{
        self,
        audit::Action,
        org_data::{self, given_out, is_sealed},
    },
};

const NDJSON: HeaderValue = HeaderValue::from_static("application/x-ndjson");
/// Nothing is added to a page that has so much.
const PAGE_ROWS: usize = 500;
const PAGE_BYTES: usize = 512 * 1024;
/// Requests to D1 and the object for one page: the free plan allows 50.
const MOST_STEPS: usize = 20;

/// Where a page begins. It names rows by their keys, among them numbers of patients, so a cursor is sealed. Nobody can make one
/// either: whoever has one began an export that is in the audit trail.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ExportPlace {
    /// A table of D1, behind the row with a key.
    Settings { table: String, after: Option<String> },
    /// The clinic's object.
    Clinic(Option<ExportPosition>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {
    cursor: Option<String>,
}

/// Exports everything that the clinic has but secrets, a page at a time.
///
/// Each line is a JSON object, `{"table": …, "row": {…}}`. The last line is `{"next_cursor": …}`: ask for the next page with it as
/// `cursor`, until it is `null`. An answer without that line was cut off.
#[utoipa::path(get, path = "/api/org/export", tag = "orgs", security(("token" = ["admin"])),
    params(("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, body = String, content_type = "application/x-ndjson", description = "One page, a JSON object a line",
            example = "{\"row\":{\"name\":\"Cleaning\"},\"table\":\"services\"}\n{\"next_cursor\":null}\n"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Query(query): Query<ExportQuery>,
) -> Result<Response, Error> {
    let address = orgs::existing(&app, editor.org_id).await?.clinic_address();
    let org_id = address.org_id();
    let mut place = if let Some(cursor) = query.cursor {
        Some(app.accounts.vault().open_cursor(org_id, &cursor).map_err(|_| no_cursor())?)
    } else {
        let line = recorded(&app.ports, &context, &(&editor).into(), Action::ORG_EXPORTED, json!({}))?;
        store::run_one(app.ports.database.as_ref(), line).await?;
        let (first, _) = given_out(None);
        first.map(|table| ExportPlace::Settings { table: table.name.to_owned(), after: None })
    };
    let mut page = ExportLines::default();
    for _ in 0..MOST_STEPS {
        let Some(begin) = place.take_if(|_| !page.is_full()) else { break };
        place = step(&app, address, begin, &mut page).await?;
    }
    let next = place.map(|place| app.accounts.vault().seal_cursor(org_id, &place)).transpose()?;
    page.end(next.as_deref());
    let mut response = Response::new(Body::from(page.text));
    response.headers_mut().insert(header::CONTENT_TYPE, NDJSON);
    Ok(response)
}

/// Adds what one table or the object gives at once, and says where it goes on.
async fn step(
    app: &App,
    address: ClinicAddress,
    place: ExportPlace,
    page: &mut ExportLines,
) -> Result<Option<ExportPlace>, Error> {
    let (table, after) = match place {
        ExportPlace::Settings { table, after } => (table, after),
        ExportPlace::Clinic(after) => {
            let export = app.clinics.export(address, after).await?;
            export.rows.into_iter().for_each(|(table, row)| page.add(&table, row));
            return Ok(export.next.map(|next| ExportPlace::Clinic(Some(next))));
        }
    };
    let (Some(table), following) = given_out(Some(&table)) else { return Err(no_cursor()) };
    let read = org_data::page(app.ports.database.as_ref(), table, address.org_id(), after.as_deref()).await?;
    read.rows.into_iter().for_each(|row| page.add(table.name, row));
    let within = |after| ExportPlace::Settings { table: table.name.to_owned(), after: Some(after) };
    let behind = following.map(|table| ExportPlace::Settings { table: table.name.to_owned(), after: None });
    Ok(Some(read.next.map(within).or(behind).unwrap_or(ExportPlace::Clinic(None))))
}

/// The lines of one page.
#[derive(Default)]
struct ExportLines {
    text: String,
    rows: usize,
}

impl ExportLines {
    /// Adds a row without what is sealed in it.
    fn add(&mut self, table: &str, mut row: Map<String, Value>) {
        row.retain(|column, _| !is_sealed(column));
        self.write(&json!({"table": table, "row": row}));
        self.rows += 1;
    }

    /// Says where the next page begins.
    fn end(&mut self, next_cursor: Option<&str>) {
        self.write(&json!({ "next_cursor": next_cursor }));
    }

    fn write(&mut self, line: &Value) {
        self.text.push_str(&line.to_string());
        self.text.push('\n');
    }

    fn is_full(&self) -> bool {
        self.rows >= PAGE_ROWS || self.text.len() >= PAGE_BYTES
    }
}

fn no_cursor() -> Error {
    Error::invalid(
        "cursor",
        "This is not a cursor of this export. Take next_cursor from the page before, or begin anew.",
    )
}
