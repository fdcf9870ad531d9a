//! Busy times of calendars: `freeBusy.query` of Calendar v3.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, Utc};
use http::Method;
use serde::Deserialize;
use serde_json::json;

use super::{GoogleError, api::Api, errors};
use crate::{
    domain::{schedule::Interval, secret::Secret},
    outbound::Deadline,
    ports::Ports,
};

/// Google's own limit, `calendarExpansionMax`.
pub const MOST_CALENDARS: usize = 50;

#[derive(Deserialize)]
struct Answer {
    calendars: HashMap<String, Calendar>,
}

#[derive(Deserialize)]
struct Calendar {
    #[serde(default)]
    busy: Option<Vec<BusyTime>>,
    #[serde(default)]
    errors: Vec<Problem>,
}

#[derive(Deserialize)]
struct BusyTime {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    reason: String,
}

/// When one calendar is busy, or why that is not known.
pub type Busy = Result<Vec<Interval>, GoogleError>;

/// When each of `calendar_ids` is busy within `window`, as half-open intervals, in the order asked.
///
/// # Errors
/// When the whole is refused. An error of one calendar inside a 200, a calendar that is missing from the answer, or an interval that
/// cannot be read is that calendar's error and never "free".
pub async fn free_busy(
    ports: &Ports,
    base: &str,
    token: &Secret,
    calendar_ids: &[&str],
    window: Interval,
    deadline: Deadline,
) -> Result<Vec<Busy>, GoogleError> {
    if calendar_ids.len() > MOST_CALENDARS {
        return Err(GoogleError::Denied("Google shows the busy times of at most 50 calendars at once."));
    }
    let items: Vec<_> = calendar_ids.iter().map(|id| json!({ "id": id })).collect();
    let body = json!({
        "timeMin": window.start.to_rfc3339_opts(SecondsFormat::Secs, true),
        "timeMax": window.end.to_rfc3339_opts(SecondsFormat::Secs, true),
        "items": items,
    })
    .to_string();
    let api = Api { ports, base, token, deadline };
    let response = api.send(Method::POST, "freeBusy", None, Some(&body)).await?;
    if response.status != 200 {
        return Err(errors::of_api(response.status, &response.body));
    }
    read(&response.body, calendar_ids)
}

fn read(body: &[u8], calendar_ids: &[&str]) -> Result<Vec<Busy>, GoogleError> {
    let answer: Answer = serde_json::from_slice(body).map_err(|_| GoogleError::Unexpected)?;
    let busy = |id: &&str| answer.calendars.get(*id).ok_or(GoogleError::Unexpected).and_then(Calendar::busy);
    Ok(calendar_ids.iter().map(busy).collect())
}

impl Calendar {
    fn busy(&self) -> Result<Vec<Interval>, GoogleError> {
        if let Some(problem) = self.errors.first() {
            return Err(errors::of_calendar(&problem.reason));
        }
        let busy = self.busy.as_ref().ok_or(GoogleError::Unexpected)?;
        Ok(busy.iter().map(|busy| Interval { start: busy.start, end: busy.end }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<Vec<Interval>, GoogleError> {
        read(body.as_bytes(), &["front@example.com"]).and_then(|mut calendars| calendars.remove(0))
    }

    #[test]
    fn several_calendars_come_in_the_order_asked_each_with_what_is_known_of_it() {
        let busy = r#"{"busy":[{"start":"2026-12-03T09:00:00Z","end":"2026-12-03T15:00:00Z"}]}"#;
        let body = format!(
            r#"{{"calendars":{{"b":{busy},"a":{{"busy":[]}},"gone":{{"errors":[{{"reason":"notFound"}}]}}}}}}"#
        );
        let read = |ids: &[&str]| super::read(body.as_bytes(), ids);
        let counts = |ids: &[&str]| {
            let lengths = read(ids).unwrap().into_iter().map(|busy| busy.map(|intervals| intervals.len()));
            lengths.collect::<Vec<_>>()
        };
        assert_eq!((counts(&["a", "b"]), counts(&["b", "a"])), (vec![Ok(0), Ok(1)], vec![Ok(1), Ok(0)]));
        assert_eq!(counts(&["gone", "a"]), [Err(GoogleError::UnknownCalendar), Ok(0)]);
        assert_eq!(counts(&["a", "missing"]), [Ok(0), Err(GoogleError::Unexpected)]);
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
