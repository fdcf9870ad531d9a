//! Webhooks: where other systems of the clinic want to be told what happens there.

pub(crate) mod deliveries;
mod documents;

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

pub use documents::{NewWebhook, WebhookChanges, WebhookView, WebhookWithSecret};

use super::orgs;
use crate::{
    app::App,
    context::RequestContext,
    domain::id::OrgId,
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, JsonChanges, json as answer},
        error::Problem,
        page::{ListQuery, Page, Paging, Window},
        precondition::{IfMatch, tagged},
        query::{Query, Segment},
        trail::audited,
    },
    store::{self, audit::Action, webhooks::Row},
    webhooks::WebhookSecrets,
};

const CREATED: Action = Action::named("webhook.created");
const CHANGED: Action = Action::named("webhook.changed");
const ROTATED: Action = Action::named("webhook.secret_rotated");
const DELETED: Action = Action::named("webhook.deleted");

const MISSING: Error = Error::NotFound("There is no such webhook.");
const FULL: Error =
    Error::Conflict { code: "too_many_webhooks", field: "", detail: "A clinic can have 5 webhooks. Delete one first." };
const UNREADABLE: Error = Error::Conflict {
    code: "unreadable",
    field: "",
    detail: "Its secret cannot be opened any more. Delete this webhook and make a new one.",
};

/// One of the org's webhooks.
///
/// # Errors
/// [`MISSING`], or when D1 did not answer.
pub(super) async fn existing(app: &App, org_id: OrgId, id: &str) -> Result<Row, Error> {
    store::webhooks::get(app.ports.database.as_ref(), org_id, id).await?.ok_or(MISSING)
}

/// The row, if it is as the request expects it.
async fn expected(app: &App, org_id: OrgId, id: &str, if_match: &IfMatch) -> Result<Row, Error> {
    let row = existing(app, org_id, id).await?;
    if_match.expect(Some(&WebhookView::from(row.clone())), Some(row.updated_at))?;
    Ok(row)
}

