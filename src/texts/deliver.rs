//! Sending one text.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    account::{Opened, Unusable},
    reconcile, report,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        id::OrgId,
        org::OrgStatus,
        route::{Route, RouteKey},
        texts::MessageStatus,
    },
    log::{self, Level},
    outbox::{LEASE, Outcome},
    store::{
        self, StoreError,
        outbox::{Kind, Work},
        sending::Attempt,
        texts::Message,
    },
    texts::twilio::{self, Outgoing, Refusal, SendError},
};

/// Twilio is not asked with less time left than this: an answer that comes too late is as bad as none.
const LEAST_TIME: Duration = Duration::from_millis(1_500);
/// When the fate of a text that was not answered is looked up, and how far two such looks lie apart. Twilio lists a text as soon as it
/// has taken it; the minute is for a request that was slow to arrive.
pub(super) const SETTLING: TimeDelta = TimeDelta::seconds(60);

/// A text with all that sending it takes.
pub(super) struct Loaded {
    pub(super) message: Message,
    pub(super) route: Route,
}

/// How a piece of work ended: what becomes of the work, and of the text.
pub(super) struct Step {
    outcome: Outcome,
    status: Option<MessageStatus>,
}

impl Step {
    pub(super) fn done(status: MessageStatus) -> Self {
        Self { outcome: Outcome::Done, status: Some(status) }
    }

    pub(super) fn retry(status: MessageStatus, reason: &impl ToString) -> Self {
        Self { outcome: Outcome::Retry(reason.to_string()), status: Some(status) }
    }

    pub(super) fn at(status: MessageStatus, moment: DateTime<Utc>) -> Self {
        Self { outcome: Outcome::At(moment), status: Some(status) }
    }
}

/// Sends the text that `work` names, or finds out whether it was sent.
pub async fn send(app: &Arc<App>, context: &RequestContext, work: &Work) -> Result<Outcome, StoreError> {
    advance(app, context, work).await.map(|step| step.outcome)
}

/// Takes the work of sending a text and does it now, instead of waiting for the outbox's turn. Says how far the text has come;
/// `None` when there is nothing to do, or somebody else is doing it.
pub async fn send_now(
    app: &Arc<App>,
    context: &RequestContext,
    org_id: OrgId,
    message_id: &str,
) -> Result<Option<MessageStatus>, StoreError> {
    let (database, now) = (app.ports.database.as_ref(), app.ports.clock.now());
    let claim = store::outbox::claim_one(org_id, Kind::SendText, message_id, now, now + LEASE);
    match store::outbox::claimed(store::run_one(database, claim).await?)? {
        Some(work) => send_claimed(app, context, &work).await,
        None => Ok(None),
    }
}

/// The same with work that was claimed before.
pub(super) async fn send_claimed(
    app: &Arc<App>,
    context: &RequestContext,
    work: &Work,
) -> Result<Option<MessageStatus>, StoreError> {
    let step = advance(app, context, work)
        .await
        .unwrap_or_else(|error| Step { outcome: Outcome::Retry(error.to_string()), status: None });
    store::run(app.ports.database.as_ref(), app.outbox.record(work, &step.outcome)).await?;
    Ok(step.status)
}

async fn advance(app: &Arc<App>, context: &RequestContext, work: &Work) -> Result<Step, StoreError> {
    let Some(loaded) = load(app, work).await? else { return Ok(Step { outcome: Outcome::Done, status: None }) };
    match loaded.message.status {
        MessageStatus::Queued => begin(app, context, &loaded).await,
        MessageStatus::Sending | MessageStatus::Unknown => reconcile::look(app, context, &loaded).await,
        done => Ok(Step::done(done)),
    }
}

async fn load(app: &App, work: &Work) -> Result<Option<Loaded>, StoreError> {
    let statements =
        vec![store::texts::by_id(work.org_id, &work.subject), store::routes::select(&RouteKey::Org(work.org_id))];
    let mut results = store::run(app.ports.database.as_ref(), statements).await?;
    let route = store::routes::found(results.pop().unwrap_or_default())?;
    let message = store::texts::found(results.pop().unwrap_or_default())?;
    Ok(message.zip(route).map(|(message, route)| Loaded { message, route }))
}

/// A queued text, before Twilio is asked.
async fn begin(app: &Arc<App>, context: &RequestContext, loaded: &Loaded) -> Result<Step, StoreError> {
    let Loaded { message, route } = loaded;
    if route.status != OrgStatus::Active {
        return give_up(app, message, MessageStatus::Cancelled, "The clinic is not served at the moment.").await;
    }
    let opened = match Opened::of(app, route) {
        Ok(opened) => opened,
        Err(error @ Unusable::NotConnected) => {
            return give_up(app, message, MessageStatus::Failed, &error.to_string()).await;
        }
        Err(error) => return Ok(Step::retry(MessageStatus::Queued, &error)),
    };
    if let Some(step) = too_late(app, context) {
        return Ok(step);
    }
    if let Some(step) = reconcile::look_first(app, context, message, &opened).await? {
        return Ok(step);
    }
    // Looking takes its time too.
    if let Some(step) = too_late(app, context) {
        return Ok(step);
    }
    let now = app.ports.clock.now();
    let (marked, status) = mark(app, message, now).await?;
    match status {
        MessageStatus::Sending if marked => post(app, context, message, &opened, now).await,
        // Somebody else is sending it. Should that be cut off, this work is what finds out.
        MessageStatus::Queued | MessageStatus::Sending | MessageStatus::Unknown => Ok(Step::at(status, now + SETTLING)),
        done => Ok(Step::done(done)),
    }
}

