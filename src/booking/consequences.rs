//! One batch that books or holds, with all that follows from it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{BookingOutcome, Declined, Requester, event};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        appointment::Operation,
        id::OrgId,
        phone::PhoneNumber,
        route::Route,
        texts::{Text, TextKind},
    },
    outbox::LEASE,
    ports::Rows,
    store::{
        self, Batch, Position, Results, StoreError,
        audit::{Action, Entry},
        outbox::{Change, Kind, Work},
        receipts::{NewReceipt, Receipt},
        texts::NewMessage,
    },
    texts::{self, compose},
};

/// How long a request may take until it knows whether its change stands.
const VERDICT: TimeDelta = TimeDelta::seconds(15);

/// What follows from a change of an appointment, added to the batch of the change.
pub(super) struct Consequences<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) route: &'a Route,
    pub(super) requester: &'a Requester,
    /// The request's key, or one of its own making.
    pub(super) key: &'a str,
    pub(super) hash: &'a str,
    pub(super) change: Change<'a>,
    pub(super) now: DateTime<Utc>,
}

/// Where the rows of a sequel will be.
pub(super) struct Written {
    work: Position,
    receipt: Position,
    message_id: Option<String>,
}

/// What a sequel left to do.
pub(super) struct Todo {
    /// The event, if nobody else is at it.
    pub(super) work: Option<Work>,
    /// What to say, once the event is there.
    pub(super) told: Option<BookingOutcome>,
    /// The text, sent or not.
    message_id: Option<String>,
}

/// A text that goes with a change.
pub(super) struct TextPlan<'a> {
    pub(super) kind: TextKind,
    /// What makes it one logical notification.
    pub(super) occasion: String,
    pub(super) phone: Option<&'a PhoneNumber>,
}

impl Consequences<'_> {
    /// Event, text, receipt and audit line of a change that makes `after` of the appointment. `told` is what will be said of it.
    pub(super) fn add(
        &self,
        batch: &mut Batch,
        operation: Operation,
        (action, detail): (Action, serde_json::Value),
        mut told: BookingOutcome,
        text: Option<&TextPlan<'_>>,
    ) -> Result<Written, Declined> {
        let Change { org_id, appointment_id, change_id } = self.change;
        batch.add(store::outbox::enqueue_for(&self.change, Kind::SyncEvent, appointment_id, self.now));
        let claim = store::outbox::claim_one(org_id, Kind::SyncEvent, appointment_id, self.now, self.now + LEASE);
        let work = batch.add(claim);
        let message_id = match text.map(|plan| (plan, compose(self.route, plan.kind, told.summary(), plan.phone))) {
            Some((plan, Ok(message))) => Some(self.add_text(batch, plan, message)?),
            Some((_, Err(reason))) => {
                told.no_text = Some(reason);
                None
            }
            None => None,
        };
        self.add_reminder(batch, &told, text.map(|plan| plan.kind));
        let outcome = serde_json::to_string(&told).unwrap_or_default();
        let (key, request_hash, message_id) = (self.key, self.hash, message_id.as_deref());
        let receipt = NewReceipt { key, operation, request_hash, appointment_id, change_id, outcome, message_id };
        let receipt = batch.add(store::receipts::insert(org_id, &receipt));
        self.add_line(batch, action, detail)?;
        Ok(Written { work, receipt, message_id: message_id.map(str::to_owned) })
    }

    /// The line in the audit trail.
    pub(super) fn add_line(
        &self,
        batch: &mut Batch,
        action: Action,
        detail: serde_json::Value,
    ) -> Result<(), Declined> {
        let Change { org_id, appointment_id, change_id } = self.change;
        let id = self.app.ports.new_id()?.to_string();
        let entry = Entry { id: &id, org_id, at: self.now, actor: self.requester.actor(), action, detail };
        batch.add(store::audit::record_if(&entry, appointment_id, change_id));
        Ok(())
    }

    fn add_text(
        &self,
        batch: &mut Batch,
        plan: &TextPlan<'_>,
        (to, text): (&PhoneNumber, Text),
    ) -> Result<String, Declined> {
        let id = self.app.ports.new_id()?.to_string();
        let org_id = self.change.org_id;
        let message = NewMessage {
            id: &id,
            org_id,
            appointment_id: self.change.appointment_id,
            kind: plan.kind,
            occasion: &plan.occasion,
            to,
            text: &text,
            day: self.route.zone.day_of(self.now),
            daily_cap: self.route.messaging.daily_cap,
            now: self.now,
        };
        batch.add(store::texts::insert_after(&message, self.change.change_id));
        // Not before the calendar has had its say: a change that it refuses is undone, and its text must not have gone out.
        batch.add(store::outbox::enqueue_text(org_id, &id, self.now + VERDICT));
        Ok(id)
    }

    /// Whoever does the reminder looks again at how things stand, so one that is no longer wanted needs no removal.
    fn add_reminder(&self, batch: &mut Batch, told: &BookingOutcome, kind: Option<TextKind>) {
        let due = texts::reminder_due(&self.route.messaging, told.starts_at, self.now);
        if let Some(due) = due.filter(|_| kind != Some(TextKind::Cancellation)) {
            batch.add(store::outbox::enqueue_for(&self.change, Kind::Remind, self.change.appointment_id, due));
        }
    }
}

/// What would be told of a change, with what would become of its text, as far as that is not decided by the write itself: whether the
/// number has opted out, and how many texts the day has had.
pub(super) fn rehearsed(
    route: &Route,
    told: BookingOutcome,
    text: Option<(TextKind, Option<&PhoneNumber>)>,
) -> BookingOutcome {
    let Some((kind, phone)) = text else { return told };
    match compose(route, kind, told.summary(), phone) {
        Ok(_) => BookingOutcome { text: Some("queued".to_owned()), ..told },
        Err(reason) => BookingOutcome { no_text: Some(reason), ..told },
    }
}

impl Written {
    /// What is left to do, once the batch has run.
    pub(super) fn read(self, results: &mut Results) -> Result<Todo, StoreError> {
        let work = store::outbox::claimed(results.take(self.work))?;
        let receipt = receipt(results.take(self.receipt))?;
        Ok(Todo { work, told: receipt.as_ref().map(BookingOutcome::read).transpose()?, message_id: self.message_id })
    }
}

/// The first receipt.
pub(super) fn receipt(rows: Rows) -> Result<Option<Receipt>, StoreError> {
    Ok(store::receipts::found(rows)?.into_iter().next())
}

impl Todo {
    /// Sends the text behind the answer, if there is one that may be sent.
    pub(super) fn send_text(&self, app: &Arc<App>, context: &RequestContext, org_id: OrgId) {
        let queued = self.told.as_ref().is_some_and(|told| told.text.as_deref() == Some("queued"));
        if let Some(message_id) = self.message_id.clone().filter(|_| queued) {
            event::behind(app, context, org_id, Kind::SendText, message_id);
        }
    }
}
