//! In the clinic's object: what it knows of texts that another clinic finds at the provider, because both send from one number.

use std::sync::Arc;

use axum::{Extension, Router, response::Response, routing::post};
use http::StatusCode;

use crate::{
    app::App,
    http::{
        Error,
        body::{handed_over, json},
    },
    store::clinic::ClinicContext,
    texts::{NEIGHBOUR_PATH, SharedTexts, known_here},
};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route(NEIGHBOUR_PATH, post(tell))
}

async fn tell(Extension(context): Extension<ClinicContext>, body: String) -> Result<Response, Error> {
    let shared: SharedTexts = handed_over(&body)?;
    Ok(json(StatusCode::OK, &known_here(&context, &shared)?))
}
