//! Asking a caller whose number is not shown for one: once, so that no message is lost for want of it.

use chrono::TimeDelta;

use super::{repetition::REPEATED_WITHIN, take::TakeRequest};
use crate::{
    domain::{caller_message::CallbackNumber, request_key, urgency::Urgency},
    ports::ClinicTransaction,
    store::{StoreError, clinic::inbox},
};

/// No call is longer.
const LONGEST_CALL: TimeDelta = TimeDelta::days(1);

impl TakeRequest<'_> {
    /// Whether a message is taken though nobody can call back. A caller is asked once; in an emergency they may be gone by then.
    pub(super) fn goes_without_number(&self, transaction: &dyn ClinicTransaction) -> Result<bool, StoreError> {
        if self.words.callback == CallbackNumber::Declined || self.words.urgency == Urgency::Emergency {
            return Ok(true);
        }
        let (key, remembered) = self.question();
        inbox::was_asked(transaction, &key, self.tool_call_id().as_deref(), self.now - remembered)
    }

    /// Remembers that this caller, whose number is not shown, is asked for one.
    pub(super) fn note_question(&self, transaction: &dyn ClinicTransaction) -> Result<(), StoreError> {
        if self.caller.number.is_none() && !self.is_rehearsal {
            let (key, _) = self.question();
            transaction.run(inbox::note_question(&key, self.tool_call_id().as_deref(), self.now))?;
        }
        Ok(())
    }

    /// By what a question is known, and for how long. No call id is a hash after a colon.
    fn question(&self) -> (String, TimeDelta) {
        match &self.caller.call_id {
            Some(call_id) => (call_id.clone(), LONGEST_CALL),
            None => (format!(":{}", request_key::hash("ask", &[Some(&self.words.about)])), REPEATED_WITHIN),
        }
    }
}
