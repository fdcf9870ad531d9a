//! A copy of when a clinic's calendars are busy, in the clinic's object, so that a caller who asks what is free waits for no provider.
//!
//! The copy has intervals and no events: what an event means is the provider's to decide. It is read anew when a call begins, and behind
//! answers that it gave. It only offers: whatever is held, booked or moved is held against the provider itself, so a copy that is behind
//! can disappoint a caller and never book a time twice. Our own appointments are not taken from it.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{
    Calendars,
    agenda::Agenda,
    connection::Connection,
    plan::Plan,
    provider::{BusyCalendar, CalendarProvider},
};
use crate::{
    cache::Cache,
    domain::{id::OrgId, org::OrgStatus, route::Route, schedule::Interval},
    log::{self, Level},
    ports::Ports,
    store::{
        StoreError,
        clinic::{
            ClinicContext, ClinicDatabase,
            busy_mirror::{self, MirroredCalendar, NewReading},
        },
    },
};

/// How old the copy may be: the longest time for which an opening is offered that somebody has taken in the calendar.
const BOUND: TimeDelta = TimeDelta::minutes(3);
/// When it is read anew behind an answer that it gave.
const REFRESHED_AFTER: TimeDelta = TimeDelta::seconds(60);
/// A clinic's calendars are read for the copy once in this time at most, whatever happens.
const LEAST_APART: TimeDelta = TimeDelta::seconds(5);
/// How far it reaches, which is beyond the first opening that is looked for; and back, for the whole of today in any zone.
const AHEAD: TimeDelta = TimeDelta::days(45);
const BACK: TimeDelta = TimeDelta::days(2);
/// Clinics of which is remembered when they were read last.
const MOST_REMEMBERED: usize = 5_000;

/// What one isolate remembers of its copies.
pub(super) struct MirrorReadings(Cache<OrgId, DateTime<Utc>>);

impl Default for MirrorReadings {
    fn default() -> Self {
        Self(Cache::new(MOST_REMEMBERED))
    }
}

/// What the copy says of the calendars that were asked for.
pub(super) struct MirroredTimes {
    pub(super) calendars: Vec<BusyCalendar>,
    /// Of the oldest of them.
    pub(super) age: TimeDelta,
}

impl MirroredTimes {
    /// Whether it is time to read the copy anew.
    pub(super) fn is_aging(&self) -> bool {
        self.age >= REFRESHED_AFTER
    }
}

impl Calendars {
    /// When the calendars of `plan` are busy, as far as the copy may say so; `None` if the provider has to be asked.
    ///
    /// # Errors
    /// When the object's database failed.
    pub(super) fn mirrored(
        &self,
        context: &ClinicContext,
        connection: &Connection,
        plan: &Plan,
        window: Interval,
    ) -> Result<Option<MirroredTimes>, StoreError> {
        if !self.has_mirror {
            return Ok(None);
        }
        let known = known(&context.clinic)?;
        let (now, mut age) = (self.ports.clock.now(), TimeDelta::zero());
        let mut calendars = Vec::with_capacity(plan.resources.len());
        for resource in &plan.resources {
            let is_usable = |row: &&MirroredCalendar| {
                row.calendar_id == resource.calendar_id
                    && row.credential_id == connection.credential_id
                    && !row.is_outdated()
                    && now - row.asked_at <= BOUND
            };
            let Some(row) = known.iter().find(is_usable) else { return Ok(None) };
            let Some(busy) = row.busy(window)? else { return Ok(None) };
            age = age.max(now - row.asked_at);
            calendars.push(BusyCalendar { calendar: row.calendar_id.clone(), busy: Ok(busy) });
        }
        Ok(Some(MirroredTimes { calendars, age }))
    }

    /// Has the copy read anew behind the answer.
    pub(super) fn refresh_behind(&self, context: &ClinicContext, connection: &Connection, route: &Route) {
        if !self.has_mirror || context.rehearsal {
            return;
        }
        if let Some(reading) = self.mirror_reading(context, connection.clone(), route) {
            context.background.spawn(Box::pin(reading.run()));
        }
    }

