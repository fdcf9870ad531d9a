//! What Twilio calls: reports on texts, and texts that come in.
//!
//! The query names the org whose key the signature is checked with, and nothing that is sent is believed before it holds. An org that
//! does not exist, one without Twilio and a wrong signature get the same answer.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{FromRequest, FromRequestParts, Request, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};

use super::{
    Twilio,
    at_clinic::{CONSENT_PATH, ProvenConsent, ProvenReport, REPORT_PATH},
    credential::TwilioCredential,
    messages::{is_sid, status_of},
    signature::{Algorithm, is_signed},
};
use crate::http::{Error, body::read, error::Problem, headers};
use crate::{
    clinic::{ClinicClient, ForwardedRequest},
    context::RequestContext,
    domain::{clinic_address::ClinicAddress, consent::Consent, id::OrgId, phone::PhoneNumber, secret::Secret},
    language::Language,
};

/// Forms of Twilio have about one kilobyte.
const LIMIT: usize = 64 * 1024;
const UNPROVEN: Error = Error::Forbidden("This is not signed by the Twilio account of the org that the address names.");
const NO_PUBLIC_URL: Error =
    Error::Forbidden("This deployment has no PUBLIC_URL, so what is sent here cannot be proven to come from Twilio.");
/// An answer that sends nothing back (`TwiML`).
const NO_REPLY: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#;

/// What answers Twilio's calls.
#[derive(Clone)]
pub struct Callbacks {
    /// Whose keys prove them.
    pub twilio: Arc<Twilio>,
    /// The objects of the clinics that they are about.
    pub clinics: ClinicClient,
}

pub(crate) fn router<S: Clone + Send + Sync + 'static>(callbacks: Callbacks) -> Router<S> {
    let router = Router::new().route("/api/twilio/status", post(status)).route("/api/twilio/inbound", post(inbound));
    router.with_state(callbacks)
}

/// A form that an org's Twilio account has signed.
pub(crate) struct Signed {
    /// The org's object.
    clinic: ClinicAddress,
    message_id: Option<String>,
    fields: Vec<(String, String)>,
}

/// What the address says, nothing of it proven.
#[derive(Deserialize)]
struct Address {
    org: Option<String>,
    message: Option<String>,
}

impl FromRequest<Callbacks> for Signed {
    type Rejection = Error;

    async fn from_request(request: Request, callbacks: &Callbacks) -> Result<Self, Error> {
        let (mut parts, body): (_, Body) = request.into_parts();
        let context = RequestContext::from_request_parts(&mut parts, callbacks).await?;
        let twilio = &callbacks.twilio;
        let origin = twilio.public_url.as_ref().ok_or(NO_PUBLIC_URL)?;
        let address: Address =
            serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).map_err(|_| UNPROVEN)?;
        let org_id: OrgId = address.org.and_then(|org| org.parse().ok()).ok_or(UNPROVEN)?;
        let signature = headers::text(&parts.headers, &headers::TWILIO_SIGNATURE).ok_or(UNPROVEN)?;
        let settings =
            headers::text(&parts.headers, &headers::TWILIO_SIGNATURE_SETTINGS).filter(|text| !text.is_empty());
        let algorithm = settings.map_or(Some(Algorithm::HmacSha1), Algorithm::named);
        // What cannot be a signature costs nothing, not even its body.
        let algorithm = algorithm.filter(|algorithm| algorithm.fits(signature)).ok_or(UNPROVEN)?;
        // What is too large to be proven is not proven.
        let form = read(body, LIMIT).await.map_err(|_| UNPROVEN)?;
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&form).map_err(|_| UNPROVEN)?;
        let (secrets, clinic) = twilio.secrets_for_stranger(&context, org_id).await?.ok_or(UNPROVEN)?;
        let called = parts.uri.path_and_query().map_or("/", |called| called.as_str());
        let url = format!("{origin}{called}");
        // Every key is tried, so that the time taken does not say which of them fits.
        let signs = |key: &Secret| is_signed(key, algorithm, signature, &url, &fields);
        if keys(&secrets, settings.is_some()).fold(false, |proven, key| signs(key) | proven) {
            twilio.recognise();
            Ok(Self { clinic, message_id: address.message, fields })
        } else {
            Err(UNPROVEN)
        }
    }
}

