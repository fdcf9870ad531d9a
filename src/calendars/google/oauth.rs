//! Access tokens: refresh-token grant (RFC 6749 section 6) and JWT bearer grant of service accounts (RFC 7523).

use std::time::Duration;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::{
    GoogleError,
    credential::GoogleCredential,
    errors::{self, Identity},
};
use crate::{
    config::Vendors,
    domain::{oauth_client::OAuthClient, secret::Secret},
    outbound::{Deadline, once},
    ports::{AnswerPart, OutboundRequest, Ports},
};

/// The audience of assertions. It stays Google's own URL wherever the request is sent to.
const AUDIENCE: &str = "https://oauth2.googleapis.com/token";
/// Least privilege for reading busy times and writing events.
const SCOPES: &str =
    "https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy";
/// The longest that Google allows.
const ASSERTION_LIFETIME: TimeDelta = TimeDelta::hours(1);
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A token for the Calendar API.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The bearer token.
    pub token: Secret,
    /// When Google stops accepting it.
    pub expires_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    expires_in: i64,
}

/// Exchanges a credential for an access token. Not repeated on failure: the caller's deadline is short and a second attempt
/// belongs to the next request.
pub async fn exchange(
    ports: &Ports,
    vendors: &Vendors,
    credential: &GoogleCredential,
    deadline: Deadline,
) -> Result<AccessToken, GoogleError> {
    let (form, identity) = match credential {
        GoogleCredential::RefreshToken { refresh_token, client, .. } => {
            let identity = if client.is_some() { Identity::OwnClient } else { Identity::Platform };
            (refresh_form(refresh_token, client.as_ref(), vendors)?, identity)
        }
        GoogleCredential::ServiceAccount { .. } => (assertion_form(ports, credential).await?, Identity::ServiceAccount),
    };
    let now = ports.clock.now();
    let request = |timeout| token_request(&vendors.google_token_url, &form, timeout);
    let response = once(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?;
    if response.status != 200 {
        return Err(errors::of_token(response.status, &response.body, identity));
    }
    let answer: TokenAnswer = serde_json::from_slice(&response.body).map_err(|_| GoogleError::Unexpected)?;
    let usable = answer.access_token.expose().bytes().all(|byte| byte.is_ascii_graphic());
    if answer.access_token.expose().is_empty() || !usable || !(1..=86_400).contains(&answer.expires_in) {
        return Err(GoogleError::Unexpected);
    }
    Ok(AccessToken { token: answer.access_token, expires_at: now + TimeDelta::seconds(answer.expires_in) })
}

fn token_request(url: &str, form: &str, timeout: Duration) -> OutboundRequest {
    OutboundRequest {
        method: http::Method::POST,
        url: url.to_owned(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".into())],
        body: Some(form.as_bytes().to_vec()),
        timeout,
        answer: AnswerPart::Whole,
    }
}

type Form = Zeroizing<String>;

fn form(pairs: &[(&str, &str)]) -> Result<Form, GoogleError> {
    serde_urlencoded::to_string(pairs).map(Zeroizing::new).map_err(|_| GoogleError::Unexpected)
}

fn refresh_form(token: &Secret, own: Option<&OAuthClient>, vendors: &Vendors) -> Result<Form, GoogleError> {
    let client = own.or(vendors.google_client.as_ref()).ok_or(GoogleError::Denied(
        "The platform has no OAuth client, and this integration brings none. Tell the operator.",
    ))?;
    form(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", token.expose()),
        ("client_id", &client.id),
        ("client_secret", client.secret.expose()),
    ])
}

async fn assertion_form(ports: &Ports, credential: &GoogleCredential) -> Result<Form, GoogleError> {
    let GoogleCredential::ServiceAccount { client_email, private_key, private_key_id, subject } = credential else {
        return Err(GoogleError::Unexpected);
    };
    let unusable = GoogleError::Denied("The service account's private key cannot be used. Upload a new key file.");
    let now = ports.clock.now();
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": private_key_id});
    let mut claims = json!({
        "iss": client_email, "scope": SCOPES, "aud": AUDIENCE,
        "iat": now.timestamp(), "exp": (now + ASSERTION_LIFETIME).timestamp(),
    });
    if let (Some(subject), Some(claims)) = (subject, claims.as_object_mut()) {
        claims.insert("sub".into(), subject.as_str().into());
    }
    let signed = format!("{}.{}", segment(&header), segment(&claims));
    let key = pkcs8_der(private_key.expose()).ok_or(unusable)?;
    let signature = ports.signer.sign(&key, signed.as_bytes()).await.map_err(|_| unusable)?;
    let assertion = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    form(&[("grant_type", JWT_BEARER), ("assertion", &assertion)])
}

/// One part of a JWS in compact form; absent members are left out.
fn segment(value: &serde_json::Value) -> String {
    let present = value.as_object().into_iter().flatten().filter(|(_, member)| !member.is_null());
    let members: serde_json::Map<_, _> = present.map(|(name, member)| (name.clone(), member.clone())).collect();
    URL_SAFE_NO_PAD.encode(serde_json::Value::Object(members).to_string())
}

/// The DER inside a PKCS#8 PEM (RFC 7468 section 10); `None` for anything else.
pub(crate) fn pkcs8_der(pem: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (_, rest) = pem.split_once("-----BEGIN PRIVATE KEY-----")?;
    let (body, _) = rest.split_once("-----END PRIVATE KEY-----")?;
    let body = Zeroizing::new(body.split_whitespace().collect::<String>());
    STANDARD.decode(body.as_bytes()).ok().filter(|der| !der.is_empty()).map(Zeroizing::new)
}
