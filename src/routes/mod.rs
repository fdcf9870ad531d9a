//! Every route of the product, and the document that describes them.

mod describe;
pub(crate) mod health;
pub(crate) mod openapi;
mod vendors;

use std::sync::Arc;

use axum::Router;

pub use openapi::document as openapi_document;

use crate::{
    admin,
    app::App,
    http::error,
    texts::twilio::callbacks::{self, Callbacks},
    voice,
};

/// Every route of the product. It is built once per isolate: building it takes longer than answering.
pub fn router(app: Arc<App>, callbacks: Callbacks) -> Router {
    Router::new()
        .merge(health::router())
        .merge(admin::router())
        .merge(voice::router(&app))
        .merge(callbacks::router(callbacks))
        .fallback(error::no_such_route)
        .method_not_allowed_fallback(error::wrong_method)
        .with_state(app)
}
