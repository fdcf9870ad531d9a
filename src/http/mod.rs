//! The HTTP surface: extractors, handlers, and one error type that becomes one kind of answer.

mod admin;
mod auth;
mod body;
mod error;
mod health;
mod openapi;
mod page;
mod query;
mod tools;
mod twilio;
mod vapi;

use std::sync::Arc;

use axum::Router;

pub use auth::IdentityCache;
pub use error::{Error, log_cause};
pub use openapi::document as openapi_document;

use crate::app::App;

/// Every route of the product. It is built once per isolate: building it takes longer than answering.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .merge(health::router())
        .merge(admin::router())
        .merge(vapi::handlers::router())
        .merge(twilio::router())
        .fallback(error::no_such_route)
        .method_not_allowed_fallback(error::wrong_method)
        .with_state(app)
}
