//! The access tokens of one isolate: one entry per credential, with what is known of it.
//!
//! One renewal is in flight per credential. Requests share values and never futures: a runtime that cancels a request would cancel
//! its future for all who wait. Those who wait for a renewal take its outcome, a failure too, instead of trying one after another.

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccessToken, GoogleError};
use crate::{
    cache::Cache,
    domain::{id::OrgId, secret::Secret},
};

const CAPACITY: usize = 5_000;
/// A token with less than this left is not used for a new call.
const MARGIN: TimeDelta = TimeDelta::seconds(60);
/// A token with less than this left is renewed behind the answer.
const EARLY: TimeDelta = TimeDelta::minutes(5);
/// How long others wait for a renewal in flight before they take over: a request that was cut off never finishes its own.
const LEASE: TimeDelta = TimeDelta::seconds(4);

/// An org and its credential: the id and the settings beside it.
pub(super) type Key = (OrgId, String);

/// What is known of one credential.
#[derive(Clone, Default)]
struct Entry {
    token: Option<AccessToken>,
    /// The token that Google refused last; another isolate may still offer it.
    refused: Option<Secret>,
    /// When the renewal in flight began.
    renewing: Option<DateTime<Utc>>,
    /// The last renewal that failed, and when.
    failed: Option<(DateTime<Utc>, GoogleError)>,
}

/// What to do for a token.
pub(super) enum Next {
    /// Use this one.
    Use(Secret),
    /// Renew; the lease names the renewal.
    Renew(Lease),
    /// Somebody else is renewing.
    Wait,
    /// Somebody else has just tried.
    Fail(GoogleError),
}

/// The right to renew, by the moment at which it was taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Lease(DateTime<Utc>);

/// The tokens.
pub struct TokenCache(Cache<Key, Entry>);

impl Default for TokenCache {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl TokenCache {
    /// A token that is good for a call, and whether it should be renewed soon.
    pub(super) fn get(&self, key: &Key, now: DateTime<Utc>) -> Option<(Secret, bool)> {
        let token = self.entry(key).token.filter(|token| token.expires_at > now + MARGIN)?;
        Some((token.token, token.expires_at <= now + EARLY))
    }

    /// What a request that has waited since `since` should do.
    pub(super) fn next(&self, key: &Key, since: DateTime<Utc>, now: DateTime<Utc>) -> Next {
        if let Some((token, _)) = self.get(key, now) {
            return Next::Use(token);
        }
        match self.entry(key).failed {
            Some((at, error)) if at > since => Next::Fail(error),
            _ => self.lease(key, now).map_or(Next::Wait, Next::Renew),
        }
    }

    /// The right to renew, unless somebody has it.
    pub(super) fn lease(&self, key: &Key, now: DateTime<Utc>) -> Option<Lease> {
        let mut entry = self.entry(key);
        if entry.renewing.is_some_and(|since| now - since < LEASE) {
            return None;
        }
        entry.renewing = Some(now);
        self.0.put(key.clone(), entry, 1);
        Some(Lease(now))
    }

    /// Ends a renewal with its outcome. One that was given up meanwhile still brings its token, and ends nobody else's.
    pub(super) fn finish(
        &self,
        key: &Key,
        lease: Lease,
        outcome: &Result<AccessToken, GoogleError>,
        now: DateTime<Utc>,
    ) {
        let mut entry = self.entry(key);
        if entry.renewing == Some(lease.0) {
            entry.renewing = None;
        }
        match outcome {
            Ok(token) => (entry.token, entry.failed) = (Some(token.clone()), None),
            Err(error) => entry.failed = Some((now, *error)),
        }
        self.0.put(key.clone(), entry, 1);
    }

    /// Takes over a token that another isolate left, unless Google is known to refuse it or memory has a better one.
    pub(super) fn adopt(&self, key: &Key, token: AccessToken) {
        let mut entry = self.entry(key);
        let better = entry.token.as_ref().is_some_and(|own| own.expires_at >= token.expires_at);
        if better || entry.refused.as_ref() == Some(&token.token) {
            return;
        }
        entry.token = Some(token);
        self.0.put(key.clone(), entry, 1);
    }

    /// Forgets a token that Google refused; a newer one stays.
    pub(super) fn refuse(&self, key: &Key, refused: Secret) {
        let mut entry = self.entry(key);
        if entry.token.as_ref().is_some_and(|token| token.token == refused) {
            entry.token = None;
        }
        entry.refused = Some(refused);
        self.0.put(key.clone(), entry, 1);
    }

    fn entry(&self, key: &Key) -> Entry {
        self.0.get(key).unwrap_or_default()
    }
}
