//! Busy times of one calendar: `freeBusy.query` of Calendar v3.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::json;

use super::{GoogleError, errors};
use crate::{
    clients::exchange::{Deadline, repeatable},
    domain::{schedule::Interval, secret::Secret},
    ports::{OutboundRequest, Ports},
};

#[derive(Deserialize)]
struct Answer {
    calendars: HashMap<String, Calendar>,
}

#[derive(Deserialize)]
struct Calendar {
    #[serde(default)]
    busy: Option<Vec<Busy>>,
    #[serde(default)]
    errors: Vec<Problem>,
}

#[derive(Deserialize)]
struct Busy {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    reason: String,
}

/// When `calendar_id` is busy within `window`, as half-open intervals.
///
/// # Errors
/// Fails closed: an error for the calendar inside a 200, a calendar that is missing from the answer, or an interval that cannot
/// be read is an error and never "free".
pub async fn free_busy(
    ports: &Ports,
    api_base: &str,
    token: &Secret,
    calendar_id: &str,
    window: Interval,
    deadline: Deadline,
) -> Result<Vec<Interval>, GoogleError> {
    let body = json!({
        "timeMin": window.start.to_rfc3339_opts(SecondsFormat::Secs, true),
        "timeMax": window.end.to_rfc3339_opts(SecondsFormat::Secs, true),
        "items": [{ "id": calendar_id }],
    })
    .to_string();
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::POST,
        url: format!("{api_base}/calendar/v3/freeBusy"),
        headers: vec![
            ("authorization", format!("Bearer {}", token.expose())),
            ("content-type", "application/json".into()),
        ],
        body: Some(body.as_bytes().to_vec()),
        timeout,
    };
    let response = repeatable(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?;
    if response.status != 200 {
        return Err(errors::of_api(response.status, &response.body));
    }
    read(&response.body, calendar_id)
}

fn read(body: &[u8], calendar_id: &str) -> Result<Vec<Interval>, GoogleError> {
    let mut answer: Answer = serde_json::from_slice(body).map_err(|_| GoogleError::Unexpected)?;
    let calendar = answer.calendars.remove(calendar_id).ok_or(GoogleError::Unexpected)?;
    if let Some(problem) = calendar.errors.first() {
        return Err(errors::of_calendar(&problem.reason));
    }
    let busy = calendar.busy.ok_or(GoogleError::Unexpected)?;
    Ok(busy.into_iter().map(|busy| Interval { start: busy.start, end: busy.end }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<Vec<Interval>, GoogleError> {
        read(body.as_bytes(), "front@example.com")
    }

    #[test]
    fn busy_times_are_read_in_any_offset() {
        let body = r#"{"calendars":{"front@example.com":{"busy":[{"start":"2026-12-03T09:00:00-05:00","end":"2026-12-03T15:00:00Z"}]}}}"#;
        let busy = read_text(body).unwrap();
        assert_eq!(busy.len(), 1);
        assert_eq!(busy[0].start.to_rfc3339(), "2026-12-03T14:00:00+00:00");
    }

    #[test]
    fn what_is_not_clearly_free_is_an_error() {
        let table = [
            ("", GoogleError::Unexpected),
            ("{}", GoogleError::Unexpected),
            (r#"{"calendars":{}}"#, GoogleError::Unexpected),
            (r#"{"calendars":{"other@example.com":{"busy":[]}}}"#, GoogleError::Unexpected),
            (r#"{"calendars":{"front@example.com":{}}}"#, GoogleError::Unexpected),
            (
                r#"{"calendars":{"front@example.com":{"busy":[{"start":"soon","end":"later"}]}}}"#,
                GoogleError::Unexpected,
            ),
            (
                r#"{"calendars":{"front@example.com":{"busy":[],"errors":[{"domain":"global","reason":"notFound"}]}}}"#,
                GoogleError::UnknownCalendar,
            ),
        ];
        for (body, expected) in table {
            assert_eq!(read_text(body), Err(expected), "{body}");
        }
    }
}
