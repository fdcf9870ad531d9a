//! Access tokens: in the isolate's memory, else sealed in D1, else from Google.
//!
//! A token is renewed before it ends, behind an answer and not in front of it. One renewal is in flight per credential and isolate.
//! Values are shared between requests and never futures: a runtime that cancels a request would cancel its future for all who wait.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use lru::LruCache;

use crate::{
    app::{App, Call},
    clients::google::{self, AccessToken, GoogleError},
    domain::{
        credential::{GoogleCredential, GoogleSettings, Service},
        id::OrgId,
        route::SealedCredential,
        secret::Secret,
    },
    log::{self, Level},
    store::{self, tokens::SealedToken},
    vault::{self, Kind},
};

const CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4_999);
/// A token with less than this left is not used for a new call.
const MARGIN: TimeDelta = TimeDelta::seconds(60);
/// A token with less than this left is renewed behind the answer.
const EARLY: TimeDelta = TimeDelta::minutes(5);
/// How long others wait for a renewal in flight before they take over: a request that was cut off never finishes its own.
const LEASE: TimeDelta = TimeDelta::seconds(4);
const POLL: Duration = Duration::from_millis(15);

type Key = (OrgId, String);

/// The tokens of one isolate.
pub struct TokenCache {
    tokens: Mutex<LruCache<Key, AccessToken>>,
    in_flight: Mutex<HashMap<Key, DateTime<Utc>>>,
}

/// Ends a renewal also when its request is dropped.
struct Lease<'a> {
    cache: &'a TokenCache,
    key: &'a Key,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.cache.in_flight.lock().unwrap_or_else(PoisonError::into_inner).remove(self.key);
    }
}

impl Default for TokenCache {
    fn default() -> Self {
        Self { tokens: Mutex::new(LruCache::new(CAPACITY)), in_flight: Mutex::default() }
    }
}

impl TokenCache {
    fn get(&self, key: &Key, now: DateTime<Utc>) -> Option<AccessToken> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(key).filter(|token| token.expires_at > now + MARGIN).cloned()
    }

    fn put(&self, key: &Key, token: AccessToken) {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).put(key.clone(), token);
    }

    fn remove(&self, key: &Key) {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).pop(key);
    }

    fn lease<'a>(&'a self, key: &'a Key, now: DateTime<Utc>) -> Option<Lease<'a>> {
        let mut in_flight = self.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        if in_flight.get(key).is_some_and(|since| now - *since < LEASE) {
            return None;
        }
        in_flight.insert(key.clone(), now);
        Some(Lease { cache: self, key })
    }
}

/// One org's Google credential in use.
#[derive(Clone)]
pub(super) struct Account {
    key: Key,
    sealed: Arc<SealedCredential<GoogleSettings>>,
}

impl Account {
    pub(super) fn new(org_id: OrgId, sealed: &SealedCredential<GoogleSettings>) -> Self {
        Self { key: (org_id, sealed.credential_id.clone()), sealed: Arc::new(sealed.clone()) }
    }

    pub(super) fn org_id(&self) -> OrgId {
        self.key.0
    }

    pub(super) fn credential_id(&self) -> &str {
        &self.key.1
    }

    pub(super) fn calendar_id(&self) -> &str {
        &self.sealed.settings.calendar_id
    }

    /// Whether memory holds a token that is good for a call.
    pub(super) fn is_warm(&self, app: &App) -> bool {
        app.tokens.get(&self.key, app.ports.clock.now()).is_some()
    }

    /// Takes over a token that another isolate left in D1.
    pub(super) fn adopt(&self, app: &App, sealed: &SealedToken) {
        let place = vault::place(self.org_id(), Service::Google, Kind::Token);
        match vault::open::<Secret>(&app.config.vault, place, &sealed.token_sealed) {
            Ok(token) => app.tokens.put(&self.key, AccessToken { token, expires_at: sealed.expires_at }),
            Err(error) => self.log(app, "vault.token_unreadable", &error.to_string()),
        }
    }

