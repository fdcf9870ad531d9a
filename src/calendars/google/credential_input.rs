//! What admins send as credentials at Google, and what must hold of it.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    credential::{GoogleCredential, GoogleSettings, GuestUpdates},
    pkcs8_der,
};
use crate::{
    config::Vendors,
    domain::{oauth_client::OAuthClient, secret::Secret},
    http::{
        Error,
        fields::{calendar_id, line, token},
    },
};

/// Google credentials: a refresh token, or a service account's key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoogleInput {
    /// The calendar's own id; for an account's main calendar, its e-mail address.
    calendar_id: String,
    /// Which guests Google mails when an appointment that invites them is booked, changed or cancelled. `none` when absent: Google warns
    /// that guests who do not use its calendar then never hear of the event. A service account invites nobody.
    #[serde(default)]
    guest_updates: GuestUpdates,
    /// From OAuth 2.0 consent with `access_type=offline`.
    #[schema(value_type = Option<String>)]
    refresh_token: Option<Secret>,
    /// The OAuth client that the refresh token belongs to; the platform's own if absent.
    client_id: Option<String>,
    #[schema(value_type = Option<String>)]
    client_secret: Option<Secret>,
    /// The key file of a service account, as downloaded.
    service_account: Option<ServiceAccountKey>,
    /// The user that the service account acts for, with domain-wide delegation.
    subject: Option<String>,
}

/// A service account's key file. Its `token_uri` and other members are ignored.
#[derive(Deserialize, ToSchema)]
pub struct ServiceAccountKey {
    client_email: String,
    /// PKCS#8 PEM.
    #[schema(value_type = String)]
    private_key: Secret,
    private_key_id: Option<String>,
}

impl GoogleInput {
    /// The settings and the credential.
    pub(crate) fn checked(self, vendors: &Vendors) -> Result<(GoogleSettings, GoogleCredential), Error> {
        let calendar_id = calendar_id(&self.calendar_id)?;
        let foreign = match &self.service_account {
            Some(_) => [("client_id", self.client_id.is_some()), ("client_secret", self.client_secret.is_some())],
            None => [("subject", self.subject.is_some()), ("subject", false)],
        };
        if let Some((field, _)) = foreign.into_iter().find(|(_, present)| *present) {
            let detail = "subject goes with service_account, client_id and client_secret go with refresh_token.";
            return Err(Error::invalid(field, detail));
        }
        let guest_updates = self.guest_updates;
        if self.service_account.is_some() && guest_updates != GuestUpdates::None {
            let detail = "A service account invites nobody, so there is nobody to mail. Leave this out.";
            return Err(Error::invalid("guest_updates", detail));
        }
        let (settings, credential) = match (self.refresh_token, self.service_account) {
            (Some(token), None) => {
                let client = client(self.client_id, self.client_secret, vendors)?;
                refresh_token(calendar_id, &token, client)
            }
            (None, Some(key)) => service_account(calendar_id, key, self.subject),
            _ => Err(Error::invalid("refresh_token", "Send either refresh_token or service_account.")),
        }?;
        Ok((GoogleSettings { guest_updates, ..settings }, credential))
    }
}

fn client(id: Option<String>, secret: Option<Secret>, vendors: &Vendors) -> Result<Option<OAuthClient>, Error> {
    match (id, secret) {
        (Some(id), Some(secret)) => {
            Ok(Some(OAuthClient { id: line("client_id", &id, 255)?, secret: token("client_secret", &secret)? }))
        }
        (None, None) if vendors.google_client.is_some() => Ok(None),
        (None, None) => {
            Err(Error::invalid("client_id", "This deployment has no OAuth client: send client_id and client_secret."))
        }
        _ => Err(Error::invalid("client_secret", "Send client_id and client_secret together.")),
    }
}

fn refresh_token(
    calendar_id: String,
    refresh_token: &Secret,
    client: Option<OAuthClient>,
) -> Result<(GoogleSettings, GoogleCredential), Error> {
    let refresh_token = token("refresh_token", refresh_token)?;
    let settings = GoogleSettings {
        calendar_id,
        kind: "refresh_token".into(),
        guest_updates: GuestUpdates::default(),
        account: None,
        identity: client.as_ref().map(|client| client.id.clone()),
        last_four: refresh_token.last_four(),
    };
    Ok((settings, GoogleCredential::RefreshToken { refresh_token, client, subject: None }))
}

fn service_account(
    calendar_id: String,
    key: ServiceAccountKey,
    subject: Option<String>,
) -> Result<(GoogleSettings, GoogleCredential), Error> {
    let client_email = line("service_account.client_email", &key.client_email, 255)?;
    if !client_email.contains('@') {
        return Err(Error::invalid("service_account.client_email", "This is not a service account's address."));
    }
    if pkcs8_der(key.private_key.expose()).is_none() {
        let detail = "This is not a PKCS#8 private key in PEM form. Send the key file as Google made it.";
        return Err(Error::invalid("service_account.private_key", detail));
    }
    let settings = GoogleSettings {
        calendar_id,
        kind: "service_account".into(),
        guest_updates: GuestUpdates::default(),
        account: None,
        identity: Some(client_email.clone()),
        last_four: key.private_key_id.as_deref().and_then(|id| Secret::new(id).last_four()),
    };
    let subject = subject.map(|subject| line("subject", &subject, 255)).transpose()?;
    let (private_key, private_key_id) = (key.private_key, key.private_key_id);
    Ok((settings, GoogleCredential::ServiceAccount { client_email, private_key, private_key_id, subject }))
}
