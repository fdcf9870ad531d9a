//! One org's Google credential in use: a token from memory, else sealed from D1, else from Google.
//!
//! A token is renewed before it ends, behind an answer and not in front of it.

use std::{future::Future, sync::Arc, time::Duration};

use super::{
    AccessToken, GoogleError,
    api::Api,
    credential::{GOOGLE, GoogleCredential, GoogleSettings},
    events::Calendar,
    exchange,
    service::Google,
    tokens::{Key, Lease, Next},
};
use crate::{
    context::RequestContext,
    domain::{id::OrgId, integration::SealedCredential, secret::Secret},
    log::{self, Level},
    store::{self, tokens::SealedToken},
};

/// How often a request looks whether somebody else's renewal is done.
const POLL: Duration = Duration::from_millis(50);

/// The credential, for one request.
#[derive(Clone)]
pub(super) struct GoogleAccount {
    pub(super) google: Arc<Google>,
    pub(super) context: RequestContext,
    key: Key,
    sealed: Arc<SealedCredential>,
    pub(super) settings: Arc<GoogleSettings>,
}

impl GoogleAccount {
    /// `None` if the settings are not Google's.
    pub(super) fn new(
        google: Arc<Google>,
        context: &RequestContext,
        org_id: OrgId,
        sealed: &SealedCredential,
    ) -> Option<Self> {
        let settings = Arc::new(sealed.settings_as()?);
        // A token in memory is used without opening the envelope, so it counts for these settings alone too.
        let key = (org_id, format!("{} {}", sealed.credential_id, sealed.settings));
        Some(Self { google, context: context.clone(), key, sealed: Arc::new(sealed.clone()), settings })
    }

    /// Asks Google `question` with the account's token. A refused token is replaced once, so the question must be one that can be asked
    /// twice. The connection counts as dead only if Google refuses a token that it has just issued.
    pub(super) async fn ask<T, F: Future<Output = Result<T, GoogleError>>>(
        &self,
        question: impl Fn(Secret) -> F,
    ) -> Result<T, GoogleError> {
        let outcome = match self.ask_once(&question, None).await {
            Err((GoogleError::TokenRefused, Some(refused))) => {
                self.refuse(refused.clone());
                self.ask_once(&question, Some(&refused)).await
            }
            outcome => outcome,
        };
        outcome.map_err(|(error, _)| error)
    }

    /// One question to Google. An error carries the token that it was asked with.
    async fn ask_once<T, F: Future<Output = Result<T, GoogleError>>>(
        &self,
        question: impl Fn(Secret) -> F,
        refused_before: Option<&Secret>,
    ) -> Result<T, (GoogleError, Option<Secret>)> {
        let token = self.token().await.map_err(|error| (error, None))?;
        question(token.clone()).await.map_err(|error| match (error, refused_before) {
            (GoogleError::TokenRefused, Some(before)) if *before != token => {
                let reason = "Google refuses every token of this connection. Connect the calendar again.";
                (GoogleError::Reconnect(reason), None)
            }
            _ => (error, Some(token)),
        })
    }

    /// One of the account's calendars, with a token.
    pub(super) fn calendar<'a>(&'a self, id: &'a str, token: &'a Secret) -> Calendar<'a> {
        Calendar::new(self.api(token), id, self.settings.guest_updates)
    }

    /// The API with a token.
    pub(super) fn api<'a>(&'a self, token: &'a Secret) -> Api<'a> {
        let Google { ports, vendors, .. } = self.google.as_ref();
        Api { ports, base: &vendors.google_api_base, token, deadline: self.context.deadline }
    }

    /// Whether memory holds a token that is good for a call.
    pub(super) fn has_token(&self) -> bool {
        self.google.tokens.get(&self.key, self.google.ports.clock.now()).is_some()
    }

    /// Takes over a token that another isolate left in D1.
    pub(super) fn take_over(&self, sealed: &SealedToken) {
        let vault = self.google.accounts.vault();
        match vault.open_token(self.org_id(), &GOOGLE, &self.sealed, &sealed.token_sealed) {
            Ok(token) => self.google.tokens.adopt(&self.key, AccessToken { token, expires_at: sealed.expires_at }),
            Err(error) => self.warn("vault.token_unreadable", &error.to_string()),
        }
    }

    /// A token that is good for a call, the one that another request of this isolate is fetching included.
    async fn token(&self) -> Result<Secret, GoogleError> {
        let (clock, tokens) = (self.google.ports.clock.as_ref(), &self.google.tokens);
        let since = clock.now();
        if let Some((token, ends_soon)) = tokens.get(&self.key, since) {
            if ends_soon {
                self.renew_behind();
            }
            return Ok(token);
        }
        loop {
            let now = clock.now();
            match tokens.next(&self.key, since, now) {
                Next::Use(token) => return Ok(token),
                Next::Fail(error) => return Err(error),
                Next::Renew(lease) => return self.renew(lease).await,
                Next::Wait if self.context.deadline.remaining(now).is_zero() => {
                    return Err(GoogleError::Unavailable("Google did not answer in time."));
                }
                Next::Wait => clock.sleep(POLL).await,
            }
        }
    }

    /// Forgets a token that Google refused. The one in D1 is overwritten by the renewal that follows.
    fn refuse(&self, token: Secret) {
        self.google.tokens.refuse(&self.key, token);
    }

    fn renew_behind(&self) {
        let Some(lease) = self.google.tokens.lease(&self.key, self.google.ports.clock.now()) else { return };
        let account = self.clone();
        self.context.background.spawn(Box::pin(async move {
            if let Err(error) = account.renew(lease).await {
                account.warn("token.early_renewal_failed", &error.to_string());
            }
        }));
    }

    async fn renew(&self, lease: Lease) -> Result<Secret, GoogleError> {
        let outcome = self.new_token().await;
        self.google.tokens.finish(&self.key, lease, &outcome, self.google.ports.clock.now());
        let token = outcome?;
        let (account, kept) = (self.clone(), token.clone());
        self.context.background.spawn(Box::pin(async move { account.keep(&kept).await }));
        Ok(token.token)
    }

    /// A token that Google has just issued.
    async fn new_token(&self) -> Result<AccessToken, GoogleError> {
        let opened: Option<GoogleCredential> = self.google.accounts.open(self.org_id(), &GOOGLE, &self.sealed);
        let credential =
            opened.ok_or(GoogleError::Denied("The stored Google credential cannot be opened. Store it again."))?;
        exchange(&self.google.ports, &self.google.vendors, &credential, self.context.deadline).await
    }

    /// Leaves the token for other isolates. Without it they fetch their own, so a failure is only worth a line.
    async fn keep(&self, token: &AccessToken) {
        let (vault, ports) = (self.google.accounts.vault(), &self.google.ports);
        let kept = match vault.seal_token(self.org_id(), &GOOGLE, &self.sealed, &token.token) {
            Ok(sealed) => {
                let put =
                    store::tokens::put(self.org_id(), &GOOGLE, &self.sealed.credential_id, sealed, token.expires_at);
                store::run_one(ports.database.as_ref(), put).await.map(|_| ()).map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        if let Err(detail) = kept {
            self.warn("token.not_kept", &detail);
        }
    }

    pub(super) const fn org_id(&self) -> OrgId {
        self.key.0
    }

    pub(super) fn warn(&self, event: &'static str, detail: &str) {
        let org_id = self.org_id().to_string();
        log::write(self.google.ports.log.as_ref(), Level::Warn, event, &[("org_id", &org_id), ("detail", detail)]);
    }
}
