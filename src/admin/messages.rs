//! Texts to patients and staff: what was written, and how far each has come.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{local, orgs, utc, uuid};
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
    fn new(message: StoredText, zone: Zone) -> Self {
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
    appointment_id: Option<String>,
}

/// Lists texts to patients and staff, and how far each has come.
#[utoipa::path(get, path = "/api/messages", tag = "messaging", security(("token" = [])),
    params(Paging, ("status" = Option<TextStatus>, Query),
        ("appointment_id" = Option<String>, Query)),
    responses((status = 200, body = Page<MessageView>, description = "In order of their ids"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let appointment_id = query.appointment_id.map(|text| uuid("appointment_id", &text)).transpose()?;
    let filter =
        Filter { status: query.status.as_deref().map(status).transpose()?, appointment_id: appointment_id.as_deref() };
    let org = orgs::existing(&app, reader.org_id).await?;
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
