//! What follows from a change, in its own batch: the work of writing the event, the text, the reminder, the receipt and the audit line.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{BookingOutcome, Declined, change::ChangeRequest};
use crate::{
    domain::{
        appointment::Operation,
        route::Route,
        texts::{TextKind, TextRecipient},
    },
    outbox::LEASE,
    ports::Rows,
    store::{
        self, Batch, Results, StatementPosition, StoreError,
        audit::{Action, AuditEntry},
        outbox::{Change, Work, WorkKind},
        receipts::Receipt,
    },
    texts::{ComposedText, TextOccasion, Texts},
};

/// How long a request may take until it knows whether its change stands.
const VERDICT: TimeDelta = TimeDelta::seconds(15);

/// What follows from a change of an appointment.
pub(super) struct Consequences<'a> {
    /// What the requester is told.
    pub(super) outcome: BookingOutcome,
    /// What the audit trail says of it.
    pub(super) audit: (Action, Value),
    pub(super) text: Option<TextPlan<'a>>,
    /// The event that the appointment leaves behind on another calendar, as the outbox names it.
    pub(super) left_behind: Option<String>,
}

/// A text that goes with a change.
pub(super) struct TextPlan<'a> {
    pub(super) kind: TextKind,
    /// What makes it one logical notification.
    pub(super) occasion: String,
    pub(super) to: TextRecipient<'a>,
}

/// Where the rows of what follows will be.
pub(super) struct PendingResults {
    event: Option<StatementPosition>,
    receipt: Option<StatementPosition>,
    message_id: Option<String>,
    left_behind: Option<String>,
}

/// What is left to do once a change is committed.
#[derive(Default)]
pub(super) struct FollowUp {
    /// The work of writing the event, unless another request has it.
    pub(super) event: Option<Work>,
    /// What to tell, once the event is there.
    pub(super) outcome: Option<BookingOutcome>,
    /// The text, whether it may be sent or not.
    message_id: Option<String>,
    left_behind: Option<String>,
}

impl ChangeRequest<'_> {
    /// Adds what follows from `change` to its batch.
    pub(super) fn add_consequences(
        &self,
        batch: &mut Batch,
        route: &Route,
        change: &Change<'_>,
        consequences: Consequences<'_>,
        now: DateTime<Utc>,
    ) -> Result<PendingResults, Declined> {
        let Consequences { mut outcome, audit: (action, detail), text, left_behind } = consequences;
        if self.operation == Operation::Hold {
            // A hold has no event, no text and no receipt: asking for it again gives it again.
            self.add_audit_line(batch, change, action, detail, now)?;
            return Ok(PendingResults { event: None, receipt: None, message_id: None, left_behind: None });
        }
        if let Some(subject) = &left_behind {
            // Due only when a lease would be over, because this request deletes the event itself, behind the answer.
            batch.add(store::outbox::enqueue_for(change, WorkKind::DeleteEvent, subject, now + LEASE));
        }
        let Change { org_id, appointment_id, .. } = *change;
        batch.add(store::outbox::enqueue_for(change, WorkKind::SyncEvent, appointment_id, now));
        let claim = store::outbox::claim_one(org_id, WorkKind::SyncEvent, appointment_id, now, now + LEASE);
        let event = batch.add(claim);
        let texts = &self.bookings.texts;
        let message_id =
            match text.as_ref().map(|plan| (plan, texts.compose(route, plan.kind, outcome.summary(), plan.to))) {
                Some((plan, Ok(composed))) => Some(self.add_text(batch, change, plan, &composed, now)?),
                Some((_, Err(reason))) => {
                    outcome.no_text = Some(reason);
                    None
                }
                None => None,
            };
        if text.is_none_or(|plan| plan.kind != TextKind::Cancellation) {
            add_reminder(batch, route, change, outcome.starts_at, now);
        }
        let receipt = batch.add(self.receipt(change, &outcome, message_id.as_deref()));
        self.add_audit_line(batch, change, action, detail, now)?;
        Ok(PendingResults { event: Some(event), receipt: Some(receipt), message_id, left_behind })
    }

    fn add_audit_line(
        &self,
        batch: &mut Batch,
        change: &Change<'_>,
        action: Action,
        detail: Value,
        at: DateTime<Utc>,
    ) -> Result<(), Declined> {
        let id = self.new_id()?;
        let (actor, actor_id) = (self.requester.actor(), self.requester.admin_id.as_deref());
        let entry = AuditEntry { id: &id, org_id: change.org_id, at, actor, actor_id, action, detail };
        batch.add(store::audit::record_if(&entry, change.appointment_id, change.change_id));
        Ok(())
    }

    fn add_text(
        &self,
        batch: &mut Batch,
        change: &Change<'_>,
        plan: &TextPlan<'_>,
        text: &ComposedText,
        now: DateTime<Utc>,
    ) -> Result<String, Declined> {
        let occasion = TextOccasion {
            appointment_id: change.appointment_id,
            change_id: Some(change.change_id),
            key: &plan.occasion,
            // Not before the calendar has had its say: a change that it refuses is undone, and its text must not have gone out.
            send_at: now + VERDICT,
            now,
        };
        Ok(self.bookings.texts.write(batch, text, &occasion)?)
    }
}

/// Whoever does the reminder looks again at how things stand, so one that is no longer wanted needs no removal.
fn add_reminder(batch: &mut Batch, route: &Route, change: &Change<'_>, starts_at: DateTime<Utc>, now: DateTime<Utc>) {
    if let Some(due) = route.text_settings.reminder_due(starts_at, now) {
        batch.add(store::outbox::enqueue_for(change, WorkKind::Remind, change.appointment_id, due));
    }
}

/// What would be told of a change, with what would become of its text, as far as that is not decided by the write itself: whether the
/// number has opted out, and how many texts the day has had.
pub(super) fn rehearsed(
    texts: &Texts,
    route: &Route,
    outcome: BookingOutcome,
    text: Option<(TextKind, TextRecipient<'_>)>,
) -> BookingOutcome {
    let Some((kind, to)) = text else { return outcome };
    match texts.rehearse(route, kind, outcome.summary(), to) {
        Ok(_) => BookingOutcome { text: Some("queued".to_owned()), ..outcome },
        Err(reason) => BookingOutcome { no_text: Some(reason), ..outcome },
    }
}

impl PendingResults {
    /// What is left to do, once the batch has run.
    pub(super) fn read(self, results: &mut Results) -> Result<FollowUp, StoreError> {
        let mut take =
            |position: Option<StatementPosition>| position.map(|position| results.take(position)).unwrap_or_default();
        let event = store::outbox::claimed(take(self.event))?;
        let outcome = first_receipt(take(self.receipt))?.as_ref().map(BookingOutcome::read).transpose()?;
        Ok(FollowUp { event, outcome, message_id: self.message_id, left_behind: self.left_behind })
    }
}

impl FollowUp {
    /// The work that is done behind the answer: the event that was left behind, and the text if it may be sent.
    pub(super) fn behind_the_answer(&mut self) -> impl Iterator<Item = (WorkKind, String)> {
        let is_queued = self.outcome.as_ref().is_some_and(|outcome| outcome.text.as_deref() == Some("queued"));
        let left_behind = self.left_behind.take().map(|subject| (WorkKind::DeleteEvent, subject));
        let text = self.message_id.take().filter(|_| is_queued).map(|id| (WorkKind::SendText, id));
        left_behind.into_iter().chain(text)
    }
}

/// The first receipt among rows.
pub(super) fn first_receipt(rows: Rows) -> Result<Option<Receipt>, StoreError> {
    Ok(store::receipts::found(rows)?.into_iter().next())
}
