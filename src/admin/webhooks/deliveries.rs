//! What was sent to webhooks and how it went, in the clinic's object; and sending it once more. No body of anything is shown.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::existing;
use crate::{
    admin::utc,
    app::App,
    domain::webhook::{DeliveryState, PING},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        page::{Page, Paging, Position, Window},
        query::{Query, Segment},
        trail::entry,
    },
    store::{
        audit::Action,
        clinic::{
            ClinicContext, audit,
            webhooks::{self, Delivery, DeliveryFilter},
        },
        webhooks::Row,
    },
};

/// So many are replayed by one request at most.
const MOST_REPLAYED: i64 = 100;

const TESTED: Action = Action::named("webhook.tested");
const REPLAYED: Action = Action::named("webhook.replayed");

const NO_DELIVERY: Error = Error::NotFound("There is no such delivery. It is kept for two weeks.");
const TURNED_OFF: Error = Error::Conflict {
    code: "webhook_disabled",
    field: "",
    detail: "The webhook is turned off, so nothing is sent there. Turn it on first.",
};

/// One event that is, was or will be sent to a webhook.
#[derive(Serialize, ToSchema)]
pub struct DeliveryView {
    id: i64,
    webhook_id: String,
    /// What the receiver gets as `webhook-id`, the same at every attempt.
    event_id: String,
    #[serde(rename = "type")]
    #[schema(example = "appointment.booked")]
    event_type: String,
    /// When it happened: RFC 3339, UTC.
    at: String,
    appointment_id: Option<String>,
    state: DeliveryState,
    /// How often it was tried.
    attempts: i64,
    /// When it was last tried: RFC 3339, UTC.
    attempted_at: Option<String>,
    /// When it is tried next: RFC 3339, UTC.
    next_attempt_at: Option<String>,
    /// What the receiver answered last. Nothing else of its answer is kept.
    status_code: Option<i64>,
    /// Why the last attempt failed.
    reason: Option<String>,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook_id: delivery.endpoint_id,
            event_id: delivery.event_id,
            event_type: delivery.event_type,
            at: utc(delivery.at),
            appointment_id: delivery.appointment_id,
            state: delivery.state,
            attempts: delivery.attempts,
            attempted_at: delivery.attempted_at.map(utc),
            next_attempt_at: delivery.due_at.map(utc),
            status_code: delivery.status_code,
            reason: delivery.reason,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    webhook_id: Option<String>,
    state: Option<String>,
}

/// Lists what was sent to webhooks, and what waits to be sent, newest first.
#[utoipa::path(get, path = "/api/webhook-deliveries", tag = "webhooks", security(("token" = [])),
    params(Paging, ("webhook_id" = Option<String>, Query, description = "Those of one webhook"), ("state" = Option<DeliveryState>, Query)),
    responses((status = 200, body = Page<DeliveryView>, description = "Newest first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(context: ClinicContext, _: Reader, Query(query): Query<ListQuery>) -> Result<Response, Error> {
    let window = Window::<i64>::by(query.limit.as_deref(), query.cursor.as_deref())?;
    let state = query.state.as_deref().map(state).transpose()?;
    let filter = DeliveryFilter { endpoint_id: query.webhook_id.as_deref(), state };
    let rows = webhooks::list(context.clinic.as_ref(), filter, window.after, window.rows()).await?;
    Ok(answer(StatusCode::OK, &window.page(rows, |delivery| delivery.id, DeliveryView::from)))
}

/// Sends a delivery once more, as if it had just happened. The receiver gets it under the id that it had.
#[utoipa::path(post, path = "/api/webhook-deliveries/{id}/replay", tag = "webhooks", params(("id" = i64, Path)),
    security(("token" = ["admin"])),
    responses((status = 202, body = DeliveryView, description = "It is sent at once"),
        (status = 409, body = Problem, description = "webhook_disabled"), (status = "4XX", body = Problem)))]
