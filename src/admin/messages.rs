//! Texts to patients and staff: what was written, and how far each has come.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{local, orgs, period::Period, utc, uuid};
use crate::{
    app::App,
    domain::{
        schedule::Zone,
        texts::{Encoding, StoredTextKind, TextStatus},
    },
    http::{
        Error,
        auth::Reader,
        body::json,
        error::Problem,
        page::{Page, Paging, Window},
        query::Query,
    },
    store::clinic::{
        ClinicContext,
        texts::{self, Filter, StoredText},
    },
};

/// A text.
#[derive(Serialize, ToSchema)]
pub struct MessageView {
    id: String,
    /// The appointment that it is about.
    appointment_id: Option<String>,
    /// The message in the inbox that it tells the staff of.
    inbox_id: Option<String>,
    kind: StoredTextKind,
    /// The patient's number, or that of somebody of the staff.
    #[schema(example = "+15550188")]
    to: String,
    body: String,
    encoding: Encoding,
    /// How many segments it is billed as.
    segments: u32,
    status: TextStatus,
    /// Twilio's id of it.
    sid: Option<String>,
    /// Twilio's error code.
    error_code: Option<i64>,
    /// What went wrong.
    detail: Option<String>,
    /// When Twilio was last asked to send it, RFC 3339, UTC.
    attempted_at: Option<String>,
    /// When it was written, RFC 3339, UTC.
    created_at: String,
    /// The same in the org's zone.
    created_at_local: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

impl MessageView {
    /// The same without the number of somebody of the staff.
    pub(super) fn without_staff(self) -> Self {
        let to = if self.kind == StoredTextKind::Staff { "staff".to_owned() } else { self.to };
        Self { to, ..self }
    }

    pub(super) fn new(message: StoredText, zone: Zone) -> Self {
        Self {
            id: message.id,
            appointment_id: message.appointment_id,
            inbox_id: message.inbox_id,
            kind: message.kind,
            to: message.to_number.as_str().to_owned(),
            body: message.body,
            encoding: message.encoding,
            segments: message.segments,
            status: message.status,
            sid: message.sid,
            error_code: message.error_code,
            detail: message.detail,
            attempted_at: message.attempted_at.map(utc),
            created_at: utc(message.created_at),
            created_at_local: local(zone, message.created_at),
            updated_at: utc(message.updated_at),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    status: Option<String>,
    kind: Option<String>,
    appointment_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// Lists texts to patients and staff, and how far each has come.
#[utoipa::path(get, path = "/api/messages", tag = "messaging", security(("token" = [])),
    params(Paging, ("status" = Option<TextStatus>, Query), ("kind" = Option<StoredTextKind>, Query),
        ("appointment_id" = Option<String>, Query),
        ("from" = Option<String>, Query, description = "Those written on this date of the clinic's calendar or later, or at this \
            RFC 3339 time or later"),
        ("to" = Option<String>, Query, description = "Those written on this date of the clinic's calendar or earlier, or before this \
            RFC 3339 time")),
    responses((status = 200, body = Page<MessageView>, description = "Latest first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let appointment_id = query.appointment_id.map(|text| uuid("appointment_id", &text)).transpose()?;
    let status = query.status.as_deref().map(status).transpose()?;
    let kind = query.kind.as_deref().map(kind).transpose()?;
    let org = orgs::existing(&app, reader.org_id).await?;
    let Period { from, until } = Period::read(query.from.as_deref(), query.to.as_deref(), org.zone)?;
    let filter = Filter { status, kind, appointment_id: appointment_id.as_deref(), from, until };
    let (database, after) = (context.clinic.as_ref(), window.after.as_deref());
    let rows = texts::list(database, filter, after, window.rows()).await?;
    let page = window.page(rows, |message| message.id.clone(), |message| MessageView::new(message, org.zone));
    Ok(json(StatusCode::OK, &page))
}

fn status(word: &str) -> Result<TextStatus, Error> {
    TextStatus::named(word).ok_or_else(|| {
        let words = TextStatus::ALL.map(TextStatus::as_str).join(", ");
        Error::invalid("status", format!("This must be one of {words}."))
    })
}

fn kind(word: &str) -> Result<StoredTextKind, Error> {
    StoredTextKind::named(word).ok_or_else(|| {
        let words = StoredTextKind::ALL.map(StoredTextKind::as_str).join(", ");
        Error::invalid("kind", format!("This must be one of {words}."))
    })
}
