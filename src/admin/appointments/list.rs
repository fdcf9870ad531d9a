//! Reading appointments: a list, and one with its texts.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;

use super::view::{AppointmentDetail, AppointmentView};
use crate::{
    admin::{period::Period, uuid},
    app::App,
    http::{
        Error,
        auth::Reader,
        body::json,
        error::Problem,
        page::{Page, Paging, Window},
        query::{Query, Segment},
    },
    store::clinic::{
        ClinicContext,
        appointments::listing::{self, AppointmentPosition, Filter, ShownStatus},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    from: Option<String>,
    to: Option<String>,
    status: Option<String>,
    practitioner_id: Option<String>,
}

/// Lists appointments and holds.
#[utoipa::path(get, path = "/api/appointments", tag = "appointments", security(("token" = [])),
    params(
        Paging,
        ("from" = Option<String>, Query, description = "Those that start on this date of the clinic's calendar or later, or at this \
            RFC 3339 time or later"),
        ("to" = Option<String>, Query, description = "Those that start on this date of the clinic's calendar or earlier, or before \
            this RFC 3339 time"),
        ("status" = Option<ShownStatus>, Query, description = "All but expired holds, if absent"),
        ("practitioner_id" = Option<String>, Query)),
    responses((status = 200, body = Page<AppointmentView>, description = "In order of their starts"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::<AppointmentPosition>::by(query.limit.as_deref(), query.cursor.as_deref())?;
    let status = query.status.as_deref().map(status).transpose()?;
    let practitioner_id = query.practitioner_id.map(|text| uuid("practitioner_id", &text)).transpose()?;
    let period = Period::of_org(&app, reader.org_id, query.from.as_deref(), query.to.as_deref()).await?;
    let from = period.from.unwrap_or(DateTime::<Utc>::UNIX_EPOCH);
    let filter = Filter { from, until: period.until, status, practitioner_id };
    let (database, after) = (context.clinic.as_ref(), window.after.as_ref());
    let rows = listing::list(database, &filter, after, window.rows(), context.now).await?;
    Ok(json(StatusCode::OK, &window.page(rows, listing::place, |row| AppointmentView::new(row, context.now))))
}

fn status(text: &str) -> Result<ShownStatus, Error> {
    match text {
        "held" => Ok(ShownStatus::Held),
        "expired" => Ok(ShownStatus::Expired),
        "confirmed" => Ok(ShownStatus::Confirmed),
        "cancelled" => Ok(ShownStatus::Cancelled),
        _ => Err(Error::invalid("status", "The status is held, expired, confirmed or cancelled.")),
    }
}

/// Shows an appointment with its texts.
#[utoipa::path(get, path = "/api/appointments/{id}", tag = "appointments", params(("id" = String, Path)),
    security(("token" = [])),
    responses((status = 200, body = AppointmentDetail, description = "The appointment"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(context: ClinicContext, _: Reader, Segment(id): Segment) -> Result<Response, Error> {
    let found = listing::with_texts(context.clinic.as_ref(), &id).await?;
    let (appointment, texts) = found.ok_or(Error::NotFound("There is no such appointment."))?;
    Ok(json(StatusCode::OK, &AppointmentDetail::new(appointment, texts, context.now)))
}
