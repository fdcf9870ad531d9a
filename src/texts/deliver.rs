//! Sending one text.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccountUnusable, OutgoingText, Refusal, SendError, TextAccount, Texts};
use crate::{
    context::RequestContext,
    domain::{
        id::OrgId,
        org::OrgStatus,
        route::{Route, RouteKey},
        texts::MessageStatus,
    },
    log::{self, Level},
    outbox::{self, LEASE, Outcome},
    store::{
        self, Batch, StoreError,
        outbox::{Kind, Work},
        sending::Attempt,
        texts::Message,
    },
};

/// The provider is not asked with less time left than this: an answer that comes too late is as bad as none.
const LEAST_TIME: Duration = Duration::from_millis(1_500);
/// When the fate of a text that was not answered is looked up, and how far two such looks lie apart. A provider lists a text as soon as
/// it has taken it; the minute is for a request that was slow to arrive.
pub(super) const SETTLING: TimeDelta = TimeDelta::seconds(60);

/// A text that is to be sent, with the clinic that sends it.
pub(super) struct TextToSend {
    pub(super) message: Message,
    pub(super) route: Route,
}

/// How far a piece of work has brought a text.
pub(super) struct Progress {
    /// What becomes of the work.
    work: Outcome,
    /// What the text is now, if that is known.
    text: Option<MessageStatus>,
}

impl Progress {
    pub(super) fn done(status: MessageStatus) -> Self {
        Self { work: Outcome::Done, text: Some(status) }
    }

    pub(super) fn retry(status: MessageStatus, reason: &impl ToString) -> Self {
        Self { work: Outcome::Retry(reason.to_string()), text: Some(status) }
    }

    pub(super) fn at(status: MessageStatus, moment: DateTime<Utc>) -> Self {
        Self { work: Outcome::At(moment), text: Some(status) }
    }
}

impl Texts {
    /// Sends the text that `work` names, or finds out whether it was sent.
    pub(super) async fn send(&self, context: &RequestContext, work: &Work) -> Result<Outcome, StoreError> {
        self.advance(context, work).await.map(|progress| progress.work)
    }

    /// Takes the work of sending a text and does it now, instead of waiting for the outbox's turn. Says how far the text has come;
    /// `None` when there is nothing to do, or somebody else is doing it.
    ///
    /// # Errors
    /// When the database did not answer. The work is left to the outbox.
    pub async fn send_now(
        &self,
        context: &RequestContext,
        org_id: OrgId,
        message_id: &str,
    ) -> Result<Option<MessageStatus>, StoreError> {
        let (database, now) = (self.ports.database.as_ref(), self.ports.clock.now());
        let claim = store::outbox::claim_one(org_id, Kind::SendText, message_id, now, now + LEASE);
        match store::outbox::claimed(store::run_one(database, claim).await?)? {
            Some(work) => self.send_claimed(context, &work).await,
            None => Ok(None),
        }
    }

    /// The same with work that was claimed before.
    pub(super) async fn send_claimed(
        &self,
        context: &RequestContext,
        work: &Work,
    ) -> Result<Option<MessageStatus>, StoreError> {
        let progress = self
            .advance(context, work)
            .await
            .unwrap_or_else(|error| Progress { work: outbox::not_available(&self.ports, work, &error), text: None });
        store::run(self.ports.database.as_ref(), outbox::record(&self.ports, self, work, &progress.work)).await?;
        Ok(progress.text)
    }

    async fn advance(&self, context: &RequestContext, work: &Work) -> Result<Progress, StoreError> {
        let Some(text) = self.load(work).await? else { return Ok(Progress { work: Outcome::Done, text: None }) };
        match text.message.status {
            MessageStatus::Queued => self.begin(context, &text).await,
            MessageStatus::Sending | MessageStatus::Unknown => self.settle_lost(context, &text).await,
            done => Ok(Progress::done(done)),
        }
    }

    async fn load(&self, work: &Work) -> Result<Option<TextToSend>, StoreError> {
        let mut batch = Batch::default();
        let message = batch.add(store::texts::by_id(work.org_id, &work.subject));
        let route = batch.add(store::routes::select(&RouteKey::Org(work.org_id)));
        let mut results = batch.run(self.ports.database.as_ref()).await?;
        let message = store::texts::found(results.take(message))?;
        let route = store::routes::found(results.take(route))?;
        Ok(message.zip(route).map(|(message, route)| TextToSend { message, route }))
    }

