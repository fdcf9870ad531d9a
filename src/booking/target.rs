//! Which appointment a change is about, and whether the change was asked for before.

use super::{
    AppointmentRef, BookingOutcome, Declined, Matches, change::ChangeRequest, consequences::first_receipt,
    repetition::same_key, request::request_hash,
};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        id::OrgId,
        patient_name::folded_name,
    },
    ports::Rows,
    store::{self, Batch, receipts::Receipt},
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
    /// The receipts of the same operation in the same call, latest first.
    of_call: Vec<Receipt>,
    /// The appointments of those receipts, as they are now.
    changed_in_call: Vec<Appointment>,
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
    /// Looks for the appointment, and for what was answered before, in one batch.
    pub(super) async fn look_up(&self, org_id: OrgId, target: &Target) -> Result<AppointmentLookup, Declined> {
        let caller = &self.requester.caller;
        let mut batch = Batch::default();
        let found = match target {
            Target::Id(id) => Some(batch.add(store::appointments::by_id(org_id, id))),
            Target::OfCaller(_) => {
                let select = |number| store::appointments::of_caller(org_id, number, self.now());
                caller.number.as_ref().map(select).map(|select| batch.add(select))
            }
        };
        // A key that was made for this request has no receipt yet.
        let receipt = self.requester.key.as_deref().map(|key| batch.add(store::receipts::of_key(org_id, key)));
        let call_id = caller.call_id.as_deref();
        let of_call = call_id.map(|call_id| batch.add(store::receipts::of_call(org_id, call_id, self.operation)));
        let changed = call_id.map(|call_id| batch.add(store::appointments::done_to(org_id, call_id, self.operation)));
        let mut results = batch.run(self.database()).await?;
        let mut take = |position: Option<_>| position.map(|position| results.take(position)).unwrap_or_default();
        let found = store::appointments::appointments(take(found))?;
        let matches = match target {
            Target::OfCaller(said) => said.pick(found),
            Target::Id(_) => found.into_iter().next().map_or(Matches::None, |one| Matches::One(Box::new(one))),
        };
        Ok(AppointmentLookup {
            matches,
            receipt: first_receipt(take(receipt))?,
            of_call: store::receipts::found(take(of_call))?,
            changed_in_call: store::appointments::appointments(take(changed))?,
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
        let same = self.of_call.iter().find(|receipt| receipt.request_hash == request.hash)?;
        let fits_another = match &self.matches {
            Matches::None => false,
            Matches::One(one) => one.id != same.appointment_id,
            Matches::Several(_) => true,
        };
        let now = self.changed_in_call.iter().find(|one| one.id == same.appointment_id).filter(|_| !fits_another)?;
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
