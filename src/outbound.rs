//! One exchange with a vendor: bounded by the caller's deadline, repeated once when that is safe and worth it.

use std::{fmt, marker::PhantomData, time::Duration};

use chrono::{DateTime, Utc};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, SeqAccess, Visitor},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use crate::ports::{Clock, HttpClient, OutboundRequest, OutboundResponse, TransportError};

/// The longest that a single exchange with a vendor may take, whatever time is left.
const LONGEST: Duration = Duration::from_secs(3);
/// What is encoded in one segment of a path: all but what is unreserved (RFC 3986 section 2.3).
pub(crate) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
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

/// The rows of a page, no more than were asked for: a body of 1 MiB could otherwise become a hundred times that in memory.
#[derive(Debug)]
pub(super) struct PageRows<T, const ASKED: usize> {
    pub(super) rows: Vec<T>,
    /// Whether there were more.
    pub(super) is_cut_off: bool,
}

impl<'de, T: Deserialize<'de>, const ASKED: usize> Deserialize<'de> for PageRows<T, ASKED> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ReadRows(PhantomData))
    }
}

struct ReadRows<T, const ASKED: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const ASKED: usize> Visitor<'de> for ReadRows<T, ASKED> {
    type Value = PageRows<T, ASKED>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while rows.len() < ASKED
            && let Some(row) = seq.next_element()?
        {
            rows.push(row);
        }
        let mut is_cut_off = false;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            is_cut_off = true;
        }
        Ok(PageRows { rows, is_cut_off })
    }
}

#[cfg(test)]
mod tests {
    use super::PageRows;

    #[test]
    fn a_page_has_no_more_rows_than_were_asked_for() {
        for (sent, kept, is_cut_off) in [(0, 0, false), (2, 2, false), (3, 3, false), (4, 3, true), (100_000, 3, true)]
        {
            let body = serde_json::to_vec(&(0..sent).collect::<Vec<i64>>()).unwrap();
            let page: PageRows<i64, 3> = serde_json::from_slice(&body).unwrap();
            assert_eq!((page.rows.len(), page.is_cut_off), (kept, is_cut_off), "{sent}");
            assert!(page.rows.capacity() < 8, "{sent}");
        }
        assert!(serde_json::from_str::<PageRows<i64, 3>>("{}").is_err());
    }
}
