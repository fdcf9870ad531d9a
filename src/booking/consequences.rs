//! What follows from a change, in its own transaction: the work of writing the event, the text, the reminder, the receipt and the audit
//! line.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{
    BookingOutcome,
    change::{ChangeRequest, CommittedChange},
};
use crate::{
    domain::{
        appointment::{Appointment, Operation, Source},
        route::Route,
        texts::{TextKind, TextRecipient},
    },
    outbox::LEASE,
    ports::ClinicTransaction,
    store::{
        StoreError,
        audit::{Action, AuditEntry},
        clinic::{
            audit,
            outbox::{self, Work, WorkKind},
            webhooks,
        },
    },
    texts::{TextOccasion, TextSender, Texts},
};

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

/// What is left to do once a change is committed.
#[derive(Default)]
pub(super) struct FollowUp {
    /// The work of writing the event, unless another request has it.
    pub(super) event: Option<Work>,
    /// What to tell, once the event is there.
    pub(super) outcome: Option<BookingOutcome>,
    /// What this request does once it has answered: the event that was left behind, and the text if it may be sent.
    pub(super) behind_the_answer: Vec<Work>,
}

impl ChangeRequest<'_> {
    /// Writes what follows from the change that made the appointment what `after` is.
    pub(super) fn write_consequences(
        &self,
        transaction: &dyn ClinicTransaction,
        route: &Route,
        after: Appointment,
        consequences: &Consequences<'_>,
        now: DateTime<Utc>,
    ) -> Result<CommittedChange, StoreError> {
        let Consequences { outcome, audit: (action, detail), text, left_behind } = consequences;
        let line = self.new_id()?;
        let (actor, principal) = (self.requester.actor(), self.requester.admin.as_ref());
        let entry = AuditEntry { id: &line, at: now, actor, principal, action: *action, detail: detail.clone() };
        transaction.run(audit::record(&entry, Some(&after.id)))?;
        if self.operation == Operation::Hold {
            // A hold has no event, no text and no receipt: asking for it again gives it again.
            return Ok(CommittedChange { after, follow_up: FollowUp::default() });
        }
        // Nobody is told before the calendar has had its say: a change that it refuses is undone.
        transaction.run(webhooks::keep_back(&after.change_id, now + LEASE))?;
        let take = |kind, subject| outbox::enqueue_own(transaction, kind, subject, now, now + LEASE);
        let event = take(WorkKind::SyncEvent, &after.id)?;
        let left_behind = left_behind.as_deref().map(|subject| take(WorkKind::DeleteEvent, subject)).transpose()?;
        let mut outcome = outcome.clone();
        let text_work = match text {
            Some(plan) => self.write_text(transaction, route, (&after, plan), &mut outcome, now)?,
            None => None,
        };
        if text.as_ref().is_none_or(|plan| plan.kind != TextKind::Cancellation) {
            write_reminder(transaction, route, &after, now)?;
        }
        self.write_receipt(transaction, &outcome, now)?;
        let behind_the_answer = left_behind.flatten().into_iter().chain(text_work).collect();
        Ok(CommittedChange { after, follow_up: FollowUp { event, outcome: Some(outcome), behind_the_answer } })
    }

    /// Writes the text and says in `outcome` what became of it. Gives the work of sending it if it may be sent.
    fn write_text(
        &self,
        transaction: &dyn ClinicTransaction,
        route: &Route,
        (after, plan): (&Appointment, &TextPlan<'_>),
        outcome: &mut BookingOutcome,
        now: DateTime<Utc>,
    ) -> Result<Option<Work>, StoreError> {
        let texts = &self.bookings.texts;
        let text = match texts.compose(route, plan.kind, outcome.summary(), plan.to) {
            Ok(text) => text,
            Err(reason) => {
                outcome.no_text = Some(reason);
                return Ok(None);
            }
        };
        let occasion = TextOccasion {
            appointment: after,
            key: &plan.occasion,
            // Nobody else sends it before the calendar has had its say: a change that it refuses is undone, and its text must not have
            // gone out.
            sender: TextSender::Writer,
            is_caused_by_call: self.requester.source == Source::Voice,
            now,
        };
        let Some((written, work)) = texts.write(transaction, &text, &occasion)? else { return Ok(None) };
        let fate = if written.is_number_capped() { "number_capped" } else { written.status.as_str() };
        outcome.text = Some(fate.to_owned());
        Ok(work)
    }
}

/// Whoever does the reminder looks again at how things stand, so one that is no longer wanted needs no removal.
pub(super) fn write_reminder(
    transaction: &dyn ClinicTransaction,
    route: &Route,
    appointment: &Appointment,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if let Some(due) = route.text_settings.reminder_due(route.org_id, appointment.starts_at, now) {
        transaction.run(outbox::enqueue(WorkKind::Remind, &appointment.id, due))?;
    }
    Ok(())
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
