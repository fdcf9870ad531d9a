//! Zones and clock changes.

use super::*;

/// cal.com 10517, 4702, 6217: slots an hour off, or listed and not bookable, in the week of a clock change.
#[test]
fn wall_times_stay_put_in_the_week_of_a_clock_change() {
    for (zone, sunday) in
        [("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01"), ("Europe/Berlin", "2026-03-29")]
    {
        let desk = Desk::new(zone, "2026-01-01").open("09:00-10:00").with(|schedule| schedule.horizon_days = 365);
        for date in day(sunday).iter_days().skip(1).take(6).chain([day(sunday)]) {
            let date = date.to_string();
            assert_eq!(desk.starts(&date), "09:00 09:30", "{zone} {date}");
            assert!(desk.admit(&format!("{date}T09:30")).is_ok(), "{zone} {date}");
        }
    }
}

/// In late March 2026 New York has changed its clocks and Berlin has not.
#[test]
fn regions_change_their_clocks_on_their_own_dates() {
    let start = |zone| Desk::new(zone, "2026-03-20").open("09:00-17:00").admit("2026-03-20T09:00").unwrap().start;
    assert_eq!(start("America/New_York"), utc("2026-03-20T13:00:00Z"));
    assert_eq!(start("Europe/Berlin"), utc("2026-03-20T08:00:00Z"));
}

#[test]
fn starts_in_a_gap_do_not_exist() {
    let desk = Desk::new("America/New_York", "2026-03-01").open("01:00-04:00");
    assert_eq!(desk.starts("2026-03-08"), "01:00 01:30 03:00 03:30");
    assert_eq!(desk.admit("2026-03-08T02:30"), Err(Refusal::NoSuchTime));
    assert_eq!(desk.admit("2026-03-08T01:30").unwrap().end, utc("2026-03-08T07:00:00Z"), "which is 03:00 there");
}

#[test]
fn starts_in_an_overlap_exist_once() {
    let desk = Desk::new("America/New_York", "2026-10-20").open("00:30-02:30");
    assert_eq!(desk.starts("2026-11-01"), "00:30 01:00 01:30 02:00");
    assert_eq!(desk.admit("2026-11-01T01:00").unwrap().start, utc("2026-11-01T05:00:00Z"), "the first of two");
    assert_eq!(desk.admit_utc("2026-11-01T06:00:00Z"), Err(Refusal::OffGrid), "the second");
}

#[test]
fn length_is_elapsed_time() {
    let desk = Desk::new("America/New_York", "2026-03-01").open("00:00-04:00").with(|schedule| {
        schedule.slot_minutes = 120;
        schedule.step_minutes = Some(30);
    });
    assert_eq!(desk.starts("2026-03-08"), "00:00 00:30 01:00", "01:30 and two hours are 04:30");
    assert_eq!(desk.at("2026-10-20T00:00").starts("2026-11-01"), "00:00 00:30 01:00 01:30 02:00");
}

#[test]
fn a_closing_time_in_a_gap_is_the_moment_of_the_change() {
    let desk = Desk::new("America/New_York", "2026-03-01").open("00:30-02:30");
    assert_eq!(desk.starts("2026-03-08"), "00:30 01:00 01:30");
}

#[test]
fn a_closing_time_in_an_overlap_is_the_first_of_the_two() {
    let desk = Desk::new("America/New_York", "2026-10-20").open("00:00-01:30");
    assert_eq!(desk.starts("2026-11-01"), "00:00 00:30 01:00");
}

/// Lord Howe Island shifts by half an hour: 02:00 to 02:30 in October, 02:00 back to 01:30 in April.
#[test]
fn half_hour_dst_lord_howe() {
    let desk = Desk::new("Australia/Lord_Howe", "2026-03-20").open("01:00-03:30");
    assert_eq!(desk.starts("2026-04-05"), "01:00 01:30 02:00 02:30 03:00");
    assert_eq!(desk.admit("2026-04-05T01:30").unwrap().start, utc("2026-04-04T14:30:00Z"));
    assert_eq!(desk.admit("2026-04-05T02:00").unwrap().start, utc("2026-04-04T15:30:00Z"));
    let desk = desk.at("2026-09-20T00:00");
    assert_eq!(desk.starts("2026-10-04"), "01:00 01:30 02:30 03:00");
    assert_eq!(desk.admit("2026-10-04T02:00"), Err(Refusal::NoSuchTime));
}

/// The Troll station shifts by two hours.
#[test]
fn two_hour_dst_troll() {
    let desk = Desk::new("Antarctica/Troll", "2026-03-20").open("00:00-04:00");
    assert_eq!(desk.starts("2026-03-29"), "00:00 00:30 03:00 03:30");
    assert_eq!(desk.at("2026-10-10T00:00").slots("2026-10-25", "2026-10-25").len(), 8);
}

/// cal.com 15265: an offset of five hours and three quarters blocked 45 minutes too many.
#[test]
fn kathmandu_offset() {
    let desk = Desk::new("Asia/Kathmandu", "2026-06-01").open("10:00-12:00");
    let desk = desk.busy(&[("2026-06-02T10:30", "2026-06-02T11:00")]);
    assert_eq!(desk.starts("2026-06-02"), "10:00 11:00 11:30");
    assert_eq!(desk.admit("2026-06-02T11:00").unwrap().start, utc("2026-06-02T05:15:00Z"));
}

/// Cairo skips the first hour of a Friday in April, so that day's first instant reads 01:00.
#[test]
fn a_day_without_midnight_starts_after_the_gap() {
    let desk = Desk::new("Africa/Cairo", "2026-04-20").open("22:30-02:00");
    assert_eq!(desk.starts("2026-04-24"), "01:00 01:30 22:30 23:00 23:30", "half past midnight does not exist");
    let desk = desk.override_day("2026-04-24", "");
    assert_eq!(desk.starts("2026-04-23"), "00:00 00:30 01:00 01:30 22:30 23:00 23:30");
    assert_eq!(desk.starts("2026-04-24"), "");
}

#[test]
fn days_tile_the_time_line() {
    for (zone, date, hours) in [
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("America/New_York", "2026-06-01", 24),
        ("Africa/Cairo", "2026-04-24", 23),
        ("America/Santiago", "2026-04-04", 25),
        ("Pacific/Apia", "2011-12-30", 0),
    ] {
        let zone: Zone = zone.parse().unwrap();
        let bounds = zone.day_bounds(day(date)).unwrap();
        assert_eq!((bounds.end - bounds.start).num_hours(), hours, "{zone} {date}");
        assert_eq!(zone.day_bounds(day(date).succ_opt().unwrap()).unwrap().start, bounds.end, "{zone} {date}");
    }
}
