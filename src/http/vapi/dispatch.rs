//! Answering a webhook: what kind of message it is, and which tools it calls.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use axum::response::Response;
use futures_util::future::{Either, select};
use http::StatusCode;

use super::{
    Spoken, Webhook,
    envelope::{Format, Inbound, Kind, ToolCall},
    render, resolve,
};
use crate::{
    app::{App, Call},
    calendar::{self, Routed},
    domain::{
        caller::Caller,
        signals::{Signals, Unrouted},
        speech::{bad_arguments, calendar_unreadable, cannot_look_up, out_of_time, unknown_tool},
        tool::Tool,
    },
    http::{
        body::json,
        tools::{self, Turn},
    },
    log::{self, Level},
};

/// More calls than this in one message are answered without being run.
pub(super) const MOST_CALLS: usize = 16;

/// The calls of one message and what is known of who makes them.
struct Calls<'a> {
    list: &'a [ToolCall],
    signals: &'a Signals,
    caller: &'a Caller,
    /// The tool that the path names; at the webhook the model's names say which are called.
    path: Option<Tool>,
}

/// Answers a webhook. A message that asks for nothing needs no answer; one that does gets it before the deadline, whatever hangs.
pub(in crate::http) async fn serve(app: &Arc<App>, webhook: Webhook, path: Option<Tool>) -> Response {
    let Webhook { call, inbound, routed } = webhook;
    let Inbound { kind, signals, caller, .. } = inbound;
    match kind {
        Kind::Calls(format, list) => {
            let calls = Calls { list: &list, signals: &signals, caller: &caller, path };
            answer(app, &call, format, calls, routed).await
        }
        Kind::AssistantRequest | Kind::TransferDestination | Kind::Report(_) | Kind::Other => {
            json(StatusCode::OK, &serde_json::json!({}))
        }
    }
}

async fn answer(
    app: &Arc<App>,
    call: &Call,
    format: Format,
    calls: Calls<'_>,
    routed: Option<Result<Routed, Unrouted>>,
) -> Response {
    let remaining = call.deadline.remaining(app.ports.clock.now());
    let said = Mutex::new(Vec::with_capacity(calls.list.len()));
    let work = pin!(run_all(app, call, &calls, routed, &said));
    let deadline = pin!(app.ports.clock.sleep(remaining));
    if let Either::Right(_) = select(work, deadline).await {
        let tool = calls.path.map_or("webhook", Tool::name);
        log::write(app.ports.log.as_ref(), Level::Error, "tool.deadline_passed", &[("tool", tool)]);
    }
    let mut spoken = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
    // What was answered before the time was up stands.
    let late = calls.list.iter().skip(spoken.len()).map(|tool_call| Spoken::error(late(calls.tool(tool_call).ok())));
    spoken.extend(late.collect::<Vec<_>>());
    render::answer(format, calls.list, calls.path, spoken)
}

/// What is said when the time is up. Whether a change was made is not known then; asking again tells.
fn late(tool: Option<Tool>) -> String {
    match tool {
        Some(Tool::CheckAvailability) => calendar_unreadable(),
        Some(Tool::FindAppointments) => cannot_look_up(),
        _ => out_of_time(),
    }
}

impl Calls<'_> {
    /// The tool that is called. A path says which it is; a name that means another tool of ours is a wiring mistake and is not obeyed.
    ///
    /// # Errors
    /// The sentence that says which tools there are.
    fn tool(&self, call: &ToolCall) -> Result<Tool, String> {
        match (self.path, Tool::named(&call.name)) {
            (Some(path), Some(named)) if named != path => Err(unknown_tool(&call.name, &[path.name()])),
            (Some(path), _) => Ok(path),
            (None, Some(named)) => Ok(named),
            (None, None) => Err(unknown_tool(&call.name, &Tool::ALL.map(Tool::name))),
        }
    }
}

/// Runs every call of a message, in order: the first warms what the next needs.
async fn run_all(
    app: &Arc<App>,
    call: &Call,
    calls: &Calls<'_>,
    routed: Option<Result<Routed, Unrouted>>,
    said: &Mutex<Vec<Spoken>>,
) {
    let mut routed = resolve::clinic(app, call, calls.signals, routed).await;
    for (position, tool_call) in calls.list.iter().enumerate() {
        let spoken = match &mut routed {
            Err(unrouted) => unrouted.clone(),
            Ok(_) if position >= MOST_CALLS => {
                Spoken::error("Too many tools were called at once. Call one at a time.".into())
            }
            Ok(routed) => run(app, call, routed, calls, tool_call).await,
        };
        said.lock().unwrap_or_else(PoisonError::into_inner).push(spoken);
    }
}

/// One call.
async fn run(app: &Arc<App>, call: &Call, routed: &mut Routed, calls: &Calls<'_>, tool_call: &ToolCall) -> Spoken {
    let tool = match calls.tool(tool_call) {
        Ok(tool) => tool,
        Err(sentence) => return Spoken::error(sentence),
    };
    let spoken = match &tool_call.arguments {
        Err(fault) => Spoken::error(bad_arguments(fault, None)),
        Ok(arguments) => {
            let turn = Turn { app, call, routed, caller: calls.caller, tool_call_id: &tool_call.id, arguments };
            tools::run(tool, turn).await
        }
    };
    // An answer that needed no calendar has not seen yet whether number and id are of one clinic.
    match calendar::confirm(app, call, routed).await {
        Ok(()) => spoken,
        Err(error) => resolve::explain(app, routed, &error),
    }
}
