//! An org's account at a platform that proves itself by secrets, and what the deployment has there: one form for all such platforms.
//!
//! A platform's folder says in an [`AccountKind`] which secrets there are. Vapi's account has more to it and is read in Vapi's folder.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::platform::{AccountDocument, Secrets};
use crate::{
    app::App,
    config::PlatformAuth,
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
        secret::Secret,
    },
    http::{Error, body::parse, fields::token, schema::add},
    integrations::{Accounts, Connector, NewAccount, StoredAccount, TestOutcome},
    store::integrations::Integration,
};

const MOST_SECRETS: usize = 4;
const MIN_SECRET_BYTES: usize = 16;

/// Which secrets an account at a platform has.
pub(crate) struct AccountKind {
    pub(crate) vendor: Vendor,
    /// Whether it has a key of the platform's API.
    pub(crate) has_api_key: bool,
    /// Whether the API key signs requests, too.
    pub(crate) api_key_signs: bool,
    /// Whether requests can carry a shared secret.
    pub(crate) has_webhook_secrets: bool,
    /// Whether requests can be signed; and what is wrong with a key for that, if anything is.
    pub(crate) signing: Option<fn(&Secret) -> Option<&'static str>>,
}

/// What an admin sends of an account at a voice platform: at least one of the three that the platform has.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformAccountInput {
    /// The key of the platform's API.
    #[schema(value_type = Option<String>)]
    api_key: Option<Secret>,
    /// Shared secrets that requests carry; several while one replaces another.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    webhook_secrets: Vec<Secret>,
    /// Keys of signatures, in the platform's own form; several while one replaces another.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    signing_secrets: Vec<Secret>,
}

/// The description of such an account, with an example of what is sent.
pub(crate) const fn document(example: fn() -> Value) -> AccountDocument {
    AccountDocument { schema: add::<PlatformAccountInput>, example }
}

/// The secret part of an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PlatformCredential {
    pub(crate) api_key: Option<Secret>,
    pub(crate) webhook_secrets: Vec<Secret>,
    pub(crate) signing_secrets: Vec<Secret>,
}

/// What is not secret of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlatformSettings {
    /// The last four characters of the API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_four: Option<String>,
    /// How many shared secrets there are.
    #[serde(default)]
    webhook_secrets: usize,
    /// How many keys of signatures there are.
    #[serde(default)]
    signing_secrets: usize,
}

impl AccountKind {
    /// One that is shared secrets and nothing else, at the platform of this name.
    pub(crate) const fn of_shared_secrets(platform: &'static str) -> Self {
        let vendor = Vendor::named(platform);
        Self { vendor, has_api_key: false, api_key_signs: false, has_webhook_secrets: true, signing: None }
    }

    /// Reads what an admin sends.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub(crate) fn read(&self, body: &[u8]) -> Result<NewAccount, Error> {
        let PlatformAccountInput { api_key, webhook_secrets, signing_secrets } = parse(body)?;
        self.refuse_foreign(api_key.is_some(), webhook_secrets.len(), signing_secrets.len())?;
        let credential = PlatformCredential {
            api_key: api_key.map(|key| self.api_key(&key)).transpose()?,
            webhook_secrets: secrets("webhook_secrets", &webhook_secrets)?,
            signing_secrets: secrets("signing_secrets", &signing_secrets)?,
        };
        let wrong = |secret| self.signing.and_then(|check| check(secret));
        if let Some(detail) = credential.signing_secrets.iter().find_map(wrong) {
            return Err(Error::invalid("signing_secrets", detail));
        }
        let settings = PlatformSettings {
            last_four: credential.api_key.as_ref().and_then(Secret::last_four),
            webhook_secrets: credential.webhook_secrets.len(),
            signing_secrets: credential.signing_secrets.len(),
        };
        NewAccount::of(&settings, &credential)
    }

    /// One that signs can be guessed from a single signature if it is short.
    fn api_key(&self, key: &Secret) -> Result<Secret, Error> {
        let of_signatures =
            if self.api_key_signs { secrets("api_key", std::slice::from_ref(key))?.pop() } else { None };
        of_signatures.map_or_else(|| token("api_key", key), Ok)
    }

    /// What the platform does not have would never be looked at, and nothing at all proves nothing.
    fn refuse_foreign(&self, has_api_key: bool, webhook_secrets: usize, signing_secrets: usize) -> Result<(), Error> {
        let members = [
            ("api_key", self.has_api_key, has_api_key),
            ("webhook_secrets", self.has_webhook_secrets, webhook_secrets > 0),
            ("signing_secrets", self.signing.is_some(), signing_secrets > 0),
        ];
        if let Some((field, ..)) = members.iter().find(|(_, is_known, is_sent)| *is_sent && !is_known) {
            let detail = format!("{} has none here. Leave it out.", self.vendor);
            return Err(Error::invalid(*field, detail));
        }
        if members.iter().any(|(.., is_sent)| *is_sent) {
            return Ok(());
        }
        let known: Vec<&str> = members.iter().filter(|(_, is_known, _)| *is_known).map(|(field, ..)| *field).collect();
        Err(Error::invalid(known.first().copied().unwrap_or_default(), format!("Send {}.", known.join(" or "))))
    }
}

