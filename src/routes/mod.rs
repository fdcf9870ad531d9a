//! Every route of the product, and the document that describes them.

mod describe;
pub(crate) mod health;
mod neighbours;
pub(crate) mod openapi;
mod vendors;

use std::sync::Arc;

use axum::{Router, body::Body, response::Response};
use http::Request;

pub use openapi::document as openapi_document;

use crate::{
    admin,
    app::App,
    calendars::google::{
        self,
        notifications::{self, Notifications},
    },
    context::RequestContext,
    http::error,
    sign_in,
    texts::twilio::{
        at_clinic,
        callbacks::{self, Callbacks},
    },
    voice,
};

/// What answers vendors that call back.
pub struct VendorCallbacks {
    pub twilio: Callbacks,
    pub google: Notifications,
}

/// Every route of the product. It is built once per isolate: building it takes longer than answering.
pub fn router(app: Arc<App>, callbacks: VendorCallbacks) -> Router {
    Router::new()
        .merge(health::router())
        .merge(sign_in::router())
        .merge(admin::router())
        .merge(admin::at_clinic::forwarding(&app))
        .merge(voice::router(&app))
        .merge(voice::rehearsal::router())
        .merge(callbacks::router(callbacks.twilio))
        .merge(notifications::router(callbacks.google))
        .fallback(error::no_such_route)
        .method_not_allowed_fallback(error::wrong_method)
        .with_state(app)
}

/// The answer to a request that needs nothing but the isolate's memory, if it is of the kind that comes with every call. All others, and all
/// that is not remembered, are left to [`router`].
pub fn from_memory(app: &App, request: &Request<Body>, context: &RequestContext) -> Option<Response> {
    admin::phone_lookup::from_memory(app, request, context)
}

/// What a clinic's object answers: the routes that the Worker hands over, and questions of the Worker's own.
pub fn clinic_router(app: Arc<App>) -> Router {
    Router::new()
        .merge(admin::at_clinic::router())
        .merge(admin::harm::at_clinic::router())
        .merge(voice::clinic_router())
        .merge(at_clinic::router(Arc::clone(&app.texts)))
        .merge(google::at_clinic::router(Arc::clone(&app.calendars)))
        .merge(neighbours::router())
        .fallback(error::no_such_route)
        .method_not_allowed_fallback(error::wrong_method)
        .with_state(app)
}
