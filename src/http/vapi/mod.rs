//! What Vapi posts in the middle of a call, and what it hears.
//!
//! Once a request is authenticated and is JSON, the answer is HTTP 200 with a sentence for every tool call, whatever went wrong:
//! an agent that gets another status hears nothing.

mod arguments;
mod auth;
mod envelope;
pub(super) mod handlers;
mod lenient;
mod render;
mod resolve;

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::Body,
    extract::{FromRequestParts, Request},
    response::Response,
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
    tools::{self, Turn},
};
use crate::{
    app::{App, Call},
    calendar::{self, Routed},
    domain::{
        caller::Caller,
        speech::{bad_arguments, calendar_unreadable, cannot_look_up, out_of_time, unknown_tool},
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

/// Answers a webhook. A message that calls no tool needs no answer; one that does gets it before the deadline, whatever hangs.
async fn serve(app: &Arc<App>, webhook: Webhook, tool: Tool) -> Response {
    let Webhook { call, inbound } = webhook;
    if inbound.calls.is_empty() {
        return json(StatusCode::OK, &serde_json::json!({}));
    }
    let remaining = call.deadline.remaining(app.ports.clock.now());
    let said = Mutex::new(Vec::with_capacity(inbound.calls.len()));
    let work = pin!(run_all(app, &call, tool, &inbound, &said));
    let deadline = pin!(app.ports.clock.sleep(remaining));
    if let Either::Right(_) = select(work, deadline).await {
        log::write(app.ports.log.as_ref(), Level::Error, "tool.deadline_passed", &[("tool", tool.name())]);
    }
    let mut spoken = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
    // What was answered before the time was up stands.
    spoken.resize_with(inbound.calls.len(), || Spoken::error(late(tool)));
    render::answer(inbound.format, &inbound.calls, tool.name(), spoken)
}

/// What is said when the time is up. Whether a change was made is not known then; asking again tells.
fn late(tool: Tool) -> String {
    match tool {
        Tool::CheckAvailability => calendar_unreadable(),
        Tool::FindAppointments => cannot_look_up(),
        Tool::ReserveSlot
        | Tool::BookAppointment
        | Tool::RescheduleAppointment
        | Tool::CancelAppointment
        | Tool::SendSms
        | Tool::TransferCall => out_of_time(),
    }
}

/// Runs every call of a message, in order: the first warms what the next needs.
async fn run_all(app: &Arc<App>, call: &Call, tool: Tool, inbound: &Inbound, said: &Mutex<Vec<Spoken>>) {
    let mut routed = resolve::clinic(app, call, &inbound.signals).await;
    for (position, tool_call) in inbound.calls.iter().enumerate() {
        let spoken = match &mut routed {
            Err(unrouted) => unrouted.clone(),
            Ok(_) if position >= MOST_CALLS => {
                Spoken::error("Too many tools were called at once. Call one at a time.".into())
            }
            Ok(routed) => run(app, call, routed, tool, &inbound.caller, tool_call).await,
        };
        said.lock().unwrap_or_else(PoisonError::into_inner).push(spoken);
    }
}

/// One call. The path says which tool it is; a name that means another tool of ours is a wiring mistake and is not obeyed.
async fn run(
    app: &Arc<App>,
    call: &Call,
    routed: &mut Routed,
    tool: Tool,
    caller: &Caller,
    tool_call: &ToolCall,
) -> Spoken {
    if Tool::named(&tool_call.name).is_some_and(|named| named != tool) {
        return Spoken::error(unknown_tool(&tool_call.name, &[tool.name()]));
    }
    let spoken = match &tool_call.arguments {
        Err(fault) => Spoken::error(bad_arguments(fault, None)),
        Ok(arguments) => {
            let turn = Turn { app, call, routed, caller, tool_call_id: &tool_call.id, arguments };
            tools::run(tool, turn).await
        }
    };
    // An answer that needed no calendar has not seen yet whether number and id are of one clinic.
    match calendar::confirm(app, call, routed).await {
        Ok(()) => spoken,
        Err(error) => resolve::explain(app, routed, &error),
    }
}
