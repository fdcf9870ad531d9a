//! Whether the clinic is open, and when it opens next.

use super::*;

fn next(desk: &Desk, after: &str) -> String {
    desk.rules().opens_next(utc(after)).map_or("never".into(), |at| at.format("%Y-%m-%dT%H:%M").to_string())
}

/// Insists that the clinic is open from the first instant up to and without the last, and not around them.
#[track_caller]
fn open_between(desk: &Desk, first: &str, last: &str) {
    let (first, last, moment) = (utc(first), utc(last), chrono::TimeDelta::milliseconds(1));
    let open = [first - moment, first, last - moment, last].map(|at| desk.rules().is_open(at));
    assert_eq!(open, [false, true, true, false]);
}

#[test]
fn the_doors_open_with_the_first_minute_and_close_with_the_last() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-12:00 13:00-17:00");
    open_between(&desk, "2026-06-02T13:00:00Z", "2026-06-02T16:00:00Z");
    open_between(&desk, "2026-06-02T17:00:00Z", "2026-06-02T21:00:00Z");
    assert_eq!(next(&desk, "2026-06-02T16:30:00Z"), "2026-06-02T13:00");
    assert_eq!(next(&desk, "2026-06-02T17:00:00Z"), "2026-06-03T09:00", "it has opened already");
}

#[test]
fn hours_past_midnight_keep_the_doors_open_unless_the_next_date_has_hours_of_its_own() {
    let desk = Desk::new("America/New_York", "2026-06-01").with(|s| s.weekly.friday = ranges("22:00-02:00"));
    open_between(&desk, "2026-06-06T02:00:00Z", "2026-06-06T06:00:00Z");
    assert_eq!(next(&desk, "2026-06-06T03:00:00Z"), "2026-06-12T22:00");
    let desk = desk.override_day("2026-06-06", "");
    open_between(&desk, "2026-06-06T02:00:00Z", "2026-06-06T04:00:00Z");
    let desk = Desk::new("America/New_York", "2026-06-01").override_day("2026-06-07", "23:00-01:00");
    open_between(&desk, "2026-06-08T03:00:00Z", "2026-06-08T05:00:00Z");
    assert_eq!(next(&desk, "2026-06-01T12:00:00Z"), "2026-06-07T23:00");
}

#[test]
fn a_closed_date_is_passed_over_and_months_of_them_are_not_searched() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-17:00").override_day("2026-06-02", "");
    assert!(!desk.rules().is_open(utc("2026-06-02T15:00:00Z")));
    assert_eq!(next(&desk, "2026-06-01T22:00:00Z"), "2026-06-03T09:00");
    let closed = Desk::new("America/New_York", "2026-06-01").override_day("2026-09-01", "09:00-17:00");
    assert_eq!(next(&closed, "2026-06-01T12:00:00Z"), "never");
    assert_eq!(next(&closed, "2026-08-01T12:00:00Z"), "2026-09-01T09:00");
}

#[test]
fn the_doors_follow_the_clocks_when_they_change() {
    let spring = Desk::new("America/New_York", "2026-03-01").open("01:00-02:30");
    open_between(&spring, "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z");
    let in_the_gap = Desk::new("America/New_York", "2026-03-01").open("02:15-04:00");
    open_between(&in_the_gap, "2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z");
    assert_eq!(next(&in_the_gap, "2026-03-08T05:00:00Z"), "2026-03-08T03:00", "there is no 02:15");
    let skipped = Desk::new("America/New_York", "2026-03-01").open("02:00-03:00");
    assert_eq!(next(&skipped, "2026-03-08T05:00:00Z"), "2026-03-09T02:00", "nor any of these hours");
    let autumn = Desk::new("America/New_York", "2026-10-20").open("00:00-01:30");
    open_between(&autumn, "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z");
    assert!(!autumn.rules().is_open(utc("2026-11-01T06:15:00Z")), "01:15 once more");
    let around = Desk::new("America/New_York", "2026-10-20").open("00:00-24:00");
    for half_hour in 0..60 {
        let at = utc("2026-11-01T00:00:00Z") + chrono::TimeDelta::minutes(30 * half_hour);
        assert!(around.rules().is_open(at), "{at}");
    }
}

#[test]
fn the_hours_of_a_date_are_those_of_its_override_and_end_where_the_next_begins() {
    let hours = |desk: &Desk, date: &str| {
        let said = desk.rules().hours_of(day(date)).into_iter().map(|(open, close)| format!("{open}-{close}"));
        said.collect::<Vec<_>>().join(" ")
    };
    let desk =
        Desk::new("America/New_York", "2026-06-01").open("22:00-02:00").override_day("2026-06-06", "10:00-11:00");
    assert_eq!(hours(&desk, "2026-06-04"), "22:00:00-02:00:00");
    assert_eq!(hours(&desk, "2026-06-05"), "22:00:00-00:00:00");
    assert_eq!(hours(&desk, "2026-06-06"), "10:00:00-11:00:00");
}
