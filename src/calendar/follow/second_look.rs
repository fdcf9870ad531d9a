//! A second look at an event that differs from its appointment, after the appointment was read.

use super::{
    Comparison,
    compare::{Difference, Finding, compare},
};
use crate::{
    calendar::connection::ask,
    clients::google::{Calendar, Event, EventTime, GoogleError},
    domain::appointment::Appointment,
    store::{appointments::Place, follow::Standing},
};

/// What a person did to the event of an appointment.
pub(super) struct Disagreement {
    /// The appointment.
    pub(super) was: Appointment,
    /// What they did.
    pub(super) difference: Difference,
    /// Where the event is now.
    pub(super) place: Place,
}

impl Comparison<'_> {
    /// What is to be taken over, if anything still is. `looks` counts the requests.
    pub(super) async fn look_again(
        &self,
        listed: &Event,
        standing: &Standing,
        looks: &mut usize,
    ) -> Result<Option<Disagreement>, GoogleError> {
        *looks += 1;
        let mut event = listed.clone();
        match self.event(&self.followed.calendar_id, &listed.id).await? {
            Some(read) => event = read,
            None => event.deleted = true,
        }
        let was = standing.appointment.clone();
        let Finding::Changed(difference) =
            compare(&event, &self.followed.calendar_id, standing, self.app.ports.clock.now())
        else {
            return Ok(None);
        };
        if difference == Difference::Deleted
            && let Some((difference, place)) = self.elsewhere(&was, &listed.id, looks).await?
        {
            return Ok(Some(Disagreement { was, difference, place }));
        }
        Ok(Some(Disagreement { place: Place::of(&was), was, difference }))
    }

    /// An event that is gone from one calendar may have been moved to another of the clinic's, where it keeps its id.
    async fn elsewhere(
        &self,
        was: &Appointment,
        event_id: &str,
        looks: &mut usize,
    ) -> Result<Option<(Difference, Place)>, GoogleError> {
        for place in self.other_places(was) {
            *looks += 1;
            let event = self.event(&place.calendar_id, event_id).await?;
            let Some(event) = event.filter(|event| !event.deleted) else { continue };
            let difference = match event.time {
                EventTime::At(time) => Difference::Moved(time),
                EventTime::AllDay | EventTime::Unknown => Difference::AllDay,
            };
            return Ok(Some((difference, place)));
        }
        Ok(None)
    }

    /// The clinic's other calendars, with who has them.
    fn other_places(&self, was: &Appointment) -> Vec<Place> {
        let practitioners = self.route.catalogue.practitioners.iter();
        let theirs = practitioners.map(|one| (one.calendar_id.as_str(), Some((one.id.clone(), one.name.clone()))));
        let own = self.route.google.iter().map(|google| (google.settings.calendar_id.as_str(), None));
        let others = theirs.chain(own).filter(|(calendar_id, _)| *calendar_id != was.calendar_id);
        let place = |(calendar_id, who): (&str, Option<(String, String)>)| {
            let (practitioner_id, practitioner_name) = who.unzip();
            Place { calendar_id: calendar_id.to_owned(), practitioner_id, practitioner_name, ..Place::of(was) }
        };
        others.map(place).collect()
    }

    async fn event(&self, calendar_id: &str, event_id: &str) -> Result<Option<Event>, GoogleError> {
        let (app, deadline) = (self.app, self.call.deadline);
        let base = app.config.vendors.google_api_base.as_str();
        ask(app, self.call, self.account, |token| async move {
            Calendar::new(&app.ports, base, &token, calendar_id, deadline).get(event_id).await
        })
        .await
    }
}
