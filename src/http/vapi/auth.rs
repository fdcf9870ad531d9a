//! Whether a request is Vapi's: a shared secret in `X-Vapi-Secret` or as a bearer token, compared in constant time.

use http::{HeaderMap, header, request::Parts};

use crate::{
    app::App,
    config::VapiAuth,
    crypto::compare::is_one_of,
    domain::{
        credential::{Service, VapiCredential},
        route::Route,
    },
    vault::{self, Kind},
};

/// The header of Vapi's `server.secret`.
const SECRET_HEADER: &str = "x-vapi-secret";

/// Whether the platform's own secrets prove a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They do, or none are asked for.
    Proven,
    /// They do not; an org's own may.
    Unproven,
}

/// Whether the platform's secrets prove the request.
pub(super) fn platform(app: &App, parts: &Parts, _body: &[u8]) -> Verdict {
    match &app.config.vapi_auth {
        VapiAuth::Off => Verdict::Proven,
        VapiAuth::Secrets(secrets) if given(&parts.headers).any(|secret| is_one_of(secret, secrets)) => Verdict::Proven,
        VapiAuth::Secrets(_) => Verdict::Unproven,
    }
}

/// Whether a request carries anything that could prove it.
pub(super) fn carries_credentials(parts: &Parts) -> bool {
    given(&parts.headers).next().is_some()
}

/// Whether an org's own secrets prove the request.
pub(super) fn of_org(app: &App, route: &Route, parts: &Parts, _body: &[u8]) -> bool {
    let Some(sealed) = &route.vapi else { return false };
    let place = vault::place(route.org_id, Service::Vapi, Kind::Credentials);
    let opened = vault::open::<VapiCredential>(&app.config.vault, place, &sealed.sealed);
    opened.is_ok_and(|own| given(&parts.headers).any(|secret| is_one_of(secret, &own.webhook_secrets)))
}

fn given(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let plain = headers.get(SECRET_HEADER).and_then(|value| value.to_str().ok());
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    plain.into_iter().chain(bearer)
}
