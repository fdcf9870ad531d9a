//! Providers of identities whose tokens are accepted, as `IDENTITY_PROVIDERS` names them: a list in JSON.

use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;

use crate::{
    crypto::{key_set::Algorithm, token::OWN_PROVIDER},
    domain::{id::OrgId, role::MemberRole, secret::Secret},
    variables::{Variables, is_own_secret},
};

const VARIABLE: &str = "IDENTITY_PROVIDERS";
/// The longest variable that Cloudflare takes.
const MAX_BYTES: usize = 5 * 1024;
/// Names that stand for other ways to sign in.
const TAKEN: [&str; 2] = [OWN_PROVIDER, "google"];
/// Claims that people change themselves, at Supabase and at Clerk.
const OF_USERS: [&str; 2] = ["user_metadata", "unsafe_metadata"];

/// Somebody whose tokens are accepted.
#[derive(Clone, Debug)]
pub struct IdentityProvider {
    /// What sessions, members and the audit trail call it.
    pub name: Arc<str>,
    /// The `iss` of its tokens, exactly.
    pub issuer: String,
    pub keys: SigningKeys,
    /// A token's `aud` has to have one of them.
    pub audiences: Vec<String>,
    /// A token's `azp` has to be one of them, if there are any.
    pub parties: Vec<String>,
    /// A token's `type` has to be this, if it is set.
    pub token_type: Option<String>,
    /// Whether its tokens come in the header of Cloudflare Access, put there before the request arrives.
    pub is_access: bool,
    pub rights: Rights,
    /// Who of them is the operator, by `sub`.
    pub platform_subjects: Vec<String>,
}

/// With what a provider signs.
#[derive(Clone, Debug)]
pub enum SigningKeys {
    /// Keys of these algorithms, published at an address.
    Published { url: String, algorithms: Vec<Algorithm> },
    /// HS256, with a secret that the deployment has too.
    Shared(Secret),
}

/// What says what somebody may do.
#[derive(Clone, Debug)]
pub enum Rights {
    /// The members of orgs, by their address.
    Members {
        /// Whether the provider gives out verified addresses alone, so that `email_verified` need not say so.
        all_verified: bool,
    },
    /// Claims of the token.
    Claims {
        org: ClaimPath,
        /// Orgs by the provider's own ids for them. An org's own id always does.
        orgs: HashMap<String, OrgId>,
        role: ClaimPath,
        /// Roles by the provider's own words for them.
        roles: HashMap<String, MemberRole>,
    },
}

/// Where in a token a claim is: members within members, with dots between them, or the whole of a name that is an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPath(Vec<String>);

impl ClaimPath {
    fn new(text: &str) -> Self {
        let is_namespaced = text.contains("://");
        Self(if is_namespaced { vec![text.to_owned()] } else { text.split('.').map(str::to_owned).collect() })
    }

