//! What waits to be done with Google and Twilio, and what was given up.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::utc;
use crate::{
    app::App,
    http::{
        Error,
        auth::{Editor, Reader},
        body::json as answer,
        error::Problem,
        page::{Page, Paging, Position, Window},
        query::{Query, Segment},
        trail::entry,
    },
    store::{
        audit::{Action, Audited},
        clinic::{
            ClinicContext, audit as clinic_audit,
            outbox::{self, Item, WorkState},
        },
    },
};

/// One piece of work.
#[derive(Serialize, ToSchema)]
pub struct WorkView {
    id: i64,
    /// `event.sync`, `event.delete`, `sms.send`, `sms.remind`, `inbox.notify`, `sms.erase` or `call.erase`.
    #[schema(example = "event.sync")]
    kind: String,
    /// The id of the appointment, of the text or of the message in the inbox; for `event.delete` the ids of the
    /// calendar, of the event and of the appointment that left it, each on a line; for `sms.erase` and `call.erase` the vendor's id of
    /// what is deleted there.
    subject: String,
    /// How often it failed.
    attempts: i64,
    /// When it is to be done: RFC 3339, UTC.
    due_at: String,
    state: WorkState,
    /// Why it failed last.
    last_error: Option<String>,
}

impl From<Item> for WorkView {
    fn from(Item { id, kind, subject, attempts, due_at, state, last_error }: Item) -> Self {
        Self { id, kind, subject, attempts, due_at: utc(due_at), state, last_error }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    state: Option<String>,
}

/// Lists what waits to be done with Google and Twilio, and what was given up.
#[utoipa::path(get, path = "/api/outbox", tag = "outbox", security(("token" = [])),
    params(Paging, ("state" = Option<WorkState>, Query)),
    responses((status = 200, body = Page<WorkView>, description = "Oldest first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(context: ClinicContext, _: Reader, Query(query): Query<ListQuery>) -> Result<Response, Error> {
    let window = Window::<i64>::by(query.limit.as_deref(), query.cursor.as_deref())?;
    let state = query.state.as_deref().map(state).transpose()?;
    let rows = outbox::list(context.clinic.as_ref(), state, window.after, window.rows(), context.now).await?;
    Ok(answer(StatusCode::OK, &window.page(rows, |item| item.id, WorkView::from)))
}

fn state(text: &str) -> Result<WorkState, Error> {
    match text {
        "waiting" => Ok(WorkState::Waiting),
        "leased" => Ok(WorkState::Leased),
        "dead" => Ok(WorkState::Dead),
        _ => Err(Error::invalid("state", "The state is waiting, leased or dead.")),
    }
}

/// Tries work again that had failed.
#[utoipa::path(post, path = "/api/outbox/{id}/retry", tag = "outbox", params(("id" = i64, Path)),
    security(("token" = ["admin"])),
    responses((status = 200, body = WorkView, description = "It is due, if it had failed"), (status = "4XX", body = Problem)))]
pub(crate) async fn retry(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let id: i64 = Position::read(&id).ok_or(NO_WORK)?;
    let line = app.ports.new_id()?.to_string();
    let author = (&editor).into();
    let entry = entry(&line, &context, &author, Action::WORK_RETRIED, json!({"id": id}));
    let database = Audited::new(context.clinic.as_ref(), clinic_audit::record_if_changed(&entry));
    let item = outbox::revive(&database, id, context.now).await?.ok_or(NO_WORK)?;
    Ok(answer(StatusCode::OK, &WorkView::from(item)))
}

const NO_WORK: Error = Error::NotFound("There is no such work. What was done is not kept.");
