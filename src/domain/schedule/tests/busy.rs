//! Busy time, buffers, and slots longer than the grid.

use proptest::prelude::*;

use super::*;

#[test]
fn busy_time_that_touches_is_no_conflict() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-11:00");
    let desk = desk.busy(&[("2026-06-02T09:30", "2026-06-02T10:00")]);
    assert_eq!(desk.starts("2026-06-02"), "09:00 10:00 10:30");
    assert_eq!(desk.admit("2026-06-02T09:30"), Err(Refusal::Taken));
}

/// `SergeyMosin/Appointments` 328: only the start of an external event was read.
#[test]
fn an_event_blocks_for_as_long_as_it_lasts() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-12:00");
    let all_day = [("2026-06-02T00:00", "2026-06-03T00:00")];
    assert_eq!(desk.busy(&all_day).starts("2026-06-02"), "");
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-12:00");
    assert_eq!(desk.busy(&[("2026-06-02T09:10", "2026-06-02T11:20")]).starts("2026-06-02"), "11:30");
}

/// cal.com 14868: a direct request booked inside the buffer.
#[test]
fn buffers_apply_at_commit() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-13:00").with(|schedule| {
        schedule.buffer_before_minutes = 10;
        schedule.buffer_after_minutes = 20;
    });
    let desk = desk.busy(&[("2026-06-02T10:50", "2026-06-02T11:00")]);
    assert_eq!(desk.starts("2026-06-02"), "09:00 09:30 10:00 11:30 12:00 12:30");
    assert_eq!(desk.admit("2026-06-02T10:30"), Err(Refusal::Taken));
    assert_eq!(desk.admit("2026-06-02T11:00"), Err(Refusal::Taken), "its buffer before is busy");
}

#[test]
fn buffers_may_reach_outside_the_opening_hours() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-10:00").with(|schedule| {
        schedule.buffer_before_minutes = 60;
        schedule.buffer_after_minutes = 60;
    });
    assert_eq!(desk.starts("2026-06-02"), "09:00 09:30");
    let desk = desk.busy(&[("2026-06-02T08:00", "2026-06-02T08:31")]);
    assert_eq!(desk.starts("2026-06-02"), "", "but not into busy time");
}

#[test]
fn buffers_of_neighbours_stack() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-12:00").with(|schedule| {
        schedule.buffer_before_minutes = 15;
        schedule.buffer_after_minutes = 15;
    });
    let booked = desk.admit("2026-06-02T10:00").unwrap();
    let desk = Desk { busy: BusyTimes::new([booked.blocked(&desk.rules())]), ..desk };
    assert_eq!(desk.starts("2026-06-02"), "09:00 11:00 11:30", "half an hour lies between two appointments");
}

/// `ERPNext` 16068: a long appointment blocked its first grid slot only.
#[test]
fn long_slot_on_short_grid() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-11:00").with(|schedule| {
        schedule.slot_minutes = 45;
        schedule.step_minutes = Some(15);
    });
    assert_eq!(desk.starts("2026-06-02"), "09:00 09:15 09:30 09:45 10:00 10:15");
    let booked = desk.admit("2026-06-02T09:30").unwrap();
    let desk = Desk { busy: BusyTimes::new([booked.blocked(&desk.rules())]), ..desk };
    assert_eq!(desk.starts("2026-06-02"), "10:15");
}

/// `SergeyMosin/Appointments` 183: once the booking's start had passed, its later part was offered.
#[test]
fn slot_does_not_reopen_as_time_passes() {
    let mut desk = Desk::new("America/New_York", "2026-06-02").open("09:00-12:00").with(|schedule| {
        schedule.step_minutes = Some(15);
        schedule.min_notice_minutes = 15;
    });
    desk = desk.busy(&[("2026-06-02T09:30", "2026-06-02T11:00")]);
    for minute in 0..180 {
        desk.now = utc("2026-06-02T13:00:00Z") + chrono::TimeDelta::minutes(minute);
        let listed = desk.starts("2026-06-02");
        for start in ["09:15", "09:30", "09:45", "10:00", "10:15", "10:30", "10:45"] {
            assert!(!listed.contains(start), "{start} is listed at {}", desk.now);
        }
    }
}

proptest! {
    #[test]
    fn busy_times_are_the_union_of_their_intervals(
        spans in proptest::collection::vec((0_i64..300, -5_i64..40), 0..40),
        (start, length) in (0_i64..300, 0_i64..30),
    ) {
        let minute = |minutes: i64| utc("2026-06-02T00:00:00Z") + chrono::TimeDelta::minutes(minutes);
        let interval = |start: i64, length: i64| Interval { start: minute(start), end: minute(start + length) };
        let busy = BusyTimes::new(spans.iter().map(|(start, length)| interval(*start, *length)));
        let is_busy = |minute: i64| spans.iter().any(|(start, length)| (*start..start + length).contains(&minute));
        prop_assert_eq!(busy.overlaps(&interval(start, length)), (start..start + length).any(is_busy));
    }
}
