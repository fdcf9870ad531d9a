//! Reading a clinic's calendars for the copy.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{known, warn};
use crate::{
    calendars::{
        connection::Connection,
        provider::{BusyCalendar, CalendarProvider},
        watch,
    },
    domain::schedule::Interval,
    ports::Ports,
    store::{
        StoreError,
        clinic::{
            ClinicDatabase,
            busy_mirror::{self, NewReading},
        },
    },
};

/// How far the copy reaches, which is beyond the first opening that is looked for; and back, for the whole of today in any zone.
const AHEAD: TimeDelta = TimeDelta::days(45);
const BACK: TimeDelta = TimeDelta::days(2);

/// One reading of all calendars of a clinic.
pub(super) struct MirrorReading {
    pub(super) ports: Arc<Ports>,
    pub(super) clinic: Arc<ClinicDatabase>,
    pub(super) connection: Connection,
    pub(super) calendars: Vec<String>,
}

impl MirrorReading {
    /// Reads them and keeps what they said. Of a calendar that cannot be read nothing is kept, so that whoever asks next finds out.
    pub(super) async fn run(self) {
        let outcome = self.read_and_keep().await;
        if let Err(detail) = outcome {
            warn(&self.ports, self.connection.org_id, &detail);
        }
    }

    async fn read_and_keep(&self) -> Result<(), String> {
        let asked_at = self.ports.clock.now();
        let known = known(&self.clinic, asked_at).map_err(|error| error.to_string())?;
        let window = Interval { start: asked_at - BACK, end: asked_at + AHEAD };
        let ids: Vec<&str> = self.calendars.iter().map(String::as_str).collect();
        let read = self.connection.busy(&ids, window).await.map_err(|error| error.to_string())?;
        let kept = self.clinic.transact(|transaction| {
            for stale in known.iter().filter(|row| !self.calendars.contains(&row.calendar_id)) {
                transaction.run(busy_mirror::forget(&stale.calendar_id))?;
            }
            for BusyCalendar { calendar, busy } in &read {
                let Ok(busy) = busy else {
                    transaction.run(busy_mirror::forget(calendar))?;
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
            watch::want(transaction, &self.calendars, &self.connection.credential_id, asked_at)
        });
        kept.map_err(|error: StoreError| error.to_string())
    }
}
