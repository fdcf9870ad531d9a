//! The same request again.
//!
//! First by its key: the same arguments are answered as before, others are refused. Then by what it is about, since a model that was
//! interrupted asks again under a new id: the same person, the same start, the same words.

use super::{BookingOutcome, BookingRequest, Declined, change::ChangeRequest, consequences::first_receipt};
use crate::{
    calendars::Selected,
    domain::{
        appointment::{Appointment, Operation, Source},
        patient_name::folded_name,
        route::Route,
    },
    store::{self, Batch, Results, StatementPosition, StoreError, receipts::Receipt},
};

/// The questions whose answers tell a repetition, in a batch.
pub(super) struct RepetitionQuery {
    receipt: StatementPosition,
    twins: StatementPosition,
    receipts_at_start: StatementPosition,
}

/// What was answered before to requests like this one.
pub(super) struct EarlierAnswers {
    /// The receipt of the key.
    receipt: Option<Receipt>,
    /// The person's appointments at the start.
    twins: Vec<Appointment>,
    /// The receipts of those, latest first.
    receipts_at_start: Vec<Receipt>,
}

impl RepetitionQuery {
    /// Adds the questions to a batch.
    pub(super) fn add(batch: &mut Batch, route: &Route, request: &ChangeRequest<'_>, wanted: &BookingRequest) -> Self {
        let (org_id, person) = (route.org_id, request.requester.person(&wanted.patient));
        let start = route.zone.resolve(wanted.start).unwrap_or_default();
        Self {
            receipt: batch.add(store::receipts::of_key(org_id, &request.key)),
            twins: batch.add(store::appointments::twins(org_id, person, start)),
            receipts_at_start: batch.add(store::receipts::of_appointments_at(org_id, person, start)),
        }
    }

    /// Reads the answers.
    pub(super) fn read(self, results: &mut Results) -> Result<EarlierAnswers, StoreError> {
        Ok(EarlierAnswers {
            receipt: first_receipt(results.take(self.receipt))?,
            twins: store::appointments::appointments(results.take(self.twins))?,
            receipts_at_start: store::receipts::found(results.take(self.receipts_at_start))?,
        })
    }
}

impl EarlierAnswers {
    /// What to answer if this was asked before; `None` if it is new.
    pub(super) fn answer(
        &self,
        request: &ChangeRequest<'_>,
        wanted: &BookingRequest,
        selected: &Selected,
    ) -> Option<Result<BookingOutcome, Declined>> {
        if let Some(receipt) = &self.receipt {
            return Some(same_key(receipt, request.operation, &request.hash));
        }
        let requester = request.requester;
        // A number that was only said proves nothing: in another call its appointments are no different from anybody's.
        let is_said = requester.source == Source::Voice && requester.caller.number.is_none();
        let is_theirs = |twin: &Appointment| !is_said || twin.call_id == requester.caller.call_id;
        let twin = self.twins.iter().find(|twin| is_theirs(twin) && is_in_the_way(twin, selected, wanted))?;
        if request.operation == Operation::Book && is_same(twin, selected, wanted) {
            return Some(self.outcome_of(twin).map_err(Declined::from));
        }
        Some(Err(Declined::AlreadyBooked(Box::new(twin.clone()))))
    }

    /// What was last said of an appointment, unless it was moved since by somebody who needed no telling.
    fn outcome_of(&self, twin: &Appointment) -> Result<BookingOutcome, StoreError> {
        let last = self.receipts_at_start.iter().find(|receipt| receipt.appointment_id == twin.id);
        let last = last.map(BookingOutcome::read).transpose()?;
        Ok(last.filter(|outcome| outcome.starts_at == twin.starts_at).unwrap_or_else(|| BookingOutcome::of(twin)))
    }
}

/// The answer to a request whose key was used.
pub(super) fn same_key(receipt: &Receipt, operation: Operation, hash: &str) -> Result<BookingOutcome, Declined> {
    if receipt.operation == operation && receipt.request_hash == hash {
        Ok(BookingOutcome::read(receipt)?)
    } else {
        Err(Declined::OtherRequest)
    }
}

/// On one calendar nobody can be booked beside another. With anyone, two people of one number can, but none of them twice.
fn is_in_the_way(twin: &Appointment, selected: &Selected, wanted: &BookingRequest) -> bool {
    match selected.resources.as_slice() {
        [only] => only.calendar_id == twin.calendar_id,
        _ => is_same_name(twin, wanted),
    }
}

fn is_same(twin: &Appointment, selected: &Selected, wanted: &BookingRequest) -> bool {
    is_same_name(twin, wanted) && twin.service_id == selected.service.as_ref().map(|service| service.id.clone())
}

fn is_same_name(twin: &Appointment, wanted: &BookingRequest) -> bool {
    let folded = |name: &Option<String>| name.as_deref().map(folded_name);
    folded(&twin.patient_name) == folded(&wanted.patient.name)
}
