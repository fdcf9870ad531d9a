//! How often the tools of one call, one caller and one clinic are asked: what a broken assistant or somebody who means harm asks beyond
//! that neither reaches the clinic's calendar nor delays others.

use crate::{
    app::App,
    context::RequestContext,
    domain::{caller::SignalledCaller, route::Route},
    ports::RateLimit,
    rate_limits::hashed,
};

/// Whether a message with calls of tools is admitted. Rehearsals are counted as the requests of whoever makes them.
pub(super) async fn admits(app: &App, context: &RequestContext, route: &Route, caller: &SignalledCaller) -> bool {
    if context.rehearsal {
        return true;
    }
    let org_id = route.org_id.to_string();
    let number = caller.number_at(route).map(|number| hashed(&[&org_id, number.as_str()]));
    let call = caller.call_id().map(|id| hashed(&[&org_id, id]));
    // The narrowest first: whoever is refused there takes nothing from the others of the clinic.
    let asked =
        [(RateLimit::ToolsOfCall, call), (RateLimit::ToolsOfCaller, number), (RateLimit::ToolsOfClinic, Some(org_id))];
    for (limit, key) in asked {
        if let Some(key) = key
            && !app.rate_limits.admits(limit, &key, context.now).await
        {
            return false;
        }
    }
    true
}
