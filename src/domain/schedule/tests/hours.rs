//! Opening hours, overrides and the grid.

use super::*;

#[test]
fn an_appointment_ends_by_closing_time() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-10:30");
    assert_eq!(desk.starts("2026-06-02"), "09:00 09:30 10:00");
    let desk = desk.with(|schedule| schedule.slot_minutes = 45);
    assert_eq!(desk.starts("2026-06-02"), "09:00 09:45");
    let desk = desk.open("09:00-10:29");
    assert_eq!(desk.starts("2026-06-02"), "09:00");
    assert_eq!(desk.admit("2026-06-02T09:45"), Err(Refusal::OutsideHours));
}

#[test]
fn each_range_has_its_own_grid() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:10-10:10 13:00-14:00");
    assert_eq!(desk.starts("2026-06-02"), "09:10 09:40 13:00 13:30");
    for off_grid in ["09:00", "09:09", "09:11", "10:10", "12:59", "13:01", "14:00"] {
        assert!(desk.admit(&format!("2026-06-02T{off_grid}")).is_err(), "{off_grid}");
    }
    assert_eq!(desk.admit("2026-06-02T09:11"), Err(Refusal::OffGrid));
    assert_eq!(desk.admit("2026-06-02T12:59"), Err(Refusal::OutsideHours));
}

#[test]
fn a_start_between_two_minutes_is_off_the_grid() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-17:00");
    assert!(desk.admit_utc("2026-06-02T13:00:00Z").is_ok());
    for start in ["2026-06-02T13:00:01Z", "2026-06-02T13:00:00.000000001Z", "2026-06-02T12:59:59.999999999Z"] {
        assert!(desk.admit_utc(start).is_err(), "{start}");
    }
}

#[test]
fn the_grid_may_be_finer_or_coarser_than_the_appointment() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("09:00-11:00");
    let desk = desk.with(|schedule| schedule.step_minutes = Some(20));
    assert_eq!(desk.starts("2026-06-02"), "09:00 09:20 09:40 10:00 10:20");
    let desk = desk.with(|schedule| schedule.step_minutes = Some(60));
    assert_eq!(desk.starts("2026-06-02"), "09:00 10:00");
}

#[test]
fn closing_at_midnight_ends_the_day() {
    for close in ["24:00", "00:00"] {
        let desk = Desk::new("America/New_York", "2026-06-01").open(&format!("22:30-{close}"));
        assert_eq!(desk.starts("2026-06-02"), "22:30 23:00 23:30", "{close}");
    }
}

#[test]
fn equal_times_are_open_round_the_clock() {
    let desk = Desk::new("America/New_York", "2026-06-01").open("07:00-07:00");
    assert_eq!(desk.slots("2026-06-02", "2026-06-02").len(), 48);
}

#[test]
fn hours_past_midnight_spill_into_an_ordinary_day() {
    let desk =
        Desk::new("America/New_York", "2026-06-01").with(|schedule| schedule.weekly.friday = ranges("22:00-01:00"));
    assert_eq!(desk.starts("2026-06-05"), "22:00 22:30 23:00 23:30");
    assert_eq!(desk.starts("2026-06-06"), "00:00 00:30");
    assert_eq!(desk.starts("2026-06-07"), "");
}

#[test]
fn hours_past_midnight_keep_the_grid_of_the_evening() {
    let desk = Desk::new("America/New_York", "2026-06-01").with(|schedule| {
        schedule.slot_minutes = 50;
        schedule.weekly.friday = ranges("23:00-02:00");
    });
    assert_eq!(desk.starts("2026-06-06"), "00:40");
    assert_eq!(desk.starts("2026-06-05"), "23:00 23:50");
}

/// cal.com PR 27220.
#[test]
fn hours_past_midnight_do_not_spill_into_a_closed_day() {
    let desk = Desk::new("America/New_York", "2026-06-01")
        .with(|schedule| schedule.weekly.friday = ranges("22:15-02:00"))
        .override_day("2026-06-06", "");
    assert_eq!(desk.starts("2026-06-05"), "22:15 22:45 23:15", "23:45 would end on the closed day");
    assert_eq!(desk.starts("2026-06-06"), "");
    let closed = Refusal::Closed { date: day("2026-06-06"), label: None };
    assert_eq!(desk.admit("2026-06-06T00:15"), Err(closed));
}

#[test]
fn an_overridden_day_keeps_its_own_hours_only() {
    let desk =
        Desk::new("America/New_York", "2026-06-01").open("20:00-01:00").override_day("2026-06-06", "10:00-11:00");
    assert_eq!(desk.starts("2026-06-06"), "10:00 10:30");
    assert_eq!(desk.starts("2026-06-07"), "20:00 20:30 21:00 21:30 22:00 22:30 23:00 23:30");
}

#[test]
fn the_hours_of_an_override_may_spill() {
    let desk = Desk::new("America/New_York", "2026-06-01").override_day("2026-06-06", "23:00-01:00");
    assert_eq!(desk.starts("2026-06-06"), "23:00 23:30");
    assert_eq!(desk.starts("2026-06-07"), "00:00 00:30");
    let desk = desk.override_day("2026-06-07", "09:00-10:00");
    assert_eq!(desk.starts("2026-06-07"), "09:00 09:30", "unless the next day is overridden too");
}

/// cal.com 10200 and its kin: the override lands a day off where the UTC date differs.
#[test]
fn override_belongs_to_the_local_day() {
    for zone in
        ["Pacific/Kiritimati", "Pacific/Auckland", "Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Pago_Pago"]
    {
        let desk = Desk::new(zone, "2026-06-01").open("00:00-24:00").override_day("2026-06-10", "");
        assert_eq!(desk.slots("2026-06-09", "2026-06-09").len(), 48, "{zone}");
        assert_eq!(desk.slots("2026-06-10", "2026-06-10").len(), 0, "{zone}");
        assert_eq!(desk.slots("2026-06-11", "2026-06-11").len(), 48, "{zone}");
    }
}

#[test]
fn a_weekday_is_that_of_the_local_date() {
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let desk = Desk::new(zone, "2026-06-01").with(|schedule| schedule.weekly.wednesday = ranges("00:00-24:00"));
        let days: Vec<_> = desk.slots("2026-06-01", "2026-06-07").iter().map(|slot| slot.local_start.date()).collect();
        assert_eq!(days, [day("2026-06-03"); 48], "{zone}");
    }
}

#[test]
fn a_closure_says_its_label() {
    let mut desk = Desk::new("America/New_York", "2026-12-01").open("09:00-17:00").override_day("2026-12-25", "");
    desk.schedule.overrides[0].label = Some("Christmas".into());
    let closed = Refusal::Closed { date: day("2026-12-25"), label: Some("Christmas".into()) };
    assert_eq!(desk.admit("2026-12-25T10:00"), Err(closed));
    assert_eq!(desk.admit("2026-12-24T18:00"), Err(Refusal::OutsideHours));
}
