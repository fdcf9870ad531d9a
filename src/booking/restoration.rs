//! Booking again what the caller had cancelled. Whoever wants it back means it as it was, and says no more than when it is.

use super::{BookingRequest, Declined, Requester, placement::kept_selection};
use crate::{
    domain::{
        appointment::Appointment,
        patient_name::{NameMatch, ShortForms},
        route::Route,
    },
    store::clinic::{ClinicContext, appointments},
};

impl BookingRequest {
    /// The request, with service, practitioner and notes of the appointment at this very start that the same caller cancelled for the
    /// same patient. Whoever says something of service or practitioner asks for something new.
    ///
    /// # Errors
    /// When the database could not be read.
    pub(super) fn as_it_was(
        &self,
        context: &ClinicContext,
        route: &Route,
        requester: &Requester,
    ) -> Result<Self, Declined> {
        let Some(start) = route.zone.resolve(self.start).filter(|_| !self.selection.is_said()) else {
            return Ok(self.clone());
        };
        let cancelled =
            context.clinic.read(|transaction| match appointments::cancelled_by(&requester.caller, start) {
                Some(statement) => appointments::appointments(transaction.run(statement)?),
                None => Ok(Vec::new()),
            })?;
        let was = cancelled.iter().find(|was| self.is_for_patient_of(was, route.language().short_forms()));
        Ok(was.map_or_else(|| self.clone(), |was| self.with_what_was(was, route)))
    }

    fn is_for_patient_of(&self, was: &Appointment, short_forms: &dyn ShortForms) -> bool {
        match (&self.patient.name, &was.patient_name) {
            (Some(name), Some(before)) => NameMatch::of(name, before, short_forms) != NameMatch::Different,
            _ => false,
        }
    }

    fn with_what_was(&self, was: &Appointment, route: &Route) -> Self {
        let mut wanted = self.clone();
        wanted.selection = kept_selection(&self.selection, was, route);
        wanted.patient.notes = wanted.patient.notes.or_else(|| was.notes.clone());
        wanted
    }
}
