//! `/auth/session`: the one door. Whatever proves who somebody is becomes a session of their browser here.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    cookies::with_cookie,
    document::SessionView,
    door,
    entrant::{Entrant, Entry},
};
use crate::{
    app::App,
    context::RequestContext,
    domain::id::OrgId,
    http::{
        Error,
        auth::{Credentials, session_id},
        body::{JsonBody, json as answer},
        error::Problem,
        headers::ACCESS_ASSERTION,
        query::Query,
        trail::{Author, audited},
    },
    identity::{RandomText, SESSION_COOKIE},
    ports::Database,
    store::{self, audit::Action, sessions},
};

/// For which clinic.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The clinic to act for. Without it that is the one that the token names, or else the first that somebody is a member of.
    #[schema(value_type = Option<String>)]
    org_id: Option<Uuid>,
}

/// Which sessions end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignOut {
    everywhere: Option<String>,
}

impl SignOut {
    fn is_everywhere(&self) -> Result<bool, Error> {
        match self.everywhere.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Error::invalid("everywhere", "This must be true or false.")),
        }
    }
}

/// What proves who sends a request, and the session that their browser shows.
pub(crate) struct Proven {
    pub(super) credentials: Credentials,
    shown: Option<RandomText>,
}

impl FromRequestParts<Arc<App>> for Proven {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let context = RequestContext::from_request_parts(parts, app).await?;
        let credentials = match app.authenticator.credentials(parts, &context).await {
            Err(Error::Unauthorized(_)) if is_left_to_access(parts) => {
                app.authenticator.asserted(parts, &context).await?
            }
            proven => proven?,
        };
        Ok(Self { credentials, shown: session_id(parts) })
    }
}

/// Whether neither a token nor a session was to prove it.
fn is_left_to_access(parts: &Parts) -> bool {
    parts.headers.contains_key(&ACCESS_ASSERTION) && !parts.headers.contains_key(header::AUTHORIZATION)
}

/// The same for whoever may be signed out already.
pub(crate) struct MaybeProven(Option<Proven>);

impl FromRequestParts<Arc<App>> for MaybeProven {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        match Proven::from_request_parts(parts, app).await {
            Ok(proven) => Ok(Self(Some(proven))),
            Err(Error::Unauthorized(_)) => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }
}

/// Signs in: whoever a token is of gets a session in a cookie. Whoever has one goes to another clinic with it.
#[utoipa::path(post, path = "/auth/session", tag = "people", request_body(content = SignIn, example = json!({})), security(("session" = []), ("token" = [])),
    responses((status = 201, body = SessionView, description = "Who is signed in now, and a cookie"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    Proven { credentials, shown }: Proven,
    JsonBody(SignIn { org_id }): JsonBody<SignIn>,
) -> Result<Response, Error> {
    let entrant = Entrant::try_from(credentials)?;
    if !door::admits_address(&app, &context).await || !door::admits_email(&app, &context, entrant.email.as_ref()).await
    {
        return Err(Error::TooManyRequests);
    }
    let entry = entrant.enter(app.ports.database.as_ref(), org_id.map(OrgId::new)).await?;
    // Before the session: there is none for an org that does not exist.
    let mut view = SessionView::of(&app, &entrant, &entry).await?;
    let begun = door::let_in(&app, &context, &entrant, &entry, shown.as_ref()).await?;
    view.expires(begun.expires_at);
    Ok(with_cookie(answer(StatusCode::CREATED, &view), &SESSION_COOKIE.set(&begun.id)))
}

/// Says who is signed in, and for which clinic.
#[utoipa::path(get, path = "/auth/session", tag = "people", security(("session" = []), ("token" = [])),
    responses((status = 200, body = SessionView, description = "Who you are"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, Proven { credentials, .. }: Proven) -> Result<Response, Error> {
    let seen = match &credentials {
        Credentials::Session(session) => {
            Some(Entry { org_id: session.org_id, role: session.role, member_id: session.member_id.clone() })
        }
        Credentials::Token(_) => None,
    };
    let entrant = Entrant::try_from(credentials)?;
    let entry = match seen {
        Some(entry) => entry,
        None => entrant.enter(app.ports.database.as_ref(), None).await?,
    };
    let mut view = SessionView::of(&app, &entrant, &entry).await?;
    if let Some(until) = entrant.until {
        view.expires(until);
    }
    Ok(answer(StatusCode::OK, &view))
}

/// Signs out, here or in every browser. Whoever is signed out already is told the same.
#[utoipa::path(delete, path = "/auth/session", tag = "people", security(("session" = []), ("token" = [])),
    params(("everywhere" = Option<bool>, Query, description = "Whether every session of yours ends")),
    responses((status = 204, description = "Signed out, and the cookie is gone"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    MaybeProven(proven): MaybeProven,
    Query(query): Query<SignOut>,
) -> Result<Response, Error> {
    let everywhere = query.is_everywhere()?;
    if let Some(Proven { credentials, shown }) = proven {
        sign_out(&app, &context, credentials, shown.as_ref(), everywhere).await?;
    }
    Ok(with_cookie(StatusCode::NO_CONTENT.into_response(), &SESSION_COOKIE.forgotten()))
}

async fn sign_out(
    app: &App,
    context: &RequestContext,
    credentials: Credentials,
    shown: Option<&RandomText>,
    everywhere: bool,
) -> Result<(), Error> {
    let org_id = match &credentials {
        Credentials::Session(session) => session.org_id,
        Credentials::Token(_) => None,
    };
    let entrant = Entrant::try_from(credentials)?;
    let ending = if everywhere {
        sessions::end_everywhere(&entrant.provider, &entrant.principal.id)
    } else if let Some(shown) = shown {
        sessions::end(&shown.hash())
    } else {
        return Ok(());
    };
    let plain: &dyn Database = app.ports.database.as_ref();
    let author = org_id.map(|org_id| Author { org_id, principal: Some(&entrant.principal) });
    let recording = author
        .map(|author| audited(&app.ports, context, &author, Action::SESSION_ENDED, json!({"everywhere": everywhere})));
    let recording = recording.transpose()?;
    let database = recording.as_ref().map_or(plain, |recording| recording);
    store::run_one(database, ending).await?;
    Ok(())
}
