//! What `Schedule::check` refuses, and where it points.

use super::*;

fn field_refused(change: impl FnOnce(&mut Schedule)) -> String {
    let mut schedule = Schedule::default();
    change(&mut schedule);
    let error = schedule.check().unwrap_err();
    assert!(!error.reason.is_empty());
    error.field
}

fn with_overrides(days: &[(&str, &str)]) -> Vec<DateOverride> {
    days.iter().map(|(date, hours)| DateOverride { date: day(date), hours: ranges(hours), label: None }).collect()
}

#[test]
fn numbers_have_limits() {
    for (field, change) in [
        ("slot_minutes", (|it| it.slot_minutes = 0) as fn(&mut Schedule)),
        ("slot_minutes", |it| it.slot_minutes = 721),
        ("step_minutes", |it| it.step_minutes = Some(0)),
        ("step_minutes", |it| it.step_minutes = Some(1)),
        ("buffer_before_minutes", |it| it.buffer_before_minutes = 241),
        ("buffer_after_minutes", |it| it.buffer_after_minutes = 241),
        ("min_notice_minutes", |it| it.min_notice_minutes = 43_201),
        ("horizon_days", |it| it.horizon_days = 733),
        ("daily_cap", |it| it.daily_cap = Some(0)),
        ("daily_cap", |it| it.daily_cap = Some(1001)),
    ] {
        assert_eq!(field_refused(change), field);
    }
}

#[test]
fn the_ranges_of_a_day_ascend_and_do_not_overlap() {
    for (hours, field) in [
        ("09:00-12:00 11:59-17:00", "weekly.tuesday[1].open"),
        ("13:00-17:00 09:00-12:00", "weekly.tuesday[1].open"),
        ("20:00-02:00 03:00-04:00", "weekly.tuesday[1].open"),
        ("09:00-10:00 11:00-12:00 11:30-13:00", "weekly.tuesday[2].open"),
        ("24:00-08:00", "weekly.tuesday[0].open"),
        ("20:00-09:01", "weekly.tuesday[0].close"),
        ("06:00-07:00 09:30-09:30", "weekly.tuesday[1].close"),
    ] {
        assert_eq!(field_refused(|schedule| schedule.weekly.tuesday = ranges(hours)), field, "{hours}");
    }
    for hours in ["09:00-12:00 12:00-17:00", "20:00-09:00", "09:00-09:00", "00:00-24:00", "00:00-00:00", ""] {
        let mut schedule = Schedule::default();
        schedule.weekly.tuesday = ranges(hours);
        assert_eq!(schedule.check(), Ok(()), "{hours}");
    }
}

#[test]
fn sunday_night_runs_into_monday() {
    assert_eq!(field_refused(|schedule| schedule.weekly.sunday = ranges("22:00-10:00")), "weekly.sunday[0].close");
}

#[test]
fn a_date_has_one_override() {
    let twice = with_overrides(&[("2026-12-25", ""), ("2026-12-26", ""), ("2026-12-25", "09:00-10:00")]);
    let schedule = Schedule { overrides: twice, ..Schedule::default() };
    let error = schedule.check().unwrap_err();
    assert_eq!(error.to_string(), "overrides[2].date is the date of overrides[0] too");
}

/// 2026-12-24 is a Thursday, so its night runs into the regular hours of a Friday, from 09:00.
#[test]
fn an_override_past_midnight_must_not_run_into_the_next_day() {
    let night = [("2026-12-24", "20:00-10:00")];
    assert_eq!(field_refused(|schedule| schedule.overrides = with_overrides(&night)), "overrides[0].hours[0].close");
    let next_day_overridden = with_overrides(&[night[0], ("2026-12-25", "08:00-12:00")]);
    let schedule = Schedule { overrides: next_day_overridden, ..Schedule::default() };
    assert_eq!(schedule.check(), Ok(()), "nothing runs into an overridden day");
}

#[test]
fn lists_and_labels_are_bounded() {
    let dates = day("2026-01-01").iter_days().take(401);
    let many: Vec<_> = dates.map(|date| DateOverride { date, hours: Vec::new(), label: None }).collect();
    assert_eq!(field_refused(|schedule| schedule.overrides = many), "overrides");
    let crowded = ["08:00-08:10"; 13].join(" ");
    assert_eq!(field_refused(|schedule| schedule.weekly.monday = ranges(&crowded)), "weekly.monday");
    for label in ["", "  ", "two\nlines", &"x".repeat(81)] {
        let labelled = DateOverride { date: day("2026-12-25"), hours: Vec::new(), label: Some(label.into()) };
        assert_eq!(field_refused(|schedule| schedule.overrides = vec![labelled]), "overrides[0].label", "{label:?}");
    }
}
