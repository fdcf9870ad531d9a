//! What every change of an appointment shares: the request, the batch that changes the row, and what is done once it stands.

use chrono::{DateTime, Utc};

use super::{
    BookingOutcome, Bookings, Declined, Requester,
    consequences::{Consequences, FollowUp},
    event,
    undo::Reversal,
};
use crate::{
    context::RequestContext,
    domain::{
        appointment::{Appointment, CallerLimit, Operation, Source},
        caller::Caller,
        id::OrgId,
        phone::PhoneNumber,
        route::Route,
    },
    log::{self, Level},
    ports::{Database, Statement},
    store::{self, Batch, Results, outbox::Change, receipts::NewReceipt},
};

/// One request for a change, the same over all attempts to carry it out.
pub(super) struct ChangeRequest<'a> {
    pub(super) bookings: &'a Bookings,
    pub(super) context: &'a RequestContext,
    pub(super) requester: &'a Requester,
    pub(super) operation: Operation,
    /// What was asked, to notice another request under the same key.
    pub(super) hash: String,
    /// The requester's key, or one made for this request.
    pub(super) key: String,
}

/// A change that is about to be written.
pub(super) struct ProposedChange<'a> {
    pub(super) appointment_id: &'a str,
    /// Marks the row, so that what follows is written only if the row was changed by this very batch.
    pub(super) change_id: &'a str,
    pub(super) now: DateTime<Utc>,
    /// Changes the row and returns it, or leaves it alone.
    pub(super) statement: Statement,
    pub(super) consequences: Consequences<'a>,
}

/// What the batch of a change came to.
pub(super) enum CommitResult {
    Changed(Box<CommittedChange>),
    /// The row was left alone. The answers to the questions that ran before say why.
    Unchanged(Results),
}

/// A change that stands, unless its event is refused.
pub(super) struct CommittedChange {
    /// The appointment as the change made it.
    pub(super) after: Appointment,
    pub(super) follow_up: FollowUp,
}

impl<'a> ChangeRequest<'a> {
    /// A request that hashes to `hash`.
    pub(super) fn new(
        bookings: &'a Bookings,
        context: &'a RequestContext,
        requester: &'a Requester,
        operation: Operation,
        hash: String,
    ) -> Result<Self, Declined> {
        // A request without a key gets one, so that running its batch twice does it once.
        let own = || bookings.ports.new_id().map(|id| format!(":once:{id}"));
        let key = requester.key.clone().map_or_else(own, Ok)?;
        Ok(Self { bookings, context, requester, operation, hash, key })
    }

    pub(super) fn database(&self) -> &'a dyn Database {
        self.bookings.ports.database.as_ref()
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.bookings.ports.clock.now()
    }

    pub(super) fn new_id(&self) -> Result<String, Declined> {
        Ok(self.bookings.ports.new_id()?.to_string())
    }

    /// Runs one batch: the questions that `batch` holds, the change, and what follows from it.
    pub(super) async fn commit(
        &self,
        route: &Route,
        mut batch: Batch,
        proposal: ProposedChange<'_>,
    ) -> Result<CommitResult, Declined> {
        let ProposedChange { appointment_id, change_id, now, statement, consequences } = proposal;
        let row = batch.add(statement);
        let change = Change { org_id: route.org_id, appointment_id, change_id };
        let pending = self.add_consequences(&mut batch, route, &change, consequences, now)?;
        let mut results = self.run(route.org_id, batch).await?;
        match store::appointments::changed(results.take(row))? {
            Some(after) => {
                let follow_up = pending.read(&mut results)?;
                Ok(CommitResult::Changed(Box::new(CommittedChange { after, follow_up })))
            }
            None => Ok(CommitResult::Unchanged(results)),
        }
    }

    /// Runs a batch that may change appointments.
    pub(super) async fn run(&self, org_id: OrgId, batch: Batch) -> Result<Results, Declined> {
        let outcome = batch.run(self.database()).await;
        // Whatever came of it: even without an answer the database may have done it.
        self.bookings.calendars.forget_booked(org_id);
        Ok(outcome?)
    }

    /// What is done once the change stands: the event while the requester waits, and behind the answer the text and the event that the
    /// appointment left behind on another calendar. `reversal` says how to take the change back if the event is refused for good.
    pub(super) async fn conclude(
        &self,
        route: &Route,
        change: CommittedChange,
        reversal: Option<&Reversal<'_>>,
    ) -> Result<BookingOutcome, Declined> {
        let CommittedChange { after, mut follow_up } = change;
        event::write(self, route, &after, follow_up.event.take(), reversal).await?;
        for (kind, subject) in follow_up.behind_the_answer() {
            event::perform_behind(self, route.org_id, kind, subject);
        }
        Ok(follow_up.outcome.unwrap_or_else(|| self.outcome_of(&after)))
    }

    /// What the requester is told of an appointment that was there before.
    pub(super) fn outcome_of(&self, appointment: &Appointment) -> BookingOutcome {
        let Requester { source, caller, .. } = self.requester;
        let is_name_private = *source == Source::Voice && !appointment.tells_name_to(caller);
        BookingOutcome { is_name_private, ..BookingOutcome::of(appointment) }
    }

    /// Tells the operator that a caller has booked enough; the clinic sees it in the log of the call.
    pub(super) fn limit_reached(&self, route: &Route, limit: CallerLimit) -> Declined {
        let Caller { number, call_id } = &self.requester.caller;
        let (org_id, number) = (route.org_id.to_string(), number.as_ref().map(PhoneNumber::masked).unwrap_or_default());
        let call_id = call_id.as_deref().unwrap_or_default();
        let fields =
            [("org_id", org_id.as_str()), ("limit", limit.as_str()), ("number", &number), ("call_id", call_id)];
        log::write(self.bookings.ports.log.as_ref(), Level::Warn, "booking.limit_reached", &fields);
        Declined::LimitReached(limit)
    }

    /// Writes the receipt of a change, by which the same request is answered alike when it comes again.
    pub(super) fn receipt(&self, change: &Change<'_>, outcome: &BookingOutcome, message_id: Option<&str>) -> Statement {
        let receipt = NewReceipt {
            key: &self.key,
            operation: self.operation,
            request_hash: &self.hash,
            appointment_id: change.appointment_id,
            change_id: change.change_id,
            outcome: serde_json::to_string(outcome).unwrap_or_default(),
            message_id,
        };
        store::receipts::insert(change.org_id, &receipt)
    }
}