/// Secrets that nobody guesses, few enough to try them all.
pub(crate) fn secrets(field: &'static str, given: &[Secret]) -> Result<Vec<Secret>, Error> {
    if given.len() > MOST_SECRETS {
        return Err(Error::invalid(field, format!("There can be {MOST_SECRETS} at most.")));
    }
    if given.iter().any(|secret| secret.expose().trim().len() < MIN_SECRET_BYTES) {
        return Err(Error::invalid(field, format!("Each must have at least {MIN_SECRET_BYTES} characters.")));
    }
    given.iter().map(|secret| token(field, secret)).collect()
}

/// A platform whose account is its secrets, as far as the admin API is concerned.
pub(crate) struct SecretsConnector(pub(crate) &'static AccountKind);

#[async_trait]
impl Connector for SecretsConnector {
    fn vendor(&self) -> Vendor {
        self.0.vendor.clone()
    }

    fn purpose(&self) -> Purpose {
        Purpose::Voice
    }

    fn read(&self, _: &Org, body: &[u8], _: Option<&Integration>) -> Result<NewAccount, Error> {
        self.0.read(body)
    }

    /// There is nothing to ask the platform.
    async fn test(&self, _: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        match account.read::<PlatformSettings, PlatformCredential>() {
            Some(_) => TestOutcome::works("The secrets can be opened."),
            None => TestOutcome::unreadable(),
        }
    }
}

/// What proves a platform's requests.
pub(crate) struct Proofs {
    /// Shared secrets, to be sent as they are.
    pub(crate) shared: Vec<Secret>,
    /// Keys of signatures.
    pub(crate) signing: Vec<Secret>,
}

/// The secrets that prove requests of one platform: the deployment's, and those of orgs.
#[derive(Clone)]
pub(crate) struct PlatformKeys {
    kind: &'static AccountKind,
    auth: PlatformAuth,
    accounts: Arc<Accounts>,
}

impl PlatformKeys {
    /// Those of the platform with this kind of account.
    pub(crate) fn new(kind: &'static AccountKind, app: &App) -> Self {
        let auth = app.config.platforms.of(kind.vendor.as_str());
        Self { kind, auth, accounts: Arc::clone(&app.accounts) }
    }

    /// Whether nothing has to be proven.
    pub(crate) fn is_off(&self) -> bool {
        matches!(self.auth, PlatformAuth::Off)
    }

    /// What can prove a request: the deployment's own, or an org's. An org without an account has nothing that does.
    pub(crate) fn of(&self, secrets: Secrets<'_>) -> Proofs {
        match secrets {
            Secrets::Deployment => match &self.auth {
                PlatformAuth::Off => Proofs { shared: Vec::new(), signing: Vec::new() },
                PlatformAuth::Secrets { shared, signing } => {
                    Proofs { shared: shared.clone(), signing: signing.clone() }
                }
            },
            Secrets::Org(route) => {
                let account = route.integrations.get(&self.kind.vendor);
                let opened = account
                    .and_then(|account| self.accounts.open_for_stranger(route.org_id, &self.kind.vendor, account));
                let PlatformCredential { api_key, webhook_secrets, mut signing_secrets } = opened.unwrap_or_default();
                signing_secrets.extend(api_key.filter(|_| self.kind.api_key_signs));
                Proofs { shared: webhook_secrets, signing: signing_secrets }
            }
        }
    }
}