    /// A queued text, before the provider is asked.
    async fn begin(&self, context: &RequestContext, text: &TextToSend) -> Result<Progress, StoreError> {
        let TextToSend { message, route } = text;
        if route.status != OrgStatus::Active {
            return self.drop(message, MessageStatus::Cancelled, "The clinic is not served at the moment.").await;
        }
        let account = match self.open(route) {
            Ok(account) => account,
            Err(AccountUnusable::NotConnected(reason)) => {
                return self.drop(message, MessageStatus::Failed, reason).await;
            }
            Err(error) => return Ok(Progress::retry(MessageStatus::Queued, &error)),
        };
        if let Some(progress) = self.too_late(context) {
            return Ok(progress);
        }
        if let Some(progress) = self.look_first(context, message, account.as_ref()).await? {
            return Ok(progress);
        }
        // Looking takes its time too.
        if let Some(progress) = self.too_late(context) {
            return Ok(progress);
        }
        let now = self.ports.clock.now();
        let (marked, status) = self.mark(message, now).await?;
        match status {
            MessageStatus::Sending if marked => self.post(context, message, account.as_ref(), now).await,
            // Somebody else is sending it. Should that be cut off, this work is what finds out.
            MessageStatus::Queued | MessageStatus::Sending | MessageStatus::Unknown => {
                Ok(Progress::at(status, now + SETTLING))
            }
            done => Ok(Progress::done(done)),
        }
    }

    /// Left for another run when too little is left of this one's time.
    fn too_late(&self, context: &RequestContext) -> Option<Progress> {
        let now = self.ports.clock.now();
        (context.deadline.remaining(now) < LEAST_TIME).then(|| Progress::at(MessageStatus::Queued, now))
    }

    /// Marks the text as being sent, durably. Says whether that was done here, and what the text is now: something else if it is not to
    /// be sent.
    async fn mark(&self, message: &Message, now: DateTime<Utc>) -> Result<(bool, MessageStatus), StoreError> {
        let [suppress, cancel, begin] = store::sending::begin(message.org_id, &message.id, now);
        let mut batch = Batch::default();
        batch.extend([suppress, cancel]);
        let marked = batch.add(begin);
        let present = batch.add(store::texts::by_id(message.org_id, &message.id));
        let mut results = batch.run(self.ports.database.as_ref()).await?;
        let marked = store::sending::happened(results.take(marked))?;
        let present = store::texts::found(results.take(present))?;
        Ok((marked, present.map_or(MessageStatus::Cancelled, |message| message.status)))
    }

    async fn drop(&self, message: &Message, status: MessageStatus, detail: &str) -> Result<Progress, StoreError> {
        let now = self.ports.clock.now();
        let drop = store::sending::drop_queued(message.org_id, &message.id, status, detail, now);
        store::run_one(self.ports.database.as_ref(), drop).await?;
        Ok(Progress::done(status))
    }

    /// Asks the provider, once.
    async fn post(
        &self,
        context: &RequestContext,
        message: &Message,
        account: &dyn TextAccount,
        at: DateTime<Utc>,
    ) -> Result<Progress, StoreError> {
        let outgoing = OutgoingText {
            org_id: message.org_id,
            id: &message.id,
            to: &message.to_number,
            body: &message.body,
            valid_for: message.starts_at.map_or(i64::MAX, |start| (start - at).num_seconds()),
        };
        match account.send(context, &outgoing).await {
            Ok(report) => {
                self.adopt(message, &report).await?;
                Ok(Progress::done(report.status))
            }
            Err(error) => self.refused(message, at, error).await,
        }
    }

    /// What an answer other than "taken" makes of the text.
    async fn refused(&self, message: &Message, at: DateTime<Utc>, error: SendError) -> Result<Progress, StoreError> {
        let (org_id, now) = (message.org_id, self.ports.clock.now());
        let attempt = Attempt { org_id, id: &message.id, at };
        let settle = |status, code, detail| store::sending::settle(&attempt, status, code, detail, now);
        let (statements, progress) = match error {
            SendError::Recipient(Refusal { code, detail })
            | SendError::Setup(Refusal { code, detail })
            | SendError::Other(Refusal { code, detail }) => {
                self.log_refusal(message, code, detail);
                (vec![settle(MessageStatus::Failed, code, detail)], Progress::done(MessageStatus::Failed))
            }
            SendError::OptedOut(Refusal { code, detail }) => {
                let mut statements = self.opt_out(org_id, &message.to_number);
                statements.push(settle(MessageStatus::Suppressed, code, detail));
                (statements, Progress::done(MessageStatus::Suppressed))
            }
            SendError::Credentials(reason) | SendError::TooMany(reason) => {
                (vec![settle(MessageStatus::Queued, None, reason)], Progress::retry(MessageStatus::Queued, &reason))
            }
            SendError::Ambiguous(reason) => {
                let looked_up = Progress::at(MessageStatus::Unknown, at + SETTLING);
                (vec![settle(MessageStatus::Unknown, None, reason)], looked_up)
            }
        };
        store::run(self.ports.database.as_ref(), statements).await?;
        Ok(progress)
    }

    fn log_refusal(&self, message: &Message, code: Option<i64>, detail: &str) {
        let org_id = message.org_id.to_string();
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        let number = message.to_number.masked();
        let fields = [("org_id", org_id.as_str()), ("code", &code), ("number", &number), ("detail", detail)];
        log::write(self.ports.log.as_ref(), Level::Warn, "text.refused", &fields);
    }
}