    /// Reads the copy anew if it is aging: a call has begun, whose first question is not to wait for a provider.
    pub async fn refresh_for_call(&self, context: &ClinicContext) {
        if !self.has_mirror {
            return;
        }
        let refreshed = async {
            let now = self.ports.clock.now();
            let known = known(&context.clinic)?;
            let is_young = |row: &MirroredCalendar| !row.is_outdated() && now - row.asked_at < REFRESHED_AFTER;
            if !known.is_empty() && known.iter().all(is_young) {
                return Ok(());
            }
            let (route, _) = self.load(context, context.org_id, Vec::new()).await?;
            let Some(route) = route.filter(|route| route.status == OrgStatus::Active) else { return Ok(()) };
            // A clinic without a calendar has nothing to copy.
            let Ok(connection) = self.connect(context, &route) else { return Ok(()) };
            if let Some(reading) = self.mirror_reading(context, connection, &route) {
                reading.run().await;
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = refreshed.await {
            warn(&self.ports, context.org_id, &error.to_string());
        }
    }

    /// Notes a start that the provider says is taken and that the copy still offers. Nothing more is answered from the copy before it is
    /// read anew.
    pub fn note_if_behind(&self, context: &ClinicContext, route: &Route, agenda: &Agenda, start: NaiveDateTime) {
        let noted = || {
            let Ok(connection) = self.connect(context, route) else { return Ok(()) };
            let mirrored = self.mirrored(context, &connection, agenda.plan(), agenda.window())?;
            let Some(MirroredTimes { calendars, age }) = mirrored else { return Ok(()) };
            let copy = agenda.read_as(calendars.into_iter().map(|calendar| calendar.busy.ok()).collect());
            if copy.admit(start).is_err() {
                return Ok(());
            }
            let (org_id, age) = (route.org_id.to_string(), age.num_seconds().to_string());
            let fields = [("org_id", org_id.as_str()), ("age_seconds", &age)];
            log::write(self.ports.log.as_ref(), Level::Info, "mirror.behind", &fields);
            context.clinic.transact(|transaction| Ok(transaction.run(busy_mirror::outdate()).map(drop)?))
        };
        if let Err(error) = noted() {
            warn(&self.ports, route.org_id, &StoreError::to_string(&error));
        }
    }

    fn mirror_reading(&self, context: &ClinicContext, connection: Connection, route: &Route) -> Option<MirrorReading> {
        let now = self.ports.clock.now();
        let is_too_soon = self.readings.0.get(&route.org_id).is_some_and(|last| now - last < LEAST_APART);
        if is_too_soon {
            return None;
        }
        self.readings.0.put(route.org_id, now, 1);
        let practitioners = route.catalogue.practitioners.iter().map(|one| one.calendar_id.clone());
        let calendars: BTreeSet<String> = practitioners.chain(self.default_calendar(route).ok()).collect();
        Some(MirrorReading {
            ports: Arc::clone(&self.ports),
            clinic: Arc::clone(&context.clinic),
            connection,
            calendars: calendars.into_iter().collect(),
        })
    }
}

fn known(clinic: &ClinicDatabase) -> Result<Vec<MirroredCalendar>, StoreError> {
    clinic.read(|transaction| busy_mirror::found(transaction.run(busy_mirror::select())?))
}

fn warn(ports: &Ports, org_id: OrgId, detail: &str) {
    let org_id = org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", detail)];
    log::write(ports.log.as_ref(), Level::Warn, "mirror.not_read", &fields);
}

/// One reading of all calendars of a clinic.
struct MirrorReading {
    ports: Arc<Ports>,
    clinic: Arc<ClinicDatabase>,
    connection: Connection,
    calendars: Vec<String>,
}

impl MirrorReading {
    /// Reads them and keeps what they said. Of a calendar that cannot be read nothing is kept, so that whoever asks next finds out.
    async fn run(self) {
        let outcome = self.read_and_keep().await;
        if let Err(detail) = outcome {
            warn(&self.ports, self.connection.org_id, &detail);
        }
    }

    async fn read_and_keep(&self) -> Result<(), String> {
        let known = known(&self.clinic).map_err(|error| error.to_string())?;
        let asked_at = self.ports.clock.now();
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
            Ok(())
        });
        kept.map_err(|error: StoreError| error.to_string())
    }
}
