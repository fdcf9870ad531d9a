//! Clinics that are set up like another: a template is what a clinic is set up with, without what is its own.
//!
//! A copy is a template that is taken from one clinic and given to a new one at once.

mod setup;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) use setup::Setup;

use super::{
    orgs::{self, NewOrg, OrgView},
    practitioners::TemplatePractitioner,
    services::NewService,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        assistant::{Assistant, WithheldCalls},
        country::Country,
        id::OrgId,
        knowledge::Knowledge,
        placement::Jurisdiction,
        retention::RetentionSettings,
        schedule::{Schedule, Zone},
        texts::TextSettings,
    },
    http::{
        Error,
        auth::{Editor, Operator},
        body::{JsonBody, json as answer},
        error::Problem,
        query::Segment,
    },
    store::{self, StoreError},
};

/// What a clinic is set up with: hours, services and settings. It has nothing of the clinic's own: no credentials, no numbers, nobody who
/// is texted or called, and nothing that happened.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OrgTemplate {
    schedule: Option<Schedule>,
    /// At most 200.
    #[schema(max_items = 200)]
    services: Vec<NewService>,
    /// At most 200. A template that is taken from a clinic has none: each has a calendar, and that is the clinic's own.
    #[schema(max_items = 200)]
    practitioners: Vec<TemplatePractitioner>,
    /// Without `staff`.
    messaging: Option<TextSettings>,
    /// Numbers are read as `PUT /api/assistant` reads them, by the new clinic's country.
    #[schema(value_type = Option<Assistant>)]
    assistant: Option<Value>,
    knowledge: Option<Knowledge>,
    retention: Option<RetentionSettings>,
}

/// A clinic like another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgCopy {
    /// An id of the operator's choice; otherwise one is made.
    #[schema(value_type = Option<String>)]
    id: Option<Uuid>,
    /// 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// IANA zone; that of the clinic that is copied when absent.
    zone: Option<Zone>,
    /// ISO 3166-1 alpha-2; likewise.
    #[schema(value_type = Option<String>)]
    country: Option<Country>,
    /// `eu` or `us`; likewise.
    jurisdiction: Option<Jurisdiction>,
}

/// Shows what the clinic is set up with.
///
/// `template` of `POST /api/orgs` takes it. It has no credentials, numbers, practitioners, staff who are texted, nor callers who are blocked, and nothing that happened.
#[utoipa::path(get, path = "/api/org/template", tag = "orgs", security(("token" = ["admin"])),
    responses((status = 200, body = OrgTemplate, description = "The template"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, editor: Editor) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    Ok(answer(StatusCode::OK, &taken_from(&app, org.id).await?))
}

/// Adds a clinic that is set up like another. Only the platform's operator can.
///
/// What is copied is what `GET /api/org/template` shows.
#[utoipa::path(post, path = "/api/orgs/{id}/copy", tag = "orgs", params(("id" = String, Path)),
    request_body(content = OrgCopy, example = json!({"name": "Downtown Dental Clinic, West"})), security(("token" = ["platform"])),
    responses((status = 201, body = OrgView, description = "The new org"), (status = "4XX", body = Problem)))]
pub(crate) async fn copy(
    State(app): State<Arc<App>>,
    context: RequestContext,
    operator: Operator,
    Segment(id): Segment,
    JsonBody(copy): JsonBody<OrgCopy>,
) -> Result<Response, Error> {
    let id = Uuid::try_parse(&id).map_err(|_| orgs::NO_ORG)?;
    let copied = orgs::existing(&app, OrgId::new(id)).await?;
    let new = NewOrg {
        id: copy.id,
        name: copy.name,
        zone: copy.zone.unwrap_or(copied.zone),
        country: copy.country.or(copied.country),
        jurisdiction: copy.jurisdiction.or(copied.jurisdiction),
        template: Some(taken_from(&app, copied.id).await?),
    };
    orgs::add(&app, &context, &operator, new).await
}

/// What an org is set up with.
async fn taken_from(app: &App, org_id: OrgId) -> Result<OrgTemplate, Error> {
    let database = app.ports.database.as_ref();
    let services = store::services::list(database, org_id, None, store::services::MOST).await?;
    let messaging = store::text_settings::stored(database, org_id).await?.map(|stored| without_staff(stored.document));
    let assistant = store::assistants::stored(database, org_id).await?.map(|stored| without_numbers(stored.document));
    Ok(OrgTemplate {
        schedule: store::schedules::get(database, org_id).await?,
        services: services.into_iter().map(NewService::from).collect(),
        practitioners: Vec::new(),
        messaging,
        assistant: assistant.map(serde_json::to_value).transpose().map_err(|_| StoreError::Document("an assistant"))?,
        knowledge: store::knowledge::get(database, org_id).await?.map(|text| text.knowledge),
        retention: Some(store::retention::get(database, org_id).await?.settings),
    })
}

fn without_staff(messaging: TextSettings) -> TextSettings {
    TextSettings { staff: Vec::new(), ..messaging }
}

/// The assistant's id is one of the clinic's own account, the numbers are those of its people, and who is blocked has called it. Without a
/// number nothing is forwarded.
fn without_numbers(mut assistant: Assistant) -> Assistant {
    assistant.callers.block.clear();
    if assistant.callers.withheld == WithheldCalls::Forward {
        assistant.callers.withheld = WithheldCalls::default();
    }
    Assistant { assistant_id: None, squad_id: None, forwarding_number: None, transfer: None, ..assistant }
}
