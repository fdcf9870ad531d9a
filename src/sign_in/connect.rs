//! Connecting a clinic's calendar at Google: from a session in the console to the consent page, and back into the same session.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::SecondsFormat;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    cookies::{ShownCookies, with_cookie},
    google::{OutcomeWord, UNAVAILABLE, consent_word, report},
    redirect::{self, to_calendar_step},
    session::Proven,
};
use crate::{
    app::App,
    calendars::google::connect::{ConnectError, Connected},
    context::RequestContext,
    domain::{id::OrgId, role::Role},
    http::{
        Error,
        auth::{Credentials, Editor},
        body::json as answer,
        error::Problem,
        trail::Author,
    },
    identity::{Arrival, ConsentError, ROUND_TRIP_COOKIE, RoundTrip, Sessions},
    store::sessions::Session,
};

/// Where a person allows it.
#[derive(Serialize, ToSchema)]
pub struct ConsentAddress {
    /// Google's page. The browser that asked for it goes there, and nobody else can come back from it.
    #[schema(example = "https://accounts.google.com/o/oauth2/v2/auth?client_id=…")]
    authorization_url: String,
    /// RFC 3339, UTC: until when they can come back.
    expires_at: String,
}

const NOT_CONFIGURED: Error = Error::Conflict {
    code: "google_not_configured",
    field: "",
    detail: "This deployment cannot send you to Google: its operator has to set GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and PUBLIC_URL. Until then connect by a service account.",
};

const NO_SESSION: Error = Error::Denied {
    code: "session_needed",
    detail: "What Google answers comes to a browser that is signed in. Sign in to the console, and connect there.",
};

/// Begins to connect a calendar at Google, in the browser of somebody who is signed in.
#[utoipa::path(post, path = "/api/integrations/google/connect", tag = "integrations", security(("session" = ["admin"])),
    responses((status = 201, body = ConsentAddress, description = "Where to go, with a cookie that has to come back"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Proven { credentials, .. }: Proven,
) -> Result<Response, Error> {
    let Credentials::Session(session) = credentials else { return Err(NO_SESSION) };
    let google = app.google_connect.as_ref().ok_or(NOT_CONFIGURED)?;
    let beginning = google.begin(&context, editor.org_id, &session.id_hash).await.map_err(not_begun)?;
    let address = ConsentAddress {
        authorization_url: beginning.url,
        expires_at: beginning.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    Ok(with_cookie(answer(StatusCode::CREATED, &address), &ROUND_TRIP_COOKIE.set(&beginning.shown)))
}

fn not_begun(error: ConnectError) -> Error {
    match error {
        ConnectError::NotStored(error) => error,
        ConnectError::Consent(ConsentError::Store(error)) => error.into(),
        error => Error::Internal(error.to_string()),
    }
}

/// Takes back whoever began in `session_hash` for `org_id`. The org is the one that they began for, whatever else the address says.
pub(super) async fn arrive(
    app: &App,
    context: &RequestContext,
    arrival: &Arrival,
    shown: &ShownCookies,
    round_trip: Result<RoundTrip, ConsentError>,
    (org_id, session_hash): (OrgId, &str),
) -> Response {
    let session = live_session(app, context, shown).await;
    let is_signed_in = session.is_some();
    let round_trip = match round_trip {
        Ok(round_trip) => round_trip,
        Err(error) => return to_problem(is_signed_in, consent_word(app, Some(org_id), &error)),
    };
    let session = session.filter(|session| {
        session.id_hash == session_hash && session.org_id == Some(org_id) && session.role != Role::Viewer
    });
    let Some(session) = session else { return to_problem(is_signed_in, SESSION_OVER) };
    let principal = session.principal();
    let author = Author { org_id, principal: Some(&principal) };
    let Some(google) = &app.google_connect else { return to_calendar_step(UNAVAILABLE) };
    let connected = google.finish(context, &author, &round_trip, arrival).await;
    if matches!(connected, Ok(Connected::Again)) {
        app.changed(context, org_id, []);
    }
    to_calendar_step(&outcome(app, org_id, connected))
}

/// What came of it, as the console hears it.
fn outcome(app: &App, org_id: OrgId, connected: Result<Connected, ConnectError>) -> String {
    match connected {
        Ok(Connected::Again) => "again".into(),
        Ok(Connected::ChooseCalendar) => "choose".into(),
        Err(ConnectError::Consent(error)) => consent_word(app, Some(org_id), &error).into(),
        Err(ConnectError::Missing(boxes)) => format!("missing&missing={}", boxes.join(",")),
        Err(ConnectError::NoRefreshToken) => "no_refresh_token".into(),
        Err(error @ ConnectError::NotStored(_)) => {
            report(app, Some(org_id), &error.to_string());
            UNAVAILABLE.into()
        }
    }
}

/// The session that the browser shows, if it is still good.
async fn live_session(app: &App, context: &RequestContext, shown: &ShownCookies) -> Option<Session> {
    let id = shown.session.as_ref()?;
    // Whoever cannot be recognised is nobody.
    Sessions::new(Arc::clone(&app.ports)).find(id, context).await.ok().flatten()
}

/// The session in which it was begun is over, is another clinic's now, or is of somebody who may not do this any longer.
const SESSION_OVER: OutcomeWord = "session_over";

/// Takes back whoever comes too late, or once too often.
pub(super) async fn refuse(app: &App, context: &RequestContext, shown: &ShownCookies, word: OutcomeWord) -> Response {
    to_problem(live_session(app, context, shown).await.is_some(), word)
}

/// Says why nothing is connected: where calendars are connected to whoever is signed in, else where people sign in.
fn to_problem(is_signed_in: bool, word: OutcomeWord) -> Response {
    if is_signed_in { to_calendar_step(word) } else { redirect::to_problem(in_door_words(word)) }
}

/// The door speaks of signing in, so what is about a calendar has words of its own there.
fn in_door_words(word: OutcomeWord) -> OutcomeWord {
    match word {
        "another_browser" => "calendar_another_browser",
        "expired_or_used" => "calendar_expired_or_used",
        SESSION_OVER => "calendar_session_over",
        other => other,
    }
}
