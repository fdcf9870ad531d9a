//! Where Vapi posts, and what an org does with its account there. Each tool has a path, which says which tool it is, whatever the model
//! calls it.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use utoipa::openapi::{OpenApi, PathItem};

use super::{Webhook, admin, diagnose, serve};
use crate::{
    app::App,
    voice::endpoint::{Description, Endpoint},
};

const TOOLS: Description = Description {
    platform: "vapi",
    body: "A message of Vapi with tool calls, or the older toolCall body",
    answer: "results, one per tool call; toolResult and speech for the older body",
};
const MESSAGES: Description = Description {
    platform: "vapi",
    body: "Any server message of Vapi",
    answer: "What the message asks for; {} when it asks for nothing",
};

fn endpoints() -> Vec<(Endpoint, Description)> {
    let message = |path: &str, summary| Endpoint { path: path.to_owned(), tool: None, summary };
    let webhook = message("/api/vapi/webhook", "every message of Vapi; which tools are called their names say");
    let of_org =
        message("/api/vapi/webhook/{org}", "the same for one org, whose number must have been called if one was");
    let tools = Endpoint::of_tools("/api/vapi/tools").into_iter().map(|endpoint| (endpoint, TOOLS));
    [(webhook, MESSAGES), (of_org, MESSAGES)].into_iter().chain(tools).collect()
}

/// The paths.
pub(crate) fn router() -> Router<Arc<App>> {
    let router = Router::new()
        .route("/api/vapi/diagnose", post(diagnose::diagnose))
        .route("/api/vapi/tools.json", get(admin::tools))
        .route("/api/vapi/provision", post(admin::provision));
    endpoints().into_iter().fold(router, |router, (Endpoint { path, tool, .. }, _)| {
        let handler =
            move |State(app): State<Arc<App>>, webhook: Webhook| async move { serve(&app, webhook, tool).await };
        router.route(&path, post(handler))
    })
}

/// Adds what Vapi posts to the API's description.
pub(crate) fn describe(document: &mut OpenApi) {
    let items = endpoints().into_iter().map(|(endpoint, description)| {
        let item: PathItem = endpoint.described(&description);
        (endpoint.path, item)
    });
    document.paths.paths.extend(items);
}
