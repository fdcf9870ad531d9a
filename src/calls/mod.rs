//! The call log: who called a clinic, how the call ended, and what its tools came to.
//!
//! Platforms promise neither order nor that a message comes once. The store merges whatever is heard, so nothing here depends on it. No
//! answer waits for the log, and a log that cannot be written changes no answer.

mod erasure;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    clinic::{self, ClinicClient, NewCall},
    context::RequestContext,
    domain::{caller::usable_id, id::OrgId, line::single_line_limited, phone::PhoneNumber, route::Route},
    log::{self, Level},
    ports::Ports,
    store::clinic::{
        ClinicContext,
        calls::{CallUpdate, Ended, NewToolRecord},
    },
};

pub use self::erasure::CallErasure;
pub use crate::domain::call::{CallStatus, ToolOutcome};

/// Times further away from now than these are taken for mistakes.
const PAST: TimeDelta = TimeDelta::days(366);
const FUTURE: TimeDelta = TimeDelta::days(1);
/// Most characters of what comes from outside, as the table's checks have them.
const KIND_CHARS: usize = 40;
const REASON_CHARS: usize = 200;
const SUMMARY_CHARS: usize = 2000;
const TOOL_CALL_ID_CHARS: usize = 100;
const TOOL_CHARS: usize = 60;
/// Most notes on one tool, and the characters of each.
const MOST_NOTES: usize = 10;
const NOTE_CHARS: usize = 60;
/// Most times of tools that are kept of one call, and the longest that is believed.
const MOST_TOOL_TIMES: usize = 50;
const LONGEST_TOOL: u32 = 300_000;

/// Something that was heard of a call.
#[derive(Clone, Debug)]
pub struct Occurrence<'a> {
    /// The platform's id of the call. Without a usable one nothing is recorded.
    pub call_id: &'a str,
    /// The platform's name in its addresses.
    pub platform: Option<&'a str>,
    /// Whether the carrier vouches for the caller's number; none where the platform does not say.
    pub caller_verified: Option<bool>,
    /// The platform's kind of call, such as `inboundPhoneCall`.
    pub kind: Option<&'a str>,
    /// The number of whoever is on the other side; absent when it is withheld.
    pub caller: Option<&'a PhoneNumber>,
    /// The clinic's number; absent when the call came by SIP alone.
    pub called: Option<&'a PhoneNumber>,
    /// What happened in it.
    pub event: CallEvent,
}

/// What happened in a call.
#[derive(Clone, Debug)]
pub enum CallEvent {
    /// It has come so far.
    Status {
        /// How far it has come.
        status: CallStatus,
        /// Why it ended, if it did: the platform's code.
        ended_reason: Option<String>,
        /// When it had come so far, as the platform says.
        at: Option<DateTime<Utc>>,
    },
    /// The report at its end.
    Report {
        /// Its beginning, as the platform says.
        started_at: Option<DateTime<Utc>>,
        /// Its end, as the platform says.
        ended_at: Option<DateTime<Utc>>,
        /// Why it ended: the platform's code.
        ended_reason: Option<String>,
        /// What it cost, in US dollars.
        cost: Option<f64>,
        /// What it was about. It is kept only if the org wants that.
        summary: Option<String>,
        /// How long each tool took as the platform saw it, in milliseconds; empty where the platform does not say.
        tool_times: Vec<u32>,
    },
    /// Tools that were run, of one delivery.
    Tools(Vec<ToolRun>),
    /// The assistant stalled.
    Hang {
        /// When the platform wrote the message, by which one that is delivered again is known. One without it counts every time.
        at: Option<DateTime<Utc>>,
    },
}

/// A tool that was run.
#[derive(Clone, Debug)]
pub struct ToolRun {
    /// The platform's id of the tool call; empty when it gave none.
    pub tool_call_id: String,
    /// The tool's name; `unknown` for a name that is not ours.
    pub tool: String,
    /// Of the last delivery, which is the one that was heard.
    pub outcome: ToolOutcome,
    /// The arrival of the request.
    pub asked_at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub millis: i64,
    /// The appointment that it was about.
    pub appointment_id: Option<String>,
    /// How old the copy of the busy times was that answered, in seconds; none if the provider was asked.
    pub copy_age: Option<i64>,
    /// Codes of what was odd, of small letters, digits and `_.:-`. Never values.
    pub notes: Vec<String>,
}

/// The call log.
pub struct CallLog {
    ports: Arc<Ports>,
    clinics: ClinicClient,
}

impl CallLog {
    /// One that writes to the clinics' objects.
    pub fn new(ports: Arc<Ports>, clinics: ClinicClient) -> Self {
        Self { ports, clinics }
    }

    /// Takes it into the log, behind the answer: one hop to the clinic's object, whose failure is logged and nothing else.
    pub fn record(&self, context: &RequestContext, route: &Route, occurrence: Occurrence<'_>) {
        let Some(call) = new_call(route, occurrence, context.now) else { return };
        let (ports, clinics, address) = (Arc::clone(&self.ports), self.clinics.clone(), route.clinic_address());
        context.background.spawn(Box::pin(async move {
            if let Err(error) = clinics.record_call(address, call).await {
                not_recorded(&ports, address.org_id(), &error.to_string());
            }
        }));
    }

