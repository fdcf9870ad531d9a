//! What a webhook leaves in the call log, behind the answer.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Spoken, diagnose::notes_of, dispatch::Calls, resolve};
use crate::{
    app::App,
    calls::{self, Occurrence, ToolRun, What},
    context::RequestContext,
    directory::Routed,
    domain::{
        caller::Caller,
        route::Route,
        signals::{Signals, Unrouted},
        tool::Tool,
    },
    log::{self, Level},
};

/// The call that a message is about.
#[derive(Clone)]
pub(super) struct CallLog {
    pub(super) caller: Caller,
    pub(super) call_kind: Option<String>,
}

/// What came of one call of a tool.
pub(super) struct Answered {
    pub(super) spoken: Spoken,
    pub(super) asked_at: DateTime<Utc>,
    pub(super) millis: i64,
}

impl CallLog {
    /// Records the tools of one message.
    pub(super) fn tools(
        &self,
        app: &Arc<App>,
        call: &RequestContext,
        route: &Route,
        calls: &Calls<'_>,
        answered: &[Answered],
    ) {
        let runs = calls.list.iter().zip(answered).map(|(tool_call, answered)| ToolRun {
            tool_call_id: tool_call.id.clone(),
            tool: calls.tool(tool_call).map_or("unknown", Tool::name).to_owned(),
            outcome: answered.spoken.outcome,
            asked_at: answered.asked_at,
            millis: answered.millis,
            appointment_id: answered.spoken.appointment_id.clone(),
            notes: notes_of(tool_call, calls.path).into_iter().map(str::to_owned).collect(),
        });
        let runs: Vec<ToolRun> = runs.collect();
        if !runs.is_empty() {
            self.record(app, call, route, What::Tools(runs));
        }
    }

    /// Records what Vapi reports. Whose call it is is looked up behind the answer as well.
    pub(super) fn report(
        self,
        app: &Arc<App>,
        call: RequestContext,
        signals: Signals,
        routed: Option<Result<Routed, Unrouted>>,
        what: What,
    ) {
        let (app, background) = (Arc::clone(app), Arc::clone(&call.background));
        background.spawn(Box::pin(async move {
            let routed = match routed {
                Some(routed) => routed,
                None => match resolve::look_up(&app, &call, &signals).await {
                    Ok(resolution) => resolve::chosen(resolution),
                    Err(error) => {
                        let fields = [("detail", error.to_string())];
                        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
                        log::write(app.ports.log.as_ref(), Level::Error, "call.not_recorded", &fields);
                        return;
                    }
                },
            };
            if let Ok(mut routed) = routed {
                app.directory.verify_behind(&mut routed.resolution, &call.background);
                self.record(&app, &call, &routed.route, what);
            }
        }));
    }

    fn record(&self, app: &Arc<App>, call: &RequestContext, route: &Route, what: What) {
        let occurrence = Occurrence {
            call_id: self.caller.call_id.as_deref().unwrap_or_default(),
            kind: self.call_kind.as_deref(),
            caller: self.caller.number.as_ref(),
            called: route.number.as_ref(),
            what,
        };
        calls::record(app, call, route, occurrence);
    }
}
