//! Where a browser goes on.

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};

/// Where people are once they are signed in.
const CONSOLE: &str = "/console";
/// Where people are told why they are not.
const SIGN_IN: &str = "/console#/sign-in?problem=";
/// Where a clinic's calendar is connected.
const CALENDAR_STEP: &str = "/console#/connect?step=calendar&google=";

/// To the page of a provider of identities.
pub(super) fn to_provider(url: &str) -> Response {
    redirect(url)
}

/// Into the console.
pub(super) fn to_console() -> Response {
    redirect(CONSOLE)
}

/// To where the console says why it was not opened.
pub(super) fn to_problem(problem: &'static str) -> Response {
    redirect(&format!("{SIGN_IN}{problem}"))
}

/// To the step at which a calendar is connected, with what came of it.
pub(super) fn to_calendar_step(outcome: &str) -> Response {
    redirect(&format!("{CALENDAR_STEP}{outcome}"))
}

/// The address that a browser leaves has a code in it, so no other page is told of it.
fn redirect(location: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::try_from(location) {
        headers.insert(header::LOCATION, location);
    }
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