pub(crate) async fn replay(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let id: i64 = Position::read(&id).ok_or(NO_DELIVERY)?;
    let found = context.clinic.read(|transaction| webhooks::delivery(transaction, &id.to_string()))?;
    let endpoint_id = found.ok_or(NO_DELIVERY)?.endpoint_id;
    on(&app, &editor, &endpoint_id).await?;
    let (line, now) = (app.ports.new_id()?.to_string(), context.now);
    let delivery = context.clinic.transact(|transaction| {
        let author = (&editor).into();
        let detail = json!({"id": endpoint_id, "deliveries": 1});
        webhooks::replay(transaction, id, now)?;
        transaction.run(audit::record(&entry(&line, &context, &author, REPLAYED, detail), None))?;
        webhooks::one(transaction, &endpoint_id, id)
    })?;
    Ok(answer(StatusCode::ACCEPTED, &DeliveryView::from(delivery.ok_or(NO_DELIVERY)?)))
}

/// Since when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaySince {
    /// RFC 3339: what happened then or later, and failed.
    #[schema(value_type = String, example = "2026-12-01T15:00:00Z")]
    since: DateTime<Utc>,
}

/// How many are sent once more.
#[derive(Serialize, ToSchema)]
pub struct Replayed {
    /// At most 100. If it is 100, ask again: there may be more.
    replayed: usize,
}

/// Sends all that failed since a moment once more, oldest first, up to 100 at a time.
#[utoipa::path(post, path = "/api/webhooks/{id}/replay", tag = "webhooks", params(("id" = String, Path)),
    request_body(content = ReplaySince, example = json!({"since": "2026-12-01T15:00:00Z"})), security(("token" = ["admin"])),
    responses((status = 202, body = Replayed, description = "They are sent at once"),
        (status = 409, body = Problem, description = "webhook_disabled"), (status = "4XX", body = Problem)))]
pub(crate) async fn replay_failed(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    Segment(id): Segment,
    JsonBody(ReplaySince { since }): JsonBody<ReplaySince>,
) -> Result<Response, Error> {
    let row = on(&app, &editor, &id).await?;
    let (line, now) = (app.ports.new_id()?.to_string(), context.now);
    let replayed = context.clinic.transact(|transaction| {
        let replayed = webhooks::replay_failed(transaction, (&row.id, since), MOST_REPLAYED, now)?;
        let (author, detail) = ((&editor).into(), json!({"id": row.id, "deliveries": replayed}));
        transaction.run(audit::record(&entry(&line, &context, &author, REPLAYED, detail), None))?;
        Ok(replayed)
    })?;
    Ok(answer(StatusCode::ACCEPTED, &Replayed { replayed }))
}

/// Sends a ping to a webhook, whatever it is told of.
#[utoipa::path(post, path = "/api/webhooks/{id}/test", tag = "webhooks", params(("id" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 202, body = DeliveryView, description = "It is sent at once; look among the deliveries how it went"),
        (status = 409, body = Problem, description = "webhook_disabled"), (status = "4XX", body = Problem)))]
pub(crate) async fn test(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let row = on(&app, &editor, &id).await?;
    let (event_id, line) = (app.ports.new_id()?.to_string(), app.ports.new_id()?.to_string());
    let delivery = context.clinic.transact(|transaction| {
        let (author, detail): (_, Value) = ((&editor).into(), json!({"id": row.id}));
        transaction.run(audit::record(&entry(&line, &context, &author, TESTED, detail), None))?;
        match webhooks::announce_to(transaction, &row.id, (PING, &event_id), context.now)? {
            Some(id) => webhooks::one(transaction, &row.id, id),
            None => Ok(None),
        }
    })?;
    Ok(answer(StatusCode::ACCEPTED, &DeliveryView::from(delivery.ok_or(NO_DELIVERY)?)))
}

/// One of the org's webhooks that is not turned off.
async fn on(app: &App, editor: &Editor, id: &str) -> Result<Row, Error> {
    let row = existing(app, editor.org_id, id).await?;
    if row.disabled_at.is_some() { Err(TURNED_OFF) } else { Ok(row) }
}

fn state(text: &str) -> Result<DeliveryState, Error> {
    match text {
        "waiting" => Ok(DeliveryState::Waiting),
        "delivered" => Ok(DeliveryState::Delivered),
        "failed" => Ok(DeliveryState::Failed),
        _ => Err(Error::invalid("state", "The state is waiting, delivered or failed.")),
    }
}
