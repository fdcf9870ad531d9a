//! Taking tokens back before they end. The operator does it, for the whole deployment.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{utc, uuid};
use crate::{
    app::App,
    crypto::token::OWN_PROVIDER,
    http::{
        Error,
        auth::Operator,
        body::{JsonBody, json as answer},
        error::Problem,
        page::{ListQuery, Page, Paging, Window},
        query::{Query, Segment},
    },
    log::{self, Level},
    store::revocations::{self, Revocation, RevokedBy},
};

const LONGEST_VALUE: usize = 255;
const LONGEST_REASON: usize = 300;

/// Tokens to take back: one by its `jti`, or all of a bearer by their `sub`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRevocation {
    /// The `jti` of one token.
    jti: Option<String>,
    /// The `sub` of a bearer. Their sessions end too.
    sub: Option<String>,
    /// Whose tokens: `token`, which is also meant without it, for those that are signed with `JWT_SECRET`, or the name of a provider in
    /// `IDENTITY_PROVIDERS`.
    provider: Option<String>,
    /// Why, for whoever looks at the list later. At most 300 characters.
    #[schema(max_length = 300)]
    reason: Option<String>,
}

/// Tokens that were taken back.
#[derive(Serialize, ToSchema)]
pub struct RevocationView {
    id: String,
    /// Whose tokens: `token`, or a provider's name.
    provider: String,
    claim: RevokedBy,
    /// What that claim is.
    value: String,
    reason: Option<String>,
    /// RFC 3339, UTC.
    revoked_at: String,
    /// The `sub` of the operator who did it.
    revoked_by: Option<String>,
    /// RFC 3339, UTC: since when it counts no more.
    lifted_at: Option<String>,
    lifted_by: Option<String>,
}

impl From<Revocation> for RevocationView {
    fn from(row: Revocation) -> Self {
        Self {
            id: row.id,
            provider: row.provider,
            claim: row.claim,
            value: row.value,
            reason: row.reason,
            revoked_at: utc(row.revoked_at),
            revoked_by: row.revoked_by,
            lifted_at: row.lifted_at.map(utc),
            lifted_by: row.lifted_by,
        }
    }
}

const TAKEN_BACK: Error = Error::Conflict {
    code: "already_revoked",
    field: "",
    detail: "These tokens are taken back already. GET /api/admin/revocations shows since when.",
};

impl NewRevocation {
    /// What is taken back: by which claim, what it is, whose tokens, and why.
    fn checked(self, app: &App) -> Result<(RevokedBy, String, String, Option<String>), Error> {
        let (claim, field, value) = match (self.jti, self.sub) {
            (Some(jti), None) => (RevokedBy::Jti, "jti", jti),
            (None, Some(sub)) => (RevokedBy::Sub, "sub", sub),
            _ => return Err(Error::invalid("jti", "Send jti for one token, or sub for every token of a bearer.")),
        };
        if value.is_empty() || value.chars().count() > LONGEST_VALUE {
            return Err(Error::invalid(field, format!("This must have 1 to {LONGEST_VALUE} characters.")));
        }
        let provider = self.provider.unwrap_or_else(|| OWN_PROVIDER.to_owned());
        let mut known = app.config.identity_providers.iter().map(|provider| provider.name.as_ref());
        if provider != OWN_PROVIDER && !known.any(|name| name == provider) {
            let detail = "This must be token, or the name of a provider in IDENTITY_PROVIDERS. Members who sign in with Google are \
                          kept out with PATCH /api/members/{id}.";
            return Err(Error::invalid("provider", detail));
        }
        if self.reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
            return Err(Error::invalid("reason", format!("This must have at most {LONGEST_REASON} characters.")));
        }
        Ok((claim, value, provider, self.reason))
    }
}

/// Takes tokens back before they end. Only the platform's operator can.
///
/// It counts at once in the isolate that answers, and everywhere else within ten seconds.
#[utoipa::path(post, path = "/api/admin/revocations", tag = "operations", security(("token" = ["platform"])),
    request_body(content = NewRevocation, example = json!({"sub": "ana", "reason": "Her laptop was stolen."})),
    responses((status = 201, body = RevocationView, description = "They are taken back"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    operator: Operator,
    JsonBody(new): JsonBody<NewRevocation>,
) -> Result<Response, Error> {
    let (claim, value, provider, reason) = new.checked(&app)?;
    let revocation = Revocation {
        id: app.ports.new_id()?.to_string(),
        provider,
        claim,
        value,
        reason,
        revoked_at: app.ports.clock.now(),
        revoked_by: operator.subject(),
        lifted_at: None,
        lifted_by: None,
    };
    if !revocations::insert(app.ports.database.as_ref(), &revocation).await? {
        return Err(TAKEN_BACK);
    }
    app.authenticator.forget();
    report(&app, "token.revoked", &operator, &revocation.id);
    Ok(answer(StatusCode::CREATED, &RevocationView::from(revocation)))
}

/// Lists which tokens were taken back, those that were given back included. Only the platform's operator can.
#[utoipa::path(get, path = "/api/admin/revocations", tag = "operations", security(("token" = ["platform"])),
    params(Paging),
    responses((status = 200, body = Page<RevocationView>, description = "The oldest first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _: Operator,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let rows = revocations::list(app.ports.database.as_ref(), window.after.as_deref(), window.rows()).await?;
    Ok(answer(StatusCode::OK, &window.page(rows, |row| row.id.clone(), RevocationView::from)))
}

/// Gives tokens back that were taken back: they count again until they end. Only the platform's operator can.
///
/// The entry stays in the list, with who did it and when.
#[utoipa::path(delete, path = "/api/admin/revocations/{id}", tag = "operations", security(("token" = ["platform"])),
    params(("id" = String, Path)),
    responses((status = 204, description = "They count again"), (status = "4XX", body = Problem)))]
pub(crate) async fn lift(
    State(app): State<Arc<App>>,
    operator: Operator,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let id = uuid("id", &id)?;
    let (database, now) = (app.ports.database.as_ref(), app.ports.clock.now());
    let lifted = revocations::lift(database, &id, operator.subject().as_deref(), now).await?;
    let lifted = lifted.ok_or(Error::NotFound("No tokens are taken back under this id."))?;
    app.authenticator.forget();
    report(&app, "token.revocation_lifted", &operator, &lifted.id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The deployment has no audit trail, only orgs have. So the row says who and when, and this line does.
fn report(app: &App, event: &'static str, operator: &Operator, id: &str) {
    let actor_id = operator.subject().unwrap_or_default();
    log::write(app.ports.log.as_ref(), Level::Info, event, &[("revocation_id", id), ("actor_id", &actor_id)]);
}
