//! Numbers by the file: each row is what `POST /api/inbound/phone-mappings` would take by itself, and is answered for by itself.

mod admission;
mod chunk;
mod decision;
mod report;
mod rows;
mod run;

use std::sync::{Arc, atomic::AtomicI64};

use axum::{
    body::Body,
    extract::{FromRequest, Request, State},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use uuid::Uuid;

use self::{rows::Format, run::Import};
use crate::{
    app::App,
    context::RequestContext,
    domain::{id::OrgId, principal::Principal},
    http::{
        Error,
        auth::{Editor, Operator},
        body,
        error::Problem,
        idempotency::IdempotencyKey,
        query::Query,
    },
};

/// The largest file. 10,000 rows of a CSV fit in it.
const LARGEST: usize = 1024 * 1024;
const NDJSON: HeaderValue = HeaderValue::from_static("application/x-ndjson");
const OTHER_TYPE: Error = Error::UnsupportedMediaType(
    "Send the rows with `Content-Type: text/csv`, or as a JSON object each line with `Content-Type: application/x-ndjson`.",
);

/// Whose numbers the rows are.
#[derive(Clone, Copy)]
enum Owner {
    /// The clinic's whose admin imports.
    Admin(OrgId),
    /// The clinic's that each row names, or else this one.
    Named(Option<OrgId>),
}

/// The file, and how it is written.
pub(crate) struct ImportFile {
    format: Format,
    bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for ImportFile {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let format = format(&parts.headers)?;
        Ok(Self { format, bytes: body::read(body, LARGEST).await? })
    }
}

fn format(headers: &HeaderMap) -> Result<Format, Error> {
    match body::media_type(headers).to_ascii_lowercase().as_str() {
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Ok(Format::Ndjson),
        "text/csv" => Ok(Format::Csv),
        _ => Err(OTHER_TYPE),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportQuery {
    dry_run: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportAnyQuery {
    dry_run: Option<String>,
    org_id: Option<String>,
}

/// There is no default: whoever forgets it would change what they wanted to look at, or the other way round.
fn dry_run(text: Option<&str>) -> Result<bool, Error> {
    match text {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        _ => Err(Error::invalid(
            "dry_run",
            "Say ?dry_run=true to hear what would come of each row, or ?dry_run=false to import them.",
        )),
    }
}

/// Maps many numbers to the clinic, from a CSV or a JSON object each line.
///
/// Columns or members are those of `POST /api/inbound/phone-mappings`; an empty cell is absent. Every row is answered by a line with its
/// `line` in the file and its `outcome`: `created`, `updated`, `unchanged`, `conflict` or `invalid`, the last two with a `reason`. No row
/// keeps another from being imported. The last line has the sums. A file that is sent again under the same `Idempotency-Key` within a day
/// is answered as it was, and goes on where it was cut off.
///
/// Lines beyond the numbers that the clinic may have without proof are a `conflict` with the code `too_many_unproven`.
#[utoipa::path(post, path = "/api/inbound/phone-mappings/import", tag = "phone mappings",
    request_body(content((String = "text/csv", example = "inbound_phone_number,clinic_name\n+1-555-0100,Downtown Dental Clinic\n"),
        (String = "application/x-ndjson", example = "{\"inbound_phone_number\": \"+1-555-0100\", \"clinic_name\": \"Downtown Dental Clinic\"}\n"))),
    security(("token" = ["admin"])),
    params(("dry_run" = bool, Query, description = "Whether nothing is to be changed"), IdempotencyKey),
    responses((status = 200, body = String, content_type = "application/x-ndjson", description = "What came of each row, a JSON object a line",
            example = "{\"line\":2,\"outcome\":\"created\",\"inbound_phone_number\":\"+15550100\"}\n{\"summary\":{\"dry_run\":false,\"rows\":1,\"outcomes\":{\"created\":1}}}\n"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn import(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Query(query): Query<ImportQuery>,
    key: IdempotencyKey,
    file: ImportFile,
) -> Result<Response, Error> {
    let dry_run = dry_run(query.dry_run.as_deref())?;
    let owner = Owner::Admin(editor.org_id);
    answer(&app, &context, (owner, editor.principal.as_ref(), editor.operator), (dry_run, &key), file).await
}

/// Maps many numbers to any clinics. Only the platform's operator can.
///
/// As `POST /api/inbound/phone-mappings/import`, and each row says in `org_id` whose number it is to be, unless the address says it for all.
#[utoipa::path(post, path = "/api/admin/phone-mappings/import", tag = "operations",
    request_body(content((String = "text/csv", example = "org_id,inbound_phone_number,clinic_name\nd5bc3d69-996a-445b-a234-494040dff620,+1-555-0100,Downtown Dental Clinic\n"),
        (String = "application/x-ndjson", example = "{\"org_id\": \"d5bc3d69-996a-445b-a234-494040dff620\", \"inbound_phone_number\": \"+1-555-0100\", \"clinic_name\": \"Downtown Dental Clinic\"}\n"))),
    security(("token" = ["platform"])),
    params(("dry_run" = bool, Query, description = "Whether nothing is to be changed"),
        ("org_id" = Option<String>, Query, description = "Whose the numbers of rows without an org_id are to be"), IdempotencyKey),
    responses((status = 200, body = String, content_type = "application/x-ndjson", description = "What came of each row, a JSON object a line"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn import_any(
    State(app): State<Arc<App>>,
    context: RequestContext,
    operator: Operator,
    Query(query): Query<ImportAnyQuery>,
    key: IdempotencyKey,
    file: ImportFile,
) -> Result<Response, Error> {
    let dry_run = dry_run(query.dry_run.as_deref())?;
    let org_id = query.org_id.map(|text| Uuid::try_parse(&text)).transpose();
    let org_id = org_id.map_err(|_| Error::invalid("org_id", "This must be an id, a UUID."))?;
    let owner = Owner::Named(org_id.map(OrgId::new));
    answer(&app, &context, (owner, operator.principal.as_ref(), true), (dry_run, &key), file).await
}

async fn answer(
    app: &App,
    context: &RequestContext,
    (owner, principal, is_operator): (Owner, Option<&Principal>, bool),
    (dry_run, key): (bool, &IdempotencyKey),
    file: ImportFile,
) -> Result<Response, Error> {
    let rows = rows::read(file.format, &file.bytes)?;
    let rows = admission::admit(app, owner, rows).await?;
    let hash = run::hash(file.format, owner, &file.bytes);
    let key = key.as_deref().filter(|_| !dry_run);
    let import = Import {
        app,
        context,
        owner,
        principal,
        is_operator,
        dry_run,
        key,
        hash,
        would_be_unproven: AtomicI64::new(0),
    };
    let outcomes = import.run(&rows).await?;
    let told = rows.iter().zip(outcomes).map(|(row, outcome)| row.told(outcome));
    let mut response = Response::new(Body::from(report::text(told, dry_run)));
    response.headers_mut().insert(header::CONTENT_TYPE, NDJSON);
    Ok(response)
}
