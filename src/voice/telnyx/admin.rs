//! What an org's assistant at Telnyx is set up with, to read and to paste.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};

use super::platform::{PLATFORM, Telnyx};
use crate::{
    app::App,
    http::{Error, auth::Reader, error::Problem},
    voice::pasted,
};

/// Shows the tools and variables as Telnyx takes them.
#[utoipa::path(get, path = "/api/telnyx/tools.json", tag = "telnyx", security(("token" = [])),
    responses((status = 200, body = Object, description = "Members of an assistant for Telnyx' `POST /v2/ai/assistants`"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn tools(
    State(app): State<Arc<App>>,
    Extension(platform): Extension<Telnyx>,
    reader: Reader,
) -> Result<Response, Error> {
    pasted::tools(&app, reader.org_id, &platform, PLATFORM.root).await
}
