//! Services: what can be booked at a clinic.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{changed, names, orgs, utc};
use crate::{
    app::App,
    context::RequestContext,
    domain::catalogue::{Service, check_lengths},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json},
        error::Problem,
        page::{ListQuery, Page, Window},
        query::{Query, Segment},
    },
    store::{
        self, StoreError,
        services::{Changes, Row},
    },
};

/// A new service.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// As it is spoken, 1 to 80 characters on one line.
    #[schema(example = "Dental cleaning")]
    name: String,
    /// Other words for it, at most 20.
    #[serde(default)]
    aliases: Vec<String>,
    /// How long it takes, 5 to 720.
    minutes: u16,
    /// Minutes kept free before it, 0 to 240.
    #[serde(default)]
    buffer_before_minutes: u16,
    /// Minutes kept free after it, 0 to 240.
    #[serde(default)]
    buffer_after_minutes: u16,
}

/// What changes of a service; absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceChanges {
    /// As it is spoken, 1 to 80 characters on one line.
    name: Option<String>,
    /// Other words for it, in place of all that there were.
    aliases: Option<Vec<String>>,
    /// How long it takes, 5 to 720.
    minutes: Option<u16>,
    /// Minutes kept free before it, 0 to 240.
    buffer_before_minutes: Option<u16>,
    /// Minutes kept free after it, 0 to 240.
    buffer_after_minutes: Option<u16>,
}

/// A service.
#[derive(Serialize, ToSchema)]
pub struct ServiceView {
    id: String,
    name: String,
    aliases: Vec<String>,
    minutes: u16,
    buffer_before_minutes: u16,
    buffer_after_minutes: u16,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

impl From<Row> for ServiceView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            aliases: row.aliases,
            minutes: row.minutes,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            created_at: utc(row.created_at),
            updated_at: utc(row.updated_at),
        }
    }
}

impl NewService {
    fn checked(self, id: String) -> Result<Service, Error> {
        let (before, after) = (self.buffer_before_minutes, self.buffer_after_minutes);
        check_lengths(Some(self.minutes), Some(before), Some(after))?;
        Ok(Service {
            id,
            name: names::name(&self.name)?,
            aliases: names::aliases(&self.aliases)?,
            minutes: self.minutes,
            buffer_before_minutes: before,
            buffer_after_minutes: after,
        })
    }
}

impl ServiceChanges {
    fn checked(self) -> Result<Changes, Error> {
        check_lengths(self.minutes, self.buffer_before_minutes, self.buffer_after_minutes)?;
        Ok(Changes {
            name: self.name.as_deref().map(names::name).transpose()?,
            aliases: self.aliases.as_deref().map(names::aliases).transpose()?,
            minutes: self.minutes,
            buffer_before_minutes: self.buffer_before_minutes,
            buffer_after_minutes: self.buffer_after_minutes,
        })
    }
}

const NO_SERVICE: Error = Error::NotFound("There is no such service.");
const TOO_MANY: Error = Error::Conflict {
    code: "too_many_services",
    field: "",
    detail: "A clinic can have 200 services. Delete one first.",
};

/// Says that the name is taken.
fn taken(error: StoreError) -> Error {
    if error.violates_unique("services.name") {
        let detail = "Another service of yours has this name. Change or delete that one first.";
        return Error::Conflict { code: "name_taken", field: "name", detail };
    }
    error.into()
}

/// `POST /api/services`
#[utoipa::path(post, path = "/api/services", tag = "services", request_body = NewService, security(("token" = ["admin"])),
    responses((status = 201, body = ServiceView), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(new): JsonBody<NewService>,
) -> Result<Response, Error> {
    let service = new.checked(app.ports.new_id()?.to_string())?;
    let org = orgs::existing(&app, editor.org_id).await?;
    let now = app.ports.clock.now();
    let inserted = store::services::insert(app.ports.database.as_ref(), org.id, &service, now).await.map_err(taken)?;
    let row = inserted.ok_or(TOO_MANY)?;
    changed(&app, &context, org.id, []);
    Ok(json(StatusCode::CREATED, &ServiceView::from(row)))
}

/// `GET /api/services`
#[utoipa::path(get, path = "/api/services", tag = "services", security(("token" = [])),
    params(("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<ServiceView>), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let (database, after) = (app.ports.database.as_ref(), window.after.as_deref());
    let rows = store::services::list(database, reader.org_id, after, window.rows()).await?;
    Ok(json(StatusCode::OK, &window.page(rows, |row| row.id.clone(), ServiceView::from)))
}

/// `GET /api/services/{id}`
#[utoipa::path(get, path = "/api/services/{id}", tag = "services", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = ServiceView), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader, Segment(id): Segment) -> Result<Response, Error> {
    let row = store::services::get(app.ports.database.as_ref(), reader.org_id, &id).await?.ok_or(NO_SERVICE)?;
    Ok(json(StatusCode::OK, &ServiceView::from(row)))
}

/// `PATCH /api/services/{id}`
#[utoipa::path(patch, path = "/api/services/{id}", tag = "services", params(("id" = String, Path)),
    request_body = ServiceChanges, security(("token" = ["admin"])),
    responses((status = 200, body = ServiceView), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    JsonBody(changes): JsonBody<ServiceChanges>,
) -> Result<Response, Error> {
    let (changes, now) = (changes.checked()?, app.ports.clock.now());
    let updated = store::services::update(app.ports.database.as_ref(), editor.org_id, &id, &changes, now).await;
    let row = updated.map_err(taken)?.ok_or(NO_SERVICE)?;
    changed(&app, &context, editor.org_id, []);
    Ok(json(StatusCode::OK, &ServiceView::from(row)))
}

/// `DELETE /api/services/{id}`
#[utoipa::path(delete, path = "/api/services/{id}", tag = "services", params(("id" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted; appointments keep its name"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let now = app.ports.clock.now();
    if !store::services::delete(app.ports.database.as_ref(), editor.org_id, &id, now).await? {
        return Err(NO_SERVICE);
    }
    changed(&app, &context, editor.org_id, []);
    Ok(StatusCode::NO_CONTENT.into_response())
}
