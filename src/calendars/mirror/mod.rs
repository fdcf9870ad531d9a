//! A copy of when a clinic's calendars are busy, in the clinic's object, so that a caller who asks what is free waits for no provider.
//!
//! The copy has intervals and no events: what an event means is the provider's to decide. It is read anew when a call begins, and behind
//! answers that it gave. It only offers: whatever is held, booked or moved is held against the provider itself, so a copy that is behind
//! can disappoint a caller and never book a time twice. Our own appointments are not taken from it.

mod copying;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use self::copying::MirrorReading;
pub(super) use self::copying::MirrorReadings;
use super::{Calendars, agenda::Agenda, connection::Connection, plan::Plan, provider::BusyCalendar};
use crate::{
    domain::{id::OrgId, org::OrgStatus, route::Route, schedule::Interval},
    log::{self, Level},
    ports::Ports,
    store::{
        StoreError,
        clinic::{
            ClinicContext,
            busy_mirror::{self, MirroredCalendar},
            due::{self, DueWork},
        },
    },
};

/// How old the copy may be: the longest time for which an opening is offered that somebody has taken in the calendar. A provider that
/// tells of changes lets some of them go untold, or tells of them late.
const BOUND: TimeDelta = TimeDelta::minutes(3);
const BOUND_IF_WATCHED: TimeDelta = TimeDelta::minutes(10);
/// When it is read anew behind an answer that it gave.
const REFRESHED_AFTER: TimeDelta = TimeDelta::seconds(60);
const REFRESHED_AFTER_IF_WATCHED: TimeDelta = TimeDelta::minutes(5);
/// A copy that is older is of no use to anybody.
pub(super) const LONGEST_USE: TimeDelta = BOUND_IF_WATCHED;

/// What the copy says of the calendars that were asked for.
pub(super) struct MirroredTimes {
    pub(super) calendars: Vec<BusyCalendar>,
    /// Of the oldest of them.
    pub(super) age: TimeDelta,
    /// Whether it is time to read the copy anew.
    pub(super) is_aging: bool,
}

impl MirroredCalendar {
    fn age(&self, now: DateTime<Utc>) -> TimeDelta {
        now - self.asked_at
    }

    fn is_usable(&self, now: DateTime<Utc>) -> bool {
        let bound = if self.is_watched() { BOUND_IF_WATCHED } else { BOUND };
        // A clock that was set back makes no copy of what is to come.
        !self.is_outdated() && (TimeDelta::zero()..=bound).contains(&self.age(now))
    }

    fn is_aging(&self, now: DateTime<Utc>) -> bool {
        let refreshed_after = if self.is_watched() { REFRESHED_AFTER_IF_WATCHED } else { REFRESHED_AFTER };
        self.is_outdated() || self.age(now) >= refreshed_after
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
        let now = self.ports.clock.now();
        let known = self.known(context, now)?;
        let (mut age, mut is_aging) = (TimeDelta::zero(), false);
        let mut calendars = Vec::with_capacity(plan.resources.len());
        for resource in &plan.resources {
            let is_usable = |row: &&MirroredCalendar| {
                row.calendar_id == resource.calendar_id
                    && row.credential_id == connection.credential_id
                    && row.is_usable(now)
            };
            let Some(row) = known.iter().find(is_usable) else { return Ok(None) };
            let Some(busy) = row.busy(window)? else { return Ok(None) };
            age = age.max(row.age(now));
            is_aging |= row.is_aging(now);
            calendars.push(BusyCalendar { calendar: row.calendar_id.clone(), busy: Ok(busy) });
        }
        Ok(Some(MirroredTimes { calendars, age, is_aging }))
    }

