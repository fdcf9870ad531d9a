//! When an object is really woken.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::spread::place;

/// Nobody waits longer for being spread.
const LONGEST: TimeDelta = TimeDelta::seconds(90);
/// Places in which objects wake one after the other.
const PLACES: u16 = 1024;

/// Much falls due for all clinics at the same moment, such as reminders at the full hour. So each object is woken as much later as its
/// `id` says, which is the same every time: by at most half of the time that is left until then, so that what is due soon stays soon.
pub fn spread(at: DateTime<Utc>, now: DateTime<Utc>, id: &str) -> DateTime<Utc> {
    let most = ((at - now) / 2).clamp(TimeDelta::zero(), LONGEST);
    at + most * i32::from(place(id.as_bytes(), PLACES)) / i32::from(PLACES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn waits(seconds: i64) -> Vec<i64> {
        let at = NOW + TimeDelta::seconds(seconds);
        let wait = |n: u32| (spread(at, NOW, &format!("{n:064x}")) - at).num_milliseconds();
        (0..2000).map(wait).collect()
    }

    #[test]
    fn objects_of_one_moment_wake_over_a_minute_and_a_half() {
        let mut waits = waits(3600);
        waits.sort_unstable();
        assert!(waits[0] >= 0 && waits[1999] < 90_000);
        let busiest = waits.chunk_by(|a, b| a / 1000 == b / 1000).map(<[i64]>::len).max();
        assert!(busiest < Some(60), "{busiest:?} of 2,000 in one second");
    }

    #[test]
    fn what_is_due_soon_waits_half_as_long_again_at_most_and_what_is_due_now_not_at_all() {
        assert!(waits(10).into_iter().all(|wait| (0..5_000).contains(&wait)));
        assert!(waits(0).into_iter().chain(waits(-60)).all(|wait| wait == 0));
    }
}
