//! Answering a webhook: what kind of message it is, and which tools it calls.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use axum::response::Response;
use futures_util::future::{Either, select};
use http::StatusCode;

use super::{
    Spoken, Webhook, answering,
    call_log::{Answered, CallLog},
    envelope::{Inbound, Kind, MOST_CALLS, ToolCall},
    render, resolve,
};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::{
        caller::Caller,
        route::Route,
        signals::{Signals, Unrouted},
        tool::Tool,
    },
    http::body::json,
    language::english::sentences::{bad_arguments, calendar_unreadable, cannot_look_up, out_of_time, unknown_tool},
    log::{self, Level},
    voice::tools::{self, Turn},
};

/// The calls of one message and what is known of who makes them.
pub(super) struct Calls<'a> {
    pub(super) list: &'a [ToolCall],
    signals: &'a Signals,
    caller: &'a Caller,
    /// The tool that the path names; at the webhook the model's names say which are called.
    pub(super) path: Option<Tool>,
}

/// What the tools of one message have said so far.
#[derive(Default)]
struct Said {
    /// The clinic, once it is known.
    route: Option<Arc<Route>>,
    answered: Vec<Answered>,
}

/// Answers a webhook. A message that asks for nothing needs no answer; one that does gets it before the deadline, whatever hangs.
pub(crate) async fn serve(app: &Arc<App>, webhook: Webhook, path: Option<Tool>) -> Response {
    let Webhook { call, inbound, routed } = webhook;
    let Inbound { kind, signals, caller, call_kind } = inbound;
    let log = CallLog { caller, call_kind };
    match kind {
        Kind::Calls(format, list) => {
            let calls = Calls { list: &list, signals: &signals, caller: &log.caller, path };
            let Said { route, answered } = answer(app, &call, &calls, routed).await;
            if let Some(route) = route {
                log.tools(app, &call, &route, &calls, &answered);
            }
            render::answer(format, &list, path, answered.into_iter().map(|answered| answered.spoken).collect())
        }
        Kind::Report(what) => {
            log.report(app, call, signals, routed, what);
            nothing()
        }
        Kind::AssistantRequest | Kind::TransferDestination => {
            let wants_a_person = matches!(kind, Kind::TransferDestination);
            json(StatusCode::OK, &answering::answer(app, &call, &signals, routed, wants_a_person).await)
        }
        Kind::Other => nothing(),
    }
}

/// The answer to a message that asks for nothing.
fn nothing() -> Response {
    json(StatusCode::OK, &serde_json::json!({}))
}

async fn answer(
    app: &Arc<App>,
    call: &RequestContext,
    calls: &Calls<'_>,
    routed: Option<Result<Routed, Unrouted>>,
) -> Said {
    let asked_at = app.ports.clock.now();
    let said = Mutex::new(Said::default());
    let work = pin!(run_all(app, call, calls, routed, &said));
    let deadline = pin!(app.ports.clock.sleep(call.deadline.remaining(asked_at)));
    if let Either::Right(_) = select(work, deadline).await {
        let tool = calls.path.map_or("webhook", Tool::name);
        log::write(app.ports.log.as_ref(), Level::Error, "tool.deadline_passed", &[("tool", tool)]);
    }
    let mut said = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
    // What was answered before the time was up stands.
    let millis = (app.ports.clock.now() - asked_at).num_milliseconds();
    for tool_call in calls.list.iter().skip(said.answered.len()) {
        let spoken = Spoken::error(late(calls.tool(tool_call).ok()));
        said.answered.push(Answered { spoken, asked_at, millis });
    }
    said
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
    pub(super) fn tool(&self, call: &ToolCall) -> Result<Tool, String> {
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
    call: &RequestContext,
    calls: &Calls<'_>,
    routed: Option<Result<Routed, Unrouted>>,
    said: &Mutex<Said>,
) {
    let heard = |answered: Option<Answered>, route: Option<&Routed>| {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        said.answered.extend(answered);
        said.route = route.map(|routed| Arc::clone(&routed.route));
    };
    let mut routed = resolve::clinic(app, call, calls.signals, routed).await;
    heard(None, routed.as_ref().ok());
    for (position, tool_call) in calls.list.iter().enumerate() {
        let asked_at = app.ports.clock.now();
        let spoken = match &mut routed {
            Err(unrouted) => unrouted.clone(),
            Ok(_) if position >= MOST_CALLS => {
                Spoken::error("Too many tools were called at once. Call one at a time.".into())
            }
            Ok(routed) => run(app, call, routed, calls, tool_call).await,
        };
        let millis = (app.ports.clock.now() - asked_at).num_milliseconds();
        heard(Some(Answered { spoken, asked_at, millis }), routed.as_ref().ok());
    }
}

/// One call.
async fn run(
    app: &Arc<App>,
    call: &RequestContext,
    routed: &mut Routed,
    calls: &Calls<'_>,
    tool_call: &ToolCall,
) -> Spoken {
    let tool = match calls.tool(tool_call) {
        Ok(tool) => tool,
        Err(sentence) => return Spoken::error(sentence),
    };
    let spoken = match &tool_call.arguments {
        Err(fault) => Spoken::error(bad_arguments(fault, None)),
        Ok(arguments) => {
            let turn =
                Turn { app, context: call, routed, caller: calls.caller, tool_call_id: &tool_call.id, arguments };
            tools::run(tool, turn).await
        }
    };
    // An answer that needed no calendar has not seen yet whether number and id are of one clinic.
    match app.directory.confirm(call, routed).await {
        Ok(()) => {
            // Nor whether KV is behind.
            app.directory.verify_behind(&mut routed.resolution, &call.background);
            spoken
        }
        Err(error) => resolve::explain(app, routed, &error.into()),
    }
}
