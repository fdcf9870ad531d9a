//! Looking at the provider for a text whose fate is not known.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AccountUnusable, LookupError, LostText, TextAccount, TextReport, Texts,
    deliver::{Progress, SETTLING, TextToSend},
};
use crate::{
    context::RequestContext,
    domain::texts::MessageStatus,
    store::{self, StoreError, sending::Attempt, texts::Message},
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
    Adopted(MessageStatus),
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
        text: &TextToSend,
    ) -> Result<Progress, StoreError> {
        let (message, now) = (&text.message, self.ports.clock.now());
        let at = message.attempted_at.unwrap_or(message.updated_at);
        let next = message.missed_at.unwrap_or(at) + SETTLING;
        if now < next {
            return Ok(Progress::at(message.status, next));
        }
        let account = match self.open(&text.route) {
            Ok(account) => account,
            // Without an account nobody can look.
            Err(AccountUnusable::NotConnected(_)) => {
                let name = self.provider.name();
                let why = format!("No {name} account is connected any more that could be asked about it.");
                return self.give_up(message, at, &why).await;
            }
            Err(error) => return Ok(Progress::retry(message.status, &error)),
        };
        match self.look(context, message, account.as_ref(), at).await? {
            LookupOutcome::Adopted(status) => Ok(Progress::done(status)),
            LookupOutcome::Contested => Ok(Progress::at(message.status, now + SETTLING)),
            LookupOutcome::Absent => self.absent(message, at, now).await,
            LookupOutcome::Unread(error) => Ok(Progress::retry(message.status, &error)),
        }
    }

    /// A queued text that has waited: `None` if it may be sent.
    pub(super) async fn look_first(
        &self,
        context: &RequestContext,
        message: &Message,
        account: &dyn TextAccount,
    ) -> Result<Option<Progress>, StoreError> {
        let now = self.ports.clock.now();
        if now - message.created_at < FRESH {
            return Ok(None);
        }
        Ok(match self.look(context, message, account, message.created_at).await? {
            LookupOutcome::Adopted(status) => Some(Progress::done(status)),
            LookupOutcome::Contested => Some(Progress::at(message.status, now + SETTLING)),
            LookupOutcome::Absent => None,
            LookupOutcome::Unread(error) => Some(Progress::retry(message.status, &error)),
        })
    }

    /// Looks for a text that may have been sent since `since`: the oldest that it can be and that is no other text of ours.
    async fn look(
        &self,
        context: &RequestContext,
        message: &Message,
        account: &dyn TextAccount,
        since: DateTime<Utc>,
    ) -> Result<LookupOutcome, StoreError> {
        let lost = LostText { to: &message.to_number, body: &message.body, since: since - SLACK };
        let found = match account.find(context, &lost).await {
            Ok(found) => found,
            Err(error) => return Ok(LookupOutcome::Unread(error)),
        };
        let Some(report) = self.unclaimed(message, found).await? else { return Ok(LookupOutcome::Absent) };
        let adopted = self.adopt(message, &report).await?;
        Ok(if adopted { LookupOutcome::Adopted(report.status) } else { LookupOutcome::Contested })
    }

    /// The first that no other text of the org is known to be.
    async fn unclaimed(&self, message: &Message, found: Vec<TextReport>) -> Result<Option<TextReport>, StoreError> {
        if found.is_empty() {
            return Ok(None);
        }
        let sids: Vec<&str> = found.iter().map(|report| report.sid.as_str()).collect();
        let known = store::sending::known_sids(message.org_id, &message.id, &sids);
        let known = store::sending::sids(store::run_one(self.ports.database.as_ref(), known).await?)?;
        Ok(found.into_iter().find(|report| !known.contains(&report.sid)))
    }

    /// The provider does not have it. The first time that is noted; the second time it is queued once more, or given up.
    async fn absent(&self, message: &Message, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Progress, StoreError> {
        let attempt = Attempt { org_id: message.org_id, id: &message.id, at };
        let (statement, progress) = if message.missed_at.is_none() {
            (store::sending::missed(&attempt, now), Progress::at(MessageStatus::Unknown, now + SETTLING))
        } else if message.requeued < MOST_REQUEUES {
            (store::sending::requeue(&attempt, now), Progress::at(MessageStatus::Queued, now))
        } else {
            return self.give_up(message, at, "It was not found there either.").await;
        };
        store::run_one(self.ports.database.as_ref(), statement).await?;
        Ok(progress)
    }

    /// The attempt of the moment `at` has failed as far as anybody will know, unless a report of the provider's still comes.
    async fn give_up(&self, message: &Message, at: DateTime<Utc>, why: &str) -> Result<Progress, StoreError> {
        let detail = format!("{} was asked to send this text and did not confirm it. {why}", self.provider.name());
        let attempt = Attempt { org_id: message.org_id, id: &message.id, at };
        let now = self.ports.clock.now();
        let failed = store::sending::settle(&attempt, MessageStatus::Failed, None, &detail, now);
        store::run_one(self.ports.database.as_ref(), failed).await?;
        Ok(Progress::done(MessageStatus::Failed))
    }
}
