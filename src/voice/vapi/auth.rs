//! Whether a request is Vapi's: by a shared secret, sent as it is, or by a signature over the body. Both are compared in constant time.
//!
//! The deployment's own secrets prove every request. Those of an org prove only what is for that org, so they are asked once it is known
//! whose number was called.

use http::{HeaderMap, header, request::Parts};

use super::{
    Vapi,
    credential::{VAPI, VapiCredential, VapiSettings},
    proof::{
        config::VapiAuth,
        signature::{Message, is_signed},
        signing::SigningScheme,
    },
};
use crate::{
    crypto::compare::is_one_of,
    domain::{route::Route, secret::Secret},
    voice::headers::{bearer, sent_once},
};

/// The header of Vapi's `server.secret`.
const SECRET_HEADER: &str = "x-vapi-secret";

/// What can prove a request.
struct Proofs<'a> {
    secrets: &'a [Secret],
    signing_secrets: &'a [Secret],
    scheme: &'a SigningScheme,
}

impl Vapi {
    /// Whether the deployment's own secrets prove a request with these bytes for a body. Where nothing is asked for, everything is proven.
    pub(super) fn is_of_deployment(&self, parts: &Parts, body: &[u8]) -> bool {
        match &self.auth {
            VapiAuth::Off => true,
            VapiAuth::Proof(proof) => {
                let (secrets, signing_secrets) = (&proof.secrets, &proof.signing_secrets);
                self.is_proven(&Proofs { secrets, signing_secrets, scheme: &proof.scheme }, parts, body)
            }
        }
    }

    /// Whether a shared secret of the deployment was sent, which needs no body to be proven.
    pub(super) fn shows_secret_of_deployment(&self, parts: &Parts) -> bool {
        match &self.auth {
            VapiAuth::Off => true,
            VapiAuth::Proof(proof) => self.shows_one_of(&proof.secrets, &parts.headers),
        }
    }

    /// Whether there is anything in the headers that could prove the request, or nothing has to. Every scheme's signature header has
    /// `sig` in its name.
    pub(super) fn may_be_proven(&self, parts: &Parts) -> bool {
        matches!(self.auth, VapiAuth::Off)
            || parts.headers.keys().any(|name| name.as_str().contains("sig"))
            || !self.shared_secrets(&parts.headers).is_empty()
    }

    /// Whether the secrets of the org that was called prove the request; an org without any proves none.
    pub(super) fn is_of_org(&self, route: &Route, parts: &Parts, body: &[u8]) -> bool {
        let Some((account, settings)) = route.integration::<VapiSettings>(&VAPI) else { return false };
        let opened = self.accounts.open_for_stranger(route.org_id, &VAPI, account);
        let Some(VapiCredential { webhook_secrets, signing_secrets, .. }) = opened else { return false };
        let usual = SigningScheme::default();
        let scheme = settings.signing.as_ref().unwrap_or(&usual);
        self.is_proven(&Proofs { secrets: &webhook_secrets, signing_secrets: &signing_secrets, scheme }, parts, body)
    }

    fn is_proven(&self, proofs: &Proofs<'_>, parts: &Parts, body: &[u8]) -> bool {
        self.shows_one_of(proofs.secrets, &parts.headers) || self.is_signed(proofs, parts, body)
    }

    fn shows_one_of(&self, secrets: &[Secret], headers: &HeaderMap) -> bool {
        self.shared_secrets(headers).iter().any(|sent| is_one_of(sent, secrets))
    }

    fn is_signed(&self, proofs: &Proofs<'_>, parts: &Parts, body: &[u8]) -> bool {
        let Proofs { signing_secrets, scheme, .. } = proofs;
        // The runtime joins repeated headers with a comma. For signatures that is a list, every one of which has to hold by itself.
        let mut signatures = String::new();
        for value in parts.headers.get_all(&scheme.signature_header) {
            signatures.push(' ');
            signatures.push_str(value.to_str().unwrap_or_default());
        }
        if signing_secrets.is_empty() || signatures.is_empty() {
            return false;
        }
        let called = parts.uri.path_and_query().map_or("/", |called| called.as_str());
        let url = self.public_url.as_ref().map(|origin| format!("{origin}{called}"));
        let header = |name: &Option<String>| name.as_deref().and_then(|name| sent_once(&parts.headers, name));
        let message = Message {
            signatures: &signatures,
            timestamp: header(&scheme.timestamp_header),
            id: header(&scheme.id_header),
            method: parts.method.as_str(),
            url: url.as_deref(),
            body,
        };
        is_signed(scheme, signing_secrets, &message, self.ports.clock.now())
    }

    /// The shared secrets that were sent. Some senders put `Bearer` before one in a header of their own, too.
    fn shared_secrets<'a>(&self, headers: &'a HeaderMap) -> Vec<&'a str> {
        let own = match &self.auth {
            VapiAuth::Proof(proof) => proof.secret_header.as_deref().and_then(|name| sent_once(headers, name)),
            VapiAuth::Off => None,
        };
        let authorization = sent_once(headers, header::AUTHORIZATION.as_str());
        [sent_once(headers, SECRET_HEADER), authorization.and_then(bearer), own, own.and_then(bearer)]
            .into_iter()
            .flatten()
            .collect()
    }
}
