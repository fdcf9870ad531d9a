//! Signing in with Google: to the consent page, and back from it into the console. A person's browser is here, so every end is a page.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::{
    cookies::{ShownCookies, with_cookie},
    door,
    entrant::Entrant,
    redirect::{to_console, to_problem, to_provider},
};
use crate::{
    app::App,
    context::RequestContext,
    http::{Error, query::Lenient},
    identity::{Arrival, GoogleSignInError, ROUND_TRIP_COOKIE, SESSION_COOKIE},
    log::{self, Level},
};

/// Why somebody is not signed in, as the console hears it.
type Problem = &'static str;

const NOT_CONFIGURED: Problem = "not_configured";
const UNAVAILABLE: Problem = "unavailable";

/// What Google's redirect brings back, among other things.
#[derive(Default, Deserialize)]
pub(crate) struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Sends a browser to Google, to sign in there.
#[utoipa::path(get, path = "/auth/google/start", tag = "people",
    responses((status = 303, description = "To Google's page, with a cookie; or to the console with a `problem`")))]
pub(crate) async fn start(State(app): State<Arc<App>>, context: RequestContext) -> Response {
    let Some(google) = &app.google_sign_in else { return to_problem(NOT_CONFIGURED) };
    match google.begin(context.now).await {
        Ok(beginning) => with_cookie(to_provider(&beginning.url), &ROUND_TRIP_COOKIE.set(&beginning.shown)),
        Err(error) => to_problem(problem(&app, &error)),
    }
}

/// Takes a browser back from Google, and signs in whoever it is.
#[utoipa::path(get, path = "/auth/google/callback", tag = "people",
    params(("state" = Option<String>, Query), ("code" = Option<String>, Query), ("error" = Option<String>, Query),
        ("iss" = Option<String>, Query)),
    responses((status = 303, description = "To the console, with the cookie of a session or with a `problem`")))]
pub(crate) async fn callback(
    State(app): State<Arc<App>>,
    context: RequestContext,
    shown: ShownCookies,
    Lenient(Returned { state, code, error, iss }): Lenient<Returned>,
) -> Response {
    let arrival = Arrival { state, code, error, issuer: iss };
    let response = match arrive(&app, &context, &arrival, &shown).await {
        Ok(cookie) => with_cookie(to_console(), &cookie),
        Err(problem) => to_problem(problem),
    };
    with_cookie(response, &ROUND_TRIP_COOKIE.forgotten())
}

/// Lets somebody in who is back, and gives the cookie of their session.
async fn arrive(
    app: &App,
    context: &RequestContext,
    arrival: &Arrival,
    shown: &ShownCookies,
) -> Result<String, Problem> {
    let google = app.google_sign_in.as_ref().ok_or(NOT_CONFIGURED)?;
    let vouched = google.finish(arrival, shown.round_trip.as_ref(), context).await;
    let vouched = vouched.map_err(|error| problem(app, &error))?;
    let begun = async {
        let entrant = Entrant::try_from(vouched)?;
        let entry = entrant.enter(app.ports.database.as_ref(), None).await?;
        door::let_in(app, context, &entrant, &entry, shown.session.as_ref()).await
    };
    let begun = begun.await.map_err(|error: Error| refused(app, &error))?;
    Ok(SESSION_COOKIE.set(&begun.id))
}

fn problem(app: &App, error: &GoogleSignInError) -> Problem {
    match error {
        GoogleSignInError::Over => "expired_or_used",
        GoogleSignInError::AnotherBrowser => "another_browser",
        GoogleSignInError::NotAllowed => "not_allowed",
        GoogleSignInError::AddressNotVerified => "address_not_verified",
        GoogleSignInError::Busy => "busy",
        GoogleSignInError::Refused(_) => {
            report(app, &error.to_string());
            "refused"
        }
        GoogleSignInError::Unavailable(_) | GoogleSignInError::Store(_) | GoogleSignInError::Entropy(_) => {
            report(app, &error.to_string());
            UNAVAILABLE
        }
    }
}

/// Why a door does not open, which is a reason of the clinics' or a failure of ours.
fn refused(app: &App, error: &Error) -> Problem {
    if let Error::Denied { code, .. } = error {
        return code;
    }
    report(app, &format!("{error:?}"));
    UNAVAILABLE
}

fn report(app: &App, detail: &str) {
    log::write(app.ports.log.as_ref(), Level::Warn, "sign_in.google_failed", &[("detail", detail)]);
}