    /// A token that is good for a call. One that ends soon is renewed behind the answer.
    pub(super) async fn token(&self, app: &Arc<App>, call: &Call) -> Result<Secret, GoogleError> {
        let now = app.ports.clock.now();
        let Some(token) = app.tokens.get(&self.key, now) else {
            return self.renew(app, call).await;
        };
        if token.expires_at <= now + EARLY {
            self.renew_behind(app, call);
        }
        Ok(token.token)
    }

    /// Forgets a token that Google refused.
    pub(super) fn refuse(&self, app: &Arc<App>, call: &Call) {
        app.tokens.remove(&self.key);
        let (app, account) = (Arc::clone(app), self.clone());
        call.background.spawn(Box::pin(async move {
            let forget = store::tokens::delete(account.org_id(), Service::Google, account.credential_id());
            if let Err(error) = store::run_one(app.ports.database.as_ref(), forget).await {
                account.log(&app, "token.not_forgotten", &error.to_string());
            }
        }));
    }

    /// A new token from Google, or the one that another request of this isolate is just fetching.
    async fn renew(&self, app: &Arc<App>, call: &Call) -> Result<Secret, GoogleError> {
        loop {
            let now = app.ports.clock.now();
            if let Some(lease) = app.tokens.lease(&self.key, now) {
                let token = self.exchange(app, call).await;
                drop(lease);
                return token;
            }
            if call.deadline.remaining(now).is_zero() {
                return Err(GoogleError::Unavailable("Google did not answer in time."));
            }
            app.ports.clock.sleep(POLL).await;
            if let Some(token) = app.tokens.get(&self.key, app.ports.clock.now()) {
                return Ok(token.token);
            }
        }
    }

    fn renew_behind(&self, app: &Arc<App>, call: &Call) {
        let (app, account, renewal) = (Arc::clone(app), self.clone(), call.clone());
        call.background.spawn(Box::pin(async move {
            let Some(_lease) = app.tokens.lease(&account.key, app.ports.clock.now()) else { return };
            if let Err(error) = account.exchange(&app, &renewal).await {
                account.log(&app, "token.early_renewal_failed", &error.to_string());
            }
        }));
    }

    async fn exchange(&self, app: &Arc<App>, call: &Call) -> Result<Secret, GoogleError> {
        let place = vault::place(self.org_id(), Service::Google, Kind::Credentials);
        let credential: GoogleCredential =
            vault::open(&app.config.vault, place, &self.sealed.sealed).map_err(|error| {
                self.log(app, "vault.credential_unreadable", &error.to_string());
                GoogleError::Denied("The stored Google credential cannot be opened. Store it again.")
            })?;
        let token = google::exchange(&app.ports, &app.config.vendors, &credential, call.deadline).await?;
        app.tokens.put(&self.key, token.clone());
        let (app, account, kept) = (Arc::clone(app), self.clone(), token.clone());
        call.background.spawn(Box::pin(async move { account.keep(&app, &kept).await }));
        Ok(token.token)
    }

    /// Leaves the token for other isolates. Without it they fetch their own, so a failure is only worth a line.
    async fn keep(&self, app: &App, token: &AccessToken) {
        let place = vault::place(self.org_id(), Service::Google, Kind::Token);
        let kept = match vault::seal(&app.config.vault, place, &token.token, app.ports.entropy.as_ref()) {
            Ok(sealed) => {
                let put =
                    store::tokens::put(self.org_id(), Service::Google, self.credential_id(), sealed, token.expires_at);
                store::run_one(app.ports.database.as_ref(), put).await.map(|_| ()).map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        if let Err(detail) = kept {
            self.log(app, "token.not_kept", &detail);
        }
    }

    fn log(&self, app: &App, event: &'static str, detail: &str) {
        let org_id = self.org_id().to_string();
        log::write(app.ports.log.as_ref(), Level::Warn, event, &[("org_id", &org_id), ("detail", detail)]);
    }
}
