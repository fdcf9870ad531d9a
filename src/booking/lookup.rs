//! The caller's own appointments, found by the number that they call from and by what they say of them, never by an id.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{Bookings, Declined, Requester};
use crate::{
    directory::Routed,
    domain::{appointment::Appointment, patient_name::folded_name, schedule::Interval},
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            ClinicContext,
            appointments::{self, CallerAppointments, PAGE, listing},
        },
    },
};

/// How long before UTC a day begins in the zone where it begins first, and how long after UTC it ends where it ends last.
const EARLIEST_ZONE: TimeDelta = TimeDelta::hours(14);
const LATEST_ZONE: TimeDelta = TimeDelta::hours(12);

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
    /// The caller's confirmed appointments that have not ended and fit what is said of them, soonest first; none when the number is
    /// withheld.
    ///
    /// # Errors
    /// When the number is not the clinic's any more, or the database could not be read.
    pub async fn appointments_of(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        said: &AppointmentRef,
    ) -> Result<Vec<Appointment>, Declined> {
        self.directory.confirm(context, routed).await?;
        let Some(number) = &requester.caller.number else { return Ok(Vec::new()) };
        let of = CallerAppointments { number, window: said.window(), now: self.ports.clock.now() };
        Ok(context.clinic.read(|transaction| said.among_all(transaction, &of))?)
    }
}

impl From<Vec<Appointment>> for Matches {
    fn from(mut appointments: Vec<Appointment>) -> Self {
        match appointments.len() {
            0 | 1 => appointments.pop().map_or(Self::None, |one| Self::One(Box::new(one))),
            _ => Self::Several(appointments),
        }
    }
}

impl AppointmentRef {
    /// Whether anything was said.
    pub fn is_said(&self) -> bool {
        *self != Self::default()
    }

    /// When the day that was said is somewhere on earth: an appointment keeps the zone in which it was booked. `None` when no day was said.
    pub(super) fn window(&self) -> Option<Interval> {
        let day = self.start.map(|start| start.date()).or(self.date)?.and_time(NaiveTime::MIN).and_utc();
        Some(Interval { start: day - EARLIEST_ZONE, end: day + TimeDelta::days(1) + LATEST_ZONE })
    }

    /// Those of a caller's appointments that fit. Names are compared here and not by the database, so all of them are read, some at a
    /// time.
    pub(super) fn among_all(
        &self,
        transaction: &dyn ClinicTransaction,
        of: &CallerAppointments<'_>,
    ) -> Result<Vec<Appointment>, StoreError> {
        let (mut fitting, mut last) = (Vec::new(), None);
        loop {
            let page = appointments::appointments(transaction.run(appointments::of_caller(of, last.as_ref()))?)?;
            last = page.last().filter(|_| page.len() >= PAGE.into()).map(listing::place);
            fitting.extend(page.into_iter().filter(|appointment| self.fits(appointment)));
            if last.is_none() {
                return Ok(fitting);
            }
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
