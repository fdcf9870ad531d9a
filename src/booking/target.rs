//! Which appointment a change is about, and whether the change was asked for before.

use super::{
    AppointmentRef, BookingOutcome, Declined, Matches, change::ChangeRequest, repetition::same_key,
    request::request_hash,
};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        patient_name::folded_name,
    },
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            appointments::{self, CallerAppointments},
            receipts::{self, Receipt},
        },
    },
};

/// Which appointment is meant.
#[derive(Clone, Debug)]
pub enum Target {
    /// One of the caller's.
    OfCaller(AppointmentRef),
    /// The one with this id; for admins.
    Id(String),
}

/// What was found of the appointment that a change is about.
pub(super) struct AppointmentLookup {
    matches: Matches,
    /// The receipt of the request's own key.
    receipt: Option<Receipt>,
    /// The latest receipt of the same request in the same call.
    of_call: Option<Receipt>,
    /// The appointment of that receipt, as it is now.
    changed_in_call: Option<Appointment>,
}

impl Target {
    /// The hash of a change of this appointment.
    pub(super) fn hash(&self, operation: Operation, more: &[Option<&str>]) -> String {
        let (id, said) = match self {
            Self::OfCaller(said) => (None, said.clone()),
            Self::Id(id) => (Some(id.as_str()), AppointmentRef::default()),
        };
        let date = said.date.map(|date| date.to_string());
        let start = said.start.map(|start| start.to_string());
        let name = said.name.map(|name| folded_name(&name));
        let mut parts = vec![id, date.as_deref(), start.as_deref(), name.as_deref()];
        parts.extend(more);
        request_hash(operation, &parts)
    }
}

impl ChangeRequest<'_> {
    /// Looks for the appointment, and for what was answered before.
    pub(super) fn look_up(&self, target: &Target) -> Result<AppointmentLookup, Declined> {
        Ok(self.clinic().read(|transaction| self.read_lookup(transaction, target))?)
    }

    fn read_lookup(
        &self,
        transaction: &dyn ClinicTransaction,
        target: &Target,
    ) -> Result<AppointmentLookup, StoreError> {
        let caller = &self.requester.caller;
        let matches = match (target, &caller.number) {
            (Target::Id(id), _) => {
                Matches::from(appointments::appointments(transaction.run(appointments::by_id(id))?)?)
            }
            (Target::OfCaller(said), Some(number)) => {
                let of = CallerAppointments { number, window: said.window(), now: self.now() };
                Matches::from(said.among_all(transaction, &of)?)
            }
            (Target::OfCaller(_), None) => Matches::None,
        };
        // A key that was made for this request has no receipt yet.
        let receipt = match &self.requester.key {
            Some(key) => receipts::one(transaction.run(receipts::of_key(key))?)?,
            None => None,
        };
        let Some(call_id) = &caller.call_id else {
            return Ok(AppointmentLookup { matches, receipt, of_call: None, changed_in_call: None });
        };
        let of_call = transaction.run(receipts::of_call(call_id, self.operation, &self.hash))?;
        let changed = transaction.run(appointments::done_to(call_id, self.operation, &self.hash))?;
        let (of_call, changed_in_call) = (receipts::one(of_call)?, appointments::one(changed)?);
        Ok(AppointmentLookup { matches, receipt, of_call, changed_in_call })
    }

    /// The answer of the very same request, if it was faster than this one, which was declined because of how things stand.
    ///
    /// # Errors
    /// Why this one was declined, if there is no such answer.
    pub(super) fn answer_of_same(&self, target: &Target, declined: Declined) -> Result<BookingOutcome, Declined> {
        if !matches!(declined, Declined::NotBookable { .. } | Declined::ChangedMeanwhile) {
            return Err(declined);
        }
        self.look_up(target)?.answered_before(self).unwrap_or(Err(declined))
    }
}

impl AppointmentLookup {
    /// The answer to a request that came before: under its own key, or in the same call under another one, when its outcome still
    /// stands and nothing else fits.
    pub(super) fn answered_before(&self, request: &ChangeRequest<'_>) -> Option<Result<BookingOutcome, Declined>> {
        if let Some(receipt) = &self.receipt {
            return Some(same_key(receipt, request.operation, &request.hash));
        }
        // A model that was interrupted asks again under a new id.
        let same = self.of_call.as_ref()?;
        let fits_another = match &self.matches {
            Matches::None => false,
            Matches::One(one) => one.id != same.appointment_id,
            Matches::Several(_) => true,
        };
        let now = self.changed_in_call.as_ref().filter(|one| one.id == same.appointment_id && !fits_another)?;
        BookingOutcome::read(same)
            .map(|outcome| outcome.still_holds(request.operation, now).then_some(outcome))
            .map_err(Declined::from)
            .transpose()
    }

    /// The one confirmed appointment that is meant.
    pub(super) fn only(self) -> Result<Appointment, Declined> {
        match self.matches {
            Matches::One(appointment) if appointment.status == AppointmentStatus::Confirmed => Ok(*appointment),
            Matches::One(appointment) => Err(Declined::NotConfirmed(appointment)),
            Matches::None => Err(Declined::NotFound),
            Matches::Several(several) => Err(Declined::Ambiguous(several)),
        }
    }
}
