//! When a delivery is tried again, and how long an endpoint is left alone.

use chrono::{DateTime, TimeDelta, Utc};

/// When it is tried after the event, in seconds: at once, and nine times more within a day.
const ATTEMPTS: [i64; 10] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// What is late is tried again no sooner than this.
const LEAST_WAIT: TimeDelta = TimeDelta::seconds(5);
/// What an endpoint can ask for at most.
const LONGEST_WAIT_SECONDS: u64 = 86_400;

/// After so long of nothing but failures an endpoint is turned off.
pub const GIVES_UP_AFTER: TimeDelta = TimeDelta::days(5);

/// How an attempt failed, as far as the endpoint is left alone for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// It has answered that it is busy (429, 502, 504), or after how many seconds to come again.
    Busy(Option<u64>),
    /// It did not answer.
    Silent,
    /// It has answered something else.
    None,
}

/// When a delivery that has failed `attempts` times is tried again; `None` if it is not. What failed together does not come back together:
/// `random` spreads it over a tenth of the wait. It is not tried before `paused_until`.
pub fn next_attempt(
    since: DateTime<Utc>,
    attempts: i64,
    random: u8,
    paused_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let position = usize::try_from(attempts).ok()?;
    let offset = *ATTEMPTS.get(position)?;
    let before = position.checked_sub(1).and_then(|before| ATTEMPTS.get(before)).copied().unwrap_or_default();
    let spread = (offset - before) * i64::from(random) / 2_560;
    let planned = since + TimeDelta::seconds(offset + spread);
    Some(planned.max(now + LEAST_WAIT).max(paused_until.unwrap_or(now)))
}

/// Until when nothing is sent to an endpoint after an attempt.
pub fn pause_after(pause: Pause, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let seconds = match pause {
        Pause::Busy(asked) => asked.unwrap_or(60).min(LONGEST_WAIT_SECONDS),
        Pause::Silent => 5,
        Pause::None => return None,
    };
    i64::try_from(seconds).ok().map(|seconds| now + TimeDelta::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_796_137_200 + seconds, 0).unwrap()
    }

    #[test]
    fn it_is_tried_for_a_day() {
        for (attempts, planned) in (1..).zip([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]) {
            assert_eq!(next_attempt(at(0), attempts, 0, None, at(0)), Some(at(planned)), "{attempts}");
        }
        assert_eq!(next_attempt(at(0), 10, 0, None, at(0)), None);
        assert_eq!(next_attempt(at(0), -1, 0, None, at(0)), None);
    }

    #[test]
    fn it_is_spread_and_never_hurried() {
        let latest = next_attempt(at(0), 2, 255, None, at(0)).unwrap();
        assert!((at(300)..at(330)).contains(&latest), "{latest}");
        assert_eq!(next_attempt(at(0), 1, 0, None, at(4_000)), Some(at(4_005)), "it is late");
        assert_eq!(next_attempt(at(0), 1, 0, Some(at(60)), at(0)), Some(at(60)), "the endpoint is left alone");
    }

    #[test]
    fn an_endpoint_is_left_alone_as_long_as_it_asks_and_no_longer_than_a_day() {
        for (pause, seconds) in [
            (Pause::Busy(Some(120)), Some(120)),
            (Pause::Busy(Some(0)), Some(0)),
            (Pause::Busy(Some(u64::MAX)), Some(86_400)),
            (Pause::Busy(None), Some(60)),
            (Pause::Silent, Some(5)),
            (Pause::None, None),
        ] {
            assert_eq!(pause_after(pause, at(0)), seconds.map(at), "{pause:?}");
        }
    }
}
