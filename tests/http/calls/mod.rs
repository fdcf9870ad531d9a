//! The call log: what is kept of calls, in whatever order it was heard, who reads it, and when it goes.

mod keeping;
mod merging;
mod reading;

use chrono::{DateTime, Utc};
use frontdesk::{
    calls::{CallEvent, CallStatus, Occurrence, ToolOutcome, ToolRun},
    context::RequestContext,
    domain::{phone::PhoneNumber, route::Route},
    outbound::Deadline,
};
use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG};

pub const CALLS: &str = "/api/calls";
pub const CALL: &str = "0c0e0000-0000-4000-8000-000000000001";
pub const CALLER: &str = "+15550188";

/// A moment of the test's day; the clock stands at 15:00.
pub fn at(time: &str) -> DateTime<Utc> {
    format!("2026-12-01T{time}Z").parse().unwrap()
}

/// The route of an org that says this of its calls.
pub fn route_of(org: &str, call_log: &Value) -> Route {
    serde_json::from_value(
        json!({"org_id": org, "status": "active", "clinic_name": "x", "number": NUMBER, "sip_uri": null,
        "vapi_phone_number_id": null, "zone": "America/New_York", "jurisdiction": null, "schedule": null, "integrations": {},
        "version": 1, "assistant": {"call_log": call_log}}),
    )
    .unwrap()
}

/// An org says what is kept of its calls.
pub fn keep(desk: &Desk, org: &str, call_log: &Value) {
    let document = json!({ "call_log": call_log });
    desk.sqlite.execute(&format!(
        "INSERT INTO assistants (org_id, document) VALUES ('{org}', '{document}')
         ON CONFLICT (org_id) DO UPDATE SET document = excluded.document"
    ));
}

/// Something is heard of a call of an org, at a moment; behind the answer it is not yet recorded.
pub fn say(desk: &Desk, route: &Route, call_id: &str, now: DateTime<Utc>, event: CallEvent) {
    let [caller, clinic] = [CALLER, NUMBER].map(|number| PhoneNumber::parse(number).unwrap());
    let kind = Some("inboundPhoneCall");
    let (platform, caller_verified) = (Some("vapi"), None);
    let occurrence =
        Occurrence { call_id, platform, caller_verified, kind, caller: Some(&caller), called: Some(&clinic), event };
    let deadline = Deadline::at(now);
    let call = RequestContext {
        background: desk.tasks.clone(),
        tiers: std::sync::Arc::default(),
        now,
        deadline,
        sender: None,
        rehearsal: false,
        vendor_errors: None,
    };
    desk.frontdesk.app().calls.record(&call, route, occurrence);
}

/// The same for the first clinic, and recorded.
pub async fn hear(desk: &Desk, call_id: &str, now: DateTime<Utc>, event: CallEvent) {
    say(desk, &route_of(ORG, &json!({})), call_id, now, event);
    desk.tasks.run().await;
}

pub fn status(status: CallStatus, time: &str) -> CallEvent {
    let ended_reason = (status == CallStatus::Ended).then(|| "customer-hung-up".to_owned());
    CallEvent::Status { status, ended_reason, at: Some(at(time)) }
}

pub fn report() -> CallEvent {
    CallEvent::Report {
        started_at: Some(at("14:50:02")),
        ended_at: Some(at("14:53:32")),
        ended_reason: Some("customer-ended-call".into()),
        cost: Some(0.1234),
        summary: Some("canary-summary: wants a filling.".into()),
        tool_times: vec![900, 1_500],
    }
}

pub fn run(id: &str, time: &str, outcome: ToolOutcome) -> ToolRun {
    ToolRun {
        tool_call_id: id.into(),
        tool: "book_appointment".into(),
        outcome,
        asked_at: at(time),
        millis: 420,
        copy_age: None,
        appointment_id: None,
        notes: Vec::new(),
    }
}

/// What is stored, but for when it was heard of last.
pub fn stored(desk: &Desk) -> String {
    let calls =
        "SELECT group_concat(json_array(call_id, kind, caller_number, called_number, status, first_seen, began_at,
        ended_at, ended_reason, status_ended_at, status_ended_reason, cost_micros, summary, hangs, last_seen), char(10))
        FROM (SELECT * FROM calls ORDER BY call_id)";
    let tools =
        "SELECT group_concat(json_array(call_id, tool_call_id, tool, outcome, notes, attempts, asked_ms, millis,
        last_asked_ms, copy_age, appointment_id), char(10)) FROM (SELECT * FROM call_tools ORDER BY call_id, tool_call_id)";
    [calls, tools].map(|sql| desk.clinics.value(ORG, sql)).join("\n")
}
