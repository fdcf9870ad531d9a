//! Which appointment a change is about, and whether the change was asked for before.

use super::{
    AppointmentRef, BookingOutcome, Declined, Matches,
    change::ChangeRequest,
    lookup::{AppointmentFilter, appointments_to_come},
    repetition::same_key,
    request::request_hash,
};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        dates::Choice,
        patient_name::folded_name,
        phone::PhoneNumber,
        route::Route,
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
    /// What the caller has, where nothing fits what they said.
    others: Vec<Appointment>,
    /// Whether another request of the same words means the same appointment, whatever became of it.
    is_by_order: bool,
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
        // Nothing but its equality is asked of it.
        let when = format!("{:?}", said.when);
        let name = said.name.map(|name| folded_name(&name));
        let lower = |said: Option<String>| said.map(|said| said.to_lowercase());
        let (service, practitioner) = (lower(said.selection.service), lower(said.selection.practitioner));
        let phone = said.phone.as_ref().map(PhoneNumber::as_str);
        let mut parts = vec![id, Some(&*when), name.as_deref(), service.as_deref(), practitioner.as_deref(), phone];
        parts.extend(more);
        request_hash(operation, &parts)
    }
}

impl ChangeRequest<'_> {
    /// Looks for the appointment, and for what was answered before.
    ///
    /// # Errors
    /// When the clinic has nothing of what was said, or the database could not be read.
    pub(super) fn look_up(&self, target: &Target, route: &Route) -> Result<AppointmentLookup, Declined> {
        let filter = match target {
            Target::OfCaller(said) => Some(said.filter(route)?),
            Target::Id(_) => None,
        };
        Ok(self.clinic().read(|transaction| self.read_lookup(transaction, target, filter.as_ref()))?)
    }

    fn read_lookup(
        &self,
        transaction: &dyn ClinicTransaction,
        target: &Target,
        filter: Option<&AppointmentFilter<'_>>,
    ) -> Result<AppointmentLookup, StoreError> {
        let caller = &self.requester.caller;
        let (matches, others, is_by_order) = match target {
            Target::Id(id) => {
                let found = appointments::appointments(transaction.run(appointments::by_id(id))?)?;
                (Matches::from(found), Vec::new(), false)
            }
            Target::OfCaller(said) => {
                let of = CallerAppointments { caller, window: said.window(), now: self.now() };
                let fitting = match filter {
                    Some(filter) => filter.among_all(transaction, &of)?,
                    None => Vec::new(),
                };
                let others = if fitting.is_empty() && said.is_said() {
                    appointments_to_come(transaction, &CallerAppointments { window: None, ..of })?
                } else {
                    Vec::new()
                };
                (Matches::from(fitting), others, said.when.choice == Some(Choice::Next))
            }
        };
        // A key that was made for this request has no receipt yet.
        let receipt = match &self.requester.key {
            Some(key) => receipts::one(transaction.run(receipts::of_key(key))?)?,
            None => None,
        };
        let Some(call_id) = &caller.call_id else {
            let (of_call, changed_in_call) = (None, None);
            return Ok(AppointmentLookup { matches, others, is_by_order, receipt, of_call, changed_in_call });
        };
        let of_call = transaction.run(receipts::of_call(call_id, self.operation, &self.hash))?;
        let changed = transaction.run(appointments::done_to(call_id, self.operation, &self.hash))?;
        let (of_call, changed_in_call) = (receipts::one(of_call)?, appointments::one(changed)?);
        Ok(AppointmentLookup { matches, others, is_by_order, receipt, of_call, changed_in_call })
    }

    /// The answer of the very same request, if it was faster than this one, which was declined because of how things stand.
    ///
    /// # Errors
    /// Why this one was declined, if there is no such answer.
    pub(super) fn answer_of_same(
        &self,
        target: &Target,
        route: &Route,
        declined: Declined,
    ) -> Result<BookingOutcome, Declined> {
        if !matches!(declined, Declined::NotBookable { .. } | Declined::ChangedMeanwhile) {
            return Err(declined);
        }
        self.look_up(target, route)?.answered_before(self).unwrap_or(Err(declined))
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
        // The next one is another one by now: the words mean what they meant.
        let fits_another = !self.is_by_order
            && match &self.matches {
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
            Matches::None if !self.others.is_empty() => Err(Declined::NoneFits(self.others)),
            Matches::None => Err(Declined::NotFound),
            Matches::Several(several) => Err(Declined::Ambiguous(several)),
        }
    }
}
