//! Services: what can be booked at a clinic.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    harm::{self, ForceQuery, HarmfulChange},
    load, names,
    resource::{self, NamedResource, Stored},
    saved::Saved,
    utc,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        catalogue::{Catalogue, Service, check_lengths},
        id::OrgId,
        route::Route,
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
        services::{Changes, Row},
    },
};

/// A new service.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// As it is spoken, 1 to 80 characters on one line.
    #[schema(example = "Dental cleaning", min_length = 1, max_length = 80)]
    name: String,
    /// Other words for it, at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    aliases: Vec<String>,
    /// How long it takes, 5 to 720.
    #[schema(minimum = 5, maximum = 720)]
    minutes: u16,
    /// Minutes kept free before it, 0 to 240.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 240)]
    buffer_before_minutes: u16,
    /// Minutes kept free after it, 0 to 240.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 240)]
    buffer_after_minutes: u16,
}

/// What changes of a service; absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceChanges {
    /// As it is spoken, 1 to 80 characters on one line.
    #[schema(min_length = 1, max_length = 80)]
    name: Option<String>,
    /// Other words for it, in place of all that there were.
    #[schema(max_items = 20)]
    aliases: Option<Vec<String>>,
    /// How long it takes, 5 to 720.
    #[schema(minimum = 5, maximum = 720)]
    minutes: Option<u16>,
    /// Minutes kept free before it, 0 to 240.
    #[schema(minimum = 0, maximum = 240)]
    buffer_before_minutes: Option<u16>,
    /// Minutes kept free after it, 0 to 240.
    #[schema(minimum = 0, maximum = 240)]
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

impl From<Row> for NewService {
    fn from(row: Row) -> Self {
        let Row { name, aliases, minutes, buffer_before_minutes, buffer_after_minutes, .. } = row;
        Self { name, aliases, minutes, buffer_before_minutes, buffer_after_minutes }
    }
}

impl NewService {
    /// The service with the id `id`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn checked(self, id: String) -> Result<Service, Error> {
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

/// The org's services.
struct Services;

impl NamedResource for Services {
    type Input = NewService;
    type ChangesInput = ServiceChanges;
    type Item = Service;
    type Changes = Changes;
    type Row = Row;
    type View = ServiceView;

    const CREATED: Action = Action::named("service.created");
    const CHANGED: Action = Action::named("service.changed");
    const DELETED: Action = Action::named("service.deleted");
    const MISSING: Error = Error::NotFound("There is no such service.");
    const FULL: Error = Error::Conflict {
        code: "too_many_services",
        field: "",
        detail: "A clinic can have 200 services. Delete one first.",
    };

    fn refused(error: StoreError) -> Error {
        if error.violates_unique("services.folded_name") {
            let detail = "Another service of yours has this name. Change or delete that one first.";
            return Error::Conflict { code: "name_taken", field: "name", detail };
        }
        error.into()
    }

    fn changed_at(row: &Row) -> DateTime<Utc> {
        row.updated_at
    }

    fn id(row: &Row) -> String {
        row.id.clone()
    }

    async fn admit(app: &App, org_id: OrgId, id: String, new: NewService) -> Result<Service, Error> {
        let new = new.checked(id)?;
        load::check(app, org_id, "minutes", |_, catalogue| catalogue.services.push(new.clone())).await?;
        Ok(new)
    }

    async fn admit_changes(app: &App, org_id: OrgId, id: &str, changes: ServiceChanges) -> Result<Changes, Error> {
        let changes = changes.checked()?;
        if let Some(minutes) = changes.minutes {
            let set = |service: &mut Service| service.minutes = minutes;
            let change = |all: &mut Catalogue| all.services.iter_mut().filter(|one| one.id == id).for_each(set);
            load::check(app, org_id, "minutes", |_, catalogue| change(catalogue)).await?;
        }
        Ok(changes)
    }

    fn warnings(id: &str, route: &Route) -> Vec<Warning> {
        let catalogue = &route.catalogue;
        let saved = catalogue.services.iter().find(|service| service.id == id);
        saved.map(|service| warnings::of_service(service, route.schedule.as_ref(), catalogue)).unwrap_or_default()
    }

    async fn list(database: &dyn Database, org_id: OrgId, cursor: Option<&str>, limit: i64) -> Stored<Vec<Row>> {
        store::services::list(database, org_id, cursor, limit).await
    }

    async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Stored<Option<Row>> {
        store::services::get(database, org_id, id).await
    }

    async fn insert(database: &dyn Database, org_id: OrgId, item: &Service, now: DateTime<Utc>) -> Stored<Option<Row>> {
        store::services::insert(database, org_id, item, now).await
    }

    async fn update(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        changes: &Changes,
        now: DateTime<Utc>,
        expected: Expected,
    ) -> Stored<Option<Row>> {
        store::services::update(database, org_id, id, changes, now, expected).await
    }

    async fn delete(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        now: DateTime<Utc>,
        expected: Expected,
    ) -> Stored<bool> {
        store::services::delete(database, org_id, id, now, expected).await
    }
}

/// Adds a service that can be booked.
#[utoipa::path(post, path = "/api/services", tag = "services", request_body(content = NewService, example = json!({"name": "Dental cleaning", "aliases": ["cleaning"], "minutes": 45, "buffer_after_minutes": 10})), security(("token" = ["admin"])),
    responses((status = 201, body = Saved<ServiceView>, description = "The new service"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(new): JsonBody<NewService>,
) -> Result<Response, Error> {
    resource::create::<Services>(&app, &context, &editor, new).await
}

/// Lists the clinic's services.
#[utoipa::path(get, path = "/api/services", tag = "services", security(("token" = [])),
    params(Paging),
    responses((status = 200, body = Page<ServiceView>, description = "In order of their ids"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    resource::list::<Services>(&app, &reader, &query).await
}

/// Shows a service.
#[utoipa::path(get, path = "/api/services/{id}", tag = "services", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = ServiceView, description = "The service"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader, Segment(id): Segment) -> Result<Response, Error> {
    resource::show::<Services>(&app, &reader, &id).await
}

/// Changes a service. Absent fields stay.
#[utoipa::path(patch, path = "/api/services/{id}", tag = "services", params(IfMatch, ("id" = String, Path)),
    request_body(content = ServiceChanges, example = json!({"minutes": 60, "aliases": ["cleaning", "prophylaxis"]})), security(("token" = ["admin"])),
    responses((status = 200, body = Saved<ServiceView>, description = "The service as it is now"), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
    changes: JsonChanges<ServiceChanges>,
) -> Result<Response, Error> {
    resource::change::<Services>(&app, &context, &editor, &id, &if_match, changes).await
}

/// Deletes a service. Appointments keep its name.
#[utoipa::path(delete, path = "/api/services/{id}", tag = "services",
    params(IfMatch, ("id" = String, Path), ("force" = Option<bool>, Query, description = "Go on although there are bookings of it")),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted; appointments keep its name"), (status = 409, body = Problem,
        description = "harms_bookings: these are of it"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
    Query(force): Query<ForceQuery>,
) -> Result<Response, Error> {
    harm::refuse(&app, &context, editor.org_id, force.is_forced()?, &HarmfulChange::Service(id.clone())).await?;
    resource::remove::<Services>(&app, &context, &editor, &id, &if_match).await
}
