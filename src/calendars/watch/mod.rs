//! Which channels a clinic's calendars need, so that its provider says when they changed.
//!
//! A clinic that callers ask has a channel for each calendar of its copy. A channel cannot be renewed: another one is opened a day before it
//! ends, and the old one closed once something has come through the new one. What a provider refuses is asked for again a day later; until
//! then, and whenever nothing comes, calendars are looked at by the clock as if there were no channels.

mod plan;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

pub(super) use self::plan::want;
use self::plan::{ChannelPlan, plan};
use super::{
    Calendars,
    connection::Connection,
    provider::{CalendarProvider, NewChannel, ProviderError},
};
use crate::{
    domain::{org::OrgStatus, route::Route},
    log::{self, Level},
    store::{
        StoreError,
        clinic::{
            ClinicContext,
            channels::{self, CalendarChannel},
            due::{self, DueWork},
        },
    },
};

/// How long a channel is to last, which is Google's default.
const LIFE: TimeDelta = TimeDelta::days(7);
/// When a provider is asked again that refused.
const AFTER_REFUSAL: TimeDelta = TimeDelta::days(1);
/// When one is asked again that did not answer, the first time: each time twice as long passes, and sixteen hours at most.
const AFTER_FAILURE: TimeDelta = TimeDelta::minutes(15);
const DOUBLINGS: usize = 6;
/// A clinic that nobody has called for so long has no channels.
const DORMANT: TimeDelta = TimeDelta::days(5);

/// What came of a plan.
#[derive(Clone, Copy)]
struct Attempts {
    /// Channels that were to be opened or closed.
    tried: usize,
    /// Whether there are more.
    is_cut: bool,
    /// Whether the provider did not answer the last one.
    has_failed: bool,
}

impl Calendars {
    /// Opens and closes channels, if that is due, with at most `most` of them. Says how many it were.
    ///
    /// # Errors
    /// When D1 or the object's database failed.
    pub async fn watch_due(&self, context: &ClinicContext, most: usize) -> Result<usize, StoreError> {
        let now = self.ports.clock.now();
        if most == 0 || !context.clinic.read(|transaction| due::is_due(transaction, DueWork::Watch, now))? {
            return Ok(0);
        }
        let (route, _) = self.load(context, context.org_id, Vec::new()).await?;
        let connected = route.as_ref().and_then(|route| Some((route, self.connect(context, route).ok()?)));
        let Some((route, connection)) = connected else {
            // Nobody is left who could close them. They end by themselves.
            context.clinic.transact(|transaction| {
                transaction.run(channels::forget_all())?;
                due::set(transaction, DueWork::Watch, None)
            })?;
            return Ok(1);
        };
        let wanted = self.watched(context, route, now)?;
        let known = context.clinic.read(|transaction| channels::found(transaction.run(channels::select())?))?;
        let plan = plan(&wanted, (&connection.credential_id, self.channel_key()), &known, now);
        let done = self.carry_out(context, &connection, &plan, most).await?;
        self.look_again(context, &wanted, &connection, (plan.forget, done))?;
        Ok(done.tried)
    }

    /// Does what is planned, until something fails that may pass: the rest would fail likewise.
    async fn carry_out(
        &self,
        context: &ClinicContext,
        connection: &Connection,
        plan: &ChannelPlan,
        most: usize,
    ) -> Result<Attempts, StoreError> {
        let mut attempts = Attempts { tried: 0, is_cut: plan.open.len() + plan.close.len() > most, has_failed: false };
        for calendar in plan.open.iter().take(most) {
            attempts.tried += 1;
            attempts.has_failed = !self.open_one(context, connection, calendar).await?;
            if attempts.has_failed {
                return Ok(attempts);
            }
        }
        for (id, resource_id) in plan.close.iter().take(most.saturating_sub(attempts.tried)) {
            attempts.tried += 1;
            if let Err(error) = connection.close_channel(id, resource_id).await {
                self.warn_of(context.org_id, "calendar.channel_not_closed", &error.to_string());
                attempts.has_failed = true;
                return Ok(attempts);
            }
            context.clinic.transact(|transaction| Ok(transaction.run(channels::forget(id)).map(drop)?))?;
        }
        Ok(attempts)
    }

