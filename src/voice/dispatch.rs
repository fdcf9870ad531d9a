//! Answering a message: what kind of message it is, and which tools it calls.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use axum::response::Response;
use futures_util::future::{Either, select};

use super::{
    answering,
    call_log::{CallRecorder, ToolRecord},
    clinic,
    message::{Inbound, MOST_CALLS, MessageKind, ToolCall},
    platform::{PlatformAnswer, VoicePlatform},
    receive::Received,
    reply::ToolReply,
    tools::{self, TOOLS, Tool, ToolContext},
};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::{line::single_line_limited, route::Route, signals::Unrouted},
    language::answer::MAX_ANSWER_CHARS,
    log::{self, Level},
};

/// The calls of one message and where they were posted.
#[derive(Clone, Copy)]
pub(super) struct ToolCalls<'a> {
    pub(super) list: &'a [ToolCall],
    inbound: &'a Inbound,
    /// The tool whose address it is. Elsewhere the model's names say which tools are called.
    pub(super) of_address: Option<Tool>,
}

/// What the tools of one message have come to so far.
#[derive(Default)]
struct MessageProgress {
    /// The clinic, once it is known.
    route: Option<Arc<Route>>,
    records: Vec<ToolRecord>,
}

/// Answers a message. One that asks for something gets its answer before the deadline, whatever hangs.
pub(crate) async fn serve(
    app: &Arc<App>,
    platform: &dyn VoicePlatform,
    received: Received,
    of_address: Option<Tool>,
) -> Response {
    let Received { context, mut inbound, routed } = received;
    let recorder = CallRecorder::of(&inbound);
    let answer = match &inbound.kind {
        MessageKind::ToolCalls(list) => {
            let calls = ToolCalls { list, inbound: &inbound, of_address };
            let MessageProgress { route, records } = answer(app, &context, calls, routed).await;
            if let Some(route) = route {
                recorder.tools(app, &context, &route, calls, &records);
            }
            PlatformAnswer::Replies(records.into_iter().map(|record| one_line(record.reply)).collect(), of_address)
        }
        MessageKind::WhoAnswers => {
            PlatformAnswer::Call(answering::who_answers(app, &context, &inbound.signals, routed).await)
        }
        MessageKind::WhoTakesOver => {
            PlatformAnswer::Call(answering::who_takes_over(app, &context, &inbound.signals, routed).await)
        }
        MessageKind::Event(_) => {
            let kind = std::mem::replace(&mut inbound.kind, MessageKind::Other);
            if let MessageKind::Event(event) = kind {
                recorder.event(app, context, inbound.signals.clone(), routed, event);
            }
            PlatformAnswer::Nothing
        }
        MessageKind::Other => PlatformAnswer::Nothing,
    };
    platform.answer(&inbound, answer)
}

fn one_line(reply: ToolReply) -> ToolReply {
    ToolReply { text: single_line_limited(&reply.text, MAX_ANSWER_CHARS), ..reply }
}

async fn answer(
    app: &Arc<App>,
    context: &RequestContext,
    calls: ToolCalls<'_>,
    routed: Option<Result<Routed, Unrouted>>,
) -> MessageProgress {
    let asked_at = app.ports.clock.now();
    let progress = Mutex::new(MessageProgress::default());
    let work = pin!(run_all(app, context, calls, routed, &progress));
    let deadline = pin!(app.ports.clock.sleep(context.deadline.remaining(asked_at)));
    if let Either::Right(_) = select(work, deadline).await {
        let tool = calls.of_address.map_or("webhook", |tool| tool.name);
        log::write(app.ports.log.as_ref(), Level::Error, "tool.deadline_passed", &[("tool", tool)]);
    }
    let mut progress = std::mem::take(&mut *progress.lock().unwrap_or_else(PoisonError::into_inner));
    // What was answered before the time was up stands. Whether the others changed anything is not known; asking again tells.
    let millis = (app.ports.clock.now() - asked_at).num_milliseconds();
    let language = progress.route.as_ref().map(|route| route.language()).unwrap_or_default();
    let sentences = language.sentences();
    for call in calls.list.iter().skip(progress.records.len()) {
        let text = calls.tool(call).map_or_else(|| sentences.out_of_time(), |tool| (tool.out_of_time)(sentences));
        progress.records.push(ToolRecord { reply: ToolReply::failed(text), asked_at, millis });
    }
    progress
}

impl ToolCalls<'_> {
    /// The tool that is called. An address says which it is; a name that means another tool of ours is a wiring mistake and is not obeyed.
    pub(super) fn tool(&self, call: &ToolCall) -> Option<Tool> {
        match (self.of_address, tools::named(&call.name)) {
            (Some(tool), Some(named)) if named != tool => None,
            (tool, named) => tool.or(named),
        }
    }

    /// The names of the tools that can be called.
    fn names(&self) -> Vec<&'static str> {
        self.of_address.map_or_else(|| TOOLS.map(|tool| tool.name).to_vec(), |tool| vec![tool.name])
    }
}

/// Runs every call of a message, in order: the first warms what the next needs.
async fn run_all(
    app: &Arc<App>,
    context: &RequestContext,
    calls: ToolCalls<'_>,
    routed: Option<Result<Routed, Unrouted>>,
    progress: &Mutex<MessageProgress>,
) {
    let note = |record: Option<ToolRecord>, route: Option<&Routed>| {
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.records.extend(record);
        progress.route = route.map(|routed| Arc::clone(&routed.route));
    };
    let mut routed = clinic::clinic(app, context, &calls.inbound.signals, routed).await;
    note(None, routed.as_ref().ok());
    for (position, call) in calls.list.iter().enumerate() {
        let asked_at = app.ports.clock.now();
        let reply = match &mut routed {
            Err(refusal) => refusal.clone(),
            Ok(routed) if position >= MOST_CALLS => {
                ToolReply::failed(routed.route.language().sentences().too_many_tools())
            }
            Ok(routed) => run(app, context, routed, calls, call).await,
        };
        let millis = (app.ports.clock.now() - asked_at).num_milliseconds();
        note(Some(ToolRecord { reply, asked_at, millis }), routed.as_ref().ok());
    }
}

/// One call.
async fn run(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    calls: ToolCalls<'_>,
    call: &ToolCall,
) -> ToolReply {
    let sentences = routed.route.language().sentences();
    let Some(tool) = calls.tool(call) else {
        return ToolReply::failed(sentences.unknown_tool(&call.name, &calls.names()));
    };
    let reply = match &call.arguments {
        Err(fault) => ToolReply::failed(sentences.bad_arguments(fault, None)),
        Ok(arguments) => {
            let caller = &calls.inbound.caller;
            (tool.run)(ToolContext { app, context, routed, caller, tool_call_id: &call.id, arguments }).await
        }
    };
    // An answer that needed no calendar has not seen yet whether number and id are of one clinic.
    match app.directory.confirm(context, routed).await {
        Ok(()) => {
            // Nor whether KV is behind.
            app.directory.verify_behind(&mut routed.resolution, &context.background);
            reply
        }
        Err(error) => clinic::explain(app, routed, &error.into()),
    }
}
