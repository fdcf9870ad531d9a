//! Orgs: the operator adds them, their admins keep them.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    local, name, present,
    template::{OrgTemplate, Setup},
    utc,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        country::Country,
        id::OrgId,
        org::{Org, OrgStatus},
        phone::PhoneNumber,
        placement::Jurisdiction,
        schedule::Zone,
    },
    http::{
        Error,
        auth::{Editor, Operator, Reader},
        body::{JsonBody, JsonChanges, json as answer},
        error::Problem,
        numbers,
        page::{ListQuery, Page, Paging, Window},
        query::Query,
        trail::{Author, audited},
    },
    store::{self, StoreError, audit::Action},
};

const JURISDICTION_STAYS: &str = "An org's jurisdiction is set when the org is added and never changes, since what has happened at the clinic is kept there and \
     cannot be moved. Add another org with the jurisdiction that you want, and give it the clinic's numbers.";

/// A new org.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrg {
    /// An id of the operator's choice; otherwise one is made.
    #[schema(value_type = Option<String>)]
    pub(super) id: Option<Uuid>,
    /// 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub(super) name: String,
    /// IANA zone, such as `America/New_York`.
    pub(super) zone: Zone,
    /// ISO 3166-1 alpha-2; national phone numbers are read by it.
    #[schema(value_type = Option<String>, example = "US")]
    pub(super) country: Option<Country>,
    /// Where what happens at the clinic is kept and worked on: `eu` or `us`, for good. Without it that is near the clinic, as a rule.
    pub(super) jurisdiction: Option<Jurisdiction>,
    /// What the clinic is set up with, as `GET /api/org/template` shows it of another; all of it or, if something is wrong, nothing.
    pub(super) template: Option<OrgTemplate>,
}

/// What changes of an org; absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgChanges {
    /// 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// IANA zone.
    zone: Option<Zone>,
    /// ISO 3166-1 alpha-2; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    country: Option<Option<Country>>,
    /// Whether calls are served; only the operator changes it.
    status: Option<OrgStatus>,
    /// It does not change; whoever sends it hears why.
    #[serde(default, deserialize_with = "present")]
    #[schema(ignore)]
    jurisdiction: Option<Option<IgnoredAny>>,
}

/// An org.
#[derive(Serialize, ToSchema)]
pub struct OrgView {
    id: String,
    name: String,
    zone: Zone,
    #[schema(value_type = Option<String>)]
    country: Option<Country>,
    /// Where what happens at the clinic is kept and worked on; `null` if that may be anywhere.
    jurisdiction: Option<Jurisdiction>,
    status: OrgStatus,
    /// RFC 3339, UTC.
    created_at: String,
    /// The same in the org's zone.
    created_at_local: String,
    /// RFC 3339, UTC.
    updated_at: String,
    /// The same in the org's zone.
    updated_at_local: String,
}

impl From<Org> for OrgView {
    fn from(org: Org) -> Self {
        Self {
            id: org.id.to_string(),
            name: org.name,
            zone: org.zone,
            country: org.country,
            jurisdiction: org.jurisdiction,
            status: org.status,
            created_at: utc(org.created_at),
            created_at_local: local(org.zone, org.created_at),
            updated_at: utc(org.updated_at),
            updated_at_local: local(org.zone, org.updated_at),
        }
    }
}

/// The org, or the answer that there is none.
pub(crate) async fn existing(app: &App, org_id: OrgId) -> Result<Org, Error> {
    store::orgs::get(app.ports.database.as_ref(), org_id).await?.ok_or(NO_ORG)
}

pub(crate) use crate::http::error::NO_ORG;

/// Reads a number that is looked for by whoever has not read the org. Only a number that does not say its country costs a look at the
/// org's.
///
/// # Errors
/// What is wrong with `field`, and those of reading the org.
pub(super) async fn searched_number(
    app: &App,
    field: &str,
    text: &str,
    org_id: Option<OrgId>,
) -> Result<PhoneNumber, Error> {
    if let Ok(international) = PhoneNumber::parse_entered(text, None) {
        return Ok(international);
    }
    let country = match org_id {
        Some(org_id) => existing(app, org_id).await?.country,
        None => None,
    };
    numbers::searched(field, text, country)
}

