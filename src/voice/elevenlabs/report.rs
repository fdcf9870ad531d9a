//! What ElevenLabs reports after a call, as it is kept. The transcript is among what is sent, and is skipped unread.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    calls::CallEvent,
    domain::caller::SignalledCaller,
    http::Error,
    voice::{
        lenient::{Id, Number, Object, Text},
        mended::body_text,
        message::{Inbound, MessageKind, called_at},
    },
};

const TRANSCRIPTION: &str = "post_call_transcription";

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    #[serde(rename = "type")]
    kind: Text,
    data: Object<Report>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Report {
    conversation_id: Id,
    metadata: Object<Metadata>,
    analysis: Object<Analysis>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    start_time_unix_secs: Number,
    call_duration_secs: Number,
    /// In US dollars. `cost` beside it counts the plan's credits.
    cost_fiat: Number,
    termination_reason: Text,
    phone_call: Object<PhoneCall>,
}

/// The clinic's side is the agent's, whoever called whom.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PhoneCall {
    direction: Text,
    agent_number: Text,
    external_number: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Analysis {
    transcript_summary: Text,
}

/// Reads an event. Those of other types are of no use here.
///
/// # Errors
/// What is no JSON object.
pub(super) fn read(body: &[u8]) -> Result<Inbound, Error> {
    let not_json = || Error::Malformed("The body is not JSON.".into());
    let text = body_text(body).ok_or_else(not_json)?;
    let Object(Event { kind, data: Object(call) }) = serde_json::from_str(&text).map_err(|_| not_json())?;
    let Report { conversation_id, metadata: Object(metadata), analysis: Object(analysis) } = call;
    let (started_at, ended_at) = times(&metadata);
    let Metadata { cost_fiat, termination_reason, phone_call: Object(phone), .. } = metadata;
    let event = CallEvent::Report {
        started_at,
        ended_at,
        ended_reason: termination_reason.as_str().map(code),
        cost: cost_fiat.0,
        summary: analysis.transcript_summary.0,
        tool_times: Vec::new(),
    };
    let is_report = kind.as_str() == Some(TRANSCRIPTION);
    Ok(Inbound {
        kind: if is_report { MessageKind::Event(event) } else { MessageKind::Other },
        signals: called_at("agent_number", phone.agent_number.as_str()),
        caller: SignalledCaller::read(phone.external_number.as_str(), conversation_id.0.as_deref()),
        is_withheld: false,
        is_caller_unsaid: false,
        caller_verified: None,
        call_kind: phone.direction.0,
        reply_note: Value::Null,
        call_token: None,
        unbound_call: None,
    })
}

/// When the call began and ended.
fn times(metadata: &Metadata) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    #[expect(clippy::cast_possible_truncation, reason = "what is no moment of our age is none at all")]
    let moment = |seconds: f64| DateTime::from_timestamp_millis((seconds * 1_000.0) as i64);
    let (started, lasted) = (metadata.start_time_unix_secs.0, metadata.call_duration_secs.0);
    let ended = started.zip(lasted).and_then(|(started, lasted)| moment(started + lasted));
    (started.and_then(moment), ended)
}

/// The reason without what stands behind a colon: there it may go on in a model's own words.
fn code(reason: &str) -> String {
    reason.split(':').next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Inbound {
        super::read(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_report_is_when_how_long_and_why() {
        let inbound = read(
            &json!({"type": TRANSCRIPTION, "data": {"conversation_id": "conv_1", "transcript": [{"message": "x"}],
            "metadata": {"start_time_unix_secs": 1_790_000_000, "call_duration_secs": 61.5, "cost": 340, "cost_fiat": 0.12,
                "termination_reason": "end_call tool was called: she said goodbye",
                "phone_call": {"direction": "inbound", "agent_number": "+15550100", "external_number": "+15550188"}},
            "analysis": {"transcript_summary": "A cleaning was booked."}}}),
        );
        assert_eq!(inbound.caller.call_id(), Some("conv_1"));
        assert_eq!(inbound.caller.number().unwrap().as_str(), "+15550188");
        assert_eq!(inbound.call_kind.as_deref(), Some("inbound"));
        let MessageKind::Event(CallEvent::Report { started_at, ended_at, ended_reason, cost, summary, .. }) =
            inbound.kind
        else {
            panic!("no report");
        };
        assert_eq!((ended_at.unwrap() - started_at.unwrap()).num_milliseconds(), 61_500);
        assert_eq!((ended_reason.as_deref(), cost), (Some("end_call tool was called"), Some(0.12)));
        assert_eq!(summary.as_deref(), Some("A cleaning was booked."));
    }

    /// Credits are no money.
    #[test]
    fn what_is_not_said_is_not_made_up() {
        for data in [json!({}), json!({"metadata": {"cost": 340}}), json!({"metadata": 7, "analysis": []}), json!([])] {
            let MessageKind::Event(event) = read(&json!({"type": TRANSCRIPTION, "data": data})).kind else {
                panic!("no report");
            };
            let CallEvent::Report {
                started_at: None,
                ended_at: None,
                ended_reason: None,
                cost: None,
                summary: None,
                ..
            } = event
            else {
                panic!("{event:?}");
            };
        }
    }

    #[test]
    fn other_events_say_nothing() {
        for kind in [json!("post_call_audio"), json!("call_initiation_failure"), json!(null), json!(7)] {
            assert!(matches!(read(&json!({"type": kind, "data": {}})).kind, MessageKind::Other), "{kind}");
        }
        assert!(super::read(b"{").is_err() && super::read(b"\xff").is_err());
    }
}