/// Adds an address that is told of what happens at the clinic. The secret is shown this once.
#[utoipa::path(post, path = "/api/webhooks", tag = "webhooks",
    request_body(content = NewWebhook, example = json!({"url": "https://crm.example.com/frontdesk", "events": ["appointment.booked", "appointment.cancelled"]})),
    security(("token" = ["admin"])),
    responses((status = 201, body = WebhookWithSecret, description = "The new webhook, with its secret"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(new): JsonBody<NewWebhook>,
) -> Result<Response, Error> {
    let (id, save_id) = (app.ports.new_id()?.to_string(), app.ports.new_id()?.to_string());
    let mut row = new.checked(&app, editor.org_id, (id, save_id))?;
    let secrets = app.webhooks.new_secrets()?;
    row.secrets_sealed = app.webhooks.seal(&row, &secrets)?;
    orgs::existing(&app, editor.org_id).await?;
    let database = audited(&app.ports, &context, &(&editor).into(), CREATED, json!({"id": row.id}))?;
    let row = store::webhooks::insert(&database, &row).await?.ok_or(FULL)?;
    app.changed(&context, editor.org_id, []);
    Ok(with_secret(StatusCode::CREATED, row, &secrets))
}

/// Lists the addresses that are told of what happens at the clinic.
#[utoipa::path(get, path = "/api/webhooks", tag = "webhooks", security(("token" = [])), params(Paging),
    responses((status = 200, body = Page<WebhookView>, description = "In order of their ids"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let (database, after) = (app.ports.database.as_ref(), window.after.as_deref());
    let rows = store::webhooks::list(database, reader.org_id, after, window.rows()).await?;
    Ok(answer(StatusCode::OK, &window.page(rows, |row| row.id.clone(), WebhookView::from)))
}

/// Shows a webhook.
#[utoipa::path(get, path = "/api/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = WebhookView, description = "The webhook, without its secret"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader, Segment(id): Segment) -> Result<Response, Error> {
    Ok(shown(existing(&app, reader.org_id, &id).await?))
}

/// Changes a webhook, turns it off or on again. Absent fields stay.
#[utoipa::path(patch, path = "/api/webhooks/{id}", tag = "webhooks", params(IfMatch, ("id" = String, Path)),
    request_body(content = WebhookChanges, example = json!({"disabled": true})), security(("token" = ["admin"])),
    responses((status = 200, body = WebhookView, description = "The webhook as it is now"), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
    JsonChanges { value, fields }: JsonChanges<WebhookChanges>,
) -> Result<Response, Error> {
    let was = expected(&app, editor.org_id, &id, &if_match).await?;
    let mut new = value.applied(&app, &was, context.now)?;
    let secrets = app.webhooks.open(&was).map_err(|_| UNREADABLE)?;
    new.save_id = app.ports.new_id()?.to_string();
    new.secrets_sealed = app.webhooks.seal(&new, &secrets)?;
    let detail = json!({"id": id, "fields": fields});
    Ok(shown(replaced(&app, &context, &editor, (CHANGED, detail), (&was, &new)).await?))
}

/// Gives a webhook a new secret, which is shown this once. The one before it signs too for a day.
#[utoipa::path(post, path = "/api/webhooks/{id}/rotate", tag = "webhooks", params(IfMatch, ("id" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 200, body = WebhookWithSecret, description = "The webhook, with its new secret"), (status = "4XX", body = Problem)))]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
) -> Result<Response, Error> {
    let was = expected(&app, editor.org_id, &id, &if_match).await?;
    let secrets = app.webhooks.rotated(&app.webhooks.open(&was).map_err(|_| UNREADABLE)?)?;
    let save_id = app.ports.new_id()?.to_string();
    let mut new = Row { save_id, previous_secret_until: secrets.previous_until(), ..was.clone() };
    new.secrets_sealed = app.webhooks.seal(&new, &secrets)?;
    let row = replaced(&app, &context, &editor, (ROTATED, json!({"id": id})), (&was, &new)).await?;
    Ok(with_secret(StatusCode::OK, row, &secrets))
}

/// Deletes a webhook. What was not delivered is not delivered any more.
#[utoipa::path(delete, path = "/api/webhooks/{id}", tag = "webhooks", params(IfMatch, ("id" = String, Path)), security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted; nothing is sent there any more"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
) -> Result<Response, Error> {
    let was = expected(&app, editor.org_id, &id, &if_match).await?;
    let database = audited(&app.ports, &context, &(&editor).into(), DELETED, json!({"id": id}))?;
    if !store::webhooks::delete(&database, &was).await? {
        return Err(Error::Stale);
    }
    app.changed(&context, editor.org_id, []);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes a webhook what `new` is, if it still is what `was` was.
async fn replaced(
    app: &App,
    context: &RequestContext,
    editor: &Editor,
    (action, detail): (Action, serde_json::Value),
    (was, new): (&Row, &Row),
) -> Result<Row, Error> {
    let database = audited(&app.ports, context, &editor.into(), action, detail)?;
    let row = store::webhooks::replace(&database, was, new, app.ports.clock.now()).await?.ok_or(Error::Stale)?;
    app.changed(context, editor.org_id, []);
    Ok(row)
}

fn shown(row: Row) -> Response {
    let view = WebhookView::from(row);
    tagged(answer(StatusCode::OK, &view), &view)
}

/// The one answer that holds a secret. Its tag is that of what a GET shows.
fn with_secret(status: StatusCode, row: Row, secrets: &WebhookSecrets) -> Response {
    let (tag_of, webhook) = (WebhookView::from(row.clone()), WebhookView::from(row));
    tagged(answer(status, &WebhookWithSecret { webhook, secret: secrets.current().expose().to_owned() }), &tag_of)
}
