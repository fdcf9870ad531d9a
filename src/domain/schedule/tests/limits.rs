//! Notice, horizon, daily cap, and inputs at the ends of the calendar.

use super::*;

#[test]
fn the_past_is_refused() {
    let desk = Desk::new("America/New_York", "2026-06-02").open("09:00-17:00").at("2026-06-02T10:00");
    assert_eq!(desk.admit("2026-06-02T09:30"), Err(Refusal::Past));
    assert_eq!(desk.admit("2026-06-01T10:00"), Err(Refusal::Past));
    assert!(desk.admit("2026-06-02T10:00").is_ok(), "now is not past");
}

#[test]
fn notice_is_exact_to_the_minute() {
    let desk = Desk::new("America/New_York", "2026-06-02").open("09:00-17:00");
    let desk = desk.with(|schedule| schedule.min_notice_minutes = 90).at("2026-06-02T10:00");
    assert_eq!(desk.admit("2026-06-02T11:00"), Err(Refusal::TooSoon { earliest: utc("2026-06-02T15:30:00Z") }));
    assert!(desk.admit("2026-06-02T11:30").is_ok());
    assert!(desk.at("2026-06-02T10:01").admit("2026-06-02T11:30").is_err());
}

/// cal.com 12137: notice that lands on the day of a clock change.
#[test]
fn notice_is_elapsed_time_across_a_clock_change() {
    let desk = Desk::new("America/New_York", "2026-03-01").open("00:00-24:00");
    let desk = desk.with(|schedule| schedule.min_notice_minutes = 24 * 60).at("2026-03-07T12:00");
    assert_eq!(desk.starts("2026-03-08").split(' ').next(), Some("13:00"), "this day lacks an hour");
    let desk = desk.at("2026-10-31T12:00");
    assert_eq!(desk.starts("2026-11-01").split(' ').next(), Some("11:00"), "this day has an hour more");
}

#[test]
fn the_horizon_includes_its_last_local_date() {
    for zone in ["Pacific/Kiritimati", "America/New_York", "Pacific/Pago_Pago"] {
        for now in ["2026-06-02T00:05", "2026-06-02T23:55"] {
            let desk = Desk::new(zone, "2026-06-02").open("00:00-24:00").at(now);
            let desk = desk.with(|schedule| schedule.horizon_days = 3);
            let too_far = Refusal::TooFar { last_date: day("2026-06-05") };
            assert!(desk.admit("2026-06-05T23:30").is_ok(), "{zone} {now}");
            assert_eq!(desk.admit("2026-06-06T00:00"), Err(too_far), "{zone} {now}");
        }
    }
}

/// cal.com 3184 and its kin: the day turns with UTC or with the viewer's clock.
#[test]
fn today_is_the_local_date() {
    for (zone, now) in [("America/Los_Angeles", "2026-06-02T20:10"), ("Pacific/Auckland", "2026-06-02T07:10")] {
        let desk = Desk::new(zone, "2026-06-02").open("07:00-21:00").at(now);
        let today = desk.slots("2026-06-01", "2026-06-02");
        let next = wall(now) + chrono::TimeDelta::minutes(20);
        assert_eq!(today[0].local_start, next, "{zone}");
        assert_eq!(today.last().unwrap().local_start, wall("2026-06-02T20:30"), "{zone}");
    }
}

#[test]
fn a_horizon_of_zero_books_today_only() {
    let desk =
        Desk::new("America/New_York", "2026-06-02").open("09:00-10:00").with(|schedule| schedule.horizon_days = 0);
    assert_eq!(desk.slots("2026-06-01", "2026-06-30").len(), 2);
}

/// cal.com 6622: a stale second tab books past the limit.
#[test]
fn daily_cap_counts_local_dates_and_binds_the_commit() {
    let desk =
        Desk::new("Pacific/Auckland", "2026-06-01").open("08:00-18:00").with(|schedule| schedule.daily_cap = Some(2));
    let booked = |times: &[&str]| times.iter().map(|time| desk.zone.resolve(wall(time)).unwrap()).collect::<Vec<_>>();
    let full = BusyTimes::default().with_booked(desk.zone, booked(&["2026-06-10T08:00", "2026-06-10T17:00"]));
    let spread = BusyTimes::default().with_booked(desk.zone, booked(&["2026-06-09T17:00", "2026-06-10T08:00"]));
    let try_at = |busy: &BusyTimes, time: &str| admit_local(&desk.rules(), busy, desk.now, wall(time));
    assert_eq!(try_at(&full, "2026-06-10T12:00"), Err(Refusal::DayFull));
    assert!(try_at(&full, "2026-06-11T12:00").is_ok());
    assert!(try_at(&spread, "2026-06-10T12:00").is_ok(), "both lie on one UTC date, not on one local date");
}

#[test]
fn listing_is_bounded_whatever_the_range() {
    let desk = Desk::new("America/New_York", "2026-06-02").open("09:00-10:00");
    let everything = slots_between(&desk.rules(), &desk.busy, desk.now, NaiveDate::MIN, NaiveDate::MAX);
    assert_eq!(everything.len(), 61 * 2, "today and the sixty days of the horizon");
    assert!(desk.slots("2026-07-02", "2026-07-01").is_empty(), "a range that ends before it starts");
}

#[test]
fn the_ends_of_the_calendar_are_refused_and_do_not_panic() {
    let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    for zone in ["Pacific/Kiritimati", "America/New_York"] {
        let desk =
            Desk::new(zone, "2026-06-02").open("00:00-24:00").with(|schedule| schedule.buffer_before_minutes = 30);
        for start in ends {
            assert!(admit(&desk.rules(), &desk.busy, desk.now, start).is_err());
            let wrapped = start.naive_utc();
            assert_eq!(admit_local(&desk.rules(), &desk.busy, desk.now, wrapped), Err(Refusal::NoSuchTime));
            assert_eq!(desk.zone.day_bounds(wrapped.date()), None);
        }
        for now in ends {
            let _ = admit(&desk.rules(), &desk.busy, now, now);
            let _ = slots_between(&desk.rules(), &desk.busy, now, NaiveDate::MIN, NaiveDate::MAX);
        }
    }
}
