//! A request of a platform: proven, read, and with the clinic if proving it took finding it.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequestParts, Request},
};
use http::request::Parts;

use super::{
    call_token, clinic,
    message::{CallSignals, Inbound},
    platform::{Secrets, Verdict, VoicePlatform},
};
use crate::{
    app::App,
    context::RequestContext,
    directory::{Resolution, Routed, SecondLook},
    domain::{id::OrgId, route::Route, signals::Unrouted},
    http::{Error, body::read},
};

/// A request that is the platform's.
pub(crate) struct Received {
    pub(crate) context: RequestContext,
    pub(crate) inbound: Inbound,
    /// The clinic, if proving the request took finding it.
    pub(crate) routed: Option<Result<Routed, Unrouted>>,
}

/// Proves and reads a request. `org_segment` is which segment of its address is an org's id, if one is.
///
/// # Errors
/// Whatever is wrong with it. To a sender who proves nothing, only that.
pub(crate) async fn receive(
    app: &Arc<App>,
    platform: &dyn VoicePlatform,
    request: Request,
    org_segment: Option<usize>,
) -> Result<Received, Error> {
    let (mut parts, body) = request.into_parts();
    let context = RequestContext::from_request_parts(&mut parts, app).await?;
    let received = prove(app, platform, (parts, body), context.clone(), org_segment).await;
    let (limits, sender) = (&app.rate_limits, context.sender.as_deref());
    match received {
        Err(Error::Unauthorized(_)) if limits.is_barred(sender, context.now) => Err(Error::TooManyRequests),
        Err(Error::Unauthorized(detail)) => {
            limits.proved_nothing(sender, context.now).await;
            Err(Error::Unauthorized(detail))
        }
        received => received,
    }
}

async fn prove(
    app: &Arc<App>,
    platform: &dyn VoicePlatform,
    (parts, body): (Parts, Body),
    context: RequestContext,
    org_segment: Option<usize>,
) -> Result<Received, Error> {
    let unproven = || Error::Unauthorized(platform.how_to_prove().to_owned());
    if !platform.carries_credentials(&parts) {
        return Err(unproven());
    }
    let org_of_address = org_segment.map(|segment| org_of_address(&parts, segment)).transpose()?;
    // The platform's own shared secret comes first: it proves a request before its body is read.
    let by_headers = platform.prove_by_headers(&parts) == Verdict::Proven;
    let bytes = read(body, platform.largest_body(parts.uri.path())).await;
    let bytes = bytes.map_err(|error| if by_headers { error } else { unproven() })?;
    let is_proven = by_headers || platform.prove(&parts, &bytes, Secrets::Deployment).await == Verdict::Proven;
    // Whatever else is wrong with a request that proves nothing is not for its sender to learn.
    let proof = Proof { app, platform, parts: &parts, bytes: &bytes };
    let mut inbound = match platform.read(&parts, &bytes) {
        Ok(inbound) => inbound,
        Err(error) if is_proven || proof.by_address(&context, org_of_address).await? => return Err(error),
        Err(_) => return Err(unproven()),
    };
    let token = call_token::apply(app.accounts.vault(), context.now, &mut inbound, org_of_address);
    inbound.signals.at_address_of(org_of_address);
    let routed =
        if is_proven { None } else { Some(proof.by_org(&context, &inbound.signals).await?.ok_or_else(unproven)?) };
    // Of strangers nothing is recorded.
    if let Err(refusal) = token {
        call_token::record(app, refusal);
    }
    Ok(Received { context, inbound, routed })
}

/// The org that the address names.
fn org_of_address(parts: &Parts, segment: usize) -> Result<OrgId, Error> {
    let named = parts.uri.path().split('/').nth(segment).unwrap_or_default();
    named.parse().map_err(|_| Error::NotFound("This address names no org. One of its parts has to be an org's id."))
}

/// A request that the deployment's own secrets do not prove.
struct Proof<'a> {
    app: &'a Arc<App>,
    platform: &'a dyn VoicePlatform,
    parts: &'a Parts,
    bytes: &'a [u8],
}

impl Proof<'_> {
    /// Whether the secrets of the org in the address prove it, of which nothing else can be read.
    async fn by_address(&self, context: &RequestContext, org_of_address: Option<OrgId>) -> Result<bool, Error> {
        if org_of_address.is_none() {
            return Ok(false);
        }
        let mut signals = CallSignals::default();
        signals.at_address_of(org_of_address);
        Ok(self.by_org(context, &signals).await?.is_some())
    }

    /// The clinic, if what was called is one whose own secrets prove the request.
    async fn by_org(
        &self,
        context: &RequestContext,
        signals: &CallSignals,
    ) -> Result<Option<Result<Routed, Unrouted>>, Error> {
        let (directory, keys) = (&self.app.directory, signals.keys());
        let mut resolution = directory.look_up_for_stranger(&keys, &context.tiers).await;
        let mut look = None;
        if !self.by_any_of(&resolution).await {
            // Secrets that memory or KV know still prove a request: many clinics' calls come from one address of a platform.
            if self.app.rate_limits.is_barred(context.sender.as_deref(), context.now) {
                return Err(Error::TooManyRequests);
            }
            look = Some(directory.look_again_for_stranger(context, &mut resolution).await?);
            if look == Some(SecondLook::Refused) || !self.by_any_of(&resolution).await {
                return Ok(None);
            }
        }
        directory.recognise(context, &keys, look);
        clinic::complete_if_unknown(self.app, context, &mut resolution).await?;
        // All that is chosen from belongs to one org, of which one proves the request: it stays that one, should the number change hands.
        let mut chosen = clinic::chosen(resolution);
        // A number that was called is its owner's, and another org that claims its id proves nothing of that one's.
        if let Ok(routed) = &mut chosen {
            if self.by_secrets_of(&routed.route).await {
                directory.trust(&mut routed.resolution, &context.background);
            } else {
                chosen = Err(Unrouted::Conflict);
            }
        }
        Ok(Some(chosen.map(|routed| Routed { proven_for: Some(routed.route.org_id), ..routed })))
    }

    async fn by_any_of(&self, resolution: &Resolution) -> bool {
        for route in resolution.routes().iter().flatten() {
            if self.by_secrets_of(route).await {
                return true;
            }
        }
        false
    }

    async fn by_secrets_of(&self, route: &Route) -> bool {
        self.platform.prove(self.parts, self.bytes, Secrets::Org(route)).await == Verdict::Proven
    }
}
