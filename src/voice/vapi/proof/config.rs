//! How this deployment knows Vapi.

use crate::variables::Variables;
use crate::{
    domain::secret::Secret,
    voice::vapi::proof::{
        signature::key,
        signing::{Piece, SigningScheme, header_name},
    },
};

const SECRETS: &str = "VAPI_SECRETS";
const SIGNING_SECRETS: &str = "VAPI_HMAC_SECRETS";
const SCHEME: &str = "VAPI_HMAC";
const SECRET_HEADER: &str = "VAPI_SECRET_HEADER";

/// How Vapi proves itself.
#[derive(Clone, Debug)]
pub enum VapiAuth {
    /// It need not. Refused in production.
    Off,
    /// By any one of these.
    Proof(Box<VapiProof>),
}

/// What proves a webhook to be of the platform's own Vapi account. There is at least one secret.
#[derive(Clone, Debug)]
pub struct VapiProof {
    /// Shared secrets, sent as they are.
    pub secrets: Vec<Secret>,
    /// A header that they may come in besides `X-Vapi-Secret` and `Authorization`, in lower case.
    pub secret_header: Option<String>,
    /// Keys of signatures.
    pub signing_secrets: Vec<Secret>,
    /// How those signatures are made.
    pub scheme: SigningScheme,
}

impl Variables<'_> {
    pub(crate) fn vapi_auth(&mut self, public_url: Option<&str>) -> Option<VapiAuth> {
        match self.text("VAPI_AUTH").as_deref() {
            Some("off") if self.production => {
                self.problem("VAPI_AUTH=off is refused in production; use VAPI_AUTH=secret with VAPI_SECRETS");
                None
            }
            Some("off") => Some(VapiAuth::Off),
            Some("secret") => self.vapi_proof(public_url).map(|proof| VapiAuth::Proof(Box::new(proof))),
            _ => {
                self.problem("VAPI_AUTH must be secret, or off in the local environment");
                None
            }
        }
    }

    fn vapi_proof(&mut self, public_url: Option<&str>) -> Option<VapiProof> {
        let (secrets, signing_secrets) = (self.secrets(SECRETS), self.unjudged(SIGNING_SECRETS));
        let (secret_header, scheme) = (self.secret_header(), self.scheme(public_url)?);
        if secrets.is_empty() && signing_secrets.is_empty() {
            self.problem(format!(
                "{SECRETS} is missing, and so is {SIGNING_SECRETS}; set one with `wrangler secret put`"
            ));
        } else if signing_secrets.is_empty() && self.text(SCHEME).is_some() {
            self.problem(format!("{SCHEME} is set but the secret {SIGNING_SECRETS} is not"));
        }
        for secret in &signing_secrets {
            match key(&scheme, secret) {
                Some(key) if scheme.secret_is_base64 => self.judge_key(SIGNING_SECRETS, &key),
                Some(_) => self.judge(SIGNING_SECRETS, secret),
                None => self.problem(format!("{SIGNING_SECRETS} holds a secret that is not base64")),
            }
        }
        Some(VapiProof { secrets, secret_header, signing_secrets, scheme })
    }

    fn secret_header(&mut self) -> Option<String> {
        let text = self.text(SECRET_HEADER)?;
        let name = header_name(&text);
        if name.is_none() {
            self.problem(format!("{SECRET_HEADER} must be the name of a header"));
        }
        name
    }

    /// Vapi's defaults if nothing else is said. Values are not repeated: somebody may have put a secret into one.
    fn scheme(&mut self, public_url: Option<&str>) -> Option<SigningScheme> {
        let text = self.text(SCHEME).unwrap_or_else(|| "{}".into());
        let Ok(document) = serde_json::from_str(&text) else {
            self.problem(format!("{SCHEME} must be JSON"));
            return None;
        };
        let scheme = SigningScheme::read(document).and_then(SigningScheme::checked);
        let scheme = scheme.map_err(|error| self.problem(error.within(SCHEME).to_string())).ok()?;
        if scheme.names(Piece::Url) && public_url.is_none() {
            self.problem(format!("{SCHEME}.payload_format names {{url}}, which needs PUBLIC_URL"));
        }
        Some(scheme)
    }
}
