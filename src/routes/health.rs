//! Health, and the API's own description.

use std::sync::Arc;

use axum::{Router, response::Response, routing::get};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::body::json;

/// That the Worker runs and its configuration is sound.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// The version of the Worker.
    pub version: &'static str,
}

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/health", get(health)).route("/openapi.json", get(openapi))
}

/// `GET /health`
#[utoipa::path(get, path = "/health", tag = "service", responses((status = 200, body = Health)))]
pub(crate) async fn health() -> Response {
    json(StatusCode::OK, &Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// `GET /openapi.json`: the committed document, which CI holds against the handlers.
async fn openapi() -> Response {
    let mut response = Response::new(include_str!("../../openapi.json").into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