/// The keys that may have signed: a shared key only where Twilio says that it used one. It is named by an id that only Twilio and the
/// account know, so all of the org's are tried.
fn keys(secrets: &TwilioCredential, with_shared_key: bool) -> impl Iterator<Item = &Secret> {
    let shared = secrets.shared_keys.iter().filter(move |_| with_shared_key);
    shared.chain((!with_shared_key).then_some(&secrets.auth_token))
}

impl Signed {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Option<PhoneNumber> {
        self.field(name).and_then(|text| PhoneNumber::parse(text).ok())
    }

    /// The text of ours that is reported on, and what is said of it; `None` if that is nothing that we know.
    fn report(&self) -> Option<ProvenReport> {
        let sid = self.field("MessageSid").filter(|sid| is_sid(sid))?.to_owned();
        let status = self.field("MessageStatus").and_then(status_of)?;
        let error_code = self.field("ErrorCode").and_then(|code| code.parse().ok());
        Some(ProvenReport { message_id: self.message_id.clone()?, sid, status, error_code, to: self.number("To") })
    }
}

impl Callbacks {
    /// Hands something proven to the clinic's object.
    async fn hand_over(
        &self,
        context: &RequestContext,
        clinic: ClinicAddress,
        path: &str,
        proven: &impl Serialize,
    ) -> Result<(), Error> {
        let body = serde_json::to_string(proven).map_err(|error| Error::Internal(error.to_string()))?;
        let request = ForwardedRequest::internal(path, body, context.deadline.moment());
        let answer = self.clinics.serve(clinic, request).await?;
        // A 5xx says that it was not taken. Whether Twilio comes again is up to the address that it was given.
        answer.success().map(drop).ok_or_else(|| Error::Internal("the clinic's object did not take it".into()))
    }
}

/// Takes a report on a text.
///
/// Given to Twilio with every text. Reports come in any order, late and twice; a text only moves forward.
#[utoipa::path(post, path = "/api/twilio/status", tag = "twilio", security(("twilio" = [])),
    params(("org" = String, Query), ("message" = String, Query)),
    request_body(content = Object, content_type = "application/x-www-form-urlencoded", description = "Twilio's status callback"),
    responses((status = 204, description = "taken, or nothing that we know"), (status = "4XX", body = Problem)))]
pub(crate) async fn status(
    State(callbacks): State<Callbacks>,
    context: RequestContext,
    signed: Signed,
) -> Result<StatusCode, Error> {
    if let Some(report) = signed.report() {
        callbacks.hand_over(&context, signed.clinic, REPORT_PATH, &report).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a text that somebody sent to the clinic.
///
/// For the webhook of the org's number or messaging service at Twilio: STOP keeps the sender from further texts, START lets them be
/// texted again. Nothing is answered, since Twilio itself answers those words.
#[utoipa::path(post, path = "/api/twilio/inbound", tag = "twilio", security(("twilio" = [])),
    params(("org" = String, Query)),
    request_body(content = Object, content_type = "application/x-www-form-urlencoded", description = "Twilio's message webhook"),
    responses((status = 200, content_type = "text/xml", description = "TwiML that sends no reply"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn inbound(
    State(callbacks): State<Callbacks>,
    context: RequestContext,
    signed: Signed,
) -> Result<Response, Error> {
    let consent =
        Consent::read(signed.field("OptOutType"), || Language::consent(signed.field("Body").unwrap_or_default()));
    if let Some((number, consent)) = signed.number("From").zip(consent) {
        let sid = signed.field("MessageSid").filter(|sid| is_sid(sid)).map(str::to_owned);
        let consent = ProvenConsent { number, consent, sid };
        callbacks.hand_over(&context, signed.clinic, CONSENT_PATH, &consent).await?;
    }
    let mut response = NO_REPLY.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    Ok(response)
}
