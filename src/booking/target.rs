//! Which appointment a change is about, and whether the change was asked for before.

use chrono::{DateTime, Utc};

use super::{
    AppointmentRef, BookingOutcome, Declined, Matches, change::ChangeRequest, consequences::first_receipt,
    repetition::same_key, request::request_hash,
};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        id::OrgId,
        patient_name::folded_name,
        phone::PhoneNumber,
    },
    ports::Rows,
    store::{self, Batch, appointments::CallerAppointments, receipts::Receipt},
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

impl Target {
    /// The caller's appointments among which this one is.
    fn of_caller<'a>(&self, org_id: OrgId, number: &'a PhoneNumber, now: DateTime<Utc>) -> CallerAppointments<'a> {
        let window = match self {
            Self::OfCaller(said) => said.window(),
            Self::Id(_) => None,
        };
        CallerAppointments { org_id, number, window, now }
    }
}

impl ChangeRequest<'_> {
    /// Looks for the appointment, and for what was answered before, in one batch.
    pub(super) async fn look_up(&self, org_id: OrgId, target: &Target) -> Result<AppointmentLookup, Declined> {
        let (caller, mut batch) = (&self.requester.caller, Batch::default());
        let of_caller = caller.number.as_ref().map(|number| target.of_caller(org_id, number, self.now()));
        let found = match target {
            Target::Id(id) => Some(batch.add(store::appointments::by_id(org_id, id))),
            Target::OfCaller(_) => of_caller.as_ref().map(|of| batch.add(store::appointments::of_caller(of, None))),
        };
        // A key that was made for this request has no receipt yet.
        let receipt = self.requester.key.as_deref().map(|key| batch.add(store::receipts::of_key(org_id, key)));
        let (call_id, hash) = (caller.call_id.as_deref(), self.hash.as_str());
        let of_call = |call_id| store::receipts::of_call(org_id, call_id, self.operation, hash);
        let of_call = call_id.map(|call_id| batch.add(of_call(call_id)));
        let changed = |call_id| store::appointments::done_to(org_id, call_id, self.operation, hash);
        let changed = call_id.map(|call_id| batch.add(changed(call_id)));
        let mut results = batch.run(self.database()).await?;
        let mut take = |position: Option<_>| position.map(|position| results.take(position)).unwrap_or_default();
        let found = store::appointments::appointments(take(found))?;
        let matches = match (target, &of_caller) {
            (Target::OfCaller(said), Some(of)) => Matches::from(said.among_all(self.database(), of, found).await?),
            _ => Matches::from(found),
        };
        Ok(AppointmentLookup {
            matches,
            receipt: first_receipt(take(receipt))?,
            of_call: first_receipt(take(of_call))?,
            changed_in_call: store::appointments::changed(take(changed))?,
        })
    }

    /// The answer of the very same request, if it was faster than this one, which was declined because of how things stand.
    ///
    /// # Errors
    /// Why this one was declined, if there is no such answer.
    pub(super) async fn answer_of_same(
        &self,
        org_id: OrgId,
        target: &Target,
        declined: Declined,
    ) -> Result<BookingOutcome, Declined> {
        if !matches!(declined, Declined::NotBookable { .. } | Declined::ChangedMeanwhile) {
            return Err(declined);
        }
        self.look_up(org_id, target).await?.answered_before(self).unwrap_or(Err(declined))
    }

    /// Why the row was left alone: the same request was faster, or another change was. `receipt` are the rows of the request's key.
    pub(super) fn lost_to(&self, receipt: Rows) -> Result<BookingOutcome, Declined> {
        let receipt = first_receipt(receipt)?.ok_or(Declined::ChangedMeanwhile)?;
        same_key(&receipt, self.operation, &self.hash)
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
