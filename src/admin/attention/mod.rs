//! What needs a person: at one clinic as it is now, and for the operator at all of them.

pub(crate) mod clinics;
pub(in crate::admin) mod view;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;

use self::view::AttentionList;
use crate::{
    app::App,
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

/// Lists what needs a person at the clinic.
#[utoipa::path(get, path = "/api/attention", tag = "overview", security(("token" = [])),
    responses((status = 200, body = AttentionList, description = "The worst first; empty when nothing needs anybody"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
) -> Result<Response, Error> {
    let found = store::run_one(app.ports.database.as_ref(), attention::of_org(reader.org_id)).await?;
    let facts = attention::found(found)?.ok_or(NO_ORG)?;
    let troubles = context.clinic.read(|transaction| troubles::all(transaction, context.now))?;
    Ok(answer(StatusCode::OK, &AttentionList::new(facts.attention(&troubles, context.now), facts.zone)))
}
