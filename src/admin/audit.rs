//! Who changed what.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{period::Period, utc, uuid};
use crate::{
    app::App,
    http::{
        Error,
        auth::Reader,
        body::json,
        error::Problem,
        page::{Page, Paging, Window},
        query::Query,
    },
    store::{
        audit::{self, Actor, AuditFilter, Line},
        clinic::{self, ClinicContext},
    },
};

/// One change.
#[derive(Serialize, ToSchema)]
pub struct AuditView {
    id: String,
    /// RFC 3339, UTC.
    at: String,
    actor: Actor,
    /// Who exactly, where that is known: the `sub` by which an admin signed in.
    #[schema(example = "auth0|5f7c8ec7c33c6c004bbafe82")]
    actor_id: Option<String>,
    /// What people called them then: their name, or their e-mail address.
    #[schema(example = "reception@clinic.example")]
    actor_name: Option<String>,
    #[schema(example = "appointment.booked")]
    action: String,
    appointment_id: Option<String>,
    /// What else was recorded; its members depend on the action.
    #[schema(value_type = Object)]
    detail: Value,
}

impl From<Line> for AuditView {
    fn from(Line { id, at, actor, actor_id, actor_name, action, appointment_id, detail }: Line) -> Self {
        Self { id, at: utc(at), actor, actor_id, actor_name, action, appointment_id, detail }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    appointment_id: Option<String>,
    actor: Option<String>,
    action: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// Lists who changed what.
#[utoipa::path(get, path = "/api/audit", tag = "audit", security(("token" = [])),
    params(Paging, ("appointment_id" = Option<String>, Query), ("actor" = Option<Actor>, Query),
        ("action" = Option<String>, Query, description = "An action such as `appointment.booked`, or all of a kind such as `appointment`"),
        ("from" = Option<String>, Query, description = "Those of this date of the clinic's calendar or later, or of this RFC 3339 time \
            or later"),
        ("to" = Option<String>, Query, description = "Those of this date of the clinic's calendar or earlier, or before this RFC 3339 \
            time")),
    responses((status = 200, body = Page<AuditView>, description = "Newest first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let appointment = query.appointment_id.map(|text| uuid("appointment_id", &text)).transpose()?;
    let actor = query.actor.as_deref().map(actor).transpose()?;
    let action = query.action.as_deref().map(action).transpose()?;
    let Period { from, until } =
        Period::of_org(&app, reader.org_id, query.from.as_deref(), query.to.as_deref()).await?;
    let filter = AuditFilter { appointment_id: appointment.as_deref(), actor, action, from, until };
    let (after, most) = (window.after.as_deref(), window.rows());
    let mut rows = clinic::audit::list(context.clinic.as_ref(), &filter, after, most).await?;
    if appointment.is_none() {
        // Ids sort by time wherever they were made, so one cursor serves both places.
        rows.extend(audit::list(app.ports.database.as_ref(), reader.org_id, &filter, after, most).await?);
        rows.sort_unstable_by(|one, other| other.id.cmp(&one.id));
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    }
    Ok(json(StatusCode::OK, &window.page(rows, |line| line.id.clone(), AuditView::from)))
}

fn actor(word: &str) -> Result<Actor, Error> {
    Actor::named(word).ok_or_else(|| {
        let words = Actor::ALL.map(Actor::as_str).join(", ");
        Error::invalid("actor", format!("This must be one of {words}."))
    })
}

/// An action, or its first word.
fn action(word: &str) -> Result<&str, Error> {
    let fits =
        (1..=60).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
    fits.then_some(word).ok_or_else(|| {
        Error::invalid("action", "This must be an action such as appointment.booked, or its first word.")
    })
}
