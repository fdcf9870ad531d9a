//! One org's Google credential in use: a token from memory, else sealed from D1, else from Google.
//!
//! A token is renewed before it ends, behind an answer and not in front of it.

use std::{sync::Arc, time::Duration};

use super::tokens::{Key, Lease, Next};
use crate::{
    app::App,
    calendars::google::{
        self, AccessToken, GoogleError,
        credential::{GOOGLE, GoogleCredential, GoogleSettings},
    },
    context::RequestContext,
    domain::{id::OrgId, integration::SealedCredential, secret::Secret},
    log::{self, Level},
    store::{self, tokens::SealedToken},
    vault::Kind,
};

/// How often a request looks whether somebody else's renewal is done.
const POLL: Duration = Duration::from_millis(50);

/// The credential.
#[derive(Clone)]
pub(super) struct Account {
    key: Key,
    sealed: Arc<SealedCredential<GoogleSettings>>,
}

impl Account {
    pub(super) fn new(org_id: OrgId, sealed: SealedCredential<GoogleSettings>) -> Self {
        Self { key: (org_id, sealed.credential_id.clone()), sealed: Arc::new(sealed) }
    }

    pub(super) fn org_id(&self) -> OrgId {
        self.key.0
    }

    pub(super) fn credential_id(&self) -> &str {
        &self.key.1
    }

    /// Whether memory holds a token that is good for a call.
    pub(super) fn is_warm(&self, app: &App) -> bool {
        app.tokens.get(&self.key, app.ports.clock.now()).is_some()
    }

    /// Takes over a token that another isolate left in D1.
    pub(super) fn adopt(&self, app: &App, sealed: &SealedToken) {
        match app.accounts.vault().open::<Secret>(self.org_id(), &GOOGLE, Kind::Token, &sealed.token_sealed) {
            Ok(token) => app.tokens.adopt(&self.key, AccessToken { token, expires_at: sealed.expires_at }),
            Err(error) => self.log(app, "vault.token_unreadable", &error.to_string()),
        }
    }

    /// A token that is good for a call, the one that another request of this isolate is fetching included.
    pub(super) async fn token(&self, app: &Arc<App>, context: &RequestContext) -> Result<Secret, GoogleError> {
        let since = app.ports.clock.now();
        if let Some((token, ends_soon)) = app.tokens.get(&self.key, since) {
            if ends_soon {
                self.renew_behind(app, context);
            }
            return Ok(token);
        }
        loop {
            let now = app.ports.clock.now();
            match app.tokens.next(&self.key, since, now) {
                Next::Use(token) => return Ok(token),
                Next::Fail(error) => return Err(error),
                Next::Renew(lease) => return self.renew(app, context, lease).await,
                Next::Wait if context.deadline.remaining(now).is_zero() => {
                    return Err(GoogleError::Unavailable("Google did not answer in time."));
                }
                Next::Wait => app.ports.clock.sleep(POLL).await,
            }
        }
    }

    /// Forgets a token that Google refused. The one in D1 is overwritten by the renewal that follows.
    pub(super) fn refuse(&self, app: &App, token: Secret) {
        app.tokens.refuse(&self.key, token);
    }

    fn renew_behind(&self, app: &Arc<App>, context: &RequestContext) {
        let Some(lease) = app.tokens.lease(&self.key, app.ports.clock.now()) else { return };
        let (app, account, renewal) = (Arc::clone(app), self.clone(), context.clone());
        context.background.spawn(Box::pin(async move {
            if let Err(error) = account.renew(&app, &renewal, lease).await {
                account.log(&app, "token.early_renewal_failed", &error.to_string());
            }
        }));
    }

    async fn renew(&self, app: &Arc<App>, context: &RequestContext, lease: Lease) -> Result<Secret, GoogleError> {
        let outcome = self.exchange(app, context).await;
        app.tokens.finish(&self.key, lease, &outcome, app.ports.clock.now());
        let token = outcome?;
        let (app, account, kept) = (Arc::clone(app), self.clone(), token.clone());
        context.background.spawn(Box::pin(async move { account.keep(&app, &kept).await }));
        Ok(token.token)
    }

    async fn exchange(&self, app: &App, context: &RequestContext) -> Result<AccessToken, GoogleError> {
        let opened: Option<GoogleCredential> = app.accounts.open(self.org_id(), &GOOGLE, &self.sealed.sealed);
        let credential =
            opened.ok_or(GoogleError::Denied("The stored Google credential cannot be opened. Store it again."))?;
        google::exchange(&app.ports, &app.config.vendors, &credential, context.deadline).await
    }

    /// Leaves the token for other isolates. Without it they fetch their own, so a failure is only worth a line.
    async fn keep(&self, app: &App, token: &AccessToken) {
        let kept = match app.accounts.vault().seal(self.org_id(), &GOOGLE, Kind::Token, &token.token) {
            Ok(sealed) => {
                let (org_id, id) = (self.org_id(), self.credential_id());
                let put = store::tokens::put(org_id, &GOOGLE, id, sealed, token.expires_at);
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
