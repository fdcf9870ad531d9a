//! Which channels a clinic's calendars need, so that its provider says when they changed.
//!
//! A clinic that callers ask has a channel for each calendar of its copy. A channel cannot be renewed: another one is opened a day before it
//! ends, and the old one closed once something has come through the new one. What a provider refuses is asked for again a day later; until
//! then, and whenever nothing comes, calendars are looked at by the clock as if there were no channels.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Calendars,
    connection::Connection,
    provider::{CalendarProvider, NewChannel, ProviderError},
};
use crate::{
    domain::{org::OrgStatus, route::Route},
    log::{self, Level},
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            ClinicContext, busy_mirror,
            channels::{self, CalendarChannel},
            due::{self, DueWork},
        },
    },
};

/// How long a channel is to last, which is Google's default.
const LIFE: TimeDelta = TimeDelta::days(7);
/// How long before its end it is followed by another one.
const OVERLAP: TimeDelta = TimeDelta::days(1);
/// How long the old one is left beside the new one before it is looked whether something came through that.
const HANDOVER: TimeDelta = TimeDelta::hours(1);
/// When a provider is asked again that refused, and that did not answer.
const AFTER_REFUSAL: TimeDelta = TimeDelta::days(1);
const AFTER_FAILURE: TimeDelta = TimeDelta::minutes(15);
/// A clinic that nobody has called for so long has no channels.
const DORMANT: TimeDelta = TimeDelta::days(5);

/// What is to be done about a clinic's channels.
#[derive(Debug, Default, PartialEq, Eq)]
struct ChannelPlan {
    /// Calendars that need one.
    open: Vec<String>,
    /// Channels that are not needed any more, by their ids with the provider's words for what they watch.
    close: Vec<(String, String)>,
    /// Channels that have ended.
    forget: Vec<String>,
    /// When to look again.
    next: Option<DateTime<Utc>>,
}

/// Has channels opened for calendars that have none, if there are any.
///
/// # Errors
/// When the object's database failed.
pub(super) fn want(
    transaction: &dyn ClinicTransaction,
    calendars: &[String],
    credential_id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let wanted = calendars.iter().cloned().collect();
    let known = channels::found(transaction.run(channels::select())?)?;
    if !plan(&wanted, credential_id, &known, now).open.is_empty() {
        due::add(transaction, DueWork::Watch, now)?;
    }
    Ok(())
}

/// `known` has the channel first that ends last.
fn plan(wanted: &BTreeSet<String>, credential_id: &str, known: &[CalendarChannel], now: DateTime<Utc>) -> ChannelPlan {
    let (mut plan, mut served) = (ChannelPlan::default(), BTreeSet::new());
    let mut heard = BTreeSet::new();
    for channel in known {
        let calendar = channel.calendar_id.as_str();
        let is_of_use = wanted.contains(calendar) && channel.credential_id == credential_id;
        let is_first = !served.contains(calendar);
        match (&channel.resource_id, &channel.refusal) {
            _ if channel.expires_at <= now => plan.forget.push(channel.id.clone()),
            (_, Some(_)) if is_of_use && is_first => {
                served.insert(calendar);
                plan.look_at(channel.expires_at);
            }
            (_, Some(_)) => plan.forget.push(channel.id.clone()),
            (Some(_), None) if is_of_use && is_first && channel.expires_at - now > OVERLAP => {
                served.insert(calendar);
                if channel.heard_at.is_some() {
                    heard.insert(calendar);
                }
                plan.look_at(channel.expires_at - OVERLAP);
            }
            // Another one takes its place, and has not shown yet that it does.
            (Some(_), None) if is_of_use && !heard.contains(calendar) => {
                plan.look_at(channel.expires_at.min(now + HANDOVER));
            }
            (Some(resource_id), None) => plan.close.push((channel.id.clone(), resource_id.clone())),
            // It may be open; what comes through it says how to close it.
            (None, None) => plan.look_at(channel.expires_at),
        }
    }
    plan.open = wanted.iter().filter(|calendar| !served.contains(calendar.as_str())).cloned().collect();
    plan
}

impl ChannelPlan {
    fn look_at(&mut self, moment: DateTime<Utc>) {
        self.next = Some(self.next.map_or(moment, |next| next.min(moment)));
    }
}

