//! In the clinic's object: running the tools of a message, and keeping in the call log what they came to.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use futures_util::future::{Either, select};
use http::StatusCode;

use super::{
    answering,
    call_log::CallRecorder,
    call_token::{self, TokenRefusal, UnboundCall},
    clinic,
    dispatch::{ToolCalls, ToolRecord},
    message::{MOST_CALLS, ToolCall},
    reply::ToolReply,
    tool_question::{TOOLS_PATH, ToolAnswers, ToolQuestion},
    tools::ToolContext,
};
use crate::{
    app::App,
    context::CalendarAnswer,
    directory::Routed,
    domain::caller::SignalledCaller,
    http::body::json,
    log::{self, Level},
    ports::ClinicTransaction,
    store::{self, clinic::ClinicContext},
};

/// What an object answers of its calls.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new().route(TOOLS_PATH, post(answer))
}

/// Answers before the deadline, whatever hangs. What was answered before the time was up stands. Whether the others changed anything is
/// not known; asking again tells.
async fn answer(State(app): State<Arc<App>>, Extension(context): Extension<ClinicContext>, body: String) -> Response {
    let Ok(mut question) = serde_json::from_str::<ToolQuestion>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let context = if question.is_rehearsal { context.rehearsed() } else { context };
    let (list, of_address) = (question.take_calls(), question.of_address());
    let ToolQuestion { clinic, caller, call_kind, platform, unbound_call, is_caller_unsaid, .. } = question;
    let Ok(mut routed) = app.directory.take_over(&context, clinic) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    // No clinic answers for another one.
    if routed.route.org_id != context.org_id {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let caller = match unbound_call {
        Some(unbound) => bound(&app, &context, caller, unbound),
        None => caller,
    };
    let caller = if is_caller_unsaid { known_by_log(&context, caller) } else { caller };
    if let Some(refusals) = turned_away(&app, &context, &routed, &caller, &list) {
        return json(StatusCode::OK, &refusals);
    }
    let calls = ToolCalls { list: &list, of_address };
    let (asked_at, sentences) = (context.now, routed.route.language().sentences());
    let progress = Mutex::default();
    let deadline = pin!(app.ports.clock.sleep(context.deadline.remaining(asked_at)));
    let run = Run { app: &app, context: &context, calls, caller: &caller };
    if let Either::Right(_) = select(pin!(run.all(&mut routed, &progress)), deadline).await {
        let tool = of_address.map_or("webhook", |tool| tool.name);
        log::write(app.ports.log.as_ref(), Level::Error, "tool.deadline_passed", &[("tool", tool)]);
    }
    let mut records: Vec<ToolRecord> = std::mem::take(&mut *progress.lock().unwrap_or_else(PoisonError::into_inner));
    // What was done before that was noticed stands, and is not done again elsewhere.
    let has_moved = records.len() == 1 && routed.has_moved();
    let millis = (app.ports.clock.now() - asked_at).num_milliseconds();
    records.extend(calls.out_of_time(records.len(), sentences, (asked_at, millis)));
    if !context.rehearsal && !has_moved {
        CallRecorder::new(caller.clone(), call_kind, platform).tools(&app, &context, &routed.route, calls, &records);
    }
    json(StatusCode::OK, &ToolAnswers { records, has_moved })
}

/// Who calls by a call token that was handed out before the platform had named the call: the first call that it comes from is its own. In
/// another one it counts for nothing.
fn bound(app: &App, context: &ClinicContext, by_token: SignalledCaller, unbound: UnboundCall) -> SignalledCaller {
    let platforms = by_token.call_id().unwrap_or_default().to_owned();
    let bind = |transaction: &dyn ClinicTransaction| {
        // A rehearsal looks, and binds nothing.
        let bound = store::clinic::call_tokens::bound_to(transaction, &unbound.call_id)?;
        match bound {
            Some(bound) => Ok(bound == platforms),
            None if context.rehearsal => Ok(true),
            None => {
                store::clinic::call_tokens::bind(transaction, &unbound.call_id, &platforms, context.now).map(|()| true)
            }
        }
    };
    match context.clinic.transact(bind) {
        Ok(true) => by_token,
        Ok(false) => {
            call_token::record(app, TokenRefusal::OtherCall);
            unbound.caller_without
        }
        // The tools cannot do anything either.
        Err(_) => unbound.caller_without,
    }
}

/// Who calls, where a message names the call and says nothing of the caller: whom the signalling of that call named before.
fn known_by_log(context: &ClinicContext, caller: SignalledCaller) -> SignalledCaller {
    let Some(call_id) = caller.call_id().filter(|_| caller.number().is_none()) else { return caller };
    let look = |transaction: &dyn ClinicTransaction| store::clinic::calls::caller_of(transaction, call_id, context.now);
    // Without the log the caller is one whose number is withheld.
    match context.clinic.transact(look) {
        Ok(Some(number)) => SignalledCaller::known(Some(number), Some(call_id.to_owned())),
        Ok(None) | Err(_) => caller,
    }
}

/// What a caller hears whom the clinic has blocked, and who is known here only.
fn turned_away(
    app: &App,
    context: &ClinicContext,
    routed: &Routed,
    caller: &SignalledCaller,
    list: &[ToolCall],
) -> Option<ToolAnswers> {
    let route = &routed.route;
    answering::is_blocked(app, route, caller).then(|| {
        let said = route.language().sentences().caller_blocked(&route.clinic_name);
        let record = |_| ToolRecord {
            reply: ToolReply::declined(said.clone()),
            asked_at: context.now,
            millis: 0,
            copy_age: None,
            is_copy_behind: false,
        };
        ToolAnswers { records: list.iter().map(record).collect(), has_moved: false }
    })
}

/// The tools of one message, for one caller.
struct Run<'a> {
    app: &'a Arc<App>,
    context: &'a ClinicContext,
    calls: ToolCalls<'a>,
    caller: &'a SignalledCaller,
}

impl Run<'_> {
    /// Runs every call of a message, in order: the first warms what the next needs.
    async fn all(&self, routed: &mut Routed, progress: &Mutex<Vec<ToolRecord>>) {
        for (position, call) in self.calls.list.iter().enumerate() {
            let asked_at = self.app.ports.clock.now();
            let reply = if position < MOST_CALLS {
                self.one(routed, call).await
            } else {
                ToolReply::failed(routed.route.language().sentences().too_many_tools())
            };
            let millis = (self.app.ports.clock.now() - asked_at).num_milliseconds();
            let CalendarAnswer { copy_age, is_behind } = self.context.calendar_use.take();
            let copy_age = copy_age.map(|age| age.num_seconds());
            let record = ToolRecord { reply, asked_at, millis, copy_age, is_copy_behind: is_behind };
            progress.lock().unwrap_or_else(PoisonError::into_inner).push(record);
            if position == 0 && routed.has_moved() {
                return;
            }
        }
    }

    /// One call.
    async fn one(&self, routed: &mut Routed, call: &ToolCall) -> ToolReply {
        let Self { app, context, calls, caller } = *self;
        let sentences = routed.route.language().sentences();
        let Some(tool) = calls.tool(call) else {
            return ToolReply::failed(sentences.unknown_tool(&call.name, &calls.names()));
        };
        let reply = match &call.arguments {
            Err(unreadable) => ToolReply::failed(sentences.bad_arguments(&unreadable.fault, None)),
            Ok(arguments) => {
                let caller = &caller.at(&routed.route);
                let tool_context = ToolContext { app, routed, caller, tool_call_id: &call.id, arguments };
                (tool.run)(tool_context, context).await
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
}
