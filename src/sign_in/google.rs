//! To Google's consent page and back into the console, to sign in or to connect a calendar. A person's browser is here, so every end is a
//! page.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::{
    connect,
    cookies::{ShownCookies, with_cookie},
    door,
    entrant::Entrant,
    redirect::{to_console, to_problem, to_provider},
};
use crate::{
    app::App,
    context::RequestContext,
    http::{Error, query::Lenient},
    identity::{
        Arrival, ConsentError, GoogleConsent, GoogleSignIn, GoogleSignInError, ROUND_TRIP_COOKIE, RoundTrip,
        SESSION_COOKIE,
    },
    log::{self, Level},
    store::oauth_states::Errand,
};

/// Why somebody is not signed in, or has connected nothing, as the console hears it.
pub(super) type Problem = &'static str;

const NOT_CONFIGURED: Problem = "not_configured";
pub(super) const UNAVAILABLE: Problem = "unavailable";

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

/// Takes a browser back from Google, and signs in whoever it is or connects what they have allowed.
#[utoipa::path(get, path = "/auth/google/callback", tag = "people",
    params(("state" = Option<String>, Query), ("code" = Option<String>, Query), ("error" = Option<String>, Query),
        ("iss" = Option<String>, Query)),
    responses((status = 303, description = "To the console: with the cookie of a session, with what came of connecting, or with a `problem`")))]
pub(crate) async fn callback(
    State(app): State<Arc<App>>,
    context: RequestContext,
    shown: ShownCookies,
    Lenient(Returned { state, code, error, iss }): Lenient<Returned>,
) -> Response {
    let arrival = Arrival { state, code, error, issuer: iss };
    let response = match &app.google_sign_in {
        Some(google) => arrive(&app, google, &context, &arrival, &shown).await,
        None => to_problem(NOT_CONFIGURED),
    };
    with_cookie(response, &ROUND_TRIP_COOKIE.forgotten())
}

/// Where somebody goes on who is back.
async fn arrive(
    app: &App,
    google: &GoogleSignIn,
    context: &RequestContext,
    arrival: &Arrival,
    shown: &ShownCookies,
) -> Response {
    let used = match google.consent().take(arrival, context.now).await {
        Ok(used) => used,
        Err(error) => {
            let problem = consent_problem(app, &error);
            return match google.consent().errand_of(arrival).await {
                Some(Errand::Calendar { .. }) => connect::to_problem(shown, problem),
                Some(Errand::SignIn) | None => to_problem(problem),
            };
        }
    };
    let round_trip = GoogleConsent::recognise(&used, shown.round_trip.as_ref());
    match used.errand {
        Errand::SignIn => match sign_in(app, google, context, arrival, shown, round_trip).await {
            Ok(cookie) => with_cookie(to_console(), &cookie),
            Err(problem) => to_problem(problem),
        },
        Errand::Calendar { org_id, session_hash } => {
            connect::arrive(app, context, arrival, shown, round_trip, (org_id, &session_hash)).await
        }
    }
}

/// Lets somebody in who is back, and gives the cookie of their session.
async fn sign_in(
    app: &App,
    google: &GoogleSignIn,
    context: &RequestContext,
    arrival: &Arrival,
    shown: &ShownCookies,
    round_trip: Result<RoundTrip, ConsentError>,
) -> Result<String, Problem> {
    let round_trip = round_trip.map_err(|error| consent_problem(app, &error))?;
    let vouched = google.finish(&round_trip, arrival, context).await;
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
        GoogleSignInError::Consent(error) => consent_problem(app, error),
        GoogleSignInError::AddressNotVerified => "address_not_verified",
        GoogleSignInError::Busy => "busy",
    }
}

/// Why nothing came of going to Google.
pub(super) fn consent_problem(app: &App, error: &ConsentError) -> Problem {
    match error {
        ConsentError::Over => "expired_or_used",
        ConsentError::AnotherBrowser => "another_browser",
        ConsentError::NotAllowed => "not_allowed",
        ConsentError::Refused(_) => {
            report(app, &error.to_string());
            "refused"
        }
        ConsentError::Unavailable(_) | ConsentError::Store(_) | ConsentError::Entropy(_) => {
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

pub(super) fn report(app: &App, detail: &str) {
    log::write(app.ports.log.as_ref(), Level::Warn, "sign_in.google_failed", &[("detail", detail)]);
}
