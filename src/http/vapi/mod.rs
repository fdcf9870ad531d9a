//! What Vapi posts in the middle of a call, and what it hears.
//!
//! Once a request is authenticated and is JSON, the answer is HTTP 200 with a sentence for every tool call, whatever went wrong:
//! an agent that gets another status hears nothing.

mod auth;
mod envelope;
mod lenient;
mod render;
mod resolve;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Request, State},
    response::Response,
    routing::post,
};

use self::{
    auth::FromVapi,
    envelope::{Inbound, ToolCall},
    resolve::Clinic,
};
use super::{
    Error,
    body::{read, require_json},
    error::Problem,
    tools,
};
use crate::{
    app::{App, Call},
    domain::{
        speech::{bad_arguments, unknown_tool},
        tool::Tool,
    },
};

pub(super) use render::Spoken;

/// The largest webhook body. Late in a call Vapi repeats the whole conversation.
const LIMIT: usize = 1024 * 1024;
/// More calls than this in one message are answered without being run.
const MOST_CALLS: usize = 16;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/api/vapi/tools/calendar/check", post(check))
}

/// A webhook of Vapi: proven, read, and with what belongs to the request.
pub(in crate::http) struct Webhook {
    call: Call,
    inbound: Inbound,
}

impl axum::extract::FromRequest<Arc<App>> for Webhook {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        let (mut parts, body): (_, Body) = request.into_parts();
        FromVapi::from_request_parts(&mut parts, app).await?;
        require_json(&parts.headers)?;
        let call = Call::from_request_parts(&mut parts, app).await?;
        let inbound = envelope::read(&read(body, LIMIT).await?)?;
        Ok(Self { call, inbound })
    }
}

/// `POST /api/vapi/tools/calendar/check`
#[utoipa::path(post, path = "/api/vapi/tools/calendar/check", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(in crate::http) async fn check(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Tool::CheckAvailability).await
}

/// Runs every call of a message, in order: the first warms what the next needs.
async fn serve(app: &Arc<App>, webhook: Webhook, tool: Tool) -> Response {
    let Webhook { call, inbound: Inbound { format, calls, signals } } = webhook;
    let mut clinic = resolve::clinic(app, &call, &signals).await;
    let mut spoken = Vec::with_capacity(calls.len());
    for (position, tool_call) in calls.iter().enumerate() {
        spoken.push(match &mut clinic {
            Err(unrouted) => unrouted.clone(),
            Ok(_) if position >= MOST_CALLS => {
                Spoken::error("Too many tools were called at once. Call one at a time.".into())
            }
            Ok(clinic) => run(app, &call, clinic, tool, tool_call).await,
        });
    }
    render::answer(format, &calls, tool.name(), spoken)
}

/// One call. The path says which tool it is; a name that means another tool of ours is a wiring mistake and is not obeyed.
async fn run(app: &Arc<App>, call: &Call, clinic: &mut Clinic, tool: Tool, tool_call: &ToolCall) -> Spoken {
    if Tool::named(&tool_call.name).is_some_and(|named| named != tool) {
        return Spoken::error(unknown_tool(&tool_call.name, &[tool.name()]));
    }
    match &tool_call.arguments {
        Err(fault) => Spoken::error(bad_arguments(fault, None)),
        Ok(arguments) => tools::check_availability::run(app, call, &mut clinic.routed, arguments).await,
    }
}
