//! Reading a clinic's calendars for the copy.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::warn;
use crate::{
    cache::Cache,
    calendars::{
        connection::Connection,
        provider::{BusyCalendar, CalendarProvider},
        watch,
    },
    domain::{id::OrgId, schedule::Interval},
    ports::Ports,
    store::{
        StoreError,
        clinic::{
            ClinicDatabase,
            busy_mirror::{self, MirroredCalendar, NewReading},
        },
    },
};

/// How far the copy reaches, which is beyond the first opening that is looked for; and back, for the whole of today in any zone.
const AHEAD: TimeDelta = TimeDelta::days(45);
const BACK: TimeDelta = TimeDelta::days(2);

/// A clinic's calendars are read for the copy once in this time at most, whatever happens.
const LEAST_APART: TimeDelta = TimeDelta::seconds(5);
/// Clinics of which is remembered when they were read last.
const MOST_REMEMBERED: usize = 5_000;

/// What one isolate remembers of its copies.
pub(in crate::calendars) struct MirrorReadings(pub(super) Cache<OrgId, DateTime<Utc>>);

impl Default for MirrorReadings {
    fn default() -> Self {
        Self(Cache::new(MOST_REMEMBERED))
    }
}

impl MirrorReadings {
    /// When a clinic's calendars can be read again, in whole seconds; `None` if they can be now.
    pub(super) fn too_soon_until(&self, org_id: OrgId, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let next = self.0.get(&org_id)? + LEAST_APART;
        (next > now).then(|| next.with_nanosecond(0).unwrap_or(next) + TimeDelta::seconds(1))
    }
}

/// One reading of all calendars of a clinic.
pub(super) struct MirrorReading {
    pub(super) ports: Arc<Ports>,
    pub(super) clinic: Arc<ClinicDatabase>,
    pub(super) connection: Connection,
    pub(super) calendars: Vec<String>,
    /// With which key tokens of channels are sealed now.
    pub(super) key_id: String,
}

impl MirrorReading {
    /// Reads them and keeps what they said. Of a calendar that cannot be read the copy says nothing, so that whoever asks next finds out.
    pub(super) async fn run(self) {
        let outcome = self.read_and_keep().await;
        if let Err(detail) = outcome {
            warn(&self.ports, self.connection.org_id, &detail);
        }
    }

    async fn read_and_keep(&self) -> Result<(), String> {
        let asked_at = self.ports.clock.now();
        let known = self.begin(asked_at).map_err(|error| error.to_string())?;
        let window = Interval { start: asked_at - BACK, end: asked_at + AHEAD };
        let ids: Vec<&str> = self.calendars.iter().map(String::as_str).collect();
        let read = self.connection.busy(&ids, window).await.map_err(|error| error.to_string())?;
        let kept = self.clinic.transact(|transaction| {
            for stale in known.iter().filter(|row| !self.calendars.contains(&row.calendar_id)) {
                transaction.run(busy_mirror::forget(&stale.calendar_id))?;
            }
            for BusyCalendar { calendar, busy } in &read {
                let Ok(busy) = busy else {
                    transaction.run(busy_mirror::outdate_older(calendar, asked_at))?;
                    continue;
                };
                let reading = NewReading {
                    calendar_id: calendar,
                    credential_id: &self.connection.credential_id,
                    asked_at,
                    window,
                    busy,
                    seen_changes: busy_mirror::changes(&known, calendar),
                };
                busy_mirror::keep(transaction, reading)?;
            }
            watch::want(transaction, &self.calendars, (&self.connection.credential_id, &self.key_id), asked_at)
        });
        kept.map_err(|error: StoreError| error.to_string())
    }

    /// What is known before the provider is asked.
    fn begin(&self, now: DateTime<Utc>) -> Result<Vec<MirroredCalendar>, StoreError> {
        self.clinic.transact(|transaction| {
            for calendar in &self.calendars {
                transaction.run(busy_mirror::begin(calendar))?;
            }
            busy_mirror::found(transaction.run(busy_mirror::select(&self.key_id, now))?)
        })
    }
}