impl Calendars {
    /// Opens and closes channels, if that is due, with at most `most` requests to the provider. Says how many it were.
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
            return context.clinic.transact(|transaction| {
                transaction.run(channels::forget_all())?;
                due::set(transaction, DueWork::Watch, None).map(|()| 0)
            });
        };
        let wanted = self.watched(context, route, now)?;
        let known = context.clinic.read(|transaction| channels::found(transaction.run(channels::select())?))?;
        let plan = plan(&wanted, &connection.credential_id, &known, now);
        let (opened, closed) = (plan.open.len().min(most), plan.close.len().min(most.saturating_sub(plan.open.len())));
        let mut next = (opened + closed < plan.open.len() + plan.close.len()).then_some(now);
        for calendar in plan.open.iter().take(opened) {
            let again = self.open_one(context, &connection, calendar).await?;
            next = next.into_iter().chain(again).min();
        }
        for channel in plan.close.iter().take(closed) {
            let again = self.close_one(context, &connection, channel).await?;
            next = next.into_iter().chain(again).min();
        }
        self.look_again(context, &wanted, &connection, (plan.forget, next))?;
        Ok(opened + closed)
    }

    /// The calendars that are to be watched.
    fn watched(
        &self,
        context: &ClinicContext,
        route: &Route,
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let copies =
            context.clinic.read(|transaction| busy_mirror::found(transaction.run(busy_mirror::select(now))?))?;
        let is_called = copies.iter().any(|copy| now - copy.asked_at < DORMANT);
        let is_served = self.has_mirror && route.status == OrgStatus::Active && is_called;
        Ok(if is_served { self.mirrored_calendars(route) } else { BTreeSet::new() })
    }

    /// Opens a channel. Gives back when that is to be tried again, if it was not done.
    async fn open_one(
        &self,
        context: &ClinicContext,
        connection: &Connection,
        calendar: &str,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let now = self.ports.clock.now();
        let mut channel = CalendarChannel {
            id: self.ports.new_id()?.to_string(),
            calendar_id: calendar.to_owned(),
            credential_id: connection.credential_id.clone(),
            resource_id: None,
            expires_at: now + LIFE,
            heard_at: None,
            refusal: None,
        };
        let note = |channel: &CalendarChannel| {
            context.clinic.transact(|transaction| Ok(transaction.run(channels::note(channel)).map(drop)?))
        };
        note(&channel)?;
        let new = NewChannel { id: channel.id.clone(), ends_at: channel.expires_at };
        let mut again = None;
        match connection.open_channel(calendar, &new).await {
            Ok(open) => (channel.resource_id, channel.expires_at) = (Some(open.resource_id), open.ends_at),
            Err(error) => {
                let is_refusal = error.is_permanent() && !matches!(error, ProviderError::Reconnect(_));
                self.report_unwatched(context, is_refusal, &error);
                if is_refusal {
                    (channel.refusal, channel.expires_at) = (Some(error.to_string()), now + AFTER_REFUSAL);
                } else {
                    again = Some(now + AFTER_FAILURE);
                }
            }
        }
        note(&channel)?;
        Ok(again)
    }

    /// A refusal is as a rule what a deployment is like, such as one on a laptop that Google cannot reach.
    fn report_unwatched(&self, context: &ClinicContext, is_refusal: bool, error: &ProviderError) {
        let level = if is_refusal { Level::Info } else { Level::Warn };
        let (org_id, detail) = (context.org_id.to_string(), error.to_string());
        log::write(self.ports.log.as_ref(), level, "calendar.not_watched", &[("org_id", &org_id), ("detail", &detail)]);
    }

    /// Closes a channel. Gives back when that is to be tried again, if it was not done.
    async fn close_one(
        &self,
        context: &ClinicContext,
        connection: &Connection,
        (id, resource_id): &(String, String),
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        if let Err(error) = connection.close_channel(id, resource_id).await {
            self.warn_of(context.org_id, "calendar.channel_not_closed", &error.to_string());
            return Ok(Some(self.ports.clock.now() + AFTER_FAILURE));
        }
        context.clinic.transact(|transaction| Ok(transaction.run(channels::forget(id)).map(drop)?))?;
        Ok(None)
    }

    /// Forgets channels that have ended, and looks again when there is something to do.
    fn look_again(
        &self,
        context: &ClinicContext,
        wanted: &BTreeSet<String>,
        connection: &Connection,
        (ended, next): (Vec<String>, Option<DateTime<Utc>>),
    ) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        context.clinic.transact(|transaction| {
            for id in &ended {
                transaction.run(channels::forget(id))?;
            }
            let known = channels::found(transaction.run(channels::select())?)?;
            let planned = plan(wanted, &connection.credential_id, &known, now).next;
            due::set(transaction, DueWork::Watch, next.into_iter().chain(planned).min())
        })
    }
}

#[cfg(test)]
mod tests;
