//! What admins send as credentials at Twilio, and what must hold of it.

use serde::Deserialize;
use utoipa::ToSchema;

use super::credential::{TwilioCredential, TwilioSettings};
use crate::{
    config::TwilioRegion,
    domain::{country::Country, secret::Secret},
    http::{
        Error,
        fields::{given, token},
        numbers,
    },
    store::integrations::Integration,
};

const MOST_SHARED_KEYS: usize = 4;
const SHORTEST_SHARED_KEY: usize = 16;

/// Twilio credentials, and what texts are sent from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TwilioInput {
    /// `AC` and 32 hexadecimal digits.
    account_sid: String,
    /// Where Twilio keeps the account. Each region has an auth token and API keys of its own.
    /// That of the account that is stored if absent, or `us1`.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = TwilioRegion)]
    region: Option<TwilioRegion>,
    /// The account's primary auth token in that region.
    #[schema(value_type = String)]
    auth_token: Secret,
    /// `SK` and 32 hexadecimal digits; used for requests if present.
    api_key_sid: Option<String>,
    #[schema(value_type = Option<String>)]
    api_key_secret: Option<Secret>,
    /// The number that texts come from.
    from_number: Option<String>,
    /// `MG` and 32 hexadecimal digits; instead of a number.
    messaging_service_sid: Option<String>,
    /// Secrets of shared keys, if a webhook rule of the account has callbacks signed with one; several while one replaces another, at
    /// most four.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    shared_keys: Vec<Secret>,
}

impl TwilioInput {
    /// The settings and the credential. What is stored of the same account says where it is if this does not.
    pub(crate) fn checked(
        self,
        country: Option<Country>,
        stored: Option<&Integration>,
    ) -> Result<(TwilioSettings, TwilioCredential), Error> {
        let stored = stored.filter(|stored| stored.setting("account_sid").as_ref() == Some(&self.account_sid));
        let region = self.region.or_else(|| stored.and_then(Integration::region)).unwrap_or_default();
        let auth_token = token("auth_token", &self.auth_token)?;
        let api_key_secret = self.api_key_secret.map(|secret| token("api_key_secret", &secret)).transpose()?;
        if self.api_key_sid.is_some() != api_key_secret.is_some() {
            return Err(Error::invalid("api_key_secret", "Send api_key_sid and api_key_secret together."));
        }
        if self.from_number.is_some() == self.messaging_service_sid.is_some() {
            return Err(Error::invalid("from_number", "Send either from_number or messaging_service_sid."));
        }
        let shared_keys = shared_keys(&self.shared_keys)?;
        let from_number = self.from_number.map(|text| numbers::dialled("from_number", &text, country)).transpose()?;
        let settings = TwilioSettings {
            account_sid: sid("account_sid", "AC", self.account_sid)?,
            region,
            api_key_sid: self.api_key_sid.map(|text| sid("api_key_sid", "SK", text)).transpose()?,
            from_number: from_number.map(|number| number.dialled()),
            messaging_service_sid: self
                .messaging_service_sid
                .map(|text| sid("messaging_service_sid", "MG", text))
                .transpose()?,
            shared_keys: Some(shared_keys.len()).filter(|count| *count > 0),
            last_four: auth_token.last_four(),
        };
        Ok((settings, TwilioCredential { auth_token, api_key_secret, shared_keys }))
    }
}

/// Secrets of shared keys, few enough to try them all.
fn shared_keys(given: &[Secret]) -> Result<Vec<Secret>, Error> {
    if given.len() > MOST_SHARED_KEYS {
        return Err(Error::invalid("shared_keys", format!("There can be {MOST_SHARED_KEYS} at most.")));
    }
    if given.iter().any(|secret| secret.expose().trim().len() < SHORTEST_SHARED_KEY) {
        let detail =
            format!("Each must have at least {SHORTEST_SHARED_KEY} characters. Send the secrets, not the ids.");
        return Err(Error::invalid("shared_keys", detail));
    }
    given.iter().map(|secret| token("shared_keys", secret)).collect()
}

/// A Twilio SID: a prefix and 32 hexadecimal digits.
fn sid(field: &'static str, prefix: &str, text: String) -> Result<String, Error> {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    if digits.len() == 32 && digits.chars().all(|c| c.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err(Error::invalid(
            field,
            format!("This must be {prefix} and 32 hexadecimal digits, as the Twilio console shows it."),
        ))
    }
}
