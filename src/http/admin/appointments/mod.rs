//! Appointments, as the clinic reads them.

pub(in crate::http) mod list;
mod period;
mod view;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::app::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/api/appointments", get(list::list)).route("/api/appointments/{id}", get(list::show))
}
