//! Connecting a clinic's calendar at Google: from a session in the console to the consent page, and back into the same session.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::SecondsFormat;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    cookies::{ShownCookies, with_cookie},
    google::{Problem as Word, UNAVAILABLE, consent_problem, report},
    redirect::{self, to_calendar_step},
    session::Proven,
};
use crate::{
    app::App,
    calendars::google::connect::{ConnectError, Connected},
    context::RequestContext,
    domain::{id::OrgId, principal::Principal, role::Role},
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
    let beginning = google.begin(&context, editor.org_id, &session.id_hash).await;
    let beginning = beginning.map_err(|error| Error::Unavailable(error.to_string()))?;
    let address = ConsentAddress {
        authorization_url: beginning.url,
        expires_at: beginning.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    Ok(with_cookie(answer(StatusCode::CREATED, &address), &ROUND_TRIP_COOKIE.set(&beginning.shown)))
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
    let round_trip = match round_trip {
        Ok(round_trip) => round_trip,
        Err(error) => return to_problem(shown, consent_problem(app, &error)),
    };
    let session = match still_admin(app, context, shown, org_id, session_hash).await {
        Ok(session) => session,
        Err(problem) => return to_problem(shown, problem),
    };
    let principal = Principal::new(&session.subject, session.name.as_deref().or(session.email.as_deref()));
    let author = Author { org_id, principal: Some(&principal) };
    let Some(google) = &app.google_connect else { return to_problem(shown, UNAVAILABLE) };
    let connected = google.finish(context, &author, &round_trip, arrival).await;
    app.changed(context, org_id, []);
    to_calendar_step(&outcome(app, connected))
}

/// What came of it, as the console hears it.
fn outcome(app: &App, connected: Result<Connected, ConnectError>) -> String {
    match connected {
        Ok(Connected::Again) => "again".into(),
        Ok(Connected::ChooseCalendar) => "choose".into(),
        Err(ConnectError::Consent(error)) => consent_problem(app, &error).into(),
        Err(ConnectError::Missing(boxes)) => format!("missing&missing={}", boxes.join(",")),
        Err(ConnectError::NoRefreshToken) => "no_refresh_token".into(),
        Err(error @ ConnectError::NotStored(_)) => {
            report(app, &error.to_string());
            UNAVAILABLE.into()
        }
    }
}

/// The session in which it was begun, if it is still good, in the same clinic, and of somebody who may do this.
async fn still_admin(
    app: &App,
    context: &RequestContext,
    shown: &ShownCookies,
    org_id: OrgId,
    session_hash: &str,
) -> Result<Session, Word> {
    let Some(shown) = shown.session.as_ref().filter(|shown| shown.hash() == session_hash) else {
        return Err(SESSION_OVER);
    };
    let found = Sessions::new(Arc::clone(&app.ports)).find(shown, context).await;
    let found = found.map_err(|error| {
        report(app, &error.to_string());
        UNAVAILABLE
    })?;
    let is_theirs = |session: &Session| session.org_id == Some(org_id) && session.role != Role::Viewer;
    found.filter(is_theirs).ok_or(SESSION_OVER)
}

/// The session in which it was begun is over, is another clinic's now, or is of somebody who may not do this any longer.
const SESSION_OVER: Word = "session_over";

/// Says why nothing is connected: where calendars are connected to whoever may be signed in, else where people sign in.
pub(super) fn to_problem(shown: &ShownCookies, problem: Word) -> Response {
    match shown.session {
        Some(_) => to_calendar_step(problem),
        None => redirect::to_problem(in_door_words(problem)),
    }
}

/// The door speaks of signing in, so what is about a calendar has words of its own there.
fn in_door_words(problem: Word) -> Word {
    match problem {
        "another_browser" | SESSION_OVER => "calendar_another_browser",
        "expired_or_used" => "calendar_expired_or_used",
        other => other,
    }
}
