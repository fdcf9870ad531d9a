//! Letting somebody in: the row of their session, and the cookie that stands for it.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::entrant::{Entrant, Entry};
use crate::{
    app::App,
    context::RequestContext,
    domain::{email::EmailAddress, id::OrgId},
    http::{
        Error,
        trail::{Author, recorded},
    },
    identity::{RandomText, longest},
    ports::{RateLimit, Statement},
    rate_limits::{hashed, of_sender},
    store::{self, audit::Action, members, pending_connections, sessions, sessions::Session},
};

/// A session that has begun.
pub(super) struct Begun {
    pub(super) id: RandomText,
    pub(super) expires_at: DateTime<Utc>,
}

/// Whether signing in has not been tried too often from the address that a request came from.
pub(super) async fn admits_address(app: &App, context: &RequestContext) -> bool {
    app.rate_limits.admits(RateLimit::SignIn, &of_sender(context.sender.as_deref()), context.now).await
}

/// Whether it has not been tried too often with this e-mail address, wherever from.
pub(super) async fn admits_email(app: &App, context: &RequestContext, email: Option<&EmailAddress>) -> bool {
    let Some(email) = email else { return true };
    app.rate_limits.admits(RateLimit::SignIn, &hashed(&["email", &email.to_string()]), context.now).await
}

/// Begins a session, under a new id each time. The one that the browser has shown ends.
///
/// # Errors
/// When the database did not answer, or there is no randomness.
pub(super) async fn let_in(
    app: &App,
    context: &RequestContext,
    entrant: &Entrant,
    entry: &Entry,
    shown: Option<&RandomText>,
) -> Result<Begun, Error> {
    let (now, id) = (context.now, RandomText::new(&app.ports)?);
    let expires_at = entrant.until.unwrap_or(now + longest(entry.role));
    let session = Session {
        id_hash: id.hash(),
        subject: entrant.principal.id.to_string(),
        name: entrant.principal.name.as_deref().map(str::to_owned),
        email: entrant.email.as_ref().map(ToString::to_string),
        provider: entrant.provider.clone(),
        org_id: entry.org_id,
        member_id: entry.member_id.clone(),
        role: entry.role,
        created_at: now,
        last_seen_at: now,
        expires_at,
    };
    let mut changes = vec![sessions::sweep(now), pending_connections::sweep(now)];
    changes.extend(shown.map(|shown| sessions::end(&shown.hash())));
    changes.push(sessions::insert(&session));
    let member = entry.member_id.as_deref();
    changes.extend(member.map(|member| members::signed_in(member, &entrant.provider, &entrant.principal.id, now)));
    changes.extend(line(app, context, entrant, entry.org_id)?);
    store::run(app.ports.database.as_ref(), changes).await?;
    Ok(Begun { id, expires_at })
}

/// The line in the trail of the clinic that somebody goes to. An operator who has chosen none leaves none.
fn line(
    app: &App,
    context: &RequestContext,
    entrant: &Entrant,
    org_id: Option<OrgId>,
) -> Result<Option<Statement>, Error> {
    let Some(org_id) = org_id else { return Ok(None) };
    let author = Author { org_id, principal: Some(&entrant.principal) };
    let detail = json!({"provider": entrant.provider});
    recorded(&app.ports, context, &author, Action::SESSION_BEGUN, detail).map(Some)
}
