//! Signing in with Google.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Arrival, Beginning, Claims, ConsentError, ConsentRequest, GoogleConsent, RoundTrip};
use crate::{
    allowance::Allowance,
    context::RequestContext,
    domain::{
        email::EmailAddress,
        principal::Principal,
        vouched::{Grant, Vouched},
    },
    store::oauth_states::Errand,
};

/// What sessions and the audit trail call Google.
pub const GOOGLE: &str = "google";
/// Who they are, and nothing of their calendars: what they allow there they can take back without signing out here.
const SCOPES: &str = "openid email";

/// Why somebody who came back from Google is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum GoogleSignInError {
    #[error(transparent)]
    Consent(#[from] ConsentError),
    /// Google does not know the address to be theirs.
    #[error("the address is not verified")]
    AddressNotVerified,
    /// More people begin than can be noted.
    #[error("too many begin")]
    Busy,
}

/// Google, as people sign in with it.
pub struct GoogleSignIn {
    consent: Arc<GoogleConsent>,
    /// Everybody can begin, and each beginning is a row.
    beginnings: Allowance,
}

impl GoogleSignIn {
    pub fn new(consent: Arc<GoogleConsent>) -> Self {
        Self { consent, beginnings: Allowance::new(30, TimeDelta::seconds(1)) }
    }

    /// The page, for whoever comes back from it.
    pub fn consent(&self) -> &GoogleConsent {
        &self.consent
    }

    /// Begins, for one browser.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub async fn begin(&self, now: DateTime<Utc>) -> Result<Beginning, GoogleSignInError> {
        if !self.beginnings.take(now) {
            return Err(GoogleSignInError::Busy);
        }
        let errand = Errand::SignIn;
        let asked =
            ConsentRequest { errand, scopes: SCOPES, prompt: "select_account", offline: false, login_hint: None };
        Ok(self.consent.begin(asked, now).await?)
    }

    /// Whom Google vouches for.
    ///
    /// # Errors
    /// Why that is nobody.
    pub async fn finish(
        &self,
        round_trip: &RoundTrip,
        arrival: &Arrival,
        context: &RequestContext,
    ) -> Result<Vouched, GoogleSignInError> {
        vouched(&self.consent.redeem(round_trip, arrival, context).await?.claims)
    }
}

fn vouched(claims: &Claims) -> Result<Vouched, GoogleSignInError> {
    let email = claims.email.as_deref().filter(|_| claims.email_verified);
    let email = email.and_then(|email| EmailAddress::parse(email).ok()).ok_or(GoogleSignInError::AddressNotVerified)?;
    Ok(Vouched {
        provider: GOOGLE.into(),
        principal: Some(Principal::new(&claims.sub, claims.name.as_deref().or(Some(email.as_str())))),
        token_id: None,
        email: Some(email),
        grant: Grant::Membership,
        expires_at: claims.expires_at().unwrap_or_default(),
    })
}
