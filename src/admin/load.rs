//! Whether a clinic's calendars can still be looked through during a call, asked before what it has changes.

use crate::{
    app::App,
    domain::{
        catalogue::{Catalogue, check_load},
        id::OrgId,
        route::RouteKey,
        schedule::Schedule,
    },
    http::Error,
    store,
};

/// Refuses a change after which a question would be too much work; `field` is what was sent. An org that does not exist is somebody
/// else's to refuse.
pub(super) async fn check(
    app: &App,
    org_id: OrgId,
    field: &str,
    change: impl FnOnce(&mut Option<Schedule>, &mut Catalogue) + Send,
) -> Result<(), Error> {
    let rows = store::run_one(app.ports.database.as_ref(), store::routes::select(&RouteKey::Org(org_id))).await?;
    let Some(route) = store::routes::found(rows)? else {
        return Ok(());
    };
    let (mut schedule, mut catalogue) = (route.schedule, route.catalogue);
    change(&mut schedule, &mut catalogue);
    Ok(check_load(&schedule.unwrap_or_default(), &catalogue, field)?)
}