/// Adds a clinic. Only the platform's operator can.
#[utoipa::path(post, path = "/api/orgs", tag = "orgs", request_body(content = NewOrg, example = json!({"name": "Downtown Dental Clinic", "zone": "America/New_York", "country": "US"})), security(("token" = ["platform"])),
    responses((status = 201, body = OrgView, description = "The new org"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    operator: Operator,
    JsonBody(new): JsonBody<NewOrg>,
) -> Result<Response, Error> {
    add(&app, &context, &operator, new).await
}

/// Adds a clinic with what its template has, all in one transaction.
pub(super) async fn add(
    app: &App,
    context: &RequestContext,
    operator: &Operator,
    new: NewOrg,
) -> Result<Response, Error> {
    let now = app.ports.clock.now();
    let id = match new.id {
        Some(id) => id,
        None => app.ports.new_id()?,
    };
    let org = Org {
        id: OrgId::new(id),
        name: name("name", &new.name)?,
        zone: new.zone,
        country: new.country,
        jurisdiction: new.jurisdiction,
        status: OrgStatus::Active,
        created_at: now,
        updated_at: now,
    };
    let author = Author { org_id: org.id, principal: operator.principal.as_ref() };
    let (setup, detail) = match new.template {
        Some(template) => {
            let setup = Setup::read(app, &org, template)?;
            let detail = json!({"template": setup.parts()});
            (setup, detail)
        }
        None => (Setup::default(), json!({})),
    };
    let database = audited(&app.ports, context, &author, Action::ORG_CREATED, detail)?;
    let statements = [vec![store::orgs::insert(&org)], setup.statements(&org, now)?].concat();
    store::run(&database, statements).await.map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &OrgView::from(org)))
}

/// Why the database did not take a new org.
fn refused(error: StoreError) -> Error {
    if error.violates("org_being_deleted") {
        let detail = "The org with this id is being deleted. Repeat DELETE /api/orgs/{id} until it answers 204, or give another id.";
        return Error::Conflict { code: "org_being_deleted", field: "id", detail };
    }
    if error.violates_unique("orgs.id") {
        return Error::Conflict { code: "org_exists", field: "id", detail: "An org with this id exists." };
    }
    let same = [
        ("services.folded_name", "template.services", "Two services have the same name."),
        ("practitioners.folded_name", "template.practitioners", "Two practitioners have the same name."),
        (
            "practitioners.calendar_id",
            "template.practitioners",
            "Two practitioners have the same calendar. They would block each other.",
        ),
    ];
    match same.into_iter().find(|(column, ..)| error.violates_unique(column)) {
        Some((_, field, detail)) => Error::invalid(field, detail),
        None => error.into(),
    }
}

/// Lists all clinics of the deployment. Only the platform's operator can.
#[utoipa::path(get, path = "/api/orgs", tag = "orgs", security(("token" = ["platform"])),
    params(Paging),
    responses((status = 200, body = Page<OrgView>, description = "In order of their ids"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _: Operator,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let rows = store::orgs::list_all(app.ports.database.as_ref(), window.after.as_deref(), window.rows()).await?;
    Ok(answer(StatusCode::OK, &window.page(rows, |org| org.id.to_string(), OrgView::from)))
}

/// Shows the clinic that the token names.
#[utoipa::path(get, path = "/api/org", tag = "orgs", security(("token" = [])),
    responses((status = 200, body = OrgView, description = "The org"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    Ok(answer(StatusCode::OK, &OrgView::from(existing(&app, reader.org_id).await?)))
}

/// Changes the clinic's name, zone or country.
#[utoipa::path(patch, path = "/api/org", tag = "orgs", request_body(content = OrgChanges, example = json!({"name": "Downtown Dental & Orthodontics", "zone": "America/New_York"})), security(("token" = ["admin"])),
    responses((status = 200, body = OrgView, description = "The org as it is now"), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonChanges { value: changes, fields }: JsonChanges<OrgChanges>,
) -> Result<Response, Error> {
    if changes.status.is_some() && !editor.operator {
        return Err(Error::Forbidden(
            "Only the platform's operator changes a status. Use a token with the role platform.",
        ));
    }
    if changes.jurisdiction.is_some() {
        return Err(Error::invalid("jurisdiction", JURISDICTION_STAYS));
    }
    let changes = store::orgs::Changes {
        name: changes.name.as_deref().map(|text| name("name", text)).transpose()?,
        zone: changes.zone,
        country: changes.country,
        status: changes.status,
    };
    let now = app.ports.clock.now();
    let database = audited(&app.ports, &context, &(&editor).into(), Action::ORG_CHANGED, json!({"fields": fields}))?;
    let org = store::orgs::update(&database, editor.org_id, &changes, now).await?.ok_or(NO_ORG)?;
    app.changed(&context, editor.org_id, []);
    if changes.status.is_some() {
        app.authenticator.forget();
    }
    Ok(answer(StatusCode::OK, &OrgView::from(org)))
}
