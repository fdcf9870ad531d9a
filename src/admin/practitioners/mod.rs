//! Practitioners: with whom appointments can be booked, and in which calendars.

mod input;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

pub use input::TemplatePractitioner;
use input::{NewPractitioner, PractitionerChanges};

use super::{
    harm::{self, ForceQuery, HarmfulChange},
    load,
    resource::{self, NamedResource, Stored},
    saved::Saved,
    utc,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        catalogue::{Catalogue, Practitioner},
        id::OrgId,
        route::Route,
        schedule::{DateOverride, WeeklyHours},
        warnings::{self, Warning},
    },
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, JsonChanges},
        error::Problem,
        page::{ListQuery, Page, Paging},
        precondition::IfMatch,
        query::{Query, Segment},
    },
    ports::Database,
    store::{
        self, Expected, StoreError,
        audit::Action,
        practitioners::{Changes, Row},
    },
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

/// The org's practitioners.
struct Practitioners;

impl NamedResource for Practitioners {
    type Input = NewPractitioner;
    type ChangesInput = PractitionerChanges;
    type Item = Practitioner;
    type Changes = Changes;
    type Row = Row;
    type View = PractitionerView;

    const CREATED: Action = Action::named("practitioner.created");
    const CHANGED: Action = Action::named("practitioner.changed");
    const DELETED: Action = Action::named("practitioner.deleted");
    const MISSING: Error = Error::NotFound("There is no such practitioner.");
    const FULL: Error = Error::Conflict {
        code: "too_many_practitioners",
        field: "",
        detail: "A clinic can have 200 practitioners, and 400,000 characters of hours, dates and aliases of them all. Delete some first.",
    };

    fn refused(error: StoreError) -> Error {
        if error.violates_unique("practitioners.folded_name") {
            let detail = "Another practitioner of yours has this name. Change or delete that one first.";
            return Error::Conflict { code: "name_taken", field: "name", detail };
        }
        if error.violates_unique("practitioners.calendar_id") {
            let detail = "Another practitioner of yours has this calendar. Two on one calendar would block each other.";
            return Error::Conflict { code: "calendar_taken", field: "calendar_id", detail };
        }
        error.into()
    }

    fn changed_at(row: &Row) -> DateTime<Utc> {
        row.updated_at
    }

    fn id(row: &Row) -> String {
        row.id.clone()
    }

    async fn admit(app: &App, org_id: OrgId, id: String, new: NewPractitioner) -> Result<Practitioner, Error> {
        let new = new.checked(id)?;
        check_services(app, org_id, new.service_ids.as_deref()).await?;
        load::check(app, org_id, "weekly", |_, catalogue| catalogue.practitioners.push(new.clone())).await?;
        Ok(new)
    }

    async fn admit_changes(app: &App, org_id: OrgId, id: &str, changes: PractitionerChanges) -> Result<Changes, Error> {
        let changes = changes.checked()?;
        check_services(app, org_id, changes.service_ids.as_ref().and_then(Option::as_deref)).await?;
        if changes.weekly.is_some() || changes.overrides.is_some() {
            let set = |one: &mut Practitioner| changes.set_hours(one);
            let change = |all: &mut Catalogue| all.practitioners.iter_mut().filter(|one| one.id == id).for_each(set);
            let field = if changes.weekly.is_some() { "weekly" } else { "overrides" };
            load::check(app, org_id, field, |_, catalogue| change(catalogue)).await?;
        }
        Ok(changes)
    }

    fn warnings(id: &str, route: &Route) -> Vec<Warning> {
        let saved = route.catalogue.practitioners.iter().find(|practitioner| practitioner.id == id);
        saved.map(|practitioner| warnings::of_practitioner(practitioner, &route.catalogue)).unwrap_or_default()
    }

    async fn list(database: &dyn Database, org_id: OrgId, cursor: Option<&str>, limit: i64) -> Stored<Vec<Row>> {
        store::practitioners::list(database, org_id, cursor, limit).await
    }

