//! What callers asked and nothing was written down about.

use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::utc;
use crate::{
    http::{
        Error,
        auth::Reader,
        body::json as answer,
        error::Problem,
        page::{ListQuery, Page, Paging, Window},
        query::Query,
    },
    store::clinic::{
        ClinicContext,
        gaps::{self, Gap},
    },
};

/// A question that was not answered on one day.
#[derive(Serialize, ToSchema)]
pub struct KnowledgeGap {
    /// On the clinic's own clock.
    #[schema(example = "2026-12-03")]
    day: String,
    /// As it was asked, in small letters and without numbers.
    question: String,
    /// How often it was asked that day.
    times: i64,
    /// RFC 3339, UTC.
    last_asked_at: String,
}

impl From<Gap> for KnowledgeGap {
    fn from(Gap { day, question, times, asked_at, .. }: Gap) -> Self {
        Self { day: day.to_string(), question, times, last_asked_at: utc(asked_at) }
    }
}

/// Where a gap stands: by its day, how often it was asked, and its number.
type Place = (i64, (i64, i64));

/// Lists what callers asked and nothing was written down about.
#[utoipa::path(get, path = "/api/knowledge/gaps", tag = "knowledge", security(("token" = [])), params(Paging),
    responses((status = 200, body = Page<KnowledgeGap>, description = "The latest day first, and of a day what was asked most"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(context: ClinicContext, _: Reader, Query(query): Query<ListQuery>) -> Result<Response, Error> {
    let window = Window::<Place>::by(query.limit.as_deref(), query.cursor.as_deref())?;
    let after = window.after.map(|(day, (times, id))| Ok::<_, Error>((date(day)?, times, id))).transpose()?;
    let rows = gaps::list(context.clinic.as_ref(), after, window.rows()).await?;
    let place = |gap: &Gap| (gap.day.to_epoch_days().into(), (gap.times, gap.id));
    Ok(answer(StatusCode::OK, &window.page(rows, place, KnowledgeGap::from)))
}

fn date(day: i64) -> Result<NaiveDate, Error> {
    let date = i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days);
    date.ok_or_else(|| {
        Error::invalid("cursor", "This is not a cursor of this list. Take next_cursor from the page before.")
    })
}
