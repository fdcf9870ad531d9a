//! A test of every calendar that a clinic uses: reading it, and writing it, which is not the same.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use futures_util::future::join_all;

use super::{
    Calendars,
    connection::Connection,
    provider::{BusyCalendar, CalendarProvider, NewChannel, ProviderError},
};
use crate::{
    context::RequestContext,
    domain::{id::OrgId, integration::Vendor, route::Route, schedule::Interval},
    integrations::{CalendarOutcome, TestOutcome},
    store::StoreError,
};

/// Calendars that are written at the same time. The runtime has six connections open at most.
const AT_ONCE: usize = 5;
/// How long a channel lasts that is opened to see whether one can be.
const TRIAL: TimeDelta = TimeDelta::minutes(1);

impl Calendars {
    /// Reads every calendar in use with the org's account at `vendor`, whatever is known against that account, and writes and removes a
    /// private event in each.
    ///
    /// # Errors
    /// When D1 does not say which calendars are in use.
    pub async fn check(
        &self,
        context: &RequestContext,
        org_id: OrgId,
        vendor: &Vendor,
    ) -> Result<TestOutcome, StoreError> {
        let (route, _) = self.load(context, org_id, Vec::new()).await?;
        let Some(route) = route else { return Ok(TestOutcome::unreadable()) };
        let Some((connection, default)) = self.connect_at(context, &route, vendor) else {
            return Ok(TestOutcome::unreadable());
        };
        let in_use = in_use(&route, default);
        let (ids, now): (Vec<&str>, _) = (in_use.keys().map(String::as_str).collect(), self.ports.clock.now());
        let day = Interval { start: now, end: now + TimeDelta::days(1) };
        let read = match connection.busy(&ids, day).await {
            Ok(read) => read,
            Err(error) => return Ok(TestOutcome::fails(&error, matches!(error, ProviderError::Reconnect(_)))),
        };
        self.note_faults(context, &connection, &read);
        let mut outcomes = Vec::new();
        for some in read.chunks(AT_ONCE) {
            outcomes.extend(join_all(some.iter().map(|read| self.check_one(&connection, read, &in_use))).await);
        }
        Ok(summary(outcomes))
    }

    async fn check_one(
        &self,
        connection: &Connection,
        read: &BusyCalendar,
        in_use: &BTreeMap<String, Vec<String>>,
    ) -> CalendarOutcome {
        let outcome = match &read.busy {
            Ok(_) => connection.try_writing(&read.calendar).await,
            Err(error) => Err(*error),
        };
        let changes =
            if outcome.is_ok() && self.has_mirror { self.try_watching(connection, &read.calendar).await } else { None };
        CalendarOutcome {
            calendar_id: read.calendar.clone(),
            used_by: in_use.get(&read.calendar).cloned().unwrap_or_default(),
            ok: outcome.is_ok(),
            detail: outcome.map_or_else(|error| error.to_string(), |()| "It can be read and written.".into()),
            changes,
        }
    }

    /// Has a channel opened and closed, and says what came of it.
    async fn try_watching(&self, connection: &Connection, calendar: &str) -> Option<String> {
        let id = self.ports.new_id().ok()?.to_string();
        let channel = NewChannel { id, ends_at: self.ports.clock.now() + TRIAL };
        Some(match connection.open_channel(calendar, &channel).await {
            Ok(open) => {
                // One that cannot be closed ends by itself.
                let _ = connection.close_channel(&channel.id, &open.resource_id).await;
                "Changes are told of.".into()
            }
            Err(error) => error.to_string(),
        })
    }
}

/// The calendars in use, with the names of the practitioners whose they are.
fn in_use(route: &Route, default: String) -> BTreeMap<String, Vec<String>> {
    let mut calendars = BTreeMap::from([(default, Vec::new())]);
    for practitioner in &route.catalogue.practitioners {
        calendars.entry(practitioner.calendar_id.clone()).or_default().push(practitioner.name.clone());
    }
    calendars
}

fn summary(calendars: Vec<CalendarOutcome>) -> TestOutcome {
    let (all, failed) = (calendars.len(), calendars.iter().filter(|calendar| !calendar.ok).count());
    let detail = match (failed, calendars.iter().find(|calendar| !calendar.ok)) {
        (_, None) if all == 1 => "The calendar can be read and written.".into(),
        (_, None) => format!("All {all} calendars in use can be read and written."),
        (_, Some(only)) if all == 1 => only.detail.clone(),
        (failed, Some(first)) => {
            format!("{failed} of {all} calendars cannot be used. {}: {}", first.calendar_id, first.detail)
        }
    };
    TestOutcome { ok: failed == 0, detail, calendars, reconnect: false }
}
