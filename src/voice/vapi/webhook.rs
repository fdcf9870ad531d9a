//! A webhook of Vapi: proven, read, and with what belongs to the request.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
};
use http::request::Parts;

use super::{
    auth::{self, Verdict},
    envelope::{self, Inbound},
    resolve,
};
use crate::{
    app::App,
    context::RequestContext,
    directory::{Resolution, Routed},
    domain::{id::OrgId, signals::Unrouted},
    http::{
        Error,
        body::{read, require_json},
    },
};

/// The largest body. Late in a call Vapi repeats the whole conversation.
pub(super) const LIMIT: usize = 1024 * 1024;
/// Before an org's own address.
const PINNED: &str = "/api/vapi/webhook/";

/// What was posted.
pub(crate) struct Webhook {
    pub(super) call: RequestContext,
    pub(super) inbound: Inbound,
    /// The clinic, if proving the request took finding it.
    pub(super) routed: Option<Result<Routed, Unrouted>>,
}

impl FromRequest<Arc<App>> for Webhook {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        let (mut parts, body): (_, Body) = request.into_parts();
        if !auth::carries_credentials(app, &parts) {
            return Err(unproven());
        }
        let pin = pin(&parts)?;
        let call = RequestContext::from_request_parts(&mut parts, app).await?;
        let bytes = read(body, LIMIT).await?;
        let is_proven = auth::platform(app, &parts, &bytes) == Verdict::Proven;
        let inbound = require_json(&parts.headers).and_then(|()| envelope::read(&bytes));
        // Whatever else is wrong with a request that proves nothing is not for its sender to learn.
        let mut inbound = inbound.map_err(|error| if is_proven { error } else { unproven() })?;
        inbound.signals.pin = pin;
        let routed = if is_proven { None } else { Some(proven_by_org(app, &call, &inbound, &parts, &bytes).await?) };
        Ok(Self { call, inbound, routed })
    }
}

/// The clinic, if what was called is one whose own secrets prove the request.
async fn proven_by_org(
    app: &Arc<App>,
    call: &RequestContext,
    inbound: &Inbound,
    parts: &Parts,
    bytes: &[u8],
) -> Result<Result<Routed, Unrouted>, Error> {
    let proves = |resolution: &Resolution| {
        resolution.routes().iter().flatten().any(|route| auth::of_org(app, route, parts, bytes))
    };
    let mut resolution = resolve::look_up(app, call, &inbound.signals).await?;
    let mut is_proven = proves(&resolution);
    // The org whose secret it is may be the one that the address names, and what was called another's.
    if !is_proven && !resolution.is_complete() {
        app.directory.complete(&mut resolution, &call.tiers, &call.background).await?;
        is_proven = proves(&resolution);
    }
    if !is_proven {
        return Err(unproven());
    }
    // All that is chosen from belongs to one org, of which one proves the request: it stays that one, should the number change hands.
    Ok(resolve::chosen(resolution).map(|routed| Routed { proven_for: Some(routed.route.org_id), ..routed }))
}

/// The org that the address names.
fn pin(parts: &Parts) -> Result<Option<OrgId>, Error> {
    let no_org = Error::NotFound("This address names no org. It ends with an org's id.");
    parts.uri.path().strip_prefix(PINNED).map(|key| key.parse().map_err(|_| no_org)).transpose()
}

fn unproven() -> Error {
    Error::Unauthorized(
        "Send a shared secret as X-Vapi-Secret or as a bearer token, or sign the request: with the platform's secret, or that of the org \
         whose number was called."
            .to_owned(),
    )
}