    /// The names of the members, the outermost first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// One provider as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    issuer: String,
    jwks: Option<String>,
    /// The host of `jwks`, if it is another than the issuer's.
    jwks_host: Option<String>,
    #[serde(default)]
    algorithms: Vec<Algorithm>,
    hs256_secret: Option<String>,
    #[serde(default)]
    audience: OneOrMany,
    #[serde(default)]
    azp: OneOrMany,
    #[serde(rename = "type")]
    token_type: Option<String>,
    header: Option<String>,
    org: Option<String>,
    #[serde(default)]
    emails_are_verified: bool,
    org_claim: Option<String>,
    #[serde(default)]
    orgs: HashMap<String, OrgId>,
    role_claim: Option<String>,
    roles: Option<HashMap<String, MemberRole>>,
    #[serde(default)]
    platform_subjects: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl From<OneOrMany> for Vec<String> {
    fn from(texts: OneOrMany) -> Self {
        match texts {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        }
    }
}

impl Variables<'_> {
    /// The providers, in the order in which they are written.
    pub(super) fn identity_providers(&mut self) -> Vec<IdentityProvider> {
        let Some(text) = self.text(VARIABLE) else { return Vec::new() };
        if text.len() > MAX_BYTES {
            self.problem(format!("{VARIABLE} is longer than {MAX_BYTES} bytes"));
            return Vec::new();
        }
        let entries: Vec<Entry> = match serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text))
        {
            Ok(entries) => entries,
            Err(error) => {
                self.problem(format!(
                    "{VARIABLE} is not a list of providers; look at `{}`{}",
                    error.path(),
                    missing(error.inner())
                ));
                return Vec::new();
            }
        };
        let mut providers: Vec<IdentityProvider> = Vec::new();
        for entry in entries {
            let name = entry.name.clone();
            match self.identity_provider(entry) {
                Ok(provider)
                    if providers.iter().any(|known| known.name == provider.name || known.issuer == provider.issuer) =>
                {
                    self.problem(format!("{VARIABLE} has the name or the issuer of {name} twice"));
                }
                Ok(provider) => providers.push(provider),
                Err(problem) => self.problem(format!("{VARIABLE}: {name}: {problem}")),
            }
        }
        providers
    }

    fn identity_provider(&mut self, entry: Entry) -> Result<IdentityProvider, String> {
        let is_name = entry.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !is_name || !(1..=32).contains(&entry.name.len()) || TAKEN.contains(&entry.name.as_str()) {
            return Err("the name must be 1 to 32 of a-z, 0-9 and -, and neither token nor google".to_owned());
        }
        let (keys, rights) = (self.signing_keys(&entry)?, rights(&entry)?);
        let (audiences, parties): (Vec<String>, Vec<String>) = (entry.audience.into(), entry.azp.into());
        if audiences.is_empty() && parties.is_empty() {
            return Err("audience or azp is missing; without one, tokens for anybody else would be accepted".to_owned());
        }
        let is_access = match entry.header.as_deref() {
            None => false,
            Some(header) if header.eq_ignore_ascii_case("cf-access-jwt-assertion") => true,
            Some(_) => return Err("header can only be Cf-Access-Jwt-Assertion".to_owned()),
        };
        Ok(IdentityProvider {
            name: entry.name.into(),
            issuer: entry.issuer,
            keys,
            audiences,
            parties,
            token_type: entry.token_type,
            is_access,
            rights,
            platform_subjects: entry.platform_subjects,
        })
    }

    fn signing_keys(&mut self, entry: &Entry) -> Result<SigningKeys, String> {
        match (&entry.jwks, &entry.hs256_secret) {
            (Some(url), None) => {
                let is_public = |algorithm: &Algorithm| *algorithm != Algorithm::Hs256;
                if entry.algorithms.is_empty() || !entry.algorithms.iter().all(is_public) {
                    return Err("algorithms must name RS256, ES256 or both".to_owned());
                }
                let host = self.host(url).ok_or("jwks must be an https address")?;
                let expected = entry.jwks_host.as_deref().or_else(|| self.host(&entry.issuer));
                if self.production && expected != Some(host) {
                    return Err("the host of jwks must be the issuer's, or stand in jwks_host too".to_owned());
                }
                Ok(SigningKeys::Published { url: url.clone(), algorithms: entry.algorithms.clone() })
            }
            (None, Some(name)) if entry.algorithms.iter().all(|algorithm| *algorithm == Algorithm::Hs256) => {
                if is_own_secret(name) {
                    return Err("hs256_secret must name a secret that nothing else is signed with".to_owned());
                }
                let secret = self.secrets(name).pop();
                let secret = secret.ok_or("hs256_secret must name a secret of at least 32 bytes, which is not set")?;
                Ok(SigningKeys::Shared(secret))
            }
            _ => Err("it needs either jwks with algorithms, or hs256_secret".to_owned()),
        }
    }

    fn host<'a>(&self, url: &'a str) -> Option<&'a str> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://").filter(|_| !self.production))?;
        rest.split('/').next().filter(|host| !host.is_empty())
    }
}

/// Which member is missing or too many, if that is it. Of serde's other words some quote what did not fit.
fn missing(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let is_of_name = text.starts_with("missing field") || text.starts_with("unknown field");
    text.split('`').nth(1).filter(|_| is_of_name).map_or_else(String::new, |name| format!(": `{name}`"))
}

fn rights(entry: &Entry) -> Result<Rights, String> {
    match (entry.org.as_deref(), &entry.org_claim, &entry.role_claim) {
        (Some("members"), None, None) => Ok(Rights::Members { all_verified: entry.emails_are_verified }),
        (None, Some(org), Some(role)) => {
            let (org_path, role_path) = (ClaimPath::new(org), ClaimPath::new(role));
            let is_users = |path: &ClaimPath| path.names().next().is_some_and(|first| OF_USERS.contains(&first));
            if is_users(&org_path) || is_users(&role_path) {
                return Err("people change user_metadata and unsafe_metadata themselves; use a claim that they cannot"
                    .to_owned());
            }
            let own =
                || HashMap::from([("admin".to_owned(), MemberRole::Admin), ("viewer".to_owned(), MemberRole::Viewer)]);
            let roles = entry.roles.clone().unwrap_or_else(own);
            Ok(Rights::Claims { org: org_path, orgs: entry.orgs.clone(), role: role_path, roles })
        }
        _ => Err("it needs either org_claim and role_claim, or org: \"members\"".to_owned()),
    }
}
