//! The inbox: what callers left for the staff, and what is done.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{appointments::view::Named, local, orgs, utc};
use crate::{
    app::App,
    domain::{
        caller_message::{CallerMessage, InboxStatus},
        schedule::Zone,
        urgency::Urgency,
    },
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        page::{Page, Paging, Window},
        query::{Query, Segment},
        trail::entry,
    },
    store::{
        audit::Action,
        clinic::{
            ClinicContext, audit, inbox,
            outbox::{self, WorkKind},
        },
    },
};

const NO_MESSAGE: Error = Error::NotFound("There is no such message. It may have been done, and deleted since.");

/// A message that a caller left for the staff.
#[derive(Serialize, ToSchema)]
pub struct InboxItem {
    id: String,
    status: InboxStatus,
    urgency: Urgency,
    /// The caller's words, on one line of up to 500 characters.
    #[schema(example = "Asks whether her crown is ready.")]
    about: String,
    /// The caller's name, as they said it.
    name: Option<String>,
    /// Who called, unless the number was withheld.
    #[schema(example = "+15550188")]
    caller: Option<String>,
    /// Where to call back: the number that was said, or else the caller's. `null` if the caller's is withheld and they gave none.
    #[schema(example = "+15550188")]
    callback_number: Option<String>,
    /// Whom it is for, as it was said.
    #[serde(rename = "for")]
    addressee: Option<String>,
    /// The practitioner whom that means.
    practitioner: Option<Named>,
    /// When they would like to be called, as it was said.
    best_time: Option<String>,
    /// Vapi's id of the call.
    call_id: Option<String>,
    /// When it was taken: RFC 3339, UTC.
    created_at: String,
    /// The same in the org's zone.
    created_at_local: String,
    /// RFC 3339, UTC.
    done_at: Option<String>,
    /// The `sub` of the token by which it was done.
    done_by: Option<String>,
}

impl InboxItem {
    pub(super) fn new(message: CallerMessage, zone: Zone) -> Self {
        Self {
            id: message.id,
            status: message.status,
            urgency: message.urgency,
            about: message.about,
            name: message.name,
            caller: message.caller_number.map(|number| number.as_str().to_owned()),
            callback_number: message.callback_number.map(|number| number.as_str().to_owned()),
            addressee: message.addressee,
            practitioner: Named::of(message.practitioner_id, message.practitioner_name),
            best_time: message.best_time,
            call_id: message.call_id,
            created_at: utc(message.created_at),
            created_at_local: local(zone, message.created_at),
            done_at: message.done_at.map(utc),
            done_by: message.done_by,
        }
    }
}

/// What changes of a message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InboxChange {
    /// `done`, or `open` if it is not done after all.
    status: InboxStatus,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    status: Option<String>,
}

/// Which messages a list has.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "the description alone is made of it")]
pub(crate) enum InboxFilter {
    Open,
    Done,
    All,
}

/// Lists messages of callers.
#[utoipa::path(get, path = "/api/inbox", tag = "inbox", security(("token" = [])),
    params(Paging, ("status" = inline(Option<InboxFilter>), Query, description = "Those that are open, if absent")),
    responses((status = 200, body = Page<InboxItem>, description = "Latest first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let status = status(query.status.as_deref())?;
    let org = orgs::existing(&app, reader.org_id).await?;
    let rows = inbox::list(context.clinic.as_ref(), status, window.after.as_deref(), window.rows()).await?;
    let page = window.page(rows, |message| message.id.clone(), |message| InboxItem::new(message, org.zone));
    Ok(answer(StatusCode::OK, &page))
}

fn status(word: Option<&str>) -> Result<Option<InboxStatus>, Error> {
    match word {
        None | Some("open") => Ok(Some(InboxStatus::Open)),
        Some("done") => Ok(Some(InboxStatus::Done)),
        Some("all") => Ok(None),
        Some(_) => Err(Error::invalid("status", "The status is open, done or all.")),
    }
}

/// Shows a message of a caller.
#[utoipa::path(get, path = "/api/inbox/{id}", tag = "inbox", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = InboxItem, description = "The message"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let found = context.clinic.read(|transaction| inbox::one(transaction.run(inbox::by_id(&id))?))?;
    Ok(answer(StatusCode::OK, &InboxItem::new(found.ok_or(NO_MESSAGE)?, org.zone)))
}

/// Says that a message is done, or that it is not.
#[utoipa::path(patch, path = "/api/inbox/{id}", tag = "inbox", request_body(content = InboxChange, example = json!({"status": "done"})),
    params(("id" = String, Path)), security(("token" = ["admin"])),
    responses((status = 200, body = InboxItem, description = "The message as it is now"), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    Segment(id): Segment,
    JsonBody(InboxChange { status }): JsonBody<InboxChange>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    let line = app.ports.new_id()?.to_string();
    let action = match status {
        InboxStatus::Done => Action::MESSAGE_DONE,
        InboxStatus::Open => Action::MESSAGE_REOPENED,
    };
    let author = (&editor).into();
    let entry = entry(&line, &context, &author, action, json!({"inbox_id": id}));
    let changed = context.clinic.transact(|transaction| {
        let done_by = editor.principal.as_ref().map(|principal| principal.id.as_ref());
        let set = inbox::set_status(&id, status, done_by, context.now);
        let is_changed = !transaction.run(set)?.rows.is_empty();
        transaction.run(audit::record_if_changed(&entry))?;
        match status {
            // Nobody has to be told of it any more.
            InboxStatus::Done => drop(transaction.run(outbox::withdraw(WorkKind::NotifyStaff, &id))?),
            // Whoever was told of it before is not told again.
            InboxStatus::Open if is_changed => {
                transaction.run(outbox::enqueue(WorkKind::NotifyStaff, &id, context.now))?;
            }
            InboxStatus::Open => {}
        }
        inbox::one(transaction.run(inbox::by_id(&id))?)
    })?;
    Ok(answer(StatusCode::OK, &InboxItem::new(changed.ok_or(NO_MESSAGE)?, org.zone)))
}
