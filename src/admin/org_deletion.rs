//! Deleting a clinic for good.
//!
//! D1 goes first, in one transaction, and the object after it. So no moment exists in which a call is answered for a clinic whose object
//! is empty, and what still arrives for the clinic finds no org and is refused as for any org that does not exist. Between the two a note
//! in D1 keeps the deletion repeatable: it is removed when the object is known to be empty.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use super::uuid;
use crate::{
    app::App,
    context::RequestContext,
    domain::id::OrgId,
    http::{
        Error,
        auth::Operator,
        error::{NO_ORG, Problem},
        query::{Query, Segment},
    },
    log::{self, Level},
    store::org_deletions,
};

const NOT_CONFIRMED: &str = "Repeat the org's name as `name`, exactly as GET /api/orgs shows it. Deleting cannot be undone: take an export \
     first, with GET /api/org/export.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    name: Option<String>,
}

/// Deletes a clinic with everything that it has. Only the platform's operator can.
///
/// Settings, numbers, credentials, appointments, texts, calls and the audit trail are gone, and that cannot be undone: take an export
/// first. If it answers 503, repeat it; it goes on where it was cut off.
#[utoipa::path(delete, path = "/api/orgs/{id}", tag = "orgs", security(("token" = ["platform"])),
    params(("id" = String, Path), ("name" = String, Query, description = "The org's name, to confirm it")),
    responses((status = 204, description = "It is gone"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    operator: Operator,
    Segment(id): Segment,
    Query(confirmation): Query<Confirmation>,
) -> Result<Response, Error> {
    let org_id: OrgId = uuid("id", &id)?.parse().map_err(|_| NO_ORG)?;
    let database = app.ports.database.as_ref();
    let org = org_deletions::find(database, org_id).await?.ok_or(NO_ORG)?;
    if confirmation.name.is_none_or(|given| given != org.name) {
        return Err(Error::invalid("name", NOT_CONFIRMED));
    }
    org_deletions::begin(database, org_id, app.ports.clock.now()).await?;
    app.changed(&context, org_id, []);
    app.authenticator.forget();
    app.clinics.erase_all(org.address).await?;
    org_deletions::finish(database, org_id).await?;
    report(&app, org_id, &operator);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The org's audit trail is gone with the org, so this line is what stays: whose, and by whom, and nothing of the clinic.
fn report(app: &App, org_id: OrgId, operator: &Operator) {
    let org_id = org_id.to_string();
    let actor_id = operator.principal.as_ref().map(|principal| principal.id.as_ref()).unwrap_or_default();
    let fields = [("org_id", org_id.as_str()), ("actor_id", actor_id)];
    log::write(app.ports.log.as_ref(), Level::Info, "org.deleted", &fields);
}
