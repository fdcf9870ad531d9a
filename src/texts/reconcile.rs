//! Looking at the provider for a text whose fate is not known.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AccountUnusable, LookupError, LostText, TextAccount, TextReport, Texts,
    deliver::{Progress, SETTLING, TextToSend},
};
use crate::{
    context::RequestContext,
    domain::texts::TextStatus,
    store::{self, StoreError, sending::Attempt, texts::StoredText},
};

/// How far the provider's clock and ours may differ.
const SLACK: TimeDelta = TimeDelta::seconds(60);
/// How often a text that the provider does not have is sent once more.
const MOST_REQUEUES: i64 = 1;
/// A text that has waited longer is looked for before it is sent: when the database was restored from a backup, rows say "queued" of
/// texts that went out long ago. As a rule a text is sent behind the answer, or by the outbox within a minute.
const FRESH: TimeDelta = TimeDelta::minutes(2);

/// What the provider has of a text.
enum LookupOutcome {
    /// It is there, and its row says so now.
    Adopted(TextStatus),
    /// It is not there.
    Absent,
    /// It is there, and belongs to the row in a way that only a later look can settle.
    Contested,
    /// The provider would not say.
    Unread(LookupError),
}

impl Texts {
    /// A text that was left as being sent, or was not answered.
    pub(super) async fn settle_lost(
        &self,
        context: &RequestContext,
        sending: &TextToSend,
    ) -> Result<Progress, StoreError> {
        let (text, now) = (&sending.text, self.ports.clock.now());
        let at = text.attempted_at.unwrap_or(text.updated_at);
        let next = text.missed_at.unwrap_or(at) + SETTLING;
        if now < next {
            return Ok(Progress::at(text.status, next));
        }
        let account = match self.open(&sending.route) {
            Ok(account) => account,
            // Without an account nobody can look.
            Err(AccountUnusable::NotConnected(_)) => {
                let name = self.provider.name();
                let why = format!("No {name} account is connected any more that could be asked about it.");
                return self.give_up(text, at, &why).await;
            }
            Err(error) => return Ok(Progress::retry(text.status, &error)),
        };
        match self.look(context, text, account.as_ref(), at).await? {
            LookupOutcome::Adopted(status) => Ok(Progress::done(status)),
            LookupOutcome::Contested => Ok(Progress::at(text.status, now + SETTLING)),
            LookupOutcome::Absent => self.absent(text, at, now).await,
            LookupOutcome::Unread(error) => Ok(Progress::retry(text.status, &error)),
        }
    }

    /// A queued text that has waited: `None` if it may be sent.
    pub(super) async fn look_first(
        &self,
        context: &RequestContext,
        text: &StoredText,
        account: &dyn TextAccount,
    ) -> Result<Option<Progress>, StoreError> {
        let now = self.ports.clock.now();
        if now - text.created_at < FRESH {
            return Ok(None);
        }
        Ok(match self.look(context, text, account, text.created_at).await? {
            LookupOutcome::Adopted(status) => Some(Progress::done(status)),
            LookupOutcome::Contested => Some(Progress::at(text.status, now + SETTLING)),
            LookupOutcome::Absent => None,
            LookupOutcome::Unread(error) => Some(Progress::retry(text.status, &error)),
        })
    }

    /// Looks for a text that may have been sent since `since`: the oldest that it can be and that is no other text of ours.
    async fn look(
        &self,
        context: &RequestContext,
        text: &StoredText,
        account: &dyn TextAccount,
        since: DateTime<Utc>,
    ) -> Result<LookupOutcome, StoreError> {
        let lost = LostText { to: &text.to_number, body: &text.body, since: since - SLACK };
        let found = match account.find(context, &lost).await {
            Ok(found) => found,
            Err(error) => return Ok(LookupOutcome::Unread(error)),
        };
        let Some(report) = self.unclaimed(text, found).await? else { return Ok(LookupOutcome::Absent) };
        let adopted = self.adopt(text, &report).await?;
        Ok(if adopted { LookupOutcome::Adopted(report.status) } else { LookupOutcome::Contested })
    }

    /// The first that no other text of the org is known to be.
    async fn unclaimed(&self, text: &StoredText, found: Vec<TextReport>) -> Result<Option<TextReport>, StoreError> {
        if found.is_empty() {
            return Ok(None);
        }
        let sids: Vec<&str> = found.iter().map(|report| report.sid.as_str()).collect();
        let known = store::sending::known_sids(text.org_id, &text.id, &sids);
        let known = store::sending::sids(store::run_one(self.ports.database.as_ref(), known).await?)?;
        Ok(found.into_iter().find(|report| !known.contains(&report.sid)))
    }

    /// The provider does not have it. The first time that is noted; the second time it is queued once more, or given up.
    async fn absent(&self, text: &StoredText, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Progress, StoreError> {
        let attempt = Attempt { org_id: text.org_id, id: &text.id, at };
        let (statement, progress) = if text.missed_at.is_none() {
            (store::sending::missed(&attempt, now), Progress::at(TextStatus::Unknown, now + SETTLING))
        } else if text.requeued < MOST_REQUEUES {
            (store::sending::requeue(&attempt, now), Progress::at(TextStatus::Queued, now))
        } else {
            return self.give_up(text, at, "It was not found there either.").await;
        };
        store::run_one(self.ports.database.as_ref(), statement).await?;
        Ok(progress)
    }

    /// The attempt of the moment `at` has failed as far as anybody will know, unless a report of the provider's still comes.
    async fn give_up(&self, text: &StoredText, at: DateTime<Utc>, why: &str) -> Result<Progress, StoreError> {
        let detail = format!("{} was asked to send this text and did not confirm it. {why}", self.provider.name());
        let attempt = Attempt { org_id: text.org_id, id: &text.id, at };
        let now = self.ports.clock.now();
        let failed = store::sending::settle(&attempt, TextStatus::Failed, None, &detail, now);
        store::run_one(self.ports.database.as_ref(), failed).await?;
        Ok(Progress::done(TextStatus::Failed))
    }
}
