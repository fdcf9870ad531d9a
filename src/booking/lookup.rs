//! The caller's own appointments, found by the number that they call from and by what they say of them, never by an id.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Bookings, Declined, Requester};
use crate::{
    context::RequestContext,
    directory::Routed,
    domain::{appointment::Appointment, patient_name::folded_name},
    store,
};

/// What a caller says of an appointment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppointmentRef {
    /// Its local date.
    pub date: Option<NaiveDate>,
    /// Its local start.
    pub start: Option<NaiveDateTime>,
    /// The patient's name, or a part of it.
    pub name: Option<String>,
}

/// The caller's appointments that fit what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matches {
    None,
    One(Box<Appointment>),
    /// It could be any of these.
    Several(Vec<Appointment>),
}

impl Bookings {
    /// The caller's confirmed appointments that have not ended, soonest first; none when the number is withheld.
    ///
    /// # Errors
    /// When the number is not the clinic's any more, or the database could not be read.
    pub async fn appointments_of(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        requester: &Requester,
    ) -> Result<Vec<Appointment>, Declined> {
        self.directory.confirm(context, routed).await?;
        let Some(number) = &requester.caller.number else { return Ok(Vec::new()) };
        let select = store::appointments::of_caller(routed.route.org_id, number, self.ports.clock.now());
        Ok(store::appointments::appointments(store::run_one(self.ports.database.as_ref(), select).await?)?)
    }
}

impl AppointmentRef {
    /// Whether anything was said.
    pub fn is_said(&self) -> bool {
        *self != Self::default()
    }

    /// Those of `appointments` that fit.
    pub fn among(&self, appointments: Vec<Appointment>) -> Vec<Appointment> {
        appointments.into_iter().filter(|appointment| self.fits(appointment)).collect()
    }

    /// Which one is meant.
    pub fn pick(&self, appointments: Vec<Appointment>) -> Matches {
        let mut fitting = self.among(appointments);
        match fitting.len() {
            0 | 1 => fitting.pop().map_or(Matches::None, |one| Matches::One(Box::new(one))),
            _ => Matches::Several(fitting),
        }
    }

    fn fits(&self, appointment: &Appointment) -> bool {
        let start = appointment.local_start();
        self.date.is_none_or(|date| start.date() == date)
            && self.start.is_none_or(|wanted| start == wanted)
            && self.name.as_deref().is_none_or(|name| is_named(appointment, name))
    }
}

/// Every word that was said occurs in the name; how names are spelled on the phone is not known better than that.
fn is_named(appointment: &Appointment, said: &str) -> bool {
    let name = folded_name(appointment.patient_name.as_deref().unwrap_or_default());
    let words: Vec<&str> = name.split_whitespace().collect();
    folded_name(said).split_whitespace().all(|word| words.iter().any(|have| have.starts_with(word)))
}
