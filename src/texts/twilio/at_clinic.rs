//! In the clinic's object: taking over what Twilio called about, once the Worker has proven that it did.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::messages::report;
use crate::{
    domain::{consent::Consent, phone::PhoneNumber, texts::TextStatus},
    http::{Error, body::handed_over},
    store::clinic::ClinicContext,
    texts::Texts,
};

/// Where an object takes them. No request from outside gets there.
pub(super) const REPORT_PATH: &str = "/texts/report";
pub(super) const CONSENT_PATH: &str = "/texts/consent";

/// A report on a text.
#[derive(Serialize, Deserialize)]
pub(super) struct ProvenReport {
    pub(super) message_id: String,
    pub(super) sid: String,
    pub(super) status: TextStatus,
    pub(super) error_code: Option<i64>,
    /// The number that the text went to.
    pub(super) to: Option<PhoneNumber>,
}

/// A text in which somebody asks for no more texts, or for texts again.
#[derive(Serialize, Deserialize)]
pub(super) struct ProvenConsent {
    pub(super) number: PhoneNumber,
    pub(super) consent: Consent,
    /// Twilio's id of it.
    pub(super) sid: Option<String>,
}

/// What an object answers of Twilio's calls.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(texts: Arc<Texts>) -> Router<S> {
    Router::new().route(REPORT_PATH, post(take_report)).route(CONSENT_PATH, post(heed_consent)).with_state(texts)
}

async fn take_report(
    State(texts): State<Arc<Texts>>,
    Extension(context): Extension<ClinicContext>,
    body: String,
) -> Result<Response, Error> {
    let ProvenReport { message_id, sid, status, error_code, to } = handed_over(&body)?;
    if let Some(report) = report(&sid, status, error_code) {
        texts.report(&context, &message_id, &report, to.as_ref()).await?;
    }
    Ok(StatusCode::OK.into_response())
}

async fn heed_consent(
    State(texts): State<Arc<Texts>>,
    Extension(context): Extension<ClinicContext>,
    body: String,
) -> Result<Response, Error> {
    let ProvenConsent { number, consent, sid } = handed_over(&body)?;
    texts.heed_consent(&context, &number, consent, sid.as_deref())?;
    Ok(StatusCode::OK.into_response())
}
