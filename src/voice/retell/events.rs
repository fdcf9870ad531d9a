//! What became of a call, as far as it is kept: when, how it ended, what it cost, and what Retell says it was about. No transcript is
//! among it. Retell repeats events, and promises no order: the call log merges them.

use chrono::{DateTime, Utc};

use crate::{
    calls::{CallEvent, CallStatus},
    voice::{
        call_inbound::{Body, Call, Note, of_call},
        lenient::{Number, Object, Text},
        message::{Inbound, MessageKind},
    },
};

const CENTS: f64 = 100.0;

/// Reads an event. Those that say nothing of use, such as each turn of a transcript, are taken and forgotten.
pub(super) fn read(body: Body) -> Inbound {
    let name = body.event.as_str().unwrap_or_default().to_owned();
    let Some(Object(call)) = body.call else { return Note::Told.message(MessageKind::Other) };
    let kind = event(&name, &call).map_or(MessageKind::Other, MessageKind::Event);
    of_call(&call, Note::Told, kind)
}

fn event(name: &str, call: &Call) -> Option<CallEvent> {
    let status = |status, at| Some(CallEvent::Status { status, ended_reason: None, at });
    match name {
        "call_started" => status(CallStatus::InProgress, moment(call.start_timestamp)),
        "call_ended" | "call_analyzed" => Some(report(call)),
        // Until somebody is there the agent goes on with the call.
        "transfer_started" | "transfer_cancelled" => status(CallStatus::InProgress, None),
        "transfer_bridged" | "transfer_ended" => status(CallStatus::Forwarding, None),
        _ => None,
    }
}

fn report(call: &Call) -> CallEvent {
    CallEvent::Report {
        started_at: moment(call.start_timestamp),
        ended_at: moment(call.end_timestamp),
        ended_reason: text(&call.disconnection_reason),
        cost: call.cost.0.combined_cost.0.map(|cents| cents / CENTS),
        summary: text(&call.analysis.0.call_summary),
        tool_times: Vec::new(),
    }
}

fn text(text: &Text) -> Option<String> {
    text.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn moment(timestamp: Number) -> Option<DateTime<Utc>> {
    #[expect(clippy::cast_possible_truncation, reason = "what is no moment of our age is none at all")]
    DateTime::from_timestamp_millis(timestamp.0? as i64)
}
