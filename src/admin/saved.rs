//! What is answered to whoever saved something: as it is now, and what of it is hardly meant.

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
        warnings::Warning,
    },
    http::body::json,
    store,
};

/// Something as it was saved.
#[derive(Serialize, ToSchema)]
pub struct Saved<T> {
    #[serde(flatten)]
    document: T,
    /// What of it is hardly meant; absent if all of it can be. It is saved all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Warning>,
}

/// Answers with what was saved. `warn` looks at it among everything that the clinic has set, which is read once more: what is saved is
/// saved, so whoever cannot be told what is odd about it is told nothing.
pub(super) async fn answer<T: Serialize>(
    app: &App,
    org_id: OrgId,
    (status, document): (StatusCode, T),
    warn: impl FnOnce(&Route) -> Vec<Warning> + Send,
) -> Response {
    let select = store::routes::select(&RouteKey::Org(org_id));
    let rows = store::run_one(app.ports.database.as_ref(), select).await;
    let route = rows.and_then(store::routes::found).ok().flatten();
    let warnings = route.map(|route| warn(&route)).unwrap_or_default();
    json(status, &Saved { document, warnings })
}