    /// The same, where a copy that cannot be read is none.
    pub(super) fn mirrored_or_live(
        &self,
        context: &ClinicContext,
        connection: &Connection,
        plan: &Plan,
        window: Interval,
    ) -> Option<MirroredTimes> {
        let mirrored = self.mirrored(context, connection, plan, window);
        mirrored.inspect_err(|error| warn(&self.ports, context.org_id, &error.to_string())).ok().flatten()
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
            let known = self.known(context, now)?;
            if !known.is_empty() && !known.iter().any(|row| row.is_aging(now)) {
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

    /// Reads the copy anew of which the provider has said that it is out of date, if that is due. Says whether it was.
    ///
    /// # Errors
    /// When the object's database failed.
    pub async fn reread_changed(&self, context: &ClinicContext) -> Result<bool, StoreError> {
        let now = self.ports.clock.now();
        let too_soon = self.readings.too_soon_until(context.org_id, now);
        let is_due = context.clinic.transact(|transaction| {
            let is_due = due::is_due(transaction, DueWork::Mirror, now)?;
            if is_due {
                // If nothing comes of the reading, whoever asks next asks the provider.
                due::set(transaction, DueWork::Mirror, too_soon)?;
            }
            Ok(is_due && too_soon.is_none())
        })?;
        if is_due {
            self.refresh_for_call(context).await;
        }
        Ok(is_due)
    }

    /// Notes a start that the provider says is taken and that the copy still offers. Nothing more is answered from the copy before it is
    /// read anew.
    pub fn note_if_behind(&self, context: &ClinicContext, route: &Route, agenda: &Agenda, start: NaiveDateTime) {
        if !self.has_mirror || context.rehearsal {
            return;
        }
        let outdate =
            || context.clinic.transact(|transaction| Ok(transaction.run(busy_mirror::outdate()).map(drop)?));
        let noted = || {
            let Ok(connection) = self.connect(context, route) else { return Ok(()) };
            let mirrored = self.mirrored(context, &connection, agenda.plan(), agenda.window())?;
            // A reading may be under way that has not seen it either.
            let Some(MirroredTimes { calendars, age, .. }) = mirrored else { return outdate() };
            let copy = agenda.read_as(calendars.into_iter().map(|calendar| calendar.busy.ok()).collect());
            if copy.admit(start).is_err() {
                return Ok(());
            }
            let (org_id, age) = (route.org_id.to_string(), age.num_seconds().to_string());
            let fields = [("org_id", org_id.as_str()), ("age_seconds", &age)];
            log::write(self.ports.log.as_ref(), Level::Info, "mirror.behind", &fields);
            context.calendar_use.behind();
            outdate()
        };
        if let Err(error) = noted() {
            warn(&self.ports, route.org_id, &StoreError::to_string(&error));
        }
    }

    fn mirror_reading(&self, context: &ClinicContext, connection: Connection, route: &Route) -> Option<MirrorReading> {
        let now = self.ports.clock.now();
        if self.readings.too_soon_until(route.org_id, now).is_some() {
            return None;
        }
        self.readings.0.put(route.org_id, now, 1);
        Some(MirrorReading {
            ports: Arc::clone(&self.ports),
            clinic: Arc::clone(&context.clinic),
            connection,
            calendars: self.mirrored_calendars(route).into_iter().collect(),
            key_id: self.channel_key().to_owned(),
        })
    }

    /// What the copy has.
    pub(super) fn known(
        &self,
        context: &ClinicContext,
        now: DateTime<Utc>,
    ) -> Result<Vec<MirroredCalendar>, StoreError> {
        let select = busy_mirror::select(self.channel_key(), now);
        context.clinic.read(|transaction| busy_mirror::found(transaction.run(select.clone())?))
    }

    /// With which key tokens of channels are sealed now.
    pub(super) fn channel_key(&self) -> &str {
        self.accounts.vault().primary().as_str()
    }

    /// The calendars of which there is a copy.
    pub(super) fn mirrored_calendars(&self, route: &Route) -> BTreeSet<String> {
        let practitioners = route.catalogue.practitioners.iter().map(|one| one.calendar_id.clone());
        practitioners.chain(self.default_calendar(route).ok()).collect()
    }
}

fn warn(ports: &Ports, org_id: OrgId, detail: &str) {
    let org_id = org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", detail)];
    log::write(ports.log.as_ref(), Level::Warn, "mirror.not_read", &fields);
}
