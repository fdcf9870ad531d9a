//! The same request again.
//!
//! First by its key: the same arguments are answered as before, others are refused. Then by what it is about, since a model that was
//! interrupted asks again under a new id: the same person, the same start, the same words.

use std::sync::Arc;

use super::{BookingOutcome, BookingRequest, Declined, consequences::receipt, event, request::Requester};
use crate::{
    app::App,
    calendars::Selected,
    context::RequestContext,
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation, Source},
        route::Route,
    },
    store::{self, Batch, Position, Results, StoreError, outbox::Kind, receipts::Receipt},
};

/// The questions whose answers tell a repetition.
pub(super) struct Asked {
    receipt: Position,
    twins: Position,
    told: Position,
}

/// The answers.
pub(super) struct Before {
    /// The receipt of the key.
    receipt: Option<Receipt>,
    /// The person's appointments at the start.
    twins: Vec<Appointment>,
    /// What was said of appointments at the start.
    told: Vec<Receipt>,
}

impl Asked {
    /// Adds the questions to a batch.
    pub(super) fn add(
        batch: &mut Batch,
        route: &Route,
        requester: &Requester,
        key: &str,
        order: &BookingRequest,
    ) -> Self {
        let org_id = route.org_id;
        let start = route.zone.resolve(order.start).unwrap_or_default();
        Self {
            receipt: batch.add(store::receipts::of_key(org_id, key)),
            twins: batch.add(store::appointments::twins(org_id, requester.person(&order.patient), start)),
            told: batch.add(store::receipts::of_appointments_at(org_id, start)),
        }
    }

    /// Reads the answers.
    pub(super) fn read(self, results: &mut Results) -> Result<Before, StoreError> {
        Ok(Before {
            receipt: receipt(results.take(self.receipt))?,
            twins: store::appointments::appointments(results.take(self.twins))?,
            told: store::receipts::found(results.take(self.told))?,
        })
    }
}

impl Before {
    /// What to answer if this was asked before; `None` if it is new.
    pub(super) fn answer(
        &self,
        operation: Operation,
        hash: &str,
        order: &BookingRequest,
        (requester, selected): (&Requester, &Selected),
    ) -> Option<Result<BookingOutcome, Declined>> {
        if let Some(receipt) = &self.receipt {
            return Some(same_key(receipt, operation, hash));
        }
        // A number that was only said proves nothing: in another call its appointments are no different from anybody's.
        let is_said = requester.source == Source::Voice && requester.caller.number.is_none();
        let is_theirs = |twin: &Appointment| !is_said || twin.call_id == requester.caller.call_id;
        let twin = self.twins.iter().find(|twin| is_theirs(twin) && is_in_the_way(twin, selected, order))?;
        if operation == Operation::Book && is_same(twin, selected, order) {
            return Some(self.told_of(twin).map_err(Declined::from));
        }
        Some(Err(Declined::AlreadyBooked(Box::new(twin.clone()))))
    }

    /// What was last said of an appointment, unless it was moved since by somebody who needed no telling.
    fn told_of(&self, twin: &Appointment) -> Result<BookingOutcome, StoreError> {
        let last =
            self.told.iter().find(|receipt| receipt.appointment_id == twin.id).map(BookingOutcome::read).transpose()?;
        Ok(last.filter(|told| told.starts_at == twin.starts_at).unwrap_or_else(|| BookingOutcome::of(twin)))
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
fn is_in_the_way(twin: &Appointment, selected: &Selected, order: &BookingRequest) -> bool {
    match selected.resources.as_slice() {
        [only] => only.calendar_id == twin.calendar_id,
        _ => is_same_name(twin, order),
    }
}

fn is_same(twin: &Appointment, selected: &Selected, order: &BookingRequest) -> bool {
    is_same_name(twin, order) && twin.service_id == selected.service.as_ref().map(|service| service.id.clone())
}

fn is_same_name(twin: &Appointment, order: &BookingRequest) -> bool {
    let lower = |name: &Option<String>| name.as_deref().map(str::to_lowercase);
    lower(&twin.patient_name) == lower(&order.patient.name)
}

/// Says again what was said. While the first request is still waiting for the calendar this one waits as well: both must say the same.
pub(super) async fn again(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    told: BookingOutcome,
) -> Result<BookingOutcome, Declined> {
    if context.rehearsal {
        return Ok(told);
    }
    let mut batch = Batch::default();
    let id = told.appointment_id.as_str();
    let appointment = batch.add(store::appointments::by_id(route.org_id, id));
    let first = batch.add(store::outbox::first_try(route.org_id, Kind::SyncEvent, id, app.ports.clock.now()));
    let mut results = batch.run(app.ports.database.as_ref()).await?;
    let appointment = store::appointments::appointments(results.take(appointment))?.pop();
    let is_first_try = store::outbox::claimed(results.take(first))?.is_some();
    match appointment.filter(|_| is_first_try) {
        Some(appointment) if appointment.status == AppointmentStatus::Confirmed => {
            event::join(app, context, route, &appointment).await.map(|()| told)
        }
        _ => Ok(told),
    }
}
