//! How people sign in to the console, and out of it.

mod document;
mod door;
mod entrant;
pub(crate) mod session;

use std::sync::Arc;

use crate::{app::App, http::routes::routes};

routes! { Arc<App>;
    session { create, show, remove }
}
