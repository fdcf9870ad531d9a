//! What needs a person: at one clinic as it is now, and for the operator at all of them.

pub(crate) mod clinics;
pub(in crate::admin) mod view;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;

use self::view::AttentionList;
use crate::{
    app::App,
    domain::{attention::ClinicFacts, id::OrgId},
    http::{
        Error,
        auth::Reader,
        body::json as answer,
        error::{NO_ORG, Problem},
    },
    store::{
        self, attention,
        clinic::{ClinicContext, troubles},
    },
};

/// What D1 knows of an org.
///
/// # Errors
/// When there is no such org, or D1 did not answer.
pub(super) async fn facts(app: &App, org_id: OrgId) -> Result<ClinicFacts, Error> {
    let found = store::run_one(app.ports.database.as_ref(), attention::of_org(org_id)).await?;
    attention::found(found)?.ok_or(NO_ORG)
}

/// Lists what needs a person at the clinic.
#[utoipa::path(get, path = "/api/attention", tag = "overview", security(("token" = [])),
    responses((status = 200, body = AttentionList, description = "The worst first; empty when nothing needs anybody"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
) -> Result<Response, Error> {
    let facts = facts(&app, reader.org_id).await?;
    let troubles = context.clinic.read(|transaction| troubles::all(transaction, context.now))?;
    Ok(answer(StatusCode::OK, &AttentionList::new(facts.attention(&troubles, context.now), facts.zone)))
}
