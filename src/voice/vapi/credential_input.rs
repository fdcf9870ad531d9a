//! Credentials at Vapi.

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::credential::{VapiCredential, VapiSettings};
use crate::{
    config::VapiRegion,
    domain::secret::Secret,
    http::{
        Error,
        fields::{given, token},
    },
    voice::{
        account::secrets,
        vapi::proof::{
            signature,
            signing::{Piece, SigningScheme},
        },
    },
};

const MIN_SECRET_BYTES: usize = 16;

/// What proves the webhooks of an org's own Vapi account, and opens the account. At least one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VapiInput {
    /// Where Vapi keeps the account. The two environments share neither accounts nor keys.
    /// That of the account that is stored if absent, or the United States.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = VapiRegion)]
    region: Option<VapiRegion>,
    /// The account's private API key.
    #[schema(value_type = Option<String>)]
    api_key: Option<Secret>,
    /// Shared secrets, sent as `X-Vapi-Secret` or as a bearer token; several while one replaces another.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    webhook_secrets: Vec<Secret>,
    /// Keys of HMAC signatures.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    signing_secrets: Vec<Secret>,
    /// How signatures are made with them; as Vapi makes them by default if absent.
    #[schema(value_type = Option<SigningScheme>)]
    signing: Option<Value>,
}

impl VapiInput {
    /// The settings and the credential. Signing the URL needs that it is known. `stored` is the region of the account that is stored.
    pub(crate) fn checked(
        self,
        url_is_known: bool,
        stored: Option<VapiRegion>,
    ) -> Result<(VapiSettings, VapiCredential), Error> {
        let Self { region, api_key, webhook_secrets, signing_secrets, signing } = self;
        let signing = signing.map(|scheme| followed(scheme, url_is_known)).transpose()?;
        if api_key.is_none() && webhook_secrets.is_empty() && signing_secrets.is_empty() {
            return Err(Error::invalid("api_key", "Send api_key, webhook_secrets or signing_secrets."));
        }
        let credential = VapiCredential {
            api_key: api_key.map(|key| token("api_key", &key)).transpose()?,
            webhook_secrets: secrets("webhook_secrets", &webhook_secrets)?,
            signing_secrets: secrets("signing_secrets", &signing_secrets)?,
        };
        keys(signing.as_ref(), &credential.signing_secrets)?;
        let settings = VapiSettings {
            region: region.or(stored).unwrap_or_default(),
            last_four: credential.api_key.as_ref().and_then(Secret::last_four),
            webhook_secrets: credential.webhook_secrets.len(),
            signing_secrets: credential.signing_secrets.len(),
            signing,
        };
        Ok((settings, credential))
    }
}

/// A scheme that can be followed here.
fn followed(scheme: Value, url_is_known: bool) -> Result<SigningScheme, Error> {
    let scheme = SigningScheme::read(scheme).and_then(SigningScheme::checked);
    let scheme = scheme.map_err(|error| error.within("signing"))?;
    if scheme.names(Piece::Url) && !url_is_known {
        let detail = "This deployment has no PUBLIC_URL, so what {url} stands for is not known.";
        return Err(Error::invalid("signing.payload_format", detail));
    }
    Ok(scheme)
}

/// Every signing secret has to be a key under the scheme.
fn keys(scheme: Option<&SigningScheme>, secrets: &[Secret]) -> Result<(), Error> {
    let Some(scheme) = scheme else { return Ok(()) };
    if secrets.is_empty() {
        return Err(Error::invalid("signing", "Send signing_secrets with it."));
    }
    let long_enough = |secret| signature::key(scheme, secret).is_some_and(|key| key.len() >= MIN_SECRET_BYTES);
    if secrets.iter().all(long_enough) {
        return Ok(());
    }
    Err(Error::invalid("signing_secrets", format!("Each must be base64 of at least {MIN_SECRET_BYTES} bytes.")))
}
