//! Sending one text.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccountUnusable, OutgoingText, TextAccount, Texts, recipients::RECIPIENT_CAPPED};
use crate::{
    domain::{
        org::OrgStatus,
        route::{Route, RouteKey},
        texts::{StoredTextKind, TextStatus},
    },
    log::{self, Level},
    outbox::{self, LEASE, WorkOutcome},
    store::{
        self, Batch, StoreError,
        clinic::{
            ClinicContext,
            outbox::{Work, WorkKind},
            texts::{self, StoredText},
        },
    },
};

/// The provider is not asked with less time left than this: an answer that comes too late is as bad as none.
const LEAST_TIME: Duration = Duration::from_millis(1_500);
/// When the fate of a text that was not answered is looked up, and how far two such looks lie apart. A provider lists a text as soon as
/// it has taken it; the minute is for a request that was slow to arrive.
pub(super) const SETTLING: TimeDelta = TimeDelta::seconds(60);

/// A text that is to be sent, with the clinic that sends it.
pub(super) struct TextToSend {
    pub(super) text: StoredText,
    pub(super) route: Arc<Route>,
}

/// How far a piece of work has brought a text.
pub(super) struct TextProgress {
    /// What becomes of the work.
    work: WorkOutcome,
    /// What the text is now, if that is known.
    text: Option<TextStatus>,
}

impl TextProgress {
    pub(super) fn done(status: TextStatus) -> Self {
        Self { work: WorkOutcome::Done, text: Some(status) }
    }

    pub(super) fn retry(status: TextStatus, reason: &impl ToString) -> Self {
        Self { work: WorkOutcome::Retry(reason.to_string()), text: Some(status) }
    }

    pub(super) fn at(status: TextStatus, moment: DateTime<Utc>) -> Self {
        Self { work: WorkOutcome::At(moment), text: Some(status) }
    }
}

impl Texts {
    /// Sends the text that `work` names, or finds out whether it was sent.
    pub(super) async fn send(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        self.advance(context, work).await.map(|progress| progress.work)
    }

    /// Takes the work of sending a text and does it now, instead of waiting for the outbox's turn. Says how far the text has come;
    /// `None` when there is nothing to do, or somebody else is doing it.
    ///
    /// # Errors
    /// When the database did not answer. The work is left to the outbox.
    pub async fn send_now(&self, context: &ClinicContext, text_id: &str) -> Result<Option<TextStatus>, StoreError> {
        let now = self.ports.clock.now();
        let claim = store::clinic::outbox::claim_one(WorkKind::SendText, text_id, now, now + LEASE);
        match store::clinic::outbox::claimed(store::run_one(context.clinic.as_ref(), claim).await?)? {
            Some(work) => self.send_claimed(context, &work).await,
            None => Ok(None),
        }
    }

    /// The same with work that was claimed before.
    pub(super) async fn send_claimed(
        &self,
        context: &ClinicContext,
        work: &Work,
    ) -> Result<Option<TextStatus>, StoreError> {
        let progress = self.advance(context, work).await.unwrap_or_else(|error| TextProgress {
            work: outbox::not_available(&self.ports, context.org_id, work, &error),
            text: None,
        });
        let (clinic, ended) = ((&*self.ports, context.org_id), (work, &progress.work));
        context.clinic.transact(|transaction| outbox::record(transaction, clinic, self, ended))?;
        Ok(progress.text)
    }

    async fn advance(&self, context: &ClinicContext, work: &Work) -> Result<TextProgress, StoreError> {
        let Some(sending) = self.load(context, work).await? else {
            return Ok(TextProgress { work: WorkOutcome::Done, text: None });
        };
        match sending.text.status {
            TextStatus::Queued => self.begin(context, &sending).await,
            TextStatus::Sending | TextStatus::Unknown => self.settle_lost(context, &sending).await,
            done => Ok(TextProgress::done(done)),
        }
    }

    async fn load(&self, context: &ClinicContext, work: &Work) -> Result<Option<TextToSend>, StoreError> {
        let text = store::run_one(context.clinic.as_ref(), texts::by_id(&work.subject)).await?;
        let Some(text) = texts::found(text)? else { return Ok(None) };
        let route = if let Some(route) = context.known_route() {
            Some(route)
        } else {
            let select = store::routes::select(&RouteKey::Org(context.org_id));
            store::routes::found(store::run_one(self.ports.database.as_ref(), select).await?)?.map(Arc::new)
        };
        Ok(route.map(|route| TextToSend { text, route }))
    }

