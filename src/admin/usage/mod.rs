//! What a clinic has used, and what its callers got: by day and by hour of the clinic's own clock, and in the month so far.

mod report;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{Datelike, NaiveDate, TimeDelta};
use http::StatusCode;
use serde::Deserialize;

use self::report::{Happened, UsageReport};
use super::orgs;
use crate::{
    app::App,
    domain::schedule::{Interval, Zone},
    http::{Error, auth::Reader, body::json as answer, error::Problem, query::Query},
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{ClinicContext, usage},
    },
};

/// The most days of one report.
const MOST_DAYS: i64 = 92;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsageQuery {
    from: Option<String>,
    to: Option<String>,
}

/// Shows what the clinic has used, and what came of its calls.
#[utoipa::path(get, path = "/api/usage", tag = "overview", security(("token" = [])),
    params(
        ("from" = Option<String>, Query, format = Date, description = "The first day, such as 2026-12-01, on the clinic's own clock. \
            The first of the month if left out", example = "2026-12-01"),
        ("to" = Option<String>, Query, format = Date, description = "The last day. Today if left out; at most 92 days in all",
            example = "2026-12-31")),
    responses((status = 200, body = UsageReport, description = "Each day of the period, and the month so far, as far as calls and texts \
        are still kept"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Query(query): Query<UsageQuery>,
) -> Result<Response, Error> {
    let zone = orgs::existing(&app, reader.org_id).await?.zone;
    let today = zone.date(context.now);
    let month = today.with_day(1).unwrap_or(today);
    let (from, to) = (date("from", query.from)?.unwrap_or(month), date("to", query.to)?.unwrap_or(today));
    let (days, month) = (days(zone, from, to)?, days(zone, month, today)?);
    let (of_period, of_month) =
        context.clinic.read(|transaction| Ok((happened(transaction, &days)?, happened(transaction, &month)?)))?;
    Ok(answer(StatusCode::OK, &UsageReport::new(zone, (&days, &of_period), (&month, &of_month))))
}

fn happened(transaction: &dyn ClinicTransaction, days: &[Day]) -> Result<Happened, StoreError> {
    let time = whole(days);
    Ok(Happened {
        calls: usage::calls(transaction, time)?,
        texts: usage::texts(transaction, time)?,
        times: usage::tool_times(transaction, days)?,
    })
}

/// A day of the clinic's, and when it is.
type Day = (NaiveDate, Interval);

fn date(field: &'static str, text: Option<String>) -> Result<Option<NaiveDate>, Error> {
    let read = |text: String| {
        let date = text.parse().ok().filter(|date: &NaiveDate| date.to_string() == text);
        date.ok_or_else(|| Error::invalid(field, "This must be a date such as 2026-12-01, on the clinic's own clock."))
    };
    text.map(read).transpose()
}

fn days(zone: Zone, from: NaiveDate, to: NaiveDate) -> Result<Vec<Day>, Error> {
    let count = (to - from).num_days() + 1;
    if count < 1 {
        return Err(Error::invalid("to", "This must not lie before `from`."));
    }
    if count > MOST_DAYS {
        return Err(Error::invalid(
            "to",
            format!("At most {MOST_DAYS} days are reported at once. Ask for a shorter period."),
        ));
    }
    let no_such = || Error::invalid("from", "The clinic's clock has no such day.");
    let bounds = |offset| {
        let day = from.checked_add_signed(TimeDelta::days(offset)).ok_or_else(no_such)?;
        Ok((day, zone.day_bounds(day).ok_or_else(no_such)?))
    };
    (0..count).map(bounds).collect()
}

fn whole(days: &[Day]) -> Interval {
    let start = days.first().map(|(_, time)| time.start).unwrap_or_default();
    Interval { start, end: days.last().map_or(start, |(_, time)| time.end) }
}
