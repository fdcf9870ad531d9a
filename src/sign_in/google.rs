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
    domain::id::OrgId,
    http::{Error, query::Lenient},
    identity::{
        Arrival, ConsentError, GoogleConsent, GoogleSignIn, GoogleSignInError, ROUND_TRIP_COOKIE, RoundTrip,
        SESSION_COOKIE,
    },
    log::{self, Level},
    store::oauth_states::Errand,
};

/// What came of going to Google, as the console hears it.
pub(super) type OutcomeWord = &'static str;

const NOT_CONFIGURED: OutcomeWord = "not_configured";
const BUSY: OutcomeWord = "busy";
pub(super) const UNAVAILABLE: OutcomeWord = "unavailable";

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
    if !door::admits_address(&app, &context).await {
        return to_problem(BUSY);
    }
    match google.begin(context.now).await {
        Ok(beginning) => with_cookie(to_provider(&beginning.url), &ROUND_TRIP_COOKIE.set(&beginning.shown)),
        Err(error) => to_problem(sign_in_word(&app, &error)),
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
    match &app.google_sign_in {
        Some(google) => arrive(&app, google, &context, &arrival, &shown).await,
        None => to_problem(NOT_CONFIGURED),
    }
}

/// Where somebody goes on who is back. The cookie of the way goes when the way is at its end: another tab may be on another one.
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
            let word = consent_word(app, None, &error);
            return match google.consent().errand_of(arrival).await {
                Some(Errand::Calendar { .. }) => connect::refuse(app, context, shown, word).await,
                Some(Errand::SignIn) | None => to_problem(word),
            };
        }
    };
    let round_trip = GoogleConsent::recognise(&used, shown.round_trip.as_ref());
    let is_at_its_end = round_trip.is_ok();
    let response = match used.errand {
        Errand::SignIn => match sign_in(app, google, context, arrival, shown, round_trip).await {
            Ok(cookie) => with_cookie(to_console(), &cookie),
            Err(word) => to_problem(word),
        },
        Errand::Calendar { org_id, session_hash } => {
            connect::arrive(app, context, arrival, shown, round_trip, (org_id, &session_hash)).await
        }
    };
    if is_at_its_end { with_cookie(response, &ROUND_TRIP_COOKIE.forgotten()) } else { response }
}

/// Lets somebody in who is back, and gives the cookie of their session.
async fn sign_in(
    app: &App,
    google: &GoogleSignIn,
    context: &RequestContext,
    arrival: &Arrival,
    shown: &ShownCookies,
    round_trip: Result<RoundTrip, ConsentError>,
) -> Result<String, OutcomeWord> {
    let round_trip = round_trip.map_err(|error| consent_word(app, None, &error))?;
    let vouched = google.finish(&round_trip, arrival, context).await;
    let vouched = vouched.map_err(|error| sign_in_word(app, &error))?;
    let begun = async {
        let entrant = Entrant::try_from(vouched)?;
        if !door::admits_email(app, context, entrant.email.as_ref()).await {
            return Err(Error::TooManyRequests);
        }
        let entry = entrant.enter(app.ports.database.as_ref(), None).await?;
        door::let_in(app, context, &entrant, &entry, shown.session.as_ref()).await
    };
    let begun = begun.await.map_err(|error: Error| refused(app, &error))?;
    Ok(SESSION_COOKIE.set(&begun.id))
}

fn sign_in_word(app: &App, error: &GoogleSignInError) -> OutcomeWord {
    match error {
        GoogleSignInError::Consent(error) => consent_word(app, None, error),
        GoogleSignInError::AddressNotVerified => "address_not_verified",
        GoogleSignInError::Busy => BUSY,
    }
}

/// Why nothing came of going to Google, for an org or for somebody who wanted to sign in.
pub(super) fn consent_word(app: &App, org_id: Option<OrgId>, error: &ConsentError) -> OutcomeWord {
    let word = match error {
        ConsentError::Over => return "expired_or_used",
        ConsentError::AnotherBrowser => return "another_browser",
        ConsentError::NotAllowed => return "not_allowed",
        ConsentError::Named(name @ ("admin_policy_enforced" | "org_internal")) => name,
        ConsentError::Refused(_) => "refused",
        ConsentError::Named(_) | ConsentError::Unavailable(_) | ConsentError::Store(_) | ConsentError::Entropy(_) => {
            UNAVAILABLE
        }
    };
    report(app, org_id, &error.to_string());
    word
}

/// Why a door does not open, which is a reason of the clinics' or a failure of ours.
fn refused(app: &App, error: &Error) -> OutcomeWord {
    match error {
        Error::Denied { code, .. } => return code,
        Error::TooManyRequests => return BUSY,
        _ => {}
    }
    report(app, None, &format!("{error:?}"));
    UNAVAILABLE
}

pub(super) fn report(app: &App, org_id: Option<OrgId>, detail: &str) {
    let (log, org_id) = (app.ports.log.as_ref(), org_id.map(|org_id| org_id.to_string()));
    match &org_id {
        Some(org_id) => {
            log::write(log, Level::Warn, "calendar.connect_failed", &[("org_id", org_id), ("detail", detail)]);
        }
        None => log::write(log, Level::Warn, "sign_in.google_failed", &[("detail", detail)]),
    }
}
