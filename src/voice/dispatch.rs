//! Answering a message: what kind of message it is, and which tools it calls.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc, serde::ts_milliseconds};
use futures_util::future::{Either, select};
use serde::{Deserialize, Serialize};

use super::{
    answering,
    call_log::CallRecorder,
    clinic,
    emergency::EmergencyWords,
    knowledge,
    message::{Inbound, MessageKind, ToolCall},
    platform::{CallAnswer, PlatformAnswer, VoicePlatform},
    receive::Received,
    reply::ToolReply,
    tool_limits,
    tool_question::{TOOLS_PATH, ToolAnswers, ToolQuestion},
    tools::{self, TOOLS, Tool},
};
use crate::{
    app::App,
    calls::{CallEvent, CallStatus},
    clinic::ForwardedRequest,
    context::RequestContext,
    directory::Routed,
    domain::{line::single_line_limited, signals::Unrouted},
    language::{Sentences, answer::MAX_ANSWER_CHARS},
    log::{self, Level},
};

/// What the way to the object and back may take of the deadline.
const HOP: TimeDelta = TimeDelta::milliseconds(150);

/// The calls of one message and where they were posted.
#[derive(Clone, Copy)]
pub(super) struct ToolCalls<'a> {
    pub(super) list: &'a [ToolCall],
    /// The tool whose address it is. Elsewhere the model's names say which tools are called.
    pub(super) of_address: Option<Tool>,
}

/// What came of one call of a tool.
#[derive(Serialize, Deserialize)]
pub(super) struct ToolRecord {
    pub(super) reply: ToolReply,
    #[serde(with = "ts_milliseconds")]
    pub(super) asked_at: DateTime<Utc>,
    pub(super) millis: i64,
    /// How old the copy of the busy times was, in seconds, if that answered.
    #[serde(default)]
    pub(super) copy_age: Option<i64>,
    /// Whether that copy offered what is taken.
    #[serde(default)]
    pub(super) is_copy_behind: bool,
}