    /// The same in the clinic's object itself, where the clinic is known as it was when the tools ran. An object that has seen nothing of
    /// its clinic is new, or what a late question left of one that was deleted: D1 knows then.
    pub fn record_here(&self, context: &ClinicContext, route: &Route, occurrence: Occurrence<'_>) {
        let Some(call) = new_call(route, occurrence, context.now) else { return };
        let (ports, context, settings) = (Arc::clone(&self.ports), context.clone(), route.assistant.call_log);
        let background = Arc::clone(&context.background);
        background.spawn(Box::pin(async move {
            let kept = match clinic::keep_call_here(&context.clinic, settings, &call, context.now) {
                Ok(false) => clinic::record_call(&ports, context.org_id, &context.clinic, &call).await,
                kept => kept.map(|_| ()),
            };
            if let Err(error) = kept {
                not_recorded(&ports, context.org_id, &error.to_string());
            }
        }));
    }
}

/// What is to be kept, if the clinic is known to want any.
fn new_call(route: &Route, occurrence: Occurrence<'_>, now: DateTime<Utc>) -> Option<NewCall> {
    if route.assistant.call_log.retention_days == 0 {
        return None;
    }
    // What may be a call's id is decided in one place.
    let call_id = usable_id(occurrence.call_id)?;
    let tools = match &occurrence.event {
        CallEvent::Tools(runs) => runs.iter().map(run).collect(),
        _ => Vec::new(),
    };
    Some(NewCall { call_id, update: heard(occurrence, now), tools })
}

fn not_recorded(ports: &Ports, org_id: OrgId, detail: &str) {
    let org_id = org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", detail)];
    log::write(ports.log.as_ref(), Level::Error, "call.not_recorded", &fields);
}

fn heard(occurrence: Occurrence<'_>, now: DateTime<Utc>) -> CallUpdate {
    let Occurrence { platform, caller_verified, kind, caller, called, event, .. } = occurrence;
    let mut heard = CallUpdate {
        platform: platform.map(str::to_owned),
        caller_verified,
        kind: kind
            .filter(|kind| (1..=KIND_CHARS).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_graphic()))
            .map(str::to_owned),
        caller: caller.cloned(),
        called: called.cloned(),
        status: CallStatus::InProgress,
        at: now,
        now,
        is_of_tools: matches!(event, CallEvent::Tools(_)),
        started_at: None,
        ended: Ended::default(),
        status_ended: Ended::default(),
        cost_micros: None,
        summary: None,
        tool_times: Vec::new(),
        hung_at: None,
    };
    let plausible = |at: Option<DateTime<Utc>>| at.filter(|at| (now - PAST..=now + FUTURE).contains(at));
    match event {
        CallEvent::Status { status, ended_reason, at } => {
            heard.status = status;
            heard.at = plausible(at).unwrap_or(now);
            if status == CallStatus::Ended {
                heard.status_ended = Ended { at: Some(heard.at), reason: line(ended_reason, REASON_CHARS) };
            }
        }
        CallEvent::Report { started_at, ended_at, ended_reason, cost, summary, tool_times } => {
            heard.status = CallStatus::Ended;
            heard.started_at = plausible(started_at);
            heard.ended = Ended { at: plausible(ended_at), reason: line(ended_reason, REASON_CHARS) };
            heard.cost_micros = cost.and_then(micros);
            heard.summary = line(summary, SUMMARY_CHARS);
            heard.tool_times =
                tool_times.into_iter().filter(|millis| *millis <= LONGEST_TOOL).take(MOST_TOOL_TIMES).collect();
        }
        CallEvent::Tools(_) => {}
        CallEvent::Hang { at } => {
            heard.at = plausible(at).unwrap_or(now);
            heard.hung_at = Some(heard.at);
        }
    }
    heard
}

fn run(run: &ToolRun) -> NewToolRecord {
    let asked = run.asked_at.timestamp_millis();
    let id = single_line_limited(&run.tool_call_id, TOOL_CALL_ID_CHARS);
    let tool = single_line_limited(&run.tool, TOOL_CHARS);
    let code = |note: &&String| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.:-".contains(&b);
        (1..=NOTE_CHARS).contains(&note.len()) && note.bytes().all(plain)
    };
    NewToolRecord {
        // Two tool calls without an id are not one.
        id: if id.is_empty() { format!("{asked}:{tool}") } else { id },
        tool,
        outcome: run.outcome,
        notes: run.notes.iter().filter(code).take(MOST_NOTES).cloned().collect(),
        asked,
        millis: run.millis.max(0),
        copy_age: run.copy_age.map(|age| age.max(0)),
        appointment: run.appointment_id.clone().filter(|id| id.len() == 36),
    }
}

/// One line, or nothing.
fn line(text: Option<String>, most: usize) -> Option<String> {
    text.map(|text| single_line_limited(&text, most)).filter(|line| !line.is_empty())
}

/// US dollars in millionths; nothing for what is no price of a call.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked before")]
fn micros(dollars: f64) -> Option<u32> {
    (0.0..=4000.0).contains(&dollars).then(|| (dollars * 1_000_000.0).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_whole_millionths_within_reason() {
        for (dollars, expected) in [(0.0, Some(0)), (0.123_456_7, Some(123_457)), (4000.0, Some(4_000_000_000))] {
            assert_eq!(micros(dollars), expected);
        }
        for dollars in [-0.01, 4000.1, f64::NAN, f64::INFINITY] {
            assert_eq!(micros(dollars), None);
        }
    }
}