/// Left for another run when too little is left of this one's time.
fn too_late(app: &App, context: &RequestContext) -> Option<Step> {
    let now = app.ports.clock.now();
    (context.deadline.remaining(now) < LEAST_TIME).then(|| Step::at(MessageStatus::Queued, now))
}

/// Marks the text as being sent, durably. Says whether that was done here, and what the text is now: something else if it is not to be
/// sent.
async fn mark(app: &App, message: &Message, now: DateTime<Utc>) -> Result<(bool, MessageStatus), StoreError> {
    let mut statements = Vec::from(store::sending::begin(message.org_id, &message.id, now));
    statements.push(store::texts::by_id(message.org_id, &message.id));
    let mut results = store::run(app.ports.database.as_ref(), statements).await?;
    let present = store::texts::found(results.pop().unwrap_or_default())?;
    let marked = store::sending::happened(results.pop().unwrap_or_default())?;
    Ok((marked, present.map_or(MessageStatus::Cancelled, |message| message.status)))
}

async fn give_up(app: &App, message: &Message, status: MessageStatus, detail: &str) -> Result<Step, StoreError> {
    let now = app.ports.clock.now();
    let drop = store::sending::drop_queued(message.org_id, &message.id, status, detail, now);
    store::run_one(app.ports.database.as_ref(), drop).await?;
    Ok(Step::done(status))
}

/// Asks Twilio, once.
async fn post(
    app: &Arc<App>,
    context: &RequestContext,
    message: &Message,
    opened: &Opened,
    at: DateTime<Utc>,
) -> Result<Step, StoreError> {
    let callback = report::callback_url(app, message);
    let outgoing = Outgoing {
        to: &message.to_number,
        body: &message.body,
        status_callback: callback.as_deref(),
        valid_for: message.starts_at.map_or(i64::MAX, |start| (start - at).num_seconds()),
    };
    let answer = twilio::send(&app.ports, &opened.account(app), &outgoing, context.deadline).await;
    match answer {
        Ok(taken) => {
            report::adopt(app, message, &taken).await?;
            Ok(Step::done(taken.status))
        }
        Err(error) => {
            if let SendError::Credentials(reason) = error {
                opened.refused(app, context, reason);
            }
            refused(app, message, at, error).await
        }
    }
}

/// What an answer other than "taken" makes of the text.
async fn refused(app: &App, message: &Message, at: DateTime<Utc>, error: SendError) -> Result<Step, StoreError> {
    let (org_id, now) = (message.org_id, app.ports.clock.now());
    let attempt = Attempt { org_id, id: &message.id, at };
    let settle = |status, code, detail| store::sending::settle(&attempt, status, code, detail, now);
    let (statements, step) = match error {
        SendError::Recipient(Refusal { code, detail })
        | SendError::Setup(Refusal { code, detail })
        | SendError::Other(Refusal { code, detail }) => {
            log_refusal(app, message, code, detail);
            (vec![settle(MessageStatus::Failed, code, detail)], Step::done(MessageStatus::Failed))
        }
        SendError::OptedOut(Refusal { code, detail }) => {
            let mut statements = report::opt_out(app, org_id, &message.to_number);
            statements.push(settle(MessageStatus::Suppressed, code, detail));
            (statements, Step::done(MessageStatus::Suppressed))
        }
        SendError::Credentials(reason) => {
            (vec![settle(MessageStatus::Queued, None, reason)], Step::retry(MessageStatus::Queued, &reason))
        }
        SendError::TooMany => {
            let reason = "Twilio limits the rate of requests at the moment.";
            (vec![settle(MessageStatus::Queued, None, reason)], Step::retry(MessageStatus::Queued, &reason))
        }
        SendError::Ambiguous(reason) => {
            (vec![settle(MessageStatus::Unknown, None, reason)], Step::at(MessageStatus::Unknown, at + SETTLING))
        }
    };
    store::run(app.ports.database.as_ref(), statements).await?;
    Ok(step)
}

fn log_refusal(app: &App, message: &Message, code: Option<i64>, detail: &str) {
    let org_id = message.org_id.to_string();
    let code = code.map(|code| code.to_string()).unwrap_or_default();
    let number = message.to_number.masked();
    let fields = [("org_id", org_id.as_str()), ("code", &code), ("number", &number), ("detail", detail)];
    log::write(app.ports.log.as_ref(), Level::Warn, "text.refused", &fields);
}
