//! The caller's own appointments, found by the number that they call from and by what they say of them, never by an id.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::{Bookings, Declined, Requester};
use crate::{
    calendars::{Named, Selection},
    directory::Routed,
    domain::{
        appointment::Appointment,
        dates::{Choice, StartHint},
        patient_name::{ShortForms, folded_name},
        phone::PhoneNumber,
        route::Route,
        schedule::Interval,
    },
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
    /// When it is.
    pub when: StartHint,
    /// The patient's name, or a part of it.
    pub name: Option<String>,
    /// What it is for and with whom, as it was said.
    pub selection: Selection,
    /// The number that it was booked with, where the caller's own is not known.
    pub phone: Option<PhoneNumber>,
}

/// The same in terms of the clinic, to hold appointments against.
pub(super) struct AppointmentFilter<'a> {
    said: &'a AppointmentRef,
    named: Named<'a>,
    short_forms: &'static dyn ShortForms,
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
    /// The caller's confirmed appointments that have not ended and fit what is said of them, soonest first. Of a caller whose number
    /// is withheld they are those that were booked in this very call.
    ///
    /// # Errors
    /// [`Declined::NoneFits`] when the caller has appointments, none of which fits; others when the number is not the clinic's any more, or
    /// the database could not be read.
    pub async fn appointments_of(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        said: &AppointmentRef,
    ) -> Result<Vec<Appointment>, Declined> {
        self.directory.confirm(context, routed).await?;
        let filter = said.filter(&routed.route)?;
        let (caller, now) = (&requester.caller, self.ports.clock.now());
        let of = CallerAppointments { caller, window: said.window(), now };
        let fitting = context.clinic.read(|transaction| filter.among_all(transaction, &of))?;
        if !fitting.is_empty() || !said.is_said() {
            return Ok(fitting);
        }
        let all = CallerAppointments { window: None, ..of };
        let others = context.clinic.read(|transaction| appointments_to_come(transaction, &all))?;
        if others.is_empty() { Ok(others) } else { Err(Declined::NoneFits(others)) }
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

    /// What it means at a clinic.
    ///
    /// # Errors
    /// When the clinic has no such service or practitioner.
    pub(super) fn filter<'a>(&'a self, route: &'a Route) -> Result<AppointmentFilter<'a>, Declined> {
        let short_forms = route.language().short_forms();
        Ok(AppointmentFilter { said: self, named: self.selection.named_at(route)?, short_forms })
    }

    /// When the days that were said are somewhere on earth: an appointment keeps the zone in which it was booked. `None` when no day was
    /// said.
    pub(super) fn window(&self) -> Option<Interval> {
        let (first, last) = self.when.days?;
        let [first, last] = [first, last].map(|day| day.and_time(NaiveTime::MIN).and_utc());
        // A hint that is open at its end ends with the calendar, which no zone goes beyond.
        Some(Interval {
            start: first.checked_sub_signed(EARLIEST_ZONE)?,
            end: last.checked_add_signed(TimeDelta::days(1) + LATEST_ZONE).unwrap_or(DateTime::<Utc>::MAX_UTC),
        })
    }
}

impl AppointmentFilter<'_> {
    /// Those of a caller's appointments that fit, soonest first.
    pub(super) fn among_all(
        &self,
        transaction: &dyn ClinicTransaction,
        of: &CallerAppointments<'_>,
    ) -> Result<Vec<Appointment>, StoreError> {
        let mut fitting = appointments_to_come(transaction, of)?;
        fitting.retain(|appointment| self.fits(appointment));
        Ok(self.chosen(fitting))
    }

    fn fits(&self, appointment: &Appointment) -> bool {
        let Named { service, practitioner } = self.named;
        self.said.when.fits(appointment.local_start())
            && self.said.name.as_deref().is_none_or(|name| is_named(appointment, name, self.short_forms))
            && self.said.phone.as_ref().is_none_or(|phone| appointment.phone.as_ref() == Some(phone))
            && service.is_none_or(|service| appointment.service_id.as_ref() == Some(&service.id))
            && practitioner.is_none_or(|one| appointment.practitioner_id.as_ref() == Some(&one.id))
    }

    /// Those that are meant by their order among the fitting ones, which come soonest first.
    fn chosen(&self, mut fitting: Vec<Appointment>) -> Vec<Appointment> {
        match self.said.when.choice {
            Some(Choice::Next) => fitting.truncate(1),
            // Whoever speaks of several does not mean the only one.
            Some(Choice::Several) if fitting.len() == 1 => fitting.clear(),
            Some(Choice::Several) | None => {}
        }
        fitting
    }
}

/// A caller's appointments, soonest first. Names are compared by the program and not by the database, so all of them are read, some at a
/// time.
pub(super) fn appointments_to_come(
    transaction: &dyn ClinicTransaction,
    of: &CallerAppointments<'_>,
) -> Result<Vec<Appointment>, StoreError> {
    let (mut found, mut last) = (Vec::new(), None);
    while let Some(page) = appointments::of_caller(of, last.as_ref()) {
        let page = appointments::appointments(transaction.run(page)?)?;
        last = page.last().filter(|_| page.len() >= PAGE.into()).map(listing::place);
        found.extend(page);
        if last.is_none() {
            break;
        }
    }
    Ok(found)
}

/// Whether every word that was said is one of the name, or another form of one (`Rob` for Robert), or its first letter.
fn is_named(appointment: &Appointment, said: &str, short_forms: &dyn ShortForms) -> bool {
    let name = folded_name(appointment.patient_name.as_deref().unwrap_or_default());
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_one = |said: &str, have: &str| {
        have == said || short_forms.are_of_one_name(said, have) || said.chars().count() == 1 && have.starts_with(said)
    };
    folded_name(said).split_whitespace().all(|word| words.iter().any(|have| is_one(word, have)))
}
