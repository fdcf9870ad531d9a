//! Which appointment a change is about, and whether the change was asked for before.

use super::{
    AppointmentRef, BookingOutcome, Declined, Matches, Requester, consequences::receipt, repetition::same_key,
    request::request_hash,
};
use crate::{
    app::App,
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        id::OrgId,
    },
    ports::Rows,
    store::{self, Batch, Results, receipts::Receipt},
};

/// Which appointment is meant.
#[derive(Clone, Debug)]
pub enum Target {
    /// One of the caller's.
    OfCaller(AppointmentRef),
    /// The one with this id; for admins.
    Id(String),
}

/// A change as it is asked for.
pub(super) struct ChangeRequest<'a> {
    pub(super) app: &'a App,
    pub(super) org_id: OrgId,
    pub(super) requester: &'a Requester,
    pub(super) target: &'a Target,
    pub(super) operation: Operation,
    pub(super) hash: String,
}

/// What was found.
pub(super) struct AppointmentLookup {
    mine: Matches,
    /// The receipt of the request's own key.
    receipt: Option<Receipt>,
    /// What was done before in the same call.
    of_call: Vec<Receipt>,
    /// The appointments to which it was done, as they are now.
    done_to: Vec<Appointment>,
}

impl Target {
    /// The hash of a change of this appointment.
    pub(super) fn hash(&self, operation: Operation, more: &[Option<&str>]) -> String {
        let (id, which) = match self {
            Self::OfCaller(which) => (None, which.clone()),
            Self::Id(id) => (Some(id.as_str()), AppointmentRef::default()),
        };
        let date = which.date.map(|date| date.to_string());
        let start = which.start.map(|start| start.to_string());
        let name = which.name.map(|name| name.to_lowercase());
        let mut parts = vec![id, date.as_deref(), start.as_deref(), name.as_deref()];
        parts.extend(more);
        request_hash(operation, &parts)
    }
}

impl ChangeRequest<'_> {
    /// Looks for the appointment, and for what was answered before, in one batch.
    pub(super) async fn aim(&self) -> Result<AppointmentLookup, Declined> {
        let Self { app, org_id, requester, target, operation, .. } = *self;
        let mut batch = Batch::default();
        let found = match target {
            Target::Id(id) => Some(batch.add(store::appointments::by_id(org_id, id))),
            Target::OfCaller(_) => {
                let select = |number| store::appointments::of_caller(org_id, number, app.ports.clock.now());
                requester.caller.number.as_ref().map(select).map(|select| batch.add(select))
            }
        };
        let receipt_of_key = requester.key.as_deref().map(|key| batch.add(store::receipts::of_key(org_id, key)));
        let call_id = requester.caller.call_id.as_deref();
        let of_call = call_id.map(|call_id| batch.add(store::receipts::of_call(org_id, call_id, operation)));
        let done_to = call_id.map(|call_id| batch.add(store::appointments::done_to(org_id, call_id, operation)));
        let mut results = batch.run(app.ports.database.as_ref()).await?;
        let mut take = |position: Option<_>| position.map(|position| results.take(position)).unwrap_or_default();
        let found = store::appointments::appointments(take(found))?;
        let mine = match target {
            Target::OfCaller(which) => which.pick(found),
            Target::Id(_) => found.into_iter().next().map_or(Matches::None, |one| Matches::One(Box::new(one))),
        };
        let of_call = store::receipts::found(take(of_call))?;
        let done_to = store::appointments::appointments(take(done_to))?;
        Ok(AppointmentLookup { mine, receipt: receipt(take(receipt_of_key))?, of_call, done_to })
    }

    /// What was declined because of how things stand may have been done meanwhile, by the very same request.
    ///
    /// # Errors
    /// Why not, if it was not.
    pub(super) async fn unless_done(&self, declined: Declined) -> Result<BookingOutcome, Declined> {
        if !matches!(declined, Declined::NotBookable { .. } | Declined::ChangedMeanwhile) {
            return Err(declined);
        }
        self.aim().await?.repeated(self).unwrap_or(Err(declined))
    }
}

impl AppointmentLookup {
    /// The answer to a request that came before: under its own key, or in the same call under another one, when its outcome still
    /// stands and nothing else fits.
    pub(super) fn repeated(&self, request: &ChangeRequest<'_>) -> Option<Result<BookingOutcome, Declined>> {
        if let Some(receipt) = &self.receipt {
            return Some(same_key(receipt, request.operation, &request.hash));
        }
        let same = self.of_call.iter().find(|receipt| receipt.request_hash == request.hash)?;
        let fits_another = match &self.mine {
            Matches::None => false,
            Matches::One(one) => one.id != same.appointment_id,
            Matches::Several(_) => true,
        };
        let now = self.done_to.iter().find(|one| one.id == same.appointment_id).filter(|_| !fits_another)?;
        BookingOutcome::read(same)
            .map(|told| told.stands(request.operation, now).then_some(told))
            .map_err(Declined::from)
            .transpose()
    }

    /// The one confirmed appointment that is meant.
    pub(super) fn only(self) -> Result<Appointment, Declined> {
        match self.mine {
            Matches::One(appointment) if appointment.status == AppointmentStatus::Confirmed => Ok(*appointment),
            Matches::One(appointment) => Err(Declined::NotConfirmed(appointment)),
            Matches::None => Err(Declined::NotFound),
            Matches::Several(several) => Err(Declined::Ambiguous(several)),
        }
    }
}

/// The request's key, or one of its own, so that a batch that is run twice is done once.
pub(super) fn key(app: &App, requester: &Requester) -> Result<String, Declined> {
    match &requester.key {
        Some(key) => Ok(key.clone()),
        None => Ok(format!(":once:{}", app.ports.new_id()?)),
    }
}

/// Runs the batch of a change.
pub(super) async fn run(app: &App, org_id: OrgId, batch: Batch) -> Result<Results, Declined> {
    let outcome = batch.run(app.ports.database.as_ref()).await;
    app.calendars.forget_booked(org_id);
    Ok(outcome?)
}

/// A change that did not happen: the same request was faster, or another change was.
pub(super) fn lost(rows: Rows, operation: Operation, hash: &str) -> Result<BookingOutcome, Declined> {
    receipt(rows)?.map_or(Err(Declined::ChangedMeanwhile), |receipt| same_key(&receipt, operation, hash))
}