    /// A queued text, before the provider is asked.
    async fn begin(&self, context: &ClinicContext, sending: &TextToSend) -> Result<TextProgress, StoreError> {
        let TextToSend { text, route } = sending;
        if route.status != OrgStatus::Active {
            return self
                .settle_unsent(context, text, TextStatus::Cancelled, "The clinic is not served at the moment.")
                .await;
        }
        if self.is_clinics_own(route, text).await? {
            let detail = "This is one of the clinic's own numbers, so nobody was texted.";
            return self.settle_unsent(context, text, TextStatus::Failed, detail).await;
        }
        let account = match self.open(route) {
            Ok(account) => account,
            Err(AccountUnusable::NotConnected(reason)) => {
                return self.settle_unsent(context, text, TextStatus::Failed, reason).await;
            }
            Err(error) => return Ok(TextProgress::retry(TextStatus::Queued, &error)),
        };
        if let Some(progress) = self.too_late(context) {
            return Ok(progress);
        }
        if let Some(progress) = self.look_first(context, text, account.as_ref()).await? {
            return Ok(progress);
        }
        // Looking takes its time too.
        if let Some(progress) = self.too_late(context) {
            return Ok(progress);
        }
        let now = self.ports.clock.now();
        if text.kind != StoredTextKind::Staff && !self.recipients.admit(&text.to_number, now).await? {
            return self.settle_unsent(context, text, TextStatus::Capped, RECIPIENT_CAPPED).await;
        }
        let (marked, status) = self.mark(context, text, &account.id(), now).await?;
        match status {
            TextStatus::Sending if marked => self.post(context, text, account.as_ref(), now).await,
            // Somebody else is sending it. Should that be cut off, this work is what finds out.
            TextStatus::Queued | TextStatus::Sending | TextStatus::Unknown => {
                Ok(TextProgress::at(status, now + SETTLING))
            }
            done => Ok(TextProgress::done(done)),
        }
    }

    /// Whether a patient's text would go to a number that the clinic is called by. Whoever wrote the text has looked at those that the route
    /// names, and nothing more is read then.
    async fn is_clinics_own(&self, route: &Arc<Route>, text: &StoredText) -> Result<bool, StoreError> {
        if text.kind == StoredTextKind::Staff {
            return Ok(false);
        }
        let database = self.ports.database.as_ref();
        let route = store::routes::naming_own(database, Arc::clone(route), [Some(&text.to_number), None, None]).await?;
        Ok(route.is_mapped(&text.to_number))
    }

    /// Left for another run when too little is left of this one's time.
    fn too_late(&self, context: &ClinicContext) -> Option<TextProgress> {
        let now = self.ports.clock.now();
        (context.deadline.remaining(now) < LEAST_TIME).then(|| TextProgress::at(TextStatus::Queued, now))
    }

    /// Marks the text as being sent, durably. Says whether that was done here, and what the text is now: something else if it is not to
    /// be sent.
    async fn mark(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        account: &str,
        now: DateTime<Utc>,
    ) -> Result<(bool, TextStatus), StoreError> {
        let [suppress, cancel, fail, begin] = store::clinic::sending::begin(&text.id, account, now);
        let mut batch = Batch::default();
        batch.extend([suppress, cancel, fail]);
        let marked = batch.add(begin);
        let present = batch.add(store::clinic::texts::by_id(&text.id));
        let mut results = batch.run(context.clinic.as_ref()).await?;
        let marked = store::clinic::sending::happened(results.take(marked))?;
        let present = store::clinic::texts::found(results.take(present))?;
        let status = present.map_or(TextStatus::Cancelled, |text| text.status);
        if status == TextStatus::Failed {
            self.log_too_late(context, text);
        }
        Ok((marked, status))
    }

    fn log_too_late(&self, context: &ClinicContext, text: &StoredText) {
        let org_id = context.org_id.to_string();
        let fields = [("org_id", org_id.as_str()), ("kind", text.kind.as_str()), ("text", &text.id)];
        log::write(self.ports.log.as_ref(), Level::Warn, "text.too_late", &fields);
    }

    /// Notes what becomes of a queued text that is not sent now.
    pub(super) async fn settle_unsent(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        status: TextStatus,
        detail: &str,
    ) -> Result<TextProgress, StoreError> {
        let now = self.ports.clock.now();
        let drop = store::clinic::sending::drop_queued(&text.id, status, detail, now);
        store::run_one(context.clinic.as_ref(), drop).await?;
        Ok(TextProgress::done(status))
    }

    /// Asks the provider, once.
    async fn post(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        account: &dyn TextAccount,
        at: DateTime<Utc>,
    ) -> Result<TextProgress, StoreError> {
        let outgoing = OutgoingText {
            org_id: context.org_id,
            id: &text.id,
            to: &text.to_number,
            body: &text.body,
            valid_for: text.starts_at.map_or(i64::MAX, |start| (start - at).num_seconds()),
        };
        match account.send(context, &outgoing).await {
            Ok(report) => {
                self.report(context, &text.id, &report, Some(&text.to_number)).await?;
                if text.kind != StoredTextKind::Staff {
                    self.recipients.count(&text.to_number, at).await;
                }
                Ok(TextProgress::done(report.status))
            }
            Err(error) => self.refused(context, text, at, error).await,
        }
    }
}
