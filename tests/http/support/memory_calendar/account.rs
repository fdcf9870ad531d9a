//! A clinic's account at the calendars in memory.

use std::sync::Arc;

use async_trait::async_trait;
use frontdesk::{
    calendars::{
        BusyCalendar, CalendarEvent, CalendarProvider, ChangedEvent, Changes, Cursor, EventDraft, EventTime,
        ProviderError, Removal, Shown, Since,
    },
    context::RequestContext,
    domain::{
        event_ref::EventRef,
        integration::{Purpose, Vendor},
        org::Org,
        schedule::Interval,
    },
    http::Error,
    integrations::{Connector, NewAccount, StoredAccount, TestOutcome},
    store::integrations::Integration,
};
use serde::{Deserialize, Serialize};

use super::{
    MEMORY, MemoryCalendars,
    events::{Event, id, number},
};

#[derive(Serialize, Deserialize)]
struct Settings {
    calendar_id: String,
}

#[derive(Deserialize)]
struct Input {
    calendar_id: String,
    password: String,
}

pub(super) struct MemoryConnector;

#[async_trait]
impl Connector for MemoryConnector {
    fn vendor(&self) -> Vendor {
        MEMORY
    }

    fn purpose(&self) -> Purpose {
        Purpose::Calendar
    }

    fn read(&self, _: &Org, body: &[u8], _: Option<&Integration>) -> Result<NewAccount, Error> {
        let invalid = |_| Error::invalid("password", "Send calendar_id and password.");
        let Input { calendar_id, password } = serde_json::from_slice(body).map_err(invalid)?;
        NewAccount::of(&Settings { calendar_id }, &password)
    }

    async fn test(&self, _: &RequestContext, _: &StoredAccount<'_>) -> TestOutcome {
        TestOutcome::works("Memory works.")
    }
}

pub(super) struct MemoryAccount(pub(super) Arc<MemoryCalendars>);

#[async_trait]
impl CalendarProvider for MemoryAccount {
    async fn busy(&self, calendars: &[&str], window: Interval) -> Result<Vec<BusyCalendar>, ProviderError> {
        let events = self.0.events.lock().unwrap();
        let busy = |calendar: &&str| {
            let own = events.iter().filter(|event| event.calendar == *calendar && !event.deleted);
            let within = own.filter(|event| event.time.start < window.end && window.start < event.time.end);
            let unknown = ProviderError::UnknownCalendar("Memory shows no such calendar.");
            let is_hidden = self.0.is_hidden(calendar);
            let busy = if is_hidden { Err(unknown) } else { Ok(within.map(|event| event.time).collect()) };
            BusyCalendar { calendar: (*calendar).into(), busy }
        };
        Ok(calendars.iter().map(busy).collect())
    }

    async fn put(&self, draft: &EventDraft, shown: Shown) -> Result<String, ProviderError> {
        let written = match self.0.number_of(&draft.at.calendar, &draft.at.event) {
            Some(number) => {
                let stale = self.0.events.lock().unwrap()[number].revision >= draft.revision;
                if !stale {
                    self.0.change(number, |event| write(event, draft, shown));
                }
                number
            }
            None => self.0.push(new(draft)),
        };
        if self.0.is_lost() { Err(ProviderError::Unavailable("Memory forgot to answer.")) } else { Ok(id(written)) }
    }

    async fn remove(&self, event: &EventRef) -> Result<Removal, ProviderError> {
        let known = self.0.number_of(&event.calendar, &event.event).filter(|_| !self.0.is_hidden(&event.calendar));
        let Some(number) = known else { return Ok(Removal::NotFound) };
        self.0.change(number, |event| event.deleted = true);
        Ok(Removal::Removed)
    }

    async fn find(&self, calendar: &str, event: &EventRef) -> Result<Option<CalendarEvent>, ProviderError> {
        let origin = number(&event.event);
        let moved = || {
            let events = self.0.events.lock().unwrap();
            events.iter().position(|one| one.calendar == calendar && origin.is_some() && one.moved_from == origin)
        };
        Ok(self.0.number_of(calendar, &event.event).or_else(moved).map(|number| self.event(number)))
    }

    async fn try_writing(&self, _: &str) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn changes(&self, calendar: &str, since: &Since) -> Result<Changes, ProviderError> {
        let from = match since {
            Since::Moment(_) => 0,
            Since::Cursor(Cursor(text)) => text.strip_prefix("change ").unwrap().parse().unwrap(),
        };
        let changes = self.0.changes.lock().unwrap().clone();
        let of_calendar = |number: usize| self.0.events.lock().unwrap()[number].calendar == calendar;
        let listed = changes.iter().enumerate().skip(from).filter(|(_, number)| of_calendar(**number));
        let as_changed = |(place, number): (usize, &usize)| ChangedEvent {
            event: self.event(*number),
            before: Cursor(format!("change {place}")),
        };
        let next = Cursor(format!("change {}", changes.len()));
        Ok(Changes { events: listed.map(as_changed).collect(), next, more: false })
    }
}

impl MemoryAccount {
    fn event(&self, number: usize) -> CalendarEvent {
        let event = self.0.events.lock().unwrap()[number].clone();
        CalendarEvent {
            id: id(number),
            appointment_id: event.appointment_id,
            deleted: event.deleted,
            time: EventTime::At(event.time),
        }
    }
}

fn new(draft: &EventDraft) -> Event {
    Event {
        calendar: draft.at.calendar.clone(),
        name: draft.at.event.clone(),
        appointment_id: Some(draft.appointment_id.clone()),
        revision: draft.revision,
        title: draft.summary.clone(),
        time: draft.time,
        deleted: false,
        moved_from: None,
    }
}

fn write(event: &mut Event, draft: &EventDraft, shown: Shown) {
    event.revision = draft.revision;
    event.title.clone_from(&draft.summary);
    if shown != Shown::CurrentTime {
        event.time = draft.time;
        event.deleted = false;
    }
}
