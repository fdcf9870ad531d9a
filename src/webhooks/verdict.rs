//! What an endpoint's answer means.

use crate::{
    domain::webhook::Pause,
    ports::{OutboundResponse, TransportError},
};

/// What came of one attempt. Nothing that the endpoint has said is in it but the status.
pub(super) struct Verdict {
    pub(super) is_taken: bool,
    /// Whether it wants nothing any more.
    pub(super) is_gone: bool,
    pub(super) status: Option<u16>,
    /// Why it failed, for the org.
    pub(super) reason: Option<String>,
    pub(super) pause: Pause,
}

impl Verdict {
    /// Of an attempt that did not come to a request.
    pub(super) fn not_sent(reason: &str) -> Self {
        Self { is_taken: false, is_gone: false, status: None, reason: Some(reason.to_owned()), pause: Pause::None }
    }

    pub(super) fn of(answer: &Result<OutboundResponse, TransportError>) -> Self {
        match answer {
            Ok(OutboundResponse { status, retry_after, .. }) => Self::of_status(*status, *retry_after),
            Err(error) => {
                let reason = match error {
                    TransportError::Timeout => "It did not answer within 10 seconds.",
                    TransportError::Connection | TransportError::TooLarge => {
                        "No connection to it came about, or it broke."
                    }
                };
                Self { pause: Pause::Silent, ..Self::not_sent(reason) }
            }
        }
    }

    fn of_status(status: u16, retry_after: Option<u64>) -> Self {
        let is_taken = (200..300).contains(&status);
        let reason = match status {
            200..300 => None,
            300..400 => Some(format!("It answered {status}, a redirect, which is not followed.")),
            410 => Some("It answered 410: it wants nothing any more.".to_owned()),
            _ => Some(format!("It answered {status}.")),
        };
        let pause = match (status, retry_after) {
            _ if is_taken => Pause::None,
            (429 | 502 | 504, asked) => Pause::Busy(asked),
            (_, Some(asked)) => Pause::Busy(Some(asked)),
            _ => Pause::None,
        };
        Self { is_taken, is_gone: status == 410, status: Some(status), reason, pause }
    }
}
