//! Taking a message down.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Inbox;
use crate::{
    directory::{Routed, RoutingError},
    domain::{
        caller::Caller,
        caller_message::{CallbackNumber, CallerMessage, InboxStatus, MessageLimit, MessageWords},
        phone::{PhoneError, PhoneNumber},
        request_key,
        route::Route,
    },
    log::{self, Level},
    outbox::LEASE,
    ports::ClinicTransaction,
    store::{
        StoreError,
        audit::{Action, Actor, AuditEntry},
        clinic::{
            ClinicContext, audit, inbox,
            outbox::{self, Work, WorkKind},
        },
    },
};

/// A message that was taken, now or by an earlier request of the same words.
pub(super) struct TakenMessage {
    pub(super) message: CallerMessage,
    /// The work of telling the staff, if it is this request's to do.
    pub(super) work: Option<Work>,
}

/// Why no message was taken.
#[derive(Debug)]
pub enum NotTaken {
    /// Nobody knows where to call back, and the caller was not asked yet.
    NoNumber,
    /// What was said for a number to call back is none.
    UnreadableNumber(PhoneError),
    /// As many were left on this day as can be.
    LimitReached(MessageLimit),
    /// The key was used for another request.
    OtherRequest,
    /// The number and the id that were called are not of one clinic, or nobody knows.
    Routing(RoutingError),
    Store(StoreError),
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// One request to take a message.
pub(super) struct TakeRequest<'a> {
    pub(super) inbox: &'a Inbox,
    pub(super) caller: &'a Caller,
    pub(super) tool_call_id: &'a str,
    pub(super) words: &'a MessageWords,
    pub(super) route: &'a Route,
    pub(super) now: DateTime<Utc>,
    pub(super) is_rehearsal: bool,
}

impl Inbox {
    /// Takes a message down, or adds to the one that the same caller has just left in the same words.
    ///
    /// # Errors
    /// Why not; nothing was written then.
    pub async fn take(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        (caller, tool_call_id): (&Caller, &str),
        words: &MessageWords,
    ) -> Result<CallerMessage, NotTaken> {
        self.directory.confirm(context, routed).await.map_err(NotTaken::Routing)?;
        let (route, now) = (routed.route.as_ref(), self.ports.clock.now());
        let request =
            TakeRequest { inbox: self, caller, tool_call_id, words, route, now, is_rehearsal: context.rehearsal };
        let take = |transaction: &dyn ClinicTransaction| request.take(transaction);
        let taken = if context.rehearsal { context.clinic.read(take) } else { context.clinic.transact(take) }?;
        let TakenMessage { message, work } = taken.inspect_err(|not_taken| self.report(context, not_taken))?;
        if let Some(work) = work {
            self.notify_behind(context, work);
        }
        Ok(message)
    }

    fn notify_behind(&self, context: &ClinicContext, work: Work) {
        let (ports, outbox, behind) = (Arc::clone(&self.ports), Arc::clone(&self.outbox), context.clone());
        context.background.spawn(Box::pin(async move {
            if let Err(error) = outbox.perform(&behind, &work).await {
                log::write(ports.log.as_ref(), Level::Warn, "outbox.not_done", &[("detail", &error.to_string())]);
            }
        }));
    }

    /// The operator hears of callers who leave more messages than they can.
    fn report(&self, context: &ClinicContext, not_taken: &NotTaken) {
        if let NotTaken::LimitReached(limit) = not_taken
            && !context.rehearsal
        {
            let (org_id, limit) = (context.org_id.to_string(), limit.as_str());
            let fields = [("org_id", org_id.as_str()), ("limit", limit)];
            log::write(self.ports.log.as_ref(), Level::Warn, "inbox.limit_reached", &fields);
        }
    }
}

pub(super) type Decision<T> = Result<Result<T, NotTaken>, StoreError>;

