//! How people sign in to the console, and out of it.

pub(crate) mod connect;
mod cookies;
mod document;
mod door;
mod entrant;
pub(crate) mod google;
pub(crate) mod methods;
mod redirect;
pub(crate) mod session;

use std::sync::Arc;

use crate::{app::App, http::routes::routes};

routes! { Arc<App>;
    session { create, show, remove }
    methods { show }
    google { start, callback }
    connect { begin }
}
