//! Looking at Twilio for a text whose fate is not known.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    account::{Opened, Unusable},
    deliver::{Loaded, SETTLING, Step},
    report,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::texts::MessageStatus,
    store::{self, StoreError, sending::Attempt, texts::Message},
    texts::twilio::{self, Sought, Taken, TwilioError},
};

/// How far Twilio's clock and ours may differ.
const SLACK: TimeDelta = TimeDelta::seconds(60);
/// How often a text that Twilio does not have is sent once more.
const MOST_REQUEUES: i64 = 1;
/// A text that has waited longer is looked for before it is sent: when the database was restored from a backup, rows say "queued" of
/// texts that went out long ago. As a rule a text is sent behind the answer, or by the outbox within a minute.
const FRESH: TimeDelta = TimeDelta::minutes(2);
/// After so many tries the org is told what is known.
const GIVEN_UP: &str = "Twilio was asked to send this text and did not confirm it. It was not found there either.";

/// Without an account nobody can look.
const DISCONNECTED: &str = "Twilio was asked to send this text and did not confirm it. No Twilio account is connected any more that could be asked about it.";

/// What Twilio has of a text.
enum Found {
    /// It is there, and its row says so now.
    Adopted(MessageStatus),
    /// It is not there.
    Nowhere,
    /// It is there, and belongs to the row in a way that only a later look can settle.
    Contested,
    /// Twilio would not say.
    Unread(TwilioError),
}

/// A text that was left as being sent, or was not answered.
pub(super) async fn look(app: &Arc<App>, context: &RequestContext, loaded: &Loaded) -> Result<Step, StoreError> {
    let (message, now) = (&loaded.message, app.ports.clock.now());
    let at = message.attempted_at.unwrap_or(message.updated_at);
    let next = message.missed_at.unwrap_or(at) + SETTLING;
    if now < next {
        return Ok(Step::at(message.status, next));
    }
    let opened = match Opened::of(app, &loaded.route) {
        Ok(opened) => opened,
        Err(Unusable::NotConnected) => return fail(app, message, at, DISCONNECTED).await,
        Err(error) => return Ok(Step::retry(message.status, &error)),
    };
    match find(app, context, message, &opened, at).await? {
        Found::Adopted(status) => Ok(Step::done(status)),
        Found::Contested => Ok(Step::at(message.status, now + SETTLING)),
        Found::Nowhere => absent(app, message, at, now).await,
        Found::Unread(error) => Ok(Step::retry(message.status, &error)),
    }
}

/// A queued text that has waited: `None` if it may be sent.
pub(super) async fn look_first(
    app: &Arc<App>,
    context: &RequestContext,
    message: &Message,
    opened: &Opened,
) -> Result<Option<Step>, StoreError> {
    let now = app.ports.clock.now();
    if now - message.created_at < FRESH {
        return Ok(None);
    }
    Ok(match find(app, context, message, opened, message.created_at).await? {
        Found::Adopted(status) => Some(Step::done(status)),
        Found::Contested => Some(Step::at(message.status, now + SETTLING)),
        Found::Nowhere => None,
        Found::Unread(error) => Some(Step::retry(message.status, &error)),
    })
}

/// Looks for a text that may have been sent since `since`: the oldest that it can be and that is no other text of ours.
async fn find(
    app: &Arc<App>,
    context: &RequestContext,
    message: &Message,
    opened: &Opened,
    since: DateTime<Utc>,
) -> Result<Found, StoreError> {
    let sought = Sought { to: &message.to_number, body: &message.body, since: since - SLACK };
    let taken = match twilio::find(&app.ports, &opened.account(app), &sought, context.deadline).await {
        Ok(taken) => taken,
        Err(error) => {
            if let TwilioError::Refused(reason) = error {
                opened.refused(app, context, reason);
            }
            return Ok(Found::Unread(error));
        }
    };
    let Some(taken) = unclaimed(app, message, taken).await? else { return Ok(Found::Nowhere) };
    let adopted = report::adopt(app, message, &taken).await?;
    Ok(if adopted { Found::Adopted(taken.status) } else { Found::Contested })
}

/// The first that no other text of the org is known to be.
async fn unclaimed(app: &App, message: &Message, taken: Vec<Taken>) -> Result<Option<Taken>, StoreError> {
    if taken.is_empty() {
        return Ok(None);
    }
    let sids: Vec<&str> = taken.iter().map(|taken| taken.sid.as_str()).collect();
    let known = store::sending::known_sids(message.org_id, &message.id, &sids);
    let known = store::sending::sids(store::run_one(app.ports.database.as_ref(), known).await?)?;
    Ok(taken.into_iter().find(|taken| !known.contains(&taken.sid)))
}

/// Twilio does not have it. The first time that is noted; the second time it is queued once more, or given up.
async fn absent(app: &App, message: &Message, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Step, StoreError> {
    let attempt = Attempt { org_id: message.org_id, id: &message.id, at };
    let (statement, step) = if message.missed_at.is_none() {
        (store::sending::missed(&attempt, now), Step::at(MessageStatus::Unknown, now + SETTLING))
    } else if message.requeued < MOST_REQUEUES {
        (store::sending::requeue(&attempt, now), Step::at(MessageStatus::Queued, now))
    } else {
        return fail(app, message, at, GIVEN_UP).await;
    };
    store::run_one(app.ports.database.as_ref(), statement).await?;
    Ok(step)
}

/// The attempt of the moment `at` has failed as far as anybody will know, unless a report of Twilio's still comes.
async fn fail(app: &App, message: &Message, at: DateTime<Utc>, detail: &str) -> Result<Step, StoreError> {
    let attempt = Attempt { org_id: message.org_id, id: &message.id, at };
    let failed = store::sending::settle(&attempt, MessageStatus::Failed, None, detail, app.ports.clock.now());
    store::run_one(app.ports.database.as_ref(), failed).await?;
    Ok(Step::done(MessageStatus::Failed))
}
