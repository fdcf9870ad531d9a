//! Practitioners: with whom appointments can be booked, and in which calendars.

mod input;

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use input::{NewPractitioner, PractitionerChanges};

use super::{changed, orgs, utc};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        id::OrgId,
        schedule::{DateOverride, WeeklyHours},
    },
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json},
        error::Problem,
        page::{ListQuery, Page, Window},
        query::{Query, Segment},
    },
    store::{self, StoreError, practitioners::Row},
};

/// A practitioner.
#[derive(Serialize, ToSchema)]
pub struct PractitionerView {
    id: String,
    name: String,
    aliases: Vec<String>,
    calendar_id: String,
    weekly: Option<WeeklyHours>,
    overrides: Vec<DateOverride>,
    service_ids: Option<Vec<String>>,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

impl From<Row> for PractitionerView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            aliases: row.aliases,
            calendar_id: row.calendar_id,
            weekly: row.weekly,
            overrides: row.overrides,
            service_ids: row.service_ids,
            created_at: utc(row.created_at),
            updated_at: utc(row.updated_at),
        }
    }
}

/// Refuses what is no service of the org.
async fn check_services(app: &App, org_id: OrgId, ids: Option<&[String]>) -> Result<(), Error> {
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else {
        return Ok(());
    };
    let foreign = store::practitioners::foreign_services(app.ports.database.as_ref(), org_id, ids).await?;
    match ids.iter().position(|id| foreign.contains(id)) {
        Some(index) => Err(Error::invalid(
            format!("service_ids[{index}]"),
            "You have no such service. List them with GET /api/services.",
        )),
        None => Ok(()),
    }
}

const NO_PRACTITIONER: Error = Error::NotFound("There is no such practitioner.");
const TOO_MANY: Error = Error::Conflict {
    code: "too_many_practitioners",
    field: "",
    detail: "A clinic can have 200 practitioners, and 400,000 characters of hours, dates and aliases of them all. Delete some first.",
};

/// Says which of the fields is taken.
fn taken(error: StoreError) -> Error {
    if error.violates_unique("practitioners.name") {
        let detail = "Another practitioner of yours has this name. Change or delete that one first.";
        return Error::Conflict { code: "name_taken", field: "name", detail };
    }
    if error.violates_unique("practitioners.calendar_id") {
        let detail = "Another practitioner of yours has this calendar. Two on one calendar would block each other.";
        return Error::Conflict { code: "calendar_taken", field: "calendar_id", detail };
    }
    error.into()
}

/// `POST /api/practitioners`
#[utoipa::path(post, path = "/api/practitioners", tag = "practitioners", request_body = NewPractitioner,
    security(("token" = ["admin"])),
    responses((status = 201, body = PractitionerView), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(new): JsonBody<NewPractitioner>,
) -> Result<Response, Error> {
    let new = new.checked(app.ports.new_id()?.to_string())?;
    let org = orgs::existing(&app, editor.org_id).await?;
    check_services(&app, org.id, new.service_ids.as_deref()).await?;
    let now = app.ports.clock.now();
    let inserted = store::practitioners::insert(app.ports.database.as_ref(), org.id, &new, now).await.map_err(taken)?;
    let row = inserted.ok_or(TOO_MANY)?;
    changed(&app, &context, org.id, []);
    Ok(json(StatusCode::CREATED, &PractitionerView::from(row)))
}

/// `GET /api/practitioners`
#[utoipa::path(get, path = "/api/practitioners", tag = "practitioners", security(("token" = [])),
    params(("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<PractitionerView>), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let (database, after) = (app.ports.database.as_ref(), window.after.as_deref());
    let rows = store::practitioners::list(database, reader.org_id, after, window.rows()).await?;
    Ok(json(StatusCode::OK, &window.page(rows, |row| row.id.clone(), PractitionerView::from)))
}

/// `GET /api/practitioners/{id}`
#[utoipa::path(get, path = "/api/practitioners/{id}", tag = "practitioners", params(("id" = String, Path)),
    security(("token" = [])),
    responses((status = 200, body = PractitionerView), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader, Segment(id): Segment) -> Result<Response, Error> {
    let row = store::practitioners::get(app.ports.database.as_ref(), reader.org_id, &id).await?;
    Ok(json(StatusCode::OK, &PractitionerView::from(row.ok_or(NO_PRACTITIONER)?)))
}

/// `PATCH /api/practitioners/{id}`
#[utoipa::path(patch, path = "/api/practitioners/{id}", tag = "practitioners", params(("id" = String, Path)),
    request_body = PractitionerChanges, security(("token" = ["admin"])),
    responses((status = 200, body = PractitionerView), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    JsonBody(changes): JsonBody<PractitionerChanges>,
) -> Result<Response, Error> {
    let (changes, org_id, database) = (changes.checked()?, editor.org_id, app.ports.database.as_ref());
    check_services(&app, org_id, changes.service_ids.as_ref().and_then(Option::as_deref)).await?;
    let updated = store::practitioners::update(database, org_id, &id, &changes, app.ports.clock.now()).await;
    let Some(row) = updated.map_err(taken)? else {
        let exists = store::practitioners::get(database, org_id, &id).await?.is_some();
        return Err(if exists { TOO_MANY } else { NO_PRACTITIONER });
    };
    changed(&app, &context, org_id, []);
    Ok(json(StatusCode::OK, &PractitionerView::from(row)))
}

/// `DELETE /api/practitioners/{id}`
#[utoipa::path(delete, path = "/api/practitioners/{id}", tag = "practitioners", params(("id" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted; appointments keep their name"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let now = app.ports.clock.now();
    if !store::practitioners::delete(app.ports.database.as_ref(), editor.org_id, &id, now).await? {
        return Err(NO_PRACTITIONER);
    }
    changed(&app, &context, editor.org_id, []);
    Ok(StatusCode::NO_CONTENT.into_response())
}
