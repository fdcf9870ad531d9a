//! One exchange with a vendor: bounded by the caller's deadline, repeated once when that is safe and worth it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::ports::{Clock, HttpClient, OutboundRequest, OutboundResponse, TransportError};

/// The longest that a single exchange with a vendor may take, whatever time is left.
const LONGEST: Duration = Duration::from_secs(3);
/// Before the one repetition.
const PAUSE: Duration = Duration::from_millis(120);

/// When the whole answer has to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(DateTime<Utc>);

impl Deadline {
    /// A deadline at `moment`.
    pub const fn at(moment: DateTime<Utc>) -> Self {
        Self(moment)
    }

    /// The moment.
    pub const fn moment(self) -> DateTime<Utc> {
        self.0
    }

    /// What is left of it.
    pub fn remaining(self, now: DateTime<Utc>) -> Duration {
        self.0.signed_duration_since(now).to_std().unwrap_or_default()
    }
}

/// Sends what `request` makes, within the deadline.
pub(super) async fn once(
    http: &dyn HttpClient,
    clock: &dyn Clock,
    deadline: Deadline,
    request: impl Fn(Duration) -> OutboundRequest,
) -> Result<OutboundResponse, TransportError> {
    let timeout = deadline.remaining(clock.now()).min(LONGEST);
    if timeout.is_zero() {
        return Err(TransportError::Timeout);
    }
    http.send(request(timeout)).await
}

/// As [`once`], repeated once after a broken connection, a 429 or a 5xx. Only for requests that change nothing, or whose
/// repetition changes nothing more. After a timeout there is no repetition: the vendor may still be at it.
pub(super) async fn repeatable(
    http: &dyn HttpClient,
    clock: &dyn Clock,
    deadline: Deadline,
    request: impl Fn(Duration) -> OutboundRequest,
) -> Result<OutboundResponse, TransportError> {
    let first = once(http, clock, deadline, &request).await;
    let pause = match &first {
        Ok(response) if response.status == 429 => response.retry_after.map_or(PAUSE, Duration::from_secs),
        Ok(response) if response.status >= 500 => PAUSE,
        Err(TransportError::Connection) => PAUSE,
        _ => return first,
    };
    if deadline.remaining(clock.now()) <= pause.saturating_add(LONGEST / 2) {
        return first;
    }
    clock.sleep(pause).await;
    once(http, clock, deadline, &request).await
}
