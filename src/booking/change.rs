//! What every change of an appointment shares: the request, the batch that changes the row, and what is done once it stands.

use chrono::{DateTime, Utc};

use super::{
    BookingOutcome, Bookings, Declined, Requester,
    consequences::{Consequences, FollowUp},
    event,
    repetition::same_key,
    undo::Reversal,
};
use crate::{
    domain::{
        appointment::{Appointment, CallerLimit, Operation, Source},
        caller::Caller,
        phone::PhoneNumber,
        route::Route,
    },
    log::{self, Level},
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            ClinicContext, ClinicDatabase,
            receipts::{self, NewReceipt},
            webhooks,
        },
    },
};

/// One request for a change, the same over all attempts to carry it out.
pub(super) struct ChangeRequest<'a> {
    pub(super) bookings: &'a Bookings,
    pub(super) context: &'a ClinicContext,
    pub(super) requester: &'a Requester,
    pub(super) operation: Operation,
    /// What was asked, to notice another request under the same key.
    pub(super) hash: String,
    /// The requester's key, or one made for this request.
    pub(super) key: String,
}

/// What the transaction of a change came to.
pub(super) enum ChangeResult {
    Changed(Box<CommittedChange>),
    /// The same request was faster.
    AnsweredBefore(Box<BookingOutcome>),
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
        context: &'a ClinicContext,
        requester: &'a Requester,
        operation: Operation,
        hash: String,
    ) -> Result<Self, Declined> {
        // A request without a key gets one, so that running its batch twice does it once. It is one of its call's, where the call is known:
        // a platform that gives tool calls no ids repeats them too, and their receipts are found by what was asked in the same call.
        let call_id = requester.caller.call_id.as_deref().unwrap_or_default();
        let own = || bookings.ports.new_id().map(|id| format!("{call_id}:once:{id}"));
        let key = requester.key.clone().map_or_else(own, Ok)?;
        Ok(Self { bookings, context, requester, operation, hash, key })
    }

    /// The database of the clinic's object.
    pub(super) fn clinic(&self) -> &'a ClinicDatabase {
        &self.context.clinic
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.bookings.ports.clock.now()
    }

    pub(super) fn new_id(&self) -> Result<String, StoreError> {
        Ok(self.bookings.ports.new_id()?.to_string())
    }

    /// Runs one transaction that may change appointments. What it decides against is an answer and no error, so that nothing of it is
    /// rolled back that was not written.
    pub(super) fn transact<T>(
        &self,
        work: impl Fn(&dyn ClinicTransaction) -> Result<Result<T, Declined>, StoreError>,
    ) -> Result<T, Declined> {
        self.clinic().transact(work)?
    }

    /// Changes one appointment by `change`, which gives it as it is then, or says why not; and writes what follows. What was answered under
    /// the request's key is answered again.
    pub(super) fn change_one(
        &self,
        route: &Route,
        consequences: &Consequences<'_>,
        now: DateTime<Utc>,
        change: impl Fn(&dyn ClinicTransaction) -> Result<Result<Appointment, Declined>, StoreError>,
    ) -> Result<ChangeResult, Declined> {
        self.transact(|transaction| {
            if let Some(receipt) = receipts::one(transaction.run(receipts::of_key(&self.key))?)? {
                let answer = same_key(&receipt, self.operation, &self.hash);
                return Ok(answer.map(|outcome| ChangeResult::AnsweredBefore(Box::new(outcome))));
            }
            let after = match change(transaction)? {
                Ok(after) => after,
                Err(declined) => return Ok(Err(declined)),
            };
            let committed = self.write_consequences(transaction, route, after, consequences, now)?;
            Ok(Ok(ChangeResult::Changed(Box::new(committed))))
        })
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
        self.announce(&after);
        // A cancellation asks D1 nothing, so what it knows of the clinic may be out of date; what else changes was just confirmed there.
        let is_confirmed = self.operation != Operation::Cancel;
        let context = if is_confirmed { self.context.with_route(route) } else { self.context.clone() };
        for work in std::mem::take(&mut follow_up.behind_the_answer) {
            event::perform_behind(self, context.clone(), work);
        }
        Ok(follow_up.outcome.unwrap_or_else(|| self.outcome_of(&after)))
    }

    /// Has other systems of the clinic told of a change that stands. Without it they are told when its lease has ended.
    fn announce(&self, after: &Appointment) {
        let released = webhooks::let_go(&after.change_id, self.now());
        if let Err(error) = self.clinic().transact(|transaction| Ok(transaction.run(released.clone()).map(drop)?)) {
            let fields = [("detail", &*error.to_string())];
            log::write(self.bookings.ports.log.as_ref(), Level::Warn, "webhook.kept_back", &fields);
        }
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
    pub(super) fn write_receipt(
        &self,
        transaction: &dyn ClinicTransaction,
        outcome: &BookingOutcome,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        transaction.run(receipts::insert(&NewReceipt {
            key: &self.key,
            operation: self.operation,
            request_hash: &self.hash,
            appointment_id: &outcome.appointment_id,
            outcome: &serde_json::to_string(outcome).map_err(|_| StoreError::Document("an outcome"))?,
            now,
        }))?;
        Ok(())
    }
}
