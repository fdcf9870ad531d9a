//! A second look at an event that differs from its appointment, after the appointment was read.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Comparison, MOST_LOOKS,
    compare::{ALL_DAY, Difference, Finding, REPEATING, compare},
    warn,
};
use crate::calendars::google::credential::{GOOGLE, GoogleSettings};
use crate::{
    calendars::{
        connection::ask,
        google::{Calendar, Event, EventTime, GoogleError, free_busy},
    },
    domain::{appointment::Appointment, schedule::Interval},
    store::{appointments::Placement, follow::Standing},
};

/// What a person did to the event of an appointment.
pub(super) struct Disagreement {
    /// The appointment.
    pub(super) was: Appointment,
    /// What they did.
    pub(super) difference: Difference,
    /// Where the event is now.
    pub(super) place: Placement,
    /// When Google says that the event changed.
    pub(super) changed: DateTime<Utc>,
}

/// What became of a second look.
pub(super) enum Look {
    /// There is nothing to take over.
    Nothing,
    /// This is to be taken over.
    Changed(Box<Disagreement>),
    /// An event whose deletion was followed is there again.
    Restored,
    /// Google did not say enough; a later comparison may find out.
    Undecided,
    /// It would have needed more requests than are left.
    NoneLeft,
}

impl Comparison<'_> {
    /// What is to be taken over, if anything still is.
    pub(super) async fn look_again(&self, listed: &Event, standing: &Standing) -> Result<Look, GoogleError> {
        if !self.spend(1) {
            return Ok(Look::NoneLeft);
        }
        let read = self.event(&self.followed.calendar_id, &listed.id).await?;
        // Google has tombstones of what was deleted: an event that was listed and is not found is no deletion.
        let Some(event) = read.or_else(|| listed.deleted.then(|| listed.clone())) else { return Ok(Look::Undecided) };
        let now = self.app.ports.clock.now();
        let (was, changed) = (standing.appointment.clone(), self.moment(listed));
        match compare(&event, &self.followed.calendar_id, standing, now) {
            Finding::Changed(Difference::Deleted) => self.elsewhere(was, &listed.id, changed).await,
            Finding::Changed(difference) => {
                Ok(Look::Changed(Box::new(Disagreement { place: Placement::of(&was), was, difference, changed })))
            }
            Finding::Restored => Ok(Look::Restored),
            _ => Ok(Look::Nothing),
        }
    }

    /// Takes so many requests from what is left, or none of them.
    fn spend(&self, requests: usize) -> bool {
        let left = self.looks.get().checked_sub(requests);
        self.looks.set(left.unwrap_or(self.looks.get()));
        left.is_some()
    }

    /// An event that is gone from one calendar may have been moved to another of the clinic's, where it keeps its id. It is deleted only
    /// if none of them has it and all of them can be read: of a calendar that is not shared Google says that it has no such event.
    async fn elsewhere(&self, was: Appointment, event_id: &str, changed: DateTime<Utc>) -> Result<Look, GoogleError> {
        let places = self.other_places(&was);
        // One more proves that they can be read.
        let requests = if places.is_empty() { 0 } else { places.len() + 1 };
        if requests >= MOST_LOOKS {
            warn(self.app, self.followed, "calendar.too_many_to_search", "A deleted event may have been moved.");
            return Ok(Look::Undecided);
        }
        if !self.spend(requests) {
            return Ok(Look::NoneLeft);
        }
        let mut problem = None;
        for place in &places {
            match self.event(&place.calendar_id, event_id).await {
                Ok(Some(event)) if !event.deleted => {
                    let (difference, place) = (moved(&event), place.clone());
                    return Ok(Look::Changed(Box::new(Disagreement { was, difference, place, changed })));
                }
                Ok(_) => {}
                Err(error) => problem = Some(error),
            }
        }
        if problem.is_none() && !places.is_empty() {
            problem = self.prove_readable(&places).await.err();
        }
        if let Some(error) = problem {
            warn(self.app, self.followed, "calendar.not_searched", &error.to_string());
            return Ok(Look::Undecided);
        }
        Ok(Look::Changed(Box::new(Disagreement {
            place: Placement::of(&was),
            was,
            difference: Difference::Deleted,
            changed,
        })))
    }

    /// Asks for a minute of all of them, which fails if one of them cannot be read.
    async fn prove_readable(&self, places: &[Placement]) -> Result<(), GoogleError> {
        let (app, deadline, now) = (self.app, self.context.deadline, self.app.ports.clock.now());
        let (base, window) =
            (app.config.vendors.google_api_base.as_str(), Interval { start: now, end: now + TimeDelta::minutes(1) });
        let ids: &Vec<&str> = &places.iter().map(|place| place.calendar_id.as_str()).collect();
        ask(app, self.context, self.account, |token| async move {
            free_busy(&app.ports, base, &token, ids, window, deadline).await
        })
        .await
        .map(|_| ())
    }

    /// The clinic's other calendars, with who has them.
    fn other_places(&self, was: &Appointment) -> Vec<Placement> {
        let practitioners = self.route.catalogue.practitioners.iter();
        let theirs = practitioners.map(|one| (one.calendar_id.as_str(), Some((one.id.clone(), one.name.clone()))));
        let google = self.route.integration::<GoogleSettings>(&GOOGLE);
        let own = google.iter().map(|google| (google.settings.calendar_id.as_str(), None));
        let mut seen = HashSet::from([was.calendar_id.as_str()]);
        let others = theirs.chain(own).filter(|(calendar_id, _)| seen.insert(*calendar_id));
        let place = |(calendar_id, who): (&str, Option<(String, String)>)| {
            let (practitioner_id, practitioner_name) = who.unzip();
            Placement { calendar_id: calendar_id.to_owned(), practitioner_id, practitioner_name, ..Placement::of(was) }
        };
        others.map(place).collect()
    }

    async fn event(&self, calendar_id: &str, event_id: &str) -> Result<Option<Event>, GoogleError> {
        let (app, deadline) = (self.app, self.context.deadline);
        let base = app.config.vendors.google_api_base.as_str();
        ask(app, self.context, self.account, |token| async move {
            Calendar::new(&app.ports, base, &token, calendar_id, deadline).get(event_id).await
        })
        .await
    }
}

/// Where an event of another calendar has come to.
const fn moved(event: &Event) -> Difference {
    match event.time {
        EventTime::At(time) => Difference::Moved(time),
        EventTime::Repeating => REPEATING,
        EventTime::AllDay | EventTime::Unknown => ALL_DAY,
    }
}
