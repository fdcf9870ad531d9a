//! Appointments, as the clinic reads and writes them.

mod input;
pub(crate) mod list;
pub(super) mod period;
mod refusal;
pub(super) mod view;
pub(crate) mod write;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::app::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/appointments", get(list::list).post(write::create))
        .route("/api/appointments/{id}", get(list::show).patch(write::change).delete(write::remove))
}
