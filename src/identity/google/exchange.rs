//! The code that Google gives for what was consented to (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Claims, ConsentError, GoogleConsent, RoundTrip};
use crate::{
    context::RequestContext,
    domain::secret::Secret,
    outbound::once,
    ports::{AnswerPart, OutboundRequest},
};

/// What somebody has consented to.
pub struct Granted {
    /// Who.
    pub claims: Claims,
    /// Access while they are away, if it was asked for and Google gives it.
    pub refresh_token: Option<Secret>,
    /// The scopes, which can be fewer than were asked for. `None` if Google names none: then it is all of them (RFC 6749 section 5.1).
    pub scopes: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    id_token: Secret,
    refresh_token: Option<Secret>,
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// Exchanges the code, once: a second time Google would refuse it.
pub(super) async fn granted(
    google: &GoogleConsent,
    code: &str,
    round_trip: &RoundTrip,
    context: &RequestContext,
) -> Result<Granted, ConsentError> {
    let Answer { id_token, refresh_token, scope } = exchanged(google, code, round_trip, context).await?;
    let claims = Claims::of(&id_token, &google.client.id, &round_trip.nonce(), context.now)?;
    let refresh_token = refresh_token.filter(|token| !token.expose().is_empty());
    Ok(Granted { claims, refresh_token, scopes: scope })
}

async fn exchanged(
    google: &GoogleConsent,
    code: &str,
    round_trip: &RoundTrip,
    context: &RequestContext,
) -> Result<Answer, ConsentError> {
    let form = form(google, code, round_trip);
    let request = |timeout| OutboundRequest {
        method: http::Method::POST,
        url: google.token_url.clone(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: Some(form.as_bytes().to_vec()),
        timeout,
        answer: AnswerPart::Whole,
    };
    let ports = &google.ports;
    let response = once(ports.http.as_ref(), ports.clock.as_ref(), context.deadline, request).await;
    let response = response.map_err(|error| ConsentError::Unavailable(error.to_string()))?;
    if response.status == 200 {
        return serde_json::from_slice(&response.body).map_err(|_| ConsentError::Refused("Google gave no id_token"));
    }
    let refusal: Option<Refusal> = serde_json::from_slice(&response.body).ok();
    Err(match refusal.map(|refusal| refusal.error).as_deref() {
        // The code was used or is over: somebody has reloaded the page.
        Some("invalid_grant") => ConsentError::Over,
        Some("invalid_client" | "unauthorized_client" | "redirect_uri_mismatch") => {
            ConsentError::Refused("Google does not take the deployment's OAuth client")
        }
        _ => ConsentError::Unavailable(format!("the token endpoint answered {}", response.status)),
    })
}

fn form(google: &GoogleConsent, code: &str, round_trip: &RoundTrip) -> Zeroizing<String> {
    let verifier = round_trip.verifier();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", &google.client.id),
        ("client_secret", google.client.secret.expose()),
        ("redirect_uri", &google.redirect_uri),
        ("code_verifier", verifier.expose()),
    ];
    Zeroizing::new(serde_urlencoded::to_string(pairs).unwrap_or_default())
}
