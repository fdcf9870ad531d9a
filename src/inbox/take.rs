//! Taking a message down.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::Inbox;
use crate::{
    directory::{Routed, RoutingError},
    domain::{
        caller::Caller,
        caller_message::{CallerMessage, InboxStatus, MessageWords},
        phone::PhoneNumber,
        request_key,
        route::Route,
        schedule::Interval,
        urgency::Urgency,
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

/// The most messages of one caller on one of the clinic's days.
const MOST_A_DAY: i64 = 5;
/// The same for a message that is an emergency. A nursing home calls from one number, so the sixth may be of another person; nobody fills the
/// storage with it all the same.
const MOST_A_DAY_IN_AN_EMERGENCY: i64 = 50;
/// For how long the same words are the same message where nobody says in which call they were said.
const REPEATED_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// A message that was taken, now or by an earlier request of the same words.
struct TakenMessage {
    message: CallerMessage,
    /// The work of telling the staff, if it is this request's to do.
    work: Option<Work>,
}

/// Why no message was taken.
#[derive(Debug)]
pub enum NotTaken {
    /// Nobody knows where to call back.
    NoNumber,
    /// The caller has left as many as one caller can on a day.
    LimitReached,
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
struct TakeRequest<'a> {
    inbox: &'a Inbox,
    caller: &'a Caller,
    tool_call_id: &'a str,
    words: &'a MessageWords,
    route: &'a Route,
    now: DateTime<Utc>,
    is_rehearsal: bool,
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

    /// The operator hears of a caller who leaves more messages than one caller can.
    fn report(&self, context: &ClinicContext, not_taken: &NotTaken) {
        if matches!(not_taken, NotTaken::LimitReached) && !context.rehearsal {
            let org_id = context.org_id.to_string();
            log::write(self.ports.log.as_ref(), Level::Warn, "inbox.limit_reached", &[("org_id", &org_id)]);
        }
    }
}

type Decision<T> = Result<Result<T, NotTaken>, StoreError>;

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
        let MessageWords { about, name, callback_number, addressee, urgency, best_time, practitioner: _ } = self.words;
        request_key::hash(
            "take",
            &[
                Some(about),
                name.as_deref(),
                callback_number.as_ref().map(PhoneNumber::as_str),
                addressee.as_deref(),
                Some(urgency.as_str()),
                best_time.as_deref(),
            ],
        )
    }

    /// The message that this request repeats or adds to: one that the same caller has left in the same words, in the same call or,
    /// where nobody says in which, just now.
    fn twin(&self, transaction: &dyn ClinicTransaction) -> Result<Option<CallerMessage>, StoreError> {
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
                && (!is_nobody || self.words.callback_number.as_ref() == Some(&message.callback_number))
        });
        let repeated = twins.iter().position(|message| message.with(self.words) == *message);
        Ok(twins.into_iter().nth(repeated.unwrap_or_default()))
    }

    /// Adds what this request says to the message. The staff is told again only if it has become more urgent.
    fn amend(&self, transaction: &dyn ClinicTransaction, twin: &CallerMessage) -> Decision<TakenMessage> {
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
        let work = if message.urgency > twin.urgency { self.enqueue(transaction, &message)? } else { None };
        Ok(Ok(TakenMessage { message, work }))
    }

    fn add(&self, transaction: &dyn ClinicTransaction) -> Decision<TakenMessage> {
        match self.new_message()? {
            Some(message) => self.insert(transaction, message),
            None => Ok(Err(NotTaken::NoNumber)),
        }
    }

    fn insert(&self, transaction: &dyn ClinicTransaction, message: CallerMessage) -> Decision<TakenMessage> {
        let most = if message.urgency == Urgency::Emergency { MOST_A_DAY_IN_AN_EMERGENCY } else { MOST_A_DAY };
        if inbox::count_of_day(transaction, &message, self.route.zone.day_of(self.now))? >= most {
            return Ok(Err(NotTaken::LimitReached));
        }
        if self.is_rehearsal {
            return Ok(Ok(TakenMessage { message, work: None }));
        }
        let tool_call_id = Some(request_key::short(self.tool_call_id)).filter(|id| !id.is_empty());
        transaction.run(inbox::insert(&message, tool_call_id.as_deref()))?;
        self.audit(transaction, Action::MESSAGE_TAKEN, &message)?;
        let work = self.enqueue(transaction, &message)?;
        Ok(Ok(TakenMessage { message, work }))
    }

    /// `None` if nobody knows where to call back.
    fn new_message(&self) -> Result<Option<CallerMessage>, StoreError> {
        let words = self.words.clone();
        let Some(callback_number) = words.callback_number.or_else(|| self.caller.number.clone()) else {
            return Ok(None);
        };
        let (practitioner_id, practitioner_name) = words.practitioner.unzip();
        Ok(Some(CallerMessage {
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
        }))
    }

    /// What the caller said is not for the trail; how urgent it is and how to find it are.
    fn audit(
        &self,
        transaction: &dyn ClinicTransaction,
        action: Action,
        message: &CallerMessage,
    ) -> Result<(), StoreError> {
        let line = self.inbox.ports.new_id()?.to_string();
        let detail = json!({"inbox_id": message.id, "urgency": message.urgency});
        let entry = AuditEntry { id: &line, at: self.now, actor: Actor::Caller, actor_id: None, action, detail };
        transaction.run(audit::record(&entry, None))?;
        Ok(())
    }

    /// Whoever takes the message also tells the staff, behind the answer; the outbox does it if that is cut off.
    fn enqueue(
        &self,
        transaction: &dyn ClinicTransaction,
        message: &CallerMessage,
    ) -> Result<Option<Work>, StoreError> {
        outbox::enqueue_own(transaction, WorkKind::NotifyStaff, &message.id, self.now, self.now + LEASE)
    }
}
