//! Looking at the provider for a text whose fate is not known.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AccountUnusable, FoundText, LookupError, LostText, TextAccount, TextReport, Texts,
    deliver::{SETTLING, TextProgress, TextToSend},
    neighbours::{KnownTexts, SharedTexts},
};
use crate::{
    domain::texts::TextStatus,
    store::{
        self, StoreError,
        clinic::{ClinicContext, sending::SendAttempt, texts::StoredText},
    },
};

/// How far the provider's clock and ours may differ.
const SLACK: TimeDelta = TimeDelta::seconds(60);
/// How often a text that the provider does not have is sent once more.
const MOST_REQUEUES: i64 = 1;
/// A text that has waited longer is looked for before it is sent: when the database was restored from a backup, rows say "queued" of
/// texts that went out long ago. As a rule a text is sent behind the answer, or by the outbox within a minute.
const FRESH: TimeDelta = TimeDelta::minutes(2);

/// How long a text waits for a report that says whether it is the one that was found. Reports come within seconds as a rule.
const CONTESTED: TimeDelta = TimeDelta::minutes(15);
/// What the org reads meanwhile and after that.
const INDISTINCT: &str = "A text was found there that may be this one or another to the same number.";

const OTHER_ACCOUNT: &str = "Another account or sender is connected since then, and does not have it. It is not sent again, since it may have arrived.";

/// What the provider has of a text.
enum LookupOutcome {
    /// It is there, and its row says so now.
    Adopted(TextStatus),
    /// It is not there.
    Absent,
    /// Something is there that may be it or another lost text: only a report, or a later look, can settle that.
    Contested,
    /// The provider would not say.
    Unread(LookupError),
}

/// Which of the texts that were found is the lost one.
enum Choice {
    /// None of them.
    None,
    /// This one.
    This(TextReport),
    /// One of them may be, or may be another lost text.
    Doubtful,
}

impl Texts {
    /// A text that was left as being sent, or was not answered.
    pub(super) async fn settle_lost(
        &self,
        context: &ClinicContext,
        sending: &TextToSend,
    ) -> Result<TextProgress, StoreError> {
        let (text, now) = (&sending.text, self.ports.clock.now());
        let at = text.attempted_at.unwrap_or(text.updated_at);
        let next = text.missed_at.unwrap_or(at) + SETTLING;
        if now < next {
            return Ok(TextProgress::at(text.status, next));
        }
        let account = match self.open(&sending.route) {
            Ok(account) => account,
            // Without an account nobody can look.
            Err(AccountUnusable::NotConnected(_)) => {
                let name = self.provider.name();
                let why = format!("No {name} account is connected any more that could be asked about it.");
                return self.give_up(context, text, at, &why).await;
            }
            Err(error) => return Ok(TextProgress::retry(text.status, &error)),
        };
        match self.look(context, text, account.as_ref(), at).await? {
            LookupOutcome::Adopted(status) => Ok(TextProgress::done(status)),
            LookupOutcome::Contested if self.is_over(at) => self.give_up(context, text, at, INDISTINCT).await,
            LookupOutcome::Contested => {
                let attempt = SendAttempt { id: &text.id, at };
                let noted = store::clinic::sending::settle(&attempt, TextStatus::Unknown, None, INDISTINCT, now);
                store::run_one(context.clinic.as_ref(), noted).await?;
                Ok(TextProgress::at(TextStatus::Unknown, now + SETTLING))
            }
            // It was another account that was asked, and may have sent it.
            LookupOutcome::Absent if text.asked_account.as_ref() != Some(&account.id()) => {
                self.give_up(context, text, at, OTHER_ACCOUNT).await
            }
            LookupOutcome::Absent => self.absent(context, text, at, now).await,
            LookupOutcome::Unread(error) => Ok(TextProgress::retry(text.status, &error)),
        }
    }

    /// A queued text that has waited: `None` if it may be sent.
    pub(super) async fn look_first(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        account: &dyn TextAccount,
    ) -> Result<Option<TextProgress>, StoreError> {
        let now = self.ports.clock.now();
        if now - text.created_at < FRESH {
            return Ok(None);
        }
        Ok(match self.look(context, text, account, text.created_at).await? {
            LookupOutcome::Adopted(status) => Some(TextProgress::done(status)),
            LookupOutcome::Contested if self.is_over(text.created_at) => {
                Some(self.settle_unsent(context, text, TextStatus::Failed, INDISTINCT).await?)
            }
            LookupOutcome::Contested => {
                self.settle_unsent(context, text, TextStatus::Queued, INDISTINCT).await?;
                Some(TextProgress::at(TextStatus::Queued, now + SETTLING))
            }
            LookupOutcome::Absent => None,
            LookupOutcome::Unread(error) => Some(TextProgress::retry(text.status, &error)),
        })
    }

