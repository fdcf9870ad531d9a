//! What Vapi posts in the middle of a call, and what it hears.
//!
//! Once a request is authenticated and is JSON, the answer is HTTP 200 with a sentence for every tool call, whatever went wrong:
//! an agent that gets another status hears nothing.

mod auth;
mod envelope;
mod lenient;
mod render;
mod resolve;

use std::{pin::pin, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Request, State},
    response::Response,
    routing::post,
};
use futures_util::future::{Either, select};
use http::StatusCode;

use self::{
    auth::FromVapi,
    envelope::{Inbound, ToolCall},
};
use super::{
    Error,
    body::{json, read, require_json},
    error::Problem,
    tools,
};
use crate::{
    app::{App, Call},
    calendar::{self, Routed},
    domain::{
        signals::Signals,
        speech::{bad_arguments, calendar_unreadable, unknown_tool},
        tool::Tool,
    },
    log::{self, Level},
};

pub(super) use render::Spoken;
pub(super) use resolve::explain;

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

/// Answers a webhook. A message that calls no tool needs no answer; one that does gets it before the deadline, whatever hangs.
async fn serve(app: &Arc<App>, webhook: Webhook, tool: Tool) -> Response {
    let Webhook { call, inbound: Inbound { format, calls, signals } } = webhook;
    if calls.is_empty() {
        return json(StatusCode::OK, &serde_json::json!({}));
    }
    let remaining = call.deadline.remaining(app.ports.clock.now());
    let work = pin!(run_all(app, &call, &signals, tool, &calls));
    let deadline = pin!(app.ports.clock.sleep(remaining));
    let spoken = match select(work, deadline).await {
        Either::Left((spoken, _)) => spoken,
        Either::Right(((), _)) => {
            log::write(app.ports.log.as_ref(), Level::Error, "tool.deadline_passed", &[("tool", tool.name())]);
            calls.iter().map(|_| Spoken::error(calendar_unreadable())).collect()
        }
    };
    render::answer(format, &calls, tool.name(), spoken)
}

/// Runs every call of a message, in order: the first warms what the next needs.
async fn run_all(app: &Arc<App>, call: &Call, signals: &Signals, tool: Tool, calls: &[ToolCall]) -> Vec<Spoken> {
    let mut routed = resolve::clinic(app, call, signals).await;
    let mut spoken = Vec::with_capacity(calls.len());
    for (position, tool_call) in calls.iter().enumerate() {
        spoken.push(match &mut routed {
            Err(unrouted) => unrouted.clone(),
            Ok(_) if position >= MOST_CALLS => {
                Spoken::error("Too many tools were called at once. Call one at a time.".into())
            }
            Ok(routed) => run(app, call, routed, tool, tool_call).await,
        });
    }
    spoken
}

/// One call. The path says which tool it is; a name that means another tool of ours is a wiring mistake and is not obeyed.
async fn run(app: &Arc<App>, call: &Call, routed: &mut Routed, tool: Tool, tool_call: &ToolCall) -> Spoken {
    if Tool::named(&tool_call.name).is_some_and(|named| named != tool) {
        return Spoken::error(unknown_tool(&tool_call.name, &[tool.name()]));
    }
    let spoken = match &tool_call.arguments {
        Err(fault) => Spoken::error(bad_arguments(fault, None)),
        Ok(arguments) => tools::check_availability::run(app, call, routed, arguments).await,
    };
    // An answer that needed no calendar has not seen yet whether number and id are of one clinic.
    match calendar::confirm(app, call, routed).await {
        Ok(()) => spoken,
        Err(error) => resolve::explain(app, routed, &error),
    }
}
