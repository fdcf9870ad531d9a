//! In the clinic's object: taking over what Google has sent, once the Worker has proven that it did.

use std::sync::Arc;

use axum::{Extension, Router, extract::State, routing::post};
use http::StatusCode;

use crate::{
    calendars::Calendars,
    http::{Error, body::handed_over},
    store::clinic::ClinicContext,
};

/// Where an object takes them. No request from outside gets there.
pub(super) const CHANGED_PATH: &str = "/calendars/changed";

/// What an object answers of Google's notifications.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(calendars: Arc<Calendars>) -> Router<S> {
    Router::new().route(CHANGED_PATH, post(take)).with_state(calendars)
}

async fn take(
    State(calendars): State<Arc<Calendars>>,
    Extension(context): Extension<ClinicContext>,
    body: String,
) -> Result<StatusCode, Error> {
    let is_known = calendars.heed(&context, &handed_over(&body)?)?;
    Ok(if is_known { StatusCode::OK } else { StatusCode::NOT_FOUND })
}