    /// Looks for a text that may have been sent since `since`.
    async fn look(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        account: &dyn TextAccount,
        since: DateTime<Utc>,
    ) -> Result<LookupOutcome, StoreError> {
        let lost = LostText { to: &text.to_number, body: &text.body, since: since - SLACK };
        let found = match account.find(context, &lost).await {
            Ok(found) if found.is_empty() => return Ok(LookupOutcome::Absent),
            Ok(found) => found,
            Err(error) => return Ok(LookupOutcome::Unread(error)),
        };
        match self.choose(context, text, found).await? {
            Choice::None => Ok(LookupOutcome::Absent),
            Choice::Doubtful => Ok(LookupOutcome::Contested),
            // The others have given up; that makes it no more likely to be this one.
            Choice::This(_) if text.detail.as_deref() == Some(INDISTINCT) && self.is_over(since) => {
                Ok(LookupOutcome::Contested)
            }
            Choice::This(report) => {
                let adopted = self.report(context, &text.id, &report, Some(&text.to_number)).await?;
                Ok(if adopted { LookupOutcome::Adopted(report.status) } else { LookupOutcome::Contested })
            }
        }
    }

    /// Whether a text of that moment no longer waits for a report.
    fn is_over(&self, since: DateTime<Utc>) -> bool {
        self.ports.clock.now() - since > CONTESTED
    }

    /// Which of the texts that were found is this one. Those that are known to be others are not; several clinics may send
    /// from one number.
    ///
    /// Other lost texts to the same number may be among the rest. If there are enough for all of them, each takes its own in the order in
    /// which they were sent, which every one of them sees alike. If there are too few, nobody can tell whose they are.
    async fn choose(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        found: Vec<FoundText>,
    ) -> Result<Choice, StoreError> {
        let words = found.iter().all(|found| found.words_shown).then(|| text.body.clone());
        let shared = SharedTexts {
            text_id: text.id.clone(),
            to: text.to_number.clone(),
            words,
            waiting_since: self.ports.clock.now() - FRESH,
            sids: found.iter().map(|found| found.report.sid.clone()).collect(),
        };
        let Some(KnownTexts { sids: known, unsettled }) = self.known_anywhere(context, &shared).await? else {
            return Ok(Choice::Doubtful);
        };
        let free = found.into_iter().map(|found| found.report).filter(|report| !known.contains(&report.sid));
        let free: Vec<TextReport> = free.collect();
        let place = unsettled.iter().position(|other| other.id == text.id).unwrap_or_default();
        if free.is_empty() {
            Ok(Choice::None)
        } else if free.len() < unsettled.len() {
            Ok(Choice::Doubtful)
        } else {
            Ok(free.into_iter().nth(place).map_or(Choice::None, Choice::This))
        }
    }

    /// The provider does not have it. The first time that is noted; the second time it is queued once more, or given up.
    async fn absent(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<TextProgress, StoreError> {
        let attempt = SendAttempt { id: &text.id, at };
        let (statement, progress) = if text.missed_at.is_none() {
            (store::clinic::sending::missed(&attempt, now), TextProgress::at(TextStatus::Unknown, now + SETTLING))
        } else if text.requeued < MOST_REQUEUES {
            (store::clinic::sending::requeue(&attempt, now), TextProgress::at(TextStatus::Queued, now))
        } else {
            return self.give_up(context, text, at, "It was not found there either.").await;
        };
        store::run_one(context.clinic.as_ref(), statement).await?;
        Ok(progress)
    }

    /// The attempt of the moment `at` has failed as far as anybody will know, unless a report of the provider's still comes.
    async fn give_up(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        at: DateTime<Utc>,
        why: &str,
    ) -> Result<TextProgress, StoreError> {
        let detail = format!("{} was asked to send this text and did not confirm it. {why}", self.provider.name());
        let attempt = SendAttempt { id: &text.id, at };
        let now = self.ports.clock.now();
        let failed = store::clinic::sending::settle(&attempt, TextStatus::Failed, None, &detail, now);
        store::run_one(context.clinic.as_ref(), failed).await?;
        Ok(TextProgress::done(TextStatus::Failed))
    }
}