impl TakeRequest<'_> {
    /// Decides and writes.
    fn take(&self, transaction: &dyn ClinicTransaction) -> Decision<TakenMessage> {
        let key = request_key::of_tool_call(self.caller, self.tool_call_id);
        let hash = self.hash();
        if let Some(key) = &key
            && let Some(receipt) = inbox::receipt(transaction.run(inbox::receipt_of_key(key))?)?
        {
            let is_same = receipt.request_hash == hash;
            let message = receipt.message;
            return Ok(if is_same { Ok(TakenMessage { message, work: None }) } else { Err(NotTaken::OtherRequest) });
        }
        if let CallbackNumber::Unreadable(error) = self.words.callback {
            self.note_question(transaction)?;
            return Ok(Err(NotTaken::UnreadableNumber(error)));
        }
        let taken = match self.twin(transaction)? {
            Some(twin) => self.amend(transaction, &twin)?,
            None => self.add(transaction)?,
        };
        let taken = match taken {
            Ok(taken) => taken,
            Err(not_taken) => return Ok(Err(not_taken)),
        };
        if let Some(key) = key.filter(|_| !self.is_rehearsal) {
            transaction.run(inbox::write_receipt(&key, &hash, &taken.message.id))?;
        }
        Ok(Ok(taken))
    }

    /// All that decides the effect of the request.
    fn hash(&self) -> String {
        let MessageWords { about, name, callback, addressee, urgency, best_time, practitioner: _ } = self.words;
        request_key::hash(
            "take",
            &[
                Some(about),
                name.as_deref(),
                callback.number().map(PhoneNumber::as_str),
                addressee.as_deref(),
                Some(urgency.as_str()),
                best_time.as_deref(),
            ],
        )
    }

    fn add(&self, transaction: &dyn ClinicTransaction) -> Decision<TakenMessage> {
        let callback_number = self.words.callback.number().or(self.caller.number.as_ref());
        if callback_number.is_none() && !self.goes_without_number(transaction)? {
            self.note_question(transaction)?;
            return Ok(Err(NotTaken::NoNumber));
        }
        self.insert(transaction, self.new_message(callback_number.cloned())?)
    }

    pub(super) fn tool_call_id(&self) -> Option<String> {
        Some(request_key::short(self.tool_call_id)).filter(|id| !id.is_empty())
    }

    pub(super) fn insert(&self, transaction: &dyn ClinicTransaction, message: CallerMessage) -> Decision<TakenMessage> {
        if let Some(limit) = self.limit_reached(transaction, &message)? {
            return Ok(Err(NotTaken::LimitReached(limit)));
        }
        if self.is_rehearsal {
            return Ok(Ok(TakenMessage { message, work: None }));
        }
        transaction.run(inbox::insert(&message, self.tool_call_id().as_deref()))?;
        self.audit(transaction, Action::MESSAGE_TAKEN, &message)?;
        let work = self.enqueue(transaction, &message)?;
        Ok(Ok(TakenMessage { message, work }))
    }

    fn new_message(&self, callback_number: Option<PhoneNumber>) -> Result<CallerMessage, StoreError> {
        let words = self.words.clone();
        let (practitioner_id, practitioner_name) = words.practitioner.unzip();
        Ok(CallerMessage {
            id: self.inbox.ports.new_id()?.to_string(),
            call_id: self.caller.call_id.clone(),
            caller_number: self.caller.number.clone(),
            callback_number,
            name: words.name,
            about: words.about,
            addressee: words.addressee,
            practitioner_id,
            practitioner_name,
            urgency: words.urgency,
            best_time: words.best_time,
            status: InboxStatus::Open,
            created_at: self.now,
            done_at: None,
            done_by: None,
        })
    }

    /// What the caller said is not for the trail; how urgent it is and how to find it are.
    pub(super) fn audit(
        &self,
        transaction: &dyn ClinicTransaction,
        action: Action,
        message: &CallerMessage,
    ) -> Result<(), StoreError> {
        let line = self.inbox.ports.new_id()?.to_string();
        let detail = json!({"inbox_id": message.id, "urgency": message.urgency});
        let entry = AuditEntry { id: &line, at: self.now, actor: Actor::Caller, principal: None, action, detail };
        transaction.run(audit::record(&entry, None))?;
        Ok(())
    }

    /// Whoever takes the message also tells the staff, behind the answer; the outbox does it if that is cut off.
    pub(super) fn enqueue(
        &self,
        transaction: &dyn ClinicTransaction,
        message: &CallerMessage,
    ) -> Result<Option<Work>, StoreError> {
        outbox::enqueue_own(transaction, WorkKind::NotifyStaff, &message.id, self.now, self.now + LEASE)
    }
}
