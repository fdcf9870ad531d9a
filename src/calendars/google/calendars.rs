//! Google's side of the port: a clinic's calendars through its account.

use async_trait::async_trait;

use super::{
    GoogleError,
    account::GoogleAccount,
    events::{Calendar, Inserted, Patched},
    freebusy::{MOST_CALENDARS, free_busy},
    resource::{Draft, Event, test_event},
};
use crate::{
    calendars::provider::{
        BusyCalendar, CalendarEvent, CalendarProvider, Changes, EventDraft, NewChannel, OpenChannel, ProviderError,
        Removal, Shown, Since,
    },
    domain::{event_ref::EventRef, schedule::Interval},
    store::tokens::SealedToken,
};

/// Rounds of reading and writing before somebody else's changes win until later.
const ROUNDS: usize = 3;

#[async_trait]
impl CalendarProvider for GoogleAccount {
    async fn busy(&self, calendars: &[&str], window: Interval) -> Result<Vec<BusyCalendar>, ProviderError> {
        let mut all = Vec::with_capacity(calendars.len());
        let (ports, base) = (&self.google.ports, self.google.vendors.google_api_base.as_str());
        for ids in calendars.chunks(MOST_CALENDARS) {
            let answers = self
                .ask(|token| async move { free_busy(ports, base, &token, ids, window, self.context.deadline).await });
            let answers = answers.await?;
            all.extend(ids.iter().zip(answers).map(|(id, busy)| BusyCalendar {
                calendar: (*id).to_owned(),
                busy: busy.map_err(ProviderError::from),
            }));
        }
        Ok(all)
    }

    async fn put(&self, event: &EventDraft, shown: Shown) -> Result<String, ProviderError> {
        // Service accounts may not invite anybody.
        let may_invite = self.settings.kind == "refresh_token";
        let draft = &Draft::new(event, shown, may_invite);
        let (calendar, is_new) = (event.at.calendar.as_str(), shown == Shown::Nothing);
        self.ask(|token| async move { put(&self.calendar(calendar, &token), draft, is_new).await }).await?;
        Ok(event.at.event.clone())
    }

    async fn remove(&self, event: &EventRef) -> Result<Removal, ProviderError> {
        let EventRef { calendar, event } = event;
        Ok(self.ask(|token| async move { self.calendar(calendar, &token).delete(event).await }).await?)
    }

    /// An event keeps its id when a person moves it to another calendar.
    async fn find(&self, calendar: &str, event: &EventRef) -> Result<Option<CalendarEvent>, ProviderError> {
        let found = self.ask(|token| async move { self.calendar(calendar, &token).get(&event.event).await }).await?;
        Ok(found.map(CalendarEvent::from))
    }

    async fn changes(&self, calendar: &str, since: &Since) -> Result<Changes, ProviderError> {
        Ok(self.list_changes(calendar, since).await?)
    }

    async fn open_channel(&self, calendar: &str, channel: &NewChannel) -> Result<OpenChannel, ProviderError> {
        Ok(self.watch(calendar, channel).await?)
    }

    async fn close_channel(&self, channel_id: &str, resource_id: &str) -> Result<(), ProviderError> {
        Ok(self.stop(channel_id, resource_id).await?)
    }

    async fn try_writing(&self, calendar: &str) -> Result<(), ProviderError> {
        let id = self.google.ports.new_id();
        let id = id.map_err(|_| ProviderError::Unavailable("No random id could be made. Test again."))?;
        let event = &test_event(id, self.google.ports.clock.now());
        let written = self.ask(|token| async move { self.calendar(calendar, &token).insert_test(event).await }).await;
        if let Err(error) = written.map_err(ProviderError::from)
            && error.is_permanent()
        {
            return Err(error);
        }
        // An insert whose answer was lost may have been done.
        let id = event["id"].as_str().unwrap_or_default();
        let removed = self.ask(|token| async move { self.calendar(calendar, &token).delete(id).await }).await;
        written?;
        removed.map(drop).map_err(|_| {
            ProviderError::Refused(
                "A private event named \"Frontdesk test\" could be written and not be deleted. Delete it by hand.",
            )
        })
    }

    fn is_warm(&self) -> bool {
        self.has_token()
    }

    fn adopt(&self, token: &SealedToken) {
        if !self.has_token() {
            self.take_over(token);
        }
    }
}

/// Writes an event that may be there already, in whatever state.
async fn put(calendar: &Calendar<'_>, draft: &Draft, is_new: bool) -> Result<(), GoogleError> {
    let mut insert = is_new;
    for _ in 0..ROUNDS {
        let inserted = if insert { Some(calendar.insert(draft).await?) } else { None };
        if inserted == Some(Inserted::Done) {
            return Ok(());
        }
        let Some(found) = calendar.get(&draft.id).await? else {
            if inserted == Some(Inserted::Misnamed) {
                // Everything else relies on our id. Inserting again at once could make events one after another, so it is left to a
                // later try.
                return Err(GoogleError::Unexpected);
            }
            if draft.is_erased && !is_new {
                return Ok(());
            }
            insert = true;
            continue;
        };
        if !is_ours(&found, draft) {
            return Err(GoogleError::Denied("The calendar has an event of somebody else under this appointment's id."));
        }
        if found.revision >= draft.revision || (draft.words_only && found.deleted) {
            // Google keeps a tombstone under this id where a person deleted the event that we wrote. The follower will cancel the
            // appointment, so new words do not bring the event back.
            return Ok(());
        }
        match calendar.patch(draft, &found).await? {
            Patched::Done => return Ok(()),
            Patched::Changed => insert = false,
            Patched::Gone if draft.is_erased => return Ok(()),
            Patched::Gone => insert = true,
        }
    }
    Err(GoogleError::Unavailable("The event changed while it was written."))
}

/// Google need not say whose a tombstone was; our ids are nobody else's.
fn is_ours(found: &Event, draft: &Draft) -> bool {
    found.appointment_id.as_ref().map_or(found.deleted, |id| *id == draft.appointment_id)
}
