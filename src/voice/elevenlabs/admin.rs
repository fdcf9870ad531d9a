//! What an org's agent at ElevenLabs is set up with, to read and to paste.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};

use super::platform::{ElevenLabs, PLATFORM};
use crate::{
    app::App,
    http::{Error, auth::Reader, error::Problem},
    voice::pasted,
};

/// Shows the tools and webhooks as ElevenLabs takes them.
#[utoipa::path(get, path = "/api/elevenlabs/tools.json", tag = "elevenlabs", security(("token" = [])),
    responses((status = 200, body = Object, description = "Each of `tools` is a body for ElevenLabs' `POST /v1/convai/tools`"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn tools(
    State(app): State<Arc<App>>,
    Extension(platform): Extension<ElevenLabs>,
    reader: Reader,
) -> Result<Response, Error> {
    pasted::tools(&app, reader.org_id, &platform, PLATFORM.root).await
}
