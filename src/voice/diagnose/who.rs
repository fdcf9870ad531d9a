//! Which clinic a message is for, as far as the org that asks may know.

use std::sync::Arc;

use super::{notes::is_web, report::Report};
use crate::{
    app::App,
    context::RequestContext,
    directory::{Resolution, Routed},
    domain::{
        id::OrgId,
        org::OrgStatus,
        route::{Route, RouteKey},
        signals::Unrouted,
    },
    http::Error,
    voice::{
        clinic,
        message::{CallSignal, Inbound, MessageKind},
        platform::VoicePlatform,
    },
};

/// The clinic, if it is that of the org; what belongs to another org is told apart from nobody's by nothing.
pub(super) async fn clinic(
    (app, platform): (&Arc<App>, &dyn VoicePlatform),
    context: &RequestContext,
    inbound: &Inbound,
    org_id: OrgId,
    report: &mut Report,
) -> Result<Result<Routed, Unrouted>, Error> {
    if matches!(inbound.kind, MessageKind::Other) {
        // Nobody asks whose it is.
        return Ok(Err(Unrouted::NoCalledNumber));
    }
    let resolution = truth(app, context, inbound.signals.keys()).await?;
    caller(app, context, (inbound, &resolution), org_id, report).await?;
    let is_ours = signals(inbound, org_id, &resolution, report);
    let outcome = match clinic::chosen(resolution) {
        Ok(routed) if routed.route.org_id != org_id => Err(Unrouted::Unknown),
        // That others have a part in a disagreement is told to those who have one themselves.
        Err(Unrouted::Conflict) if !is_ours => Err(Unrouted::Unknown),
        // It stays that org's, should the number change hands meanwhile.
        outcome => outcome.map(|routed| Routed { proven_for: Some(org_id), ..routed }),
    };
    let (is_served, says) = match &outcome {
        Ok(routed) if routed.route.status == OrgStatus::Active => (true, "The message is for this org."),
        Ok(_) => (false, "The message is for this org, which is not served."),
        Err(Unrouted::NoCalledNumber) => (false, "The message names no clinic."),
        Err(Unrouted::Unknown) => (false, "The message is for another org or for nobody here."),
        Err(Unrouted::Conflict) => (false, "The signals lead to this org and to another, or to another number of it."),
    };
    report.step("org", is_served, says.to_owned());
    report.warn(reason(platform, inbound, &outcome));
    Ok(outcome)
}

/// What D1 says; memory and KV may be behind.
async fn truth(app: &App, context: &RequestContext, keys: Vec<RouteKey>) -> Result<Resolution, Error> {
    // What somebody pastes shows nothing that the operator has to know of.
    let mut resolution = Resolution::open(keys).for_stranger();
    app.directory.complete(&mut resolution, &context.tiers, &context.background).await?;
    Ok(resolution)
}

/// The signals in their order with what each leads to, and whether one of them leads to the org.
fn signals(inbound: &Inbound, org_id: OrgId, resolution: &Resolution, report: &mut Report) -> bool {
    let routes = resolution.routes();
    let is_ours = |key: &RouteKey| {
        let found = resolution.keys().iter().zip(&routes).find(|(known, _)| *known == key);
        found.is_some_and(|(_, route)| route.as_ref().is_some_and(|route| route.org_id == org_id))
    };
    let said = inbound.signals.effective();
    let leads_here = || said.iter().any(|signal| signal.key.as_ref().is_some_and(is_ours));
    for CallSignal { place, key } in said {
        let (ok, says) = match key {
            Some(key) if is_ours(key) => (true, format!("{place} is {}: this org's.", shown(key))),
            Some(key) => (false, format!("{place} is {}: another org's or nobody's here.", shown(key))),
            None => (false, format!("{place} cannot be read.")),
        };
        // A further signal that nobody here knows is no fault.
        report.step("number", ok || leads_here(), says);
    }
    if said.is_empty() {
        report.step("number", false, "Nothing says which number was called.".to_owned());
    }
    leads_here()
}

fn shown(key: &RouteKey) -> String {
    match key {
        RouteKey::Number(number) => number.as_str().to_owned(),
        RouteKey::Sip(id) | RouteKey::VapiNumber(id) => id.clone(),
        RouteKey::Org(id) => id.to_string(),
    }
}

/// Who called, and whether that is one of the org's own numbers.
async fn caller(
    app: &App,
    context: &RequestContext,
    (inbound, called): (&Inbound, &Resolution),
    org_id: OrgId,
    report: &mut Report,
) -> Result<(), Error> {
    let Some(number) = inbound.caller.number() else {
        let says = "The caller's number is withheld or missing: none of their appointments can be found.";
        report.step("caller", true, says.to_owned());
        return Ok(());
    };
    let known = truth(app, context, vec![RouteKey::Number(number.clone())]).await?;
    let routes = [known.routes(), called.routes()].concat();
    let is_own = |route: &Arc<Route>| route.org_id == org_id && route.is_own_number(number);
    let is_clinic = routes.iter().flatten().any(is_own);
    report.step("caller", !is_clinic, format!("The caller's number is {}.", number.masked()));
    if is_clinic {
        report.warn(["caller_is_clinic"]);
    }
    Ok(())
}

/// Why it is not the org's.
fn reason(platform: &dyn VoicePlatform, inbound: &Inbound, outcome: &Result<Routed, Unrouted>) -> Option<&'static str> {
    match outcome {
        Ok(routed) if routed.route.status == OrgStatus::Active => None,
        Ok(_) => Some("org_not_active"),
        Err(Unrouted::Unknown) => Some("not_your_number"),
        Err(Unrouted::Conflict) => Some("signals_disagree"),
        Err(Unrouted::NoCalledNumber) if !inbound.signals.is_silent() => Some("unreadable_number"),
        Err(Unrouted::NoCalledNumber) => {
            let general = if is_web(inbound) { "web_call" } else { "no_called_number" };
            Some(platform.why_no_number(inbound).unwrap_or(general))
        }
    }
}
