//! The comparison of one calendar with the appointments that are written in it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
};

use super::{
    Failure,
    compare::{Finding, compare},
    second_look::{Disagreement, Search, SecondLook},
};
use crate::{
    calendars::{
        Calendars,
        connection::Connection,
        provider::{CalendarEvent, CalendarProvider, ChangedEvent, Changes, Cursor, Since},
    },
    domain::{
        event_ref::{EventLeftBehind, EventRef},
        route::Route,
    },
    store::{
        self, StoreError,
        clinic::{
            ClinicContext,
            follow::{self, Followed, FollowedAppointment},
            outbox::{self, WorkKind},
        },
    },
};

/// A calendar that is being compared.
pub(super) struct Comparison<'a> {
    pub(super) calendars: &'a Calendars,
    pub(super) context: &'a ClinicContext,
    pub(super) route: &'a Route,
    pub(super) connection: &'a Connection,
    pub(super) followed: &'a Followed,
    /// Requests for second looks that are left.
    pub(super) requests: &'a AtomicUsize,
    /// How far the search for an event came that is to be gone on with.
    pub(super) search: Mutex<Option<Search>>,
}

/// How far a comparison came.
pub(super) struct FollowProgress {
    /// Changes before this place were taken over.
    pub(super) cursor: Cursor,
    /// How far the search for an event came that is to be gone on with.
    pub(super) search: Option<Search>,
    /// Whether there is more to do at once.
    pub(super) cut: bool,
}

/// What is to be done after all events of a listing were looked at.
#[derive(Default)]
struct Findings {
    /// Events that no appointment has any more.
    leftovers: Vec<EventLeftBehind>,
    /// What people did.
    changed: Vec<Disagreement>,
    /// The first of the listed changes that is to be listed again.
    held: Option<usize>,
    /// Whether requests were missing.
    cut: bool,
}

impl Findings {
    /// This change is not taken over yet.
    fn hold(&mut self, position: usize) {
        self.held = Some(self.held.map_or(position, |held| held.min(position)));
    }
}

impl Comparison<'_> {
    /// Takes over what people changed. What is left for later is listed again.
    pub(super) async fn run(&self) -> Result<FollowProgress, Failure> {
        let Changes { events, next, more } = self.connection.changes(&self.followed.calendar_id, &self.since()).await?;
        let mut findings = self.findings(&events).await?;
        self.delete_behind(&findings.leftovers).await?;
        let changed = std::mem::take(&mut findings.changed);
        for missed in self.adopt(changed)? {
            findings.hold(missed);
        }
        let held = findings.held.and_then(|position| events.get(position));
        let cursor = held.map_or(next, |event| event.before.clone());
        Ok(FollowProgress { cursor, search: self.search().take(), cut: more || findings.cut })
    }

    /// How far the search for an event came that is to be gone on with.
    pub(super) fn search(&self) -> MutexGuard<'_, Option<Search>> {
        self.search.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn since(&self) -> Since {
        match &self.followed.cursor {
            Some(cursor) => Since::Cursor(Cursor(cursor.clone())),
            None => Since::Moment(self.followed.seen_until),
        }
    }

    /// What follows from each event that changed, if it was made for an appointment.
    async fn findings(&self, events: &[ChangedEvent]) -> Result<Findings, Failure> {
        let known = self.appointments(events).await?;
        let mut findings = Findings::default();
        for (position, ChangedEvent { event, .. }) in events.iter().enumerate() {
            let id = event.appointment_id.as_ref();
            let Some(known) = id.and_then(|id| known.get(id)) else { continue };
            match compare(event, &self.followed.calendar_id, known, self.calendars.ports.clock.now()) {
                Finding::Agreed => {}
                Finding::Leftover => findings
                    .leftovers
                    .push(EventLeftBehind { event: self.at(event), appointment_id: known.appointment.id.clone() }),
                Finding::Pending => findings.hold(position),
                Finding::Changed(_) | Finding::Restored => match self.look_again(position, event, known).await? {
                    SecondLook::Nothing => {}
                    SecondLook::Changed(disagreement) => findings.changed.push(*disagreement),
                    SecondLook::Restored => self.note_restored(&known.appointment)?,
                    SecondLook::Undecided => findings.hold(position),
                    SecondLook::NoneLeft => {
                        findings.hold(position);
                        findings.cut = true;
                    }
                },
            }
        }
        Ok(findings)
    }

    pub(super) fn at(&self, event: &CalendarEvent) -> EventRef {
        EventRef { calendar: self.followed.calendar_id.clone(), event: event.id.clone() }
    }

    /// Leaves the deletion of events to the outbox.
    async fn delete_behind(&self, leftovers: &[EventLeftBehind]) -> Result<(), StoreError> {
        let now = self.calendars.ports.clock.now();
        let delete = |left: &EventLeftBehind| outbox::enqueue(WorkKind::DeleteEvent, &left.to_subject(), now);
        store::run(self.context.clinic.as_ref(), leftovers.iter().map(delete).collect()).await.map(|_| ())
    }

    /// The appointments that events were made for, by their ids.
    async fn appointments(&self, events: &[ChangedEvent]) -> Result<HashMap<String, FollowedAppointment>, StoreError> {
        let ids: Vec<String> = events.iter().filter_map(|changed| changed.event.appointment_id.clone()).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let select = follow::appointments(&ids)?;
        let rows = store::run_one(self.context.clinic.as_ref(), select).await?;
        let found = follow::found(rows)?;
        Ok(found.into_iter().map(|known| (known.appointment.id.clone(), known)).collect())
    }

    pub(super) fn warn(&self, what: &'static str, detail: &str) {
        self.calendars.warn_of(self.context.org_id, what, detail);
    }
}