    async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Stored<Option<Row>> {
        store::practitioners::get(database, org_id, id).await
    }

    async fn insert(
        database: &dyn Database,
        org_id: OrgId,
        item: &Practitioner,
        now: DateTime<Utc>,
    ) -> Stored<Option<Row>> {
        store::practitioners::insert(database, org_id, item, now).await
    }

    async fn update(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        changes: &Changes,
        now: DateTime<Utc>,
        expected: Expected,
    ) -> Stored<Option<Row>> {
        store::practitioners::update(database, org_id, id, changes, now, expected).await
    }

    async fn delete(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        now: DateTime<Utc>,
        expected: Expected,
    ) -> Stored<bool> {
        store::practitioners::delete(database, org_id, id, now, expected).await
    }
}

/// Adds a practitioner with a calendar of their own.
#[utoipa::path(post, path = "/api/practitioners", tag = "practitioners", request_body(content = NewPractitioner, example = json!({"name": "Dr. Sarah Lee", "aliases": ["Dr. Lee"], "calendar_id": "sarah.lee@clinic.example", "weekly": {"monday": [{"open": "09:00", "close": "13:00"}]}})), security(("token" = ["admin"])),
    responses((status = 201, body = Saved<PractitionerView>, description = "The new practitioner"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(new): JsonBody<NewPractitioner>,
) -> Result<Response, Error> {
    resource::create::<Practitioners>(&app, &context, &editor, new).await
}

/// Lists the clinic's practitioners.
#[utoipa::path(get, path = "/api/practitioners", tag = "practitioners", security(("token" = [])),
    params(Paging),
    responses((status = 200, body = Page<PractitionerView>, description = "In order of their ids"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    resource::list::<Practitioners>(&app, &reader, &query).await
}

/// Shows a practitioner.
#[utoipa::path(get, path = "/api/practitioners/{id}", tag = "practitioners", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = PractitionerView, description = "The practitioner"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader, Segment(id): Segment) -> Result<Response, Error> {
    resource::show::<Practitioners>(&app, &reader, &id).await
}

/// Changes a practitioner. Absent fields stay.
#[utoipa::path(patch, path = "/api/practitioners/{id}", tag = "practitioners",
    params(IfMatch, ("id" = String, Path), ("force" = Option<bool>, Query, description = "Go on although bookings would lie outside their hours")),
    request_body(content = PractitionerChanges, example = json!({"weekly": null, "overrides": [{"date": "2027-03-01", "hours": []}]})), security(("token" = ["admin"])),
    responses((status = 200, body = Saved<PractitionerView>, description = "The practitioner as they are now"),
        (status = 409, body = Problem, description = "harms_bookings: these would lie outside their hours"), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
    Query(force): Query<ForceQuery>,
    changes: JsonChanges<PractitionerChanges>,
) -> Result<Response, Error> {
    let is_forced = force.is_forced()?;
    if let Some(hours) = changes.value.hours(&id) {
        harm::refuse(&app, &context, editor.org_id, is_forced, &HarmfulChange::Hours(hours)).await?;
    }
    resource::change::<Practitioners>(&app, &context, &editor, &id, &if_match, changes).await
}

/// Deletes a practitioner. Appointments keep their name.
#[utoipa::path(delete, path = "/api/practitioners/{id}", tag = "practitioners",
    params(IfMatch, ("id" = String, Path), ("force" = Option<bool>, Query, description = "Go on although there are bookings with them")),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted; appointments keep their name"), (status = 409, body = Problem,
        description = "harms_bookings: these are with them"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
    Query(force): Query<ForceQuery>,
) -> Result<Response, Error> {
    harm::refuse(&app, &context, editor.org_id, force.is_forced()?, &HarmfulChange::Practitioner(id.clone())).await?;
    resource::remove::<Practitioners>(&app, &context, &editor, &id, &if_match).await
}