/// Answers a message. One that asks for something gets its answer before the deadline, whatever hangs.
pub(crate) async fn serve(
    app: &Arc<App>,
    platform: &dyn VoicePlatform,
    received: Received,
    of_address: Option<Tool>,
) -> Response {
    let Received { context, mut inbound, routed } = received;
    let recorder = CallRecorder::of(&inbound, platform.name());
    let answer = match &inbound.kind {
        MessageKind::ToolCalls(list) => {
            let calls = ToolCalls { list, of_address };
            let replies =
                answer(app, &context, &inbound, calls, (routed, Some(platform.name()))).await.into_iter().map(one_line);
            PlatformAnswer::Replies(replies.collect(), of_address)
        }
        MessageKind::WhoAnswers => {
            let is_briefed = platform.is_briefed();
            let answer = answering::who_answers(app, &context, &inbound, routed, is_briefed).await;
            // What the carrier says of the caller's number no later message repeats.
            if inbound.caller_verified.is_some() && matches!(answer, CallAnswer::Assistant { .. }) {
                let begun = CallEvent::Status { status: CallStatus::InProgress, ended_reason: None, at: None };
                recorder.event(app, context, inbound.signals.clone(), None, begun);
            }
            PlatformAnswer::Call(answer)
        }
        MessageKind::WhoTakesOver => {
            PlatformAnswer::Call(answering::who_takes_over(app, &context, &inbound, routed).await)
        }
        MessageKind::WhatIsKnown(said) => {
            PlatformAnswer::Documents(knowledge::documents(app, &context, &inbound, said, routed).await)
        }
        MessageKind::WhatIsOffered => {
            let route = answering::offered(app, &context, &inbound, routed).await;
            PlatformAnswer::Offer { route, now: context.now }
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

/// The reply as it leaves.
pub(super) fn one_line(reply: ToolReply) -> ToolReply {
    ToolReply { text: single_line_limited(&reply.text, MAX_ANSWER_CHARS), ..reply }
}

/// Finds the clinic and has its object run the tools, before the deadline.
pub(super) async fn answer(
    app: &Arc<App>,
    context: &RequestContext,
    inbound: &Inbound,
    calls: ToolCalls<'_>,
    (routed, platform): (Option<Result<Routed, Unrouted>>, Option<&'static str>),
) -> Vec<ToolReply> {
    let asked_at = app.ports.clock.now();
    // What is known of the clinic when the time is up. Whoever speaks of an emergency hears the words for it whatever else hangs.
    let emergency = Mutex::new(EmergencyWords::of_no_clinic());
    let work = pin!(async {
        let routed = match clinic::clinic(app, context, &inbound.signals, routed).await {
            Ok(routed) => routed,
            Err(refusal) => return Some(vec![refusal; calls.list.len()]),
        };
        *emergency.lock().unwrap_or_else(PoisonError::into_inner) = EmergencyWords::of(&routed.route);
        if answering::is_blocked(app, &routed.route, &inbound.caller) {
            let said = routed.route.language().sentences().caller_blocked(&routed.route.clinic_name);
            return Some(vec![ToolReply::declined(said); calls.list.len()]);
        }
        if !tool_limits::admits(app, context, &routed.route, &inbound.caller).await {
            let said = routed.route.language().sentences().asked_too_often();
            return Some(vec![ToolReply::declined(said); calls.list.len()]);
        }
        run_at_clinic(app, context, inbound, (calls, platform), routed).await
    });
    let deadline = pin!(app.ports.clock.sleep(context.deadline.remaining(asked_at)));
    let answered = match select(work, deadline).await {
        Either::Left((answered, _)) => answered,
        Either::Right(_) => None,
    };
    let emergency = emergency.lock().unwrap_or_else(PoisonError::into_inner);
    let replies = answered.unwrap_or_else(|| {
        let tool = calls.of_address.map_or("webhook", |tool| tool.name);
        log::write(app.ports.log.as_ref(), Level::Error, "tool.not_answered", &[("tool", tool)]);
        calls.out_of_time(0, emergency.sentences(), (asked_at, 0)).map(|record| record.reply).collect()
    });
    replies.into_iter().zip(calls.list).map(|(reply, call)| emergency.first(call, reply)).collect()
}

/// `None` if an object gave no answer. What it did is not known then; asking again tells.
async fn run_at_clinic(
    app: &App,
    context: &RequestContext,
    inbound: &Inbound,
    (calls, platform): (ToolCalls<'_>, Option<&'static str>),
    routed: Routed,
) -> Option<Vec<ToolReply>> {
    let mut again = routed.clone();
    let mut answers = ask_clinic(app, context, inbound, (calls, platform), routed).await?;
    if answers.has_moved {
        if let Err(error) = app.directory.reread(context, &mut again).await {
            return Some(vec![clinic::explain(app, &again, &error.into()); calls.list.len()]);
        }
        answers = ask_clinic(app, context, inbound, (calls, platform), again).await?;
    }
    Some(answers.records.into_iter().map(|record| record.reply).collect())
}

async fn ask_clinic(
    app: &App,
    context: &RequestContext,
    inbound: &Inbound,
    (calls, platform): (ToolCalls<'_>, Option<&'static str>),
    routed: Routed,
) -> Option<ToolAnswers> {
    let address = routed.route.clinic_address();
    let clinic = app.directory.hand_over(context, routed).ok()?;
    let question = ToolQuestion::new(clinic, inbound, (calls, platform), context.rehearsal);
    let body = serde_json::to_string(&question).ok()?;
    // The object answers a little earlier than this has to.
    let request = ForwardedRequest::internal(TOOLS_PATH, body, context.deadline.moment() - HOP);
    match app.clinics.serve(address, request).await {
        Ok(response) => serde_json::from_str(&response.success()?).ok(),
        Err(error) => {
            let (org_id, detail) = (address.org_id().to_string(), error.to_string());
            let fields = [("org_id", org_id.as_str()), ("detail", &detail)];
            log::write(app.ports.log.as_ref(), Level::Error, "clinic.unreachable", &fields);
            None
        }
    }
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
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.of_address.map_or_else(|| TOOLS.map(|tool| tool.name).to_vec(), |tool| vec![tool.name])
    }

    /// What is said of the calls that did not come to an end in time: all but the first `done`.
    pub(super) fn out_of_time(
        self,
        done: usize,
        sentences: &'static dyn Sentences,
        (asked_at, millis): (DateTime<Utc>, i64),
    ) -> impl Iterator<Item = ToolRecord> {
        self.list.iter().skip(done).map(move |call| {
            let text = self.tool(call).map_or_else(|| sentences.out_of_time(), |tool| (tool.out_of_time)(sentences));
            ToolRecord { reply: ToolReply::failed(text), asked_at, millis, copy_age: None, is_copy_behind: false }
        })
    }
}
