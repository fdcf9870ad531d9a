//! How people can sign in here, for the page on which nobody has yet.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{app::App, config::Environment, http::body::json};

/// How people can sign in here.
#[derive(Serialize, ToSchema)]
pub struct SignInMethods {
    /// With Google, from `/auth/google/start`.
    google: bool,
    /// With a token that is pasted, as developers do.
    pasted_token: bool,
}

/// Says how people can sign in.
#[utoipa::path(get, path = "/auth/methods", tag = "people",
    responses((status = 200, body = SignInMethods, description = "What the console offers")))]
pub(crate) async fn show(State(app): State<Arc<App>>) -> Response {
    let methods = SignInMethods {
        google: app.google_sign_in.is_some(),
        pasted_token: app.config.environment == Environment::Local,
    };
    json(StatusCode::OK, &methods)
}
