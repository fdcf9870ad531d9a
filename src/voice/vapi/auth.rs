//! Whether a request is Vapi's: by a shared secret, sent as it is, or by a signature over the body. Both are compared in constant time.
//!
//! The platform's own secrets prove every request. Those of an org prove only what is for that org, so they are asked once it is known
//! whose number was called.

use http::{HeaderMap, header, request::Parts};

use super::config::VapiAuth;
use super::credential::{VAPI, VapiCredential, VapiSettings};
use crate::{
    app::App,
    crypto::compare::is_one_of,
    domain::{route::Route, secret::Secret},
    voice::vapi::{
        signature::{Message, is_signed},
        signing::SigningScheme,
    },
};

/// The header of Vapi's `server.secret`.
const SECRET_HEADER: &str = "x-vapi-secret";

/// What the platform's own secrets say of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is Vapi's.
    Proven,
    /// Nothing is known: an org's own secrets may still prove it.
    Unproven,
}

/// What can prove a request.
struct Proofs<'a> {
    secrets: &'a [Secret],
    signing_secrets: &'a [Secret],
    scheme: &'a SigningScheme,
}

/// Whether the platform's own secrets prove a request with these bytes for a body. Where nothing is asked for, everything is proven.
pub(super) fn platform(app: &App, parts: &Parts, body: &[u8]) -> Verdict {
    let proven = match &app.config.vapi_auth {
        VapiAuth::Off => true,
        VapiAuth::Proof(proof) => {
            let (secrets, signing_secrets) = (&proof.secrets, &proof.signing_secrets);
            prove(app, &Proofs { secrets, signing_secrets, scheme: &proof.scheme }, parts, body)
        }
    };
    if proven { Verdict::Proven } else { Verdict::Unproven }
}

/// Whether there is anything in the headers that could prove the request, or nothing has to. Without it the body need not be read.
/// Every scheme's signature header has `sig` in its name.
pub(super) fn carries_credentials(app: &App, parts: &Parts) -> bool {
    matches!(app.config.vapi_auth, VapiAuth::Off)
        || parts.headers.keys().any(|name| name.as_str().contains("sig"))
        || !plain(app, &parts.headers).is_empty()
}

/// Whether the secrets of the org that was called prove the request; an org without any proves none.
pub(super) fn of_org(app: &App, route: &Route, parts: &Parts, body: &[u8]) -> bool {
    let Some(vapi) = route.integration::<VapiSettings>(&VAPI) else { return false };
    let opened = app.accounts.open(route.org_id, &VAPI, &vapi.sealed);
    let Some(VapiCredential { webhook_secrets, signing_secrets, .. }) = opened else { return false };
    let usual = SigningScheme::default();
    let scheme = vapi.settings.signing.as_ref().unwrap_or(&usual);
    prove(app, &Proofs { secrets: &webhook_secrets, signing_secrets: &signing_secrets, scheme }, parts, body)
}

fn prove(app: &App, proofs: &Proofs<'_>, parts: &Parts, body: &[u8]) -> bool {
    plain(app, &parts.headers).iter().any(|secret| is_one_of(secret, proofs.secrets))
        || signed(app, proofs, parts, body)
}

fn signed(app: &App, proofs: &Proofs<'_>, parts: &Parts, body: &[u8]) -> bool {
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
    let url = app.config.public_url.as_ref().map(|origin| format!("{origin}{called}"));
    let header = |name: &Option<String>| name.as_deref().and_then(|name| once(&parts.headers, name));
    let message = Message {
        signatures: &signatures,
        timestamp: header(&scheme.timestamp_header),
        id: header(&scheme.id_header),
        method: parts.method.as_str(),
        url: url.as_deref(),
        body,
    };
    is_signed(scheme, signing_secrets, &message, app.ports.clock.now())
}

/// The shared secrets that were sent. Some senders put `Bearer` before one in a header of their own, too.
fn plain<'a>(app: &App, headers: &'a HeaderMap) -> Vec<&'a str> {
    let own = match &app.config.vapi_auth {
        VapiAuth::Proof(proof) => proof.secret_header.as_deref().and_then(|name| once(headers, name)),
        VapiAuth::Off => None,
    };
    let authorization = once(headers, header::AUTHORIZATION.as_str());
    [once(headers, SECRET_HEADER), authorization.and_then(bearer), own, own.and_then(bearer)]
        .into_iter()
        .flatten()
        .collect()
}

fn bearer(text: &str) -> Option<&str> {
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The value of a header that was sent once: of two, nobody knows which was meant.
fn once<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
