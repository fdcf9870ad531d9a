//! What is to be done about a clinic's channels, without doing it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            channels::{self, CalendarChannel},
            due::{self, DueWork},
        },
    },
};

/// How long before its end a channel is followed by another one.
const OVERLAP: TimeDelta = TimeDelta::days(1);
/// How long the old one is left beside the new one before it is looked whether something came through that.
const HANDOVER: TimeDelta = TimeDelta::hours(1);

/// What is to be done about a clinic's channels.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ChannelPlan {
    /// Calendars that need one.
    pub(super) open: Vec<String>,
    /// Channels that are not needed any more, by their ids with the provider's words for what they watch.
    pub(super) close: Vec<(String, String)>,
    /// Channels that have ended.
    pub(super) forget: Vec<String>,
    /// When to look again.
    pub(super) next: Option<DateTime<Utc>>,
}

/// By which account, and with which key for its token, a channel is of use.
pub(super) type ChannelTerms<'a> = (&'a str, &'a str);

/// Has channels opened for calendars that have none, if there are any.
///
/// # Errors
/// When the object's database failed.
pub(in crate::calendars) fn want(
    transaction: &dyn ClinicTransaction,
    calendars: &[String],
    terms: ChannelTerms<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let wanted = calendars.iter().cloned().collect();
    let known = channels::found(transaction.run(channels::select())?)?;
    // After a failure the provider is left alone for a while, whichever calendar it was of.
    let has_failed = |channel: &CalendarChannel| channel.is_unanswered() && channel.retry_at.is_some_and(|at| at > now);
    if !plan(&wanted, terms, &known, now).open.is_empty() && !known.iter().any(has_failed) {
        due::add(transaction, DueWork::Watch, now)?;
    }
    Ok(())
}

/// `known` has the channel first that ends last.
pub(super) fn plan(
    wanted: &BTreeSet<String>,
    terms: ChannelTerms<'_>,
    known: &[CalendarChannel],
    now: DateTime<Utc>,
) -> ChannelPlan {
    let (mut plan, mut served) = (ChannelPlan::default(), BTreeSet::new());
    let mut heard = BTreeSet::new();
    for channel in known {
        let calendar = channel.calendar_id.as_str();
        let is_of_use = wanted.contains(calendar) && terms == (&channel.credential_id, &channel.key_id);
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
            (None, None) => match channel.retry_at.filter(|at| is_of_use && *at > now) {
                Some(at) => {
                    served.insert(calendar);
                    plan.look_at(at);
                }
                None => plan.look_at(channel.expires_at),
            },
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

#[cfg(test)]
mod tests;
