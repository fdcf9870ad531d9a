//! A second look at an event that differs from its appointment, after the appointment was read.

use std::{collections::HashSet, sync::atomic::Ordering::SeqCst};

use serde::{Deserialize, Serialize};

use super::{
    compare::{ALL_DAY, Difference, Finding, REPEATING, compare},
    comparison::Comparison,
};
use crate::{
    calendars::provider::{CalendarEvent, CalendarProvider, EventTime, ProviderError},
    domain::{appointment::Appointment, event_ref::EventRef},
    store::clinic::{appointments::Placement, follow::FollowedAppointment},
};

/// How many calendars one request for busy times may name, as far as the budget of requests counts.
const CALENDARS_PER_PROOF: usize = 50;

/// What a person did to the event of an appointment.
pub(super) struct Disagreement {
    /// The appointment.
    pub(super) was: Appointment,
    /// What they did.
    pub(super) difference: Difference,
    /// Where the event is now.
    pub(super) place: Placement,
    /// What the event is called there.
    pub(super) event_id: String,
    /// Which of the listed changes it is.
    pub(super) position: usize,
}

/// What became of a second look.
pub(super) enum SecondLook {
    /// There is nothing to take over.
    Nothing,
    /// This is to be taken over.
    Changed(Box<Disagreement>),
    /// An event whose deletion was followed is there again.
    Restored,
    /// The provider did not say enough; a later comparison may find out.
    Undecided,
    /// It would have needed more requests than are left.
    NoneLeft,
}

/// How far the search for an event that is gone has come. A clinic may have more calendars than one alarm may ask.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Search {
    /// The event.
    event: String,
    /// The calendars that do not have it.
    searched: Vec<String>,
}

impl Comparison<'_> {
    /// What is to be taken over, if anything still is.
    pub(super) async fn look_again(
        &self,
        position: usize,
        listed: &CalendarEvent,
        known: &FollowedAppointment,
    ) -> Result<SecondLook, ProviderError> {
        if !self.spend(1) {
            return Ok(SecondLook::NoneLeft);
        }
        let calendar = self.followed.calendar_id.as_str();
        let at = EventRef { calendar: calendar.to_owned(), event: listed.id.clone() };
        let read = self.connection.find(calendar, &at).await?;
        // A provider keeps tombstones of what was deleted: an event that was listed and is not found is no deletion.
        let Some(event) = read.or_else(|| listed.deleted.then(|| listed.clone())) else {
            return Ok(SecondLook::Undecided);
        };
        let was = known.appointment.clone();
        match compare(&event, calendar, known, self.calendars.ports.clock.now()) {
            Finding::Changed(Difference::Deleted) => self.elsewhere(was, &at, position).await,
            Finding::Changed(difference) => {
                let place = Placement::of(&was);
                let event_id = event.id;
                Ok(changed(Disagreement { was, difference, place, event_id, position }))
            }
            Finding::Restored => Ok(SecondLook::Restored),
            _ => Ok(SecondLook::Nothing),
        }
    }

    /// Takes so many requests from what is left, or none of them.
    fn spend(&self, requests: usize) -> bool {
        self.requests.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(requests)).is_ok()
    }

    /// An event that is gone from one calendar may have been moved to another of the clinic's. It is deleted only if none of them has it
    /// and all of them can be read: of a calendar that is not shared a provider says that it has no such event.
    async fn elsewhere(
        &self,
        was: Appointment,
        event: &EventRef,
        position: usize,
    ) -> Result<SecondLook, ProviderError> {
        let places = self.other_places(&was);
        let (mut search, mut problem) = (self.search_of(event), None);
        for place in &places {
            if search.searched.contains(&place.calendar_id) {
                continue;
            }
            if !self.spend(1) {
                return Ok(self.interrupted(search));
            }
            match self.connection.find(&place.calendar_id, event).await {
                Ok(Some(found)) if !found.deleted => {
                    let (difference, place, event_id) = (moved(&found), place.clone(), found.id);
                    return Ok(changed(Disagreement { was, difference, place, event_id, position }));
                }
                Ok(_) => search.searched.push(place.calendar_id.clone()),
                Err(error) => problem = Some(error),
            }
        }
        if problem.is_none() && !places.is_empty() {
            if !self.spend(1 + places.len() / CALENDARS_PER_PROOF) {
                return Ok(self.interrupted(search));
            }
            let ids: Vec<&str> = places.iter().map(|place| place.calendar_id.as_str()).collect();
            problem = self.connection.prove_readable(&ids, self.calendars.ports.clock.now()).await.err();
        }
        if let Some(error) = problem {
            self.warn("calendar.not_searched", &error.to_string());
            return Ok(SecondLook::Undecided);
        }
        let (place, difference, event_id) = (Placement::of(&was), Difference::Deleted, event.event.clone());
        Ok(changed(Disagreement { was, difference, place, event_id, position }))
    }

    /// How far an earlier comparison came with looking for this event.
    fn search_of(&self, event: &EventRef) -> Search {
        let stored = self.followed.search.as_deref().and_then(|text| serde_json::from_str::<Search>(text).ok());
        let same = stored.filter(|search| search.event == event.event);
        same.unwrap_or_else(|| Search { event: event.event.clone(), searched: Vec::new() })
    }

    /// Keeps how far the search came for the next comparison, which meets the same event again.
    fn interrupted(&self, search: Search) -> SecondLook {
        self.search().replace(search);
        SecondLook::NoneLeft
    }

    /// The clinic's other calendars, with who has them.
    fn other_places(&self, was: &Appointment) -> Vec<Placement> {
        let practitioners = self.route.catalogue.practitioners.iter();
        let theirs = practitioners.map(|one| (one.calendar_id.as_str(), Some((one.id.clone(), one.name.clone()))));
        let default = self.calendars.default_calendar(self.route).ok();
        let own = default.as_deref().map(|calendar_id| (calendar_id, None));
        let mut seen = HashSet::from([was.calendar_id.as_str()]);
        let others = theirs.chain(own).filter(|(calendar_id, _)| seen.insert(*calendar_id));
        let place = |(calendar_id, who): (&str, Option<(String, String)>)| {
            let (practitioner_id, practitioner_name) = who.unzip();
            Placement { calendar_id: calendar_id.to_owned(), practitioner_id, practitioner_name, ..Placement::of(was) }
        };
        others.map(place).collect()
    }
}

fn changed(disagreement: Disagreement) -> SecondLook {
    SecondLook::Changed(Box::new(disagreement))
}

/// Where an event of another calendar has come to.
const fn moved(event: &CalendarEvent) -> Difference {
    match event.time {
        EventTime::At(time) => Difference::Moved(time),
        EventTime::Repeating => REPEATING,
        EventTime::AllDay | EventTime::Unknown => ALL_DAY,
    }
}
