//! Where to go, health, and the API's own description.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    http::{body::json, routes::routes},
};

/// Where to go from the root.
#[derive(Serialize, ToSchema)]
pub struct Welcome {
    #[schema(example = "Frontdesk")]
    pub name: &'static str,
    pub version: &'static str,
    pub description: &'static str,
    /// Where the API is described, as OpenAPI 3.1.
    #[schema(example = "/openapi.json")]
    pub openapi: &'static str,
    /// Where it says whether it runs.
    #[schema(example = "/health")]
    pub health: &'static str,
    /// What to read first.
    pub documentation: &'static str,
}

/// That the Worker runs and its configuration is sound.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// The version of the Worker.
    pub version: &'static str,
    /// Cloudflare's id of the deployed version, by which a deployment knows which one it has tried. Null on a developer's machine.
    pub version_id: Option<String>,
    /// Clinics whose object has not woken up by itself for five minutes after it should have, counted up to 1,000, at most half a minute
    /// ago. 0 as a rule: the sweep wakes them up. Null if the database did not answer.
    pub overdue_clinics: Option<u32>,
}

routes! { Arc<App>;
    self { welcome, health, openapi }
}

/// Says what this is and where to go.
#[utoipa::path(get, path = "/", tag = "service",
    responses((status = 200, body = Welcome, description = "Where to go")))]
pub(crate) async fn welcome() -> Response {
    let welcome = Welcome {
        name: "Frontdesk",
        version: env!("CARGO_PKG_VERSION"),
        description: env!("CARGO_PKG_DESCRIPTION"),
        openapi: "/openapi.json",
        health: "/health",
        documentation: "The README of the source begins with a first booking; /openapi.json describes every request.",
    };
    json(StatusCode::OK, &welcome)
}

/// Says whether it runs.
#[utoipa::path(get, path = "/health", tag = "service",
    responses((status = 200, body = Health, description = "It runs, and its configuration is sound")))]
pub(crate) async fn health(State(app): State<Arc<App>>) -> Response {
    let overdue_clinics = app.overdue_clinics.get().await.ok();
    let version_id = app.config.version_id.clone();
    json(StatusCode::OK, &Health { status: "ok", version: env!("CARGO_PKG_VERSION"), version_id, overdue_clinics })
}

/// Describes the API: the committed document, which CI holds against the handlers.
#[utoipa::path(get, path = "/openapi.json", tag = "service",
    responses((status = 200, body = Object, description = "OpenAPI 3.1")))]
pub(crate) async fn openapi() -> Response {
    let mut response = Response::new(include_str!("../../openapi.json").into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
