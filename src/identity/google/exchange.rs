//! The code that Google gives for a token that says who somebody is (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{GoogleSignIn, GoogleSignInError, RoundTrip};
use crate::{context::RequestContext, domain::secret::Secret, outbound::once, ports::OutboundRequest};

#[derive(Deserialize)]
struct Answer {
    id_token: Secret,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// Exchanges the code, once: a second time Google would refuse it.
pub(super) async fn id_token(
    google: &GoogleSignIn,
    code: &str,
    round_trip: &RoundTrip<'_>,
    context: &RequestContext,
) -> Result<Secret, GoogleSignInError> {
    let form = form(google, code, round_trip);
    let request = |timeout| OutboundRequest {
        method: http::Method::POST,
        url: google.token_url.clone(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: Some(form.as_bytes().to_vec()),
        timeout,
    };
    let ports = &google.ports;
    let response = once(ports.http.as_ref(), ports.clock.as_ref(), context.deadline, request).await;
    let response = response.map_err(|error| GoogleSignInError::Unavailable(error.to_string()))?;
    if response.status == 200 {
        let answer: Result<Answer, _> = serde_json::from_slice(&response.body);
        return answer.map(|answer| answer.id_token).map_err(|_| GoogleSignInError::Refused("Google gave no id_token"));
    }
    let refusal: Option<Refusal> = serde_json::from_slice(&response.body).ok();
    Err(match refusal.map(|refusal| refusal.error).as_deref() {
        // The code was used or is over: somebody has reloaded the page.
        Some("invalid_grant") => GoogleSignInError::Over,
        Some("invalid_client" | "unauthorized_client" | "redirect_uri_mismatch") => {
            GoogleSignInError::Refused("Google does not take the deployment's OAuth client")
        }
        _ => GoogleSignInError::Unavailable(format!("the token endpoint answered {}", response.status)),
    })
}

fn form(google: &GoogleSignIn, code: &str, round_trip: &RoundTrip<'_>) -> Zeroizing<String> {
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
