//! The same message again, and what is added to it.

use chrono::TimeDelta;

use super::take::{Decision, TakeRequest, TakenMessage};
use crate::{
    domain::{
        caller::Caller,
        caller_message::{CallerMessage, InboxStatus},
        schedule::Interval,
    },
    ports::ClinicTransaction,
    store::{StoreError, audit::Action, clinic::inbox},
};

/// For how long the same words are the same message where nobody says in which call they were said.
pub(super) const REPEATED_WITHIN: TimeDelta = TimeDelta::minutes(10);

impl TakeRequest<'_> {
    /// The message that this request repeats or adds to: one that the same caller has left in the same words, in the same call or,
    /// where nobody says in which, just now.
    pub(super) fn twin(&self, transaction: &dyn ClinicTransaction) -> Result<Option<CallerMessage>, StoreError> {
        let Caller { number, call_id } = self.caller;
        let just_now = Interval { start: self.now - REPEATED_WITHIN, end: self.now };
        let earlier = match call_id {
            Some(call_id) => inbox::of_call(call_id),
            None => inbox::of_no_call(number.as_ref(), just_now),
        };
        // Without a call and a number it is where to call back that tells people apart.
        let is_nobody = self.caller.is_unknown();
        let short_forms = self.route.language().short_forms();
        let mut twins = inbox::found(transaction.run(earlier)?)?;
        twins.retain(|message| {
            message.caller_number == *number
                && message.admits(self.words, short_forms)
                && (!is_nobody || self.words.callback.number() == message.callback_number.as_ref())
        });
        let repeated = twins.iter().position(|message| message.with(self.words) == *message);
        Ok(twins.into_iter().nth(repeated.unwrap_or_default()))
    }

    /// Adds what this request says to the message. The staff is told again only if it has become more urgent, or can call back now.
    pub(super) fn amend(&self, transaction: &dyn ClinicTransaction, twin: &CallerMessage) -> Decision<TakenMessage> {
        let message = twin.with(self.words);
        if message == *twin {
            return Ok(Ok(TakenMessage { message, work: None }));
        }
        if message.status == InboxStatus::Done {
            // The staff has done with what it knew, and nobody looks there any more.
            let id = self.inbox.ports.new_id()?.to_string();
            let (status, created_at) = (InboxStatus::Open, self.now);
            return self.insert(
                transaction,
                CallerMessage { id, status, created_at, done_at: None, done_by: None, ..message },
            );
        }
        if self.is_rehearsal {
            return Ok(Ok(TakenMessage { message, work: None }));
        }
        transaction.run(inbox::amend(&message))?;
        self.audit(transaction, Action::MESSAGE_AMENDED, &message)?;
        let is_news =
            message.urgency > twin.urgency || twin.callback_number.is_none() && message.callback_number.is_some();
        let work = if is_news { self.enqueue(transaction, &message)? } else { None };
        Ok(Ok(TakenMessage { message, work }))
    }
}
