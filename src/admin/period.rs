//! `from` and `to` of a list: dates of the clinic's calendar, or instants.

use chrono::{DateTime, NaiveDate, Utc};

use super::orgs;
use crate::{
    app::App,
    domain::{
        id::OrgId,
        schedule::{Interval, Zone},
    },
    http::Error,
};

/// From one instant until before another, either of which may be left open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Option<DateTime<Utc>>,
    pub(crate) until: Option<DateTime<Utc>>,
}

impl Period {
    /// Reads both ends. A date stands for its whole day in the clinic's zone, so that a period `to` a date includes that day; an
    /// instant is RFC 3339 with `Z` or an offset.
    pub(crate) fn read(from: Option<&str>, to: Option<&str>, zone: Zone) -> Result<Self, Error> {
        let from = from.map(|text| instants("from", text, zone)).transpose()?.map(|instants| instants.start);
        let until = to.map(|text| instants("to", text, zone)).transpose()?.map(|instants| instants.end);
        if until.is_some_and(|until| from.is_some_and(|from| until <= from)) {
            return Err(Error::invalid("to", "This must lie after `from`."));
        }
        Ok(Self { from, until })
    }

    /// The same for an org, whose zone is read only if there is a period.
    pub(super) async fn of_org(app: &App, org_id: OrgId, from: Option<&str>, to: Option<&str>) -> Result<Self, Error> {
        if from.or(to).is_none() {
            return Ok(Self { from: None, until: None });
        }
        Self::read(from, to, orgs::existing(app, org_id).await?.zone)
    }
}

/// What a text stands for: the day of a date, or an instant, which is an interval of no length.
fn instants(field: &'static str, text: &str, zone: Zone) -> Result<Interval, Error> {
    let date = text.parse().ok().filter(|date: &NaiveDate| date.to_string() == text);
    let read = match date {
        Some(date) => zone.day_bounds(date),
        // A plus sign of a query string that was not escaped arrives as a space.
        None => DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
            .ok()
            .map(|instant| Interval { start: instant.to_utc(), end: instant.to_utc() }),
    };
    let forms = "a date such as 2026-12-01, in the clinic's zone, or a time such as 2026-12-01T09:00:00-05:00";
    read.ok_or_else(|| Error::invalid(field, format!("This must be {forms}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Result<(String, String), Error> {
        let period = Period::read(Some(from), Some(to), "America/New_York".parse().unwrap())?;
        Ok((period.from.unwrap().to_rfc3339(), period.until.unwrap().to_rfc3339()))
    }

    #[test]
    fn dates_are_whole_days_of_the_clinic_whatever_their_length() {
        for (from, to, start, end) in [
            ("2026-12-01", "2026-12-01", "2026-12-01T05:00:00+00:00", "2026-12-02T05:00:00+00:00"),
            // Clocks go forward on the 8th of March and back on the 1st of November.
            ("2026-03-08", "2026-03-08", "2026-03-08T05:00:00+00:00", "2026-03-09T04:00:00+00:00"),
            ("2026-11-01", "2026-11-01", "2026-11-01T04:00:00+00:00", "2026-11-02T05:00:00+00:00"),
        ] {
            assert_eq!(period(from, to).unwrap(), (start.to_owned(), end.to_owned()));
        }
    }

    #[test]
    fn instants_are_exact_in_any_offset() {
        let nine = "2026-12-01T14:00:00+00:00";
        for text in [
            "2026-12-01T14:00:00Z",
            "2026-12-01T09:00:00-05:00",
            "2026-12-01T19:45:00+05:45",
            "2026-12-01T19:45:00 05:45",
        ] {
            assert_eq!(period(text, "2026-12-31T00:00:00Z").unwrap().0, nine, "{text}");
            assert_eq!(period("2026-11-30", text).unwrap().1, nine, "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["", "today", "2026-1-1", "2026-02-30", "2026-12-01T09:00:00", "1764597600", "20261201", "+262142-12-31"]
        {
            assert!(period(text, "2026-12-31").is_err(), "{text:?}");
        }
        assert!(period("2026-12-02", "2026-12-01").is_err());
        assert!(period("2026-12-01T14:00:00Z", "2026-12-01T09:00:00-05:00").is_err());
        assert!(period("2026-12-01T14:00:00Z", "2026-12-01").is_ok());
    }
}