    /// The calendars that are to be watched.
    fn watched(
        &self,
        context: &ClinicContext,
        route: &Route,
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let copies = self.known(context, now)?;
        let is_called = copies.iter().any(|copy| now - copy.asked_at < DORMANT);
        let is_served = self.has_mirror && route.status == OrgStatus::Active && is_called;
        Ok(if is_served { self.mirrored_calendars(route) } else { BTreeSet::new() })
    }

    /// Opens a channel. Says whether the provider has answered, be it with a refusal.
    async fn open_one(
        &self,
        context: &ClinicContext,
        connection: &Connection,
        calendar: &str,
    ) -> Result<bool, StoreError> {
        let now = self.ports.clock.now();
        let mut channel = CalendarChannel {
            id: self.ports.new_id()?.to_string(),
            calendar_id: calendar.to_owned(),
            credential_id: connection.credential_id.clone(),
            resource_id: None,
            expires_at: now + LIFE,
            key_id: self.channel_key().to_owned(),
            heard_at: None,
            retry_at: Some(next_try(context, calendar, now)?),
            refusal: None,
        };
        let note = |channel: &CalendarChannel| {
            context.clinic.transact(|transaction| Ok(transaction.run(channels::note(channel)).map(drop)?))
        };
        note(&channel)?;
        let new = NewChannel { id: channel.id.clone(), ends_at: channel.expires_at };
        let has_answered = match connection.open_channel(calendar, &new).await {
            Ok(open) => {
                (channel.resource_id, channel.expires_at) = (Some(open.resource_id), open.ends_at);
                true
            }
            Err(error) => {
                let is_refusal = error.is_permanent() && !matches!(error, ProviderError::Reconnect(_));
                self.report_unwatched(context, is_refusal, &error);
                if is_refusal {
                    (channel.refusal, channel.expires_at) = (Some(error.to_string()), now + AFTER_REFUSAL);
                }
                is_refusal
            }
        };
        if has_answered {
            note(&channel)?;
        }
        Ok(has_answered)
    }

    /// A refusal is as a rule what a deployment is like, such as one on a laptop that Google cannot reach.
    fn report_unwatched(&self, context: &ClinicContext, is_refusal: bool, error: &ProviderError) {
        let level = if is_refusal { Level::Info } else { Level::Warn };
        let (org_id, detail) = (context.org_id.to_string(), error.to_string());
        log::write(self.ports.log.as_ref(), level, "calendar.not_watched", &[("org_id", &org_id), ("detail", &detail)]);
    }

    /// Forgets channels that have ended, and looks again when there is something to do.
    fn look_again(
        &self,
        context: &ClinicContext,
        wanted: &BTreeSet<String>,
        connection: &Connection,
        (ended, attempts): (Vec<String>, Attempts),
    ) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        let next = match attempts {
            Attempts { has_failed: true, .. } => Some(now + AFTER_FAILURE),
            Attempts { is_cut: true, .. } => Some(now),
            Attempts { .. } => None,
        };
        context.clinic.transact(|transaction| {
            for id in &ended {
                transaction.run(channels::forget(id))?;
            }
            let known = channels::found(transaction.run(channels::select())?)?;
            let planned = plan(wanted, (&connection.credential_id, self.channel_key()), &known, now).next;
            due::set(transaction, DueWork::Watch, next.into_iter().chain(planned).min())
        })
    }
}

/// When another channel is tried if this one is not answered: the later, the more there were of whom nothing was heard.
fn next_try(context: &ClinicContext, calendar: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
    let known = context.clinic.read(|transaction| channels::found(transaction.run(channels::select())?))?;
    let failures = known.iter().filter(|channel| channel.calendar_id == calendar && channel.is_unanswered());
    let failures = failures.count().min(DOUBLINGS);
    Ok(now + AFTER_FAILURE * (1 << failures))
}
