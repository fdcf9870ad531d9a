//! What a message leaves in the call log, behind the answer.

use std::sync::Arc;

use super::{
    clinic,
    dispatch::{ToolCalls, ToolRecord},
    message::{CallSignals, Inbound, ToolCall},
    oddities::oddities,
    tools::Tool,
};
use crate::{
    app::App,
    calls::{CallEvent, Occurrence, ToolRun},
    context::RequestContext,
    directory::Routed,
    domain::{caller::SignalledCaller, route::Route, signals::Unrouted},
    log::{self, Level},
    ports::MeterPoint,
    store::clinic::ClinicContext,
};

/// Writes into the log what one message says of its call.
pub(super) struct CallRecorder {
    platform: Option<String>,
    caller_verified: Option<bool>,
    caller: SignalledCaller,
    call_kind: Option<String>,
}

impl CallRecorder {
    /// For the call that a message is about.
    pub(super) fn of(inbound: &Inbound, platform: &str) -> Self {
        Self {
            platform: Some(platform.to_owned()),
            caller_verified: inbound.caller_verified,
            caller: inbound.caller.clone(),
            call_kind: inbound.call_kind.clone(),
        }
    }

    /// For a call as the object was told of it.
    pub(super) fn new(caller: SignalledCaller, call_kind: Option<String>, platform: Option<String>) -> Self {
        Self { platform, caller_verified: None, caller, call_kind }
    }

    /// Records the tools of one message, in the object where they were run.
    pub(super) fn tools(
        &self,
        app: &App,
        context: &ClinicContext,
        route: &Route,
        calls: ToolCalls<'_>,
        records: &[ToolRecord],
    ) {
        let run = |(call, record): (&ToolCall, &ToolRecord)| ToolRun {
            tool_call_id: call.id.clone(),
            tool: calls.tool(call).map_or("unknown", |tool| tool.name).to_owned(),
            outcome: record.reply.outcome,
            asked_at: record.asked_at,
            millis: record.millis,
            appointment_id: record.reply.appointment_id.clone(),
            copy_age: record.copy_age,
            notes: notes(call, calls.of_address, record),
        };
        let runs: Vec<ToolRun> = calls.list.iter().zip(records).map(run).collect();
        self.meter(app, context, &runs);
        if !runs.is_empty() {
            app.calls.record_here(context, route, self.occurrence(route, CallEvent::Tools(runs)));
        }
    }

    /// Counts the tools where somebody counts them at once, behind the answer.
    fn meter(&self, app: &App, context: &ClinicContext, runs: &[ToolRun]) {
        if !app.ports.meter.is_there() {
            return;
        }
        let point = |run: &ToolRun| MeterPoint {
            org: context.org_id.to_string(),
            tool: run.tool.clone(),
            outcome: run.outcome.as_str(),
            platform: self.platform.clone().unwrap_or_else(|| "unknown".to_owned()),
            version: app.config.version_id.clone().unwrap_or_else(|| "local".to_owned()),
            millis: run.millis,
        };
        let (points, meter) = (runs.iter().map(point).collect::<Vec<_>>(), Arc::clone(&app.ports.meter));
        context.background.spawn(Box::pin(async move {
            for point in &points {
                meter.write(point);
            }
        }));
    }

    /// Records an event. Whose call it is is looked up behind the answer as well.
    pub(super) fn event(
        self,
        app: &Arc<App>,
        context: RequestContext,
        signals: CallSignals,
        routed: Option<Result<Routed, Unrouted>>,
        event: CallEvent,
    ) {
        let (app, background) = (Arc::clone(app), Arc::clone(&context.background));
        background.spawn(Box::pin(async move {
            let found = match routed {
                Some(routed) => Ok(routed),
                None => clinic::look_up(&app, &context, &signals).await.map(clinic::chosen),
            };
            match found {
                Ok(Ok(mut routed)) => {
                    app.directory.verify_behind(&mut routed.resolution, &context.background);
                    self.record(&app, &context, &routed.route, event);
                }
                // It is nobody's call here.
                Ok(Err(_)) => {}
                Err(error) => {
                    let fields = [("detail", &*error.to_string())];
                    log::write(app.ports.log.as_ref(), Level::Error, "call.not_recorded", &fields);
                }
            }
        }));
    }

    fn record(&self, app: &App, context: &RequestContext, route: &Route, event: CallEvent) {
        app.calls.record(context, route, self.occurrence(route, event));
    }

    fn occurrence<'a>(&'a self, route: &'a Route, event: CallEvent) -> Occurrence<'a> {
        Occurrence {
            call_id: self.caller.call_id().unwrap_or_default(),
            platform: self.platform.as_deref(),
            caller_verified: self.caller_verified,
            kind: self.call_kind.as_deref(),
            caller: self.caller.number_at(route),
            called: route.number.as_ref(),
            event,
        }
    }
}

/// Codes of what was odd.
fn notes(call: &ToolCall, of_address: Option<Tool>, record: &ToolRecord) -> Vec<String> {
    let behind = record.is_copy_behind.then_some("copy_behind");
    oddities(call, of_address).into_iter().chain(behind).map(str::to_owned).collect()
}
