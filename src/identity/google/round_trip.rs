//! The way to Google's consent page and back: what is sent along, and what comes back.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::{Arrival, ConsentRequest, GoogleConsent};
use crate::{
    domain::secret::Secret,
    identity::host_cookie::{HostCookie, RandomText},
};

/// What Google calls itself. It says so when it sends somebody back, so that no other server's answer passes for its own (RFC 9207).
pub(super) const ISSUER: &str = "https://accounts.google.com";
/// Where a browser keeps what it has to show when it comes back, for as long as a state lives.
pub const ROUND_TRIP_COOKIE: HostCookie = HostCookie { name: "__Host-fd-oauth", seconds: 600 };

/// One way there and back, by what the browser has to show. All its secrets are derived from that, so they are stored nowhere.
pub struct RoundTrip(pub(super) RandomText);

impl RoundTrip {
    /// RFC 7636's code verifier. Whoever reads the database does not know it.
    pub(super) fn verifier(&self) -> Secret {
        Secret::new(self.0.derived("code_verifier:"))
    }

    /// What ties Google's token to this way.
    pub(super) fn nonce(&self) -> String {
        self.0.derived("nonce:")
    }
}

/// The address of the consent page. It asks for what is named and for nothing that was granted before: one grant for everything would end as
/// a whole when a part of it is taken back.
pub(super) fn address(
    google: &GoogleConsent,
    state: &RandomText,
    round_trip: &RoundTrip,
    asked: &ConsentRequest<'_>,
) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(round_trip.verifier().expose()));
    let nonce = round_trip.nonce();
    let mut parameters = vec![
        ("client_id", google.client.id.as_str()),
        ("redirect_uri", &google.redirect_uri),
        ("response_type", "code"),
        ("scope", asked.scopes),
        ("state", state.expose()),
        ("nonce", &nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("prompt", asked.prompt),
    ];
    parameters.extend(asked.offline.then_some(("access_type", "offline")));
    parameters.extend(asked.login_hint.map(|address| ("login_hint", address)));
    let query = serde_urlencoded::to_string(parameters).unwrap_or_default();
    format!("{}?{query}", google.auth_url)
}

/// With what somebody comes back.
pub(super) enum Return<'a> {
    Code(&'a str),
    Denied,
    Named(&'static str),
    Refused(&'static str),
}

/// Errors that Google sends people back with besides, of which each has a remedy of its own.
const NAMED: [&str; 4] = ["admin_policy_enforced", "org_internal", "temporarily_unavailable", "server_error"];

/// Reads it. Google says who it is in every answer today, and did not once: without it nothing is wrong.
pub(super) fn read(arrival: &Arrival) -> Return<'_> {
    if arrival.issuer.as_deref().is_some_and(|issuer| issuer != ISSUER) {
        return Return::Refused("another issuer answered");
    }
    match (arrival.error.as_deref(), arrival.code.as_deref()) {
        (Some("access_denied"), _) => Return::Denied,
        (Some(error), _) => match NAMED.into_iter().find(|known| *known == error) {
            Some(name) => Return::Named(name),
            None => Return::Refused("Google answered with an error of no known name"),
        },
        (None, Some(code)) if !code.is_empty() => Return::Code(code),
        (None, _) => Return::Refused("Google gave no code"),
    }
}
