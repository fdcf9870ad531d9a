//! What messages report of a call, as it is kept. No transcript is among it.

use chrono::{DateTime, Utc};

use super::{envelope::filled, wire::Message};
use crate::{
    calls::{CallEvent, CallStatus},
    voice::lenient::{Number, Text},
};

/// Of a `status-update`; `None` when it says nothing of how far the call has come.
pub(super) fn status(message: &mut Message) -> Option<CallEvent> {
    let status = status_named(message.status.0.as_deref()?)?;
    Some(CallEvent::Status { status, ended_reason: filled(message.ended_reason.0.take()), at: at(message.timestamp) })
}

/// The status that Vapi's word means. `None` for words that say nothing of how far a call has come, such as `not-found`.
fn status_named(word: &str) -> Option<CallStatus> {
    Some(match word {
        "scheduled" => CallStatus::Scheduled,
        "queued" => CallStatus::Queued,
        "ringing" => CallStatus::Ringing,
        "in-progress" => CallStatus::InProgress,
        "forwarding" => CallStatus::Forwarding,
        "ended" => CallStatus::Ended,
        _ => return None,
    })
}

/// Of an `end-of-call-report`, as it is today and as it was in 2024.
pub(super) fn end(message: &mut Message) -> CallEvent {
    CallEvent::Report {
        started_at: time(&message.started_at).or_else(|| time(&message.call.0.started_at)),
        ended_at: time(&message.ended_at).or_else(|| at(message.timestamp)),
        ended_reason: filled(message.ended_reason.0.take()),
        cost: message.cost.0,
        summary: filled(message.analysis.0.summary.0.take()).or_else(|| filled(message.summary.0.take())),
        tool_times: message.artifact.0.messages.0.millis(),
    }
}

/// Of a `hang`.
pub(super) fn hang(message: &Message) -> CallEvent {
    CallEvent::Hang { at: at(message.timestamp) }
}

fn time(text: &Text) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text.0.as_deref()?).ok().map(|time| time.to_utc())
}

/// The moment of a `timestamp`, which is milliseconds or RFC 3339.
fn at(timestamp: Number) -> Option<DateTime<Utc>> {
    #[expect(clippy::cast_possible_truncation, reason = "what is no moment of our age is none at all")]
    DateTime::from_timestamp_millis(timestamp.0? as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vapis_words_are_read_and_ours_are_stored() {
        for word in ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"] {
            let status = status_named(word).unwrap();
            assert_eq!(status.as_str(), word.replace('-', "_"));
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert_eq!(status_named("not-found"), None);
    }
}
