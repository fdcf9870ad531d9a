//! Which calendars can take an appointment, and by which schedule.

use super::*;
use crate::domain::schedule::{DateOverride, Schedule, TimeOfDay, TimeRange};

fn range(open: u16, close: u16) -> TimeRange {
    TimeRange { open: TimeOfDay::new(open, 0).unwrap(), close: TimeOfDay::new(close, 0).unwrap() }
}

fn day(date: &str, hours: &[(u16, u16)]) -> DateOverride {
    let hours = hours.iter().map(|(open, close)| range(*open, *close)).collect();
    DateOverride { date: date.parse().unwrap(), hours, label: None }
}

fn clinic() -> Schedule {
    let overrides = vec![day("2026-12-25", &[]), day("2026-12-24", &[(9, 12)])];
    let limits = Schedule { min_notice_minutes: 90, horizon_days: 30, daily_cap: Some(7), ..Schedule::default() };
    Schedule { overrides, buffer_before_minutes: 5, ..limits }
}

/// Lee works on Saturdays, also at Christmas, and does the first service alone; Fox does all in the clinic's hours.
fn catalogue() -> Catalogue {
    let mut catalogue = practitioners(&["Dr. Lee", "Dr. Fox"]);
    catalogue.services = services(&["Implant", "Cleaning"]).services;
    catalogue.services[0] =
        Service { minutes: 90, buffer_before_minutes: 10, buffer_after_minutes: 20, ..catalogue.services[0].clone() };
    let lee = &mut catalogue.practitioners[0];
    lee.weekly = Some(WeeklyHours { saturday: vec![range(10, 14)], ..WeeklyHours::default() });
    lee.overrides = vec![day("2026-12-25", &[(10, 11)])];
    lee.service_ids = Some(vec![id(0)]);
    catalogue
}

fn calendars(resources: &[CalendarResource]) -> Vec<&str> {
    resources.iter().map(|resource| resource.calendar_id.as_str()).collect()
}

#[test]
fn a_clinic_without_practitioners_has_its_own_calendar() {
    let catalogue = Catalogue { practitioners: Vec::new(), ..catalogue() };
    let plain = catalogue.resources(&clinic(), "front@clinic.example", None, None).unwrap();
    let own = CalendarResource {
        practitioner_id: None,
        practitioner_name: None,
        calendar_id: "front@clinic.example".into(),
        schedule: clinic(),
    };
    assert_eq!(plain, [own]);
}

#[test]
fn a_service_brings_its_length_and_its_buffers_and_the_step_is_the_clinics() {
    let catalogue = Catalogue { practitioners: Vec::new(), ..catalogue() };
    let implant = Some(&catalogue.services[0]);
    let lengths = |schedule: &Schedule| {
        let schedule = &catalogue.resources(schedule, "front", implant, None).unwrap()[0].schedule;
        let buffers = (schedule.buffer_before_minutes, schedule.buffer_after_minutes);
        (schedule.slot_minutes, buffers, schedule.step().num_minutes())
    };
    assert_eq!(lengths(&clinic()), (90, (10, 20), 90));
    assert_eq!(lengths(&Schedule { step_minutes: Some(15), ..clinic() }), (90, (10, 20), 15));
    let rest = &catalogue.resources(&clinic(), "front", implant, None).unwrap()[0].schedule;
    let lengths = Schedule { slot_minutes: 30, buffer_before_minutes: 5, buffer_after_minutes: 0, ..rest.clone() };
    assert_eq!(lengths, clinic(), "nothing else changes");
}

#[test]
fn a_practitioner_brings_weekly_hours_and_days_before_the_clinics() {
    let catalogue = catalogue();
    let all = catalogue.resources(&clinic(), "front", None, None).unwrap();
    assert_eq!(calendars(&all), ["0@clinic.example", "1@clinic.example"]);
    let [lee, fox] = all.as_slice() else { panic!("two") };
    assert_eq!((lee.practitioner_id.as_deref(), lee.practitioner_name.as_deref()), (Some(&*id(0)), Some("Dr. Lee")));
    assert_eq!(fox.schedule, clinic());
    let hours = |date: &str| lee.schedule.hours_on(date.parse().unwrap());
    assert_eq!(hours("2026-12-25"), [range(10, 11)], "an own day stands before the clinic's");
    assert_eq!(hours("2026-12-24"), [range(9, 12)], "the clinic's other days hold");
    assert_eq!(hours("2026-12-19"), [range(10, 14)], "a Saturday");
    assert_eq!(hours("2026-12-21"), [], "a Monday");
    assert_eq!(lee.schedule.daily_cap, Some(7));
    assert_eq!(lee.schedule.check(), Ok(()), "one override a date");
}

#[test]
fn those_who_do_a_service_take_it() {
    let catalogue = catalogue();
    let [implant, cleaning] = catalogue.services.as_slice() else { panic!("two") };
    let [lee, fox] = catalogue.practitioners.as_slice() else { panic!("two") };
    let by = |service, practitioner| {
        let resources = catalogue.resources(&clinic(), "front", service, practitioner);
        resources
            .map(|resources| resources.iter().map(|one| one.practitioner_name.clone().unwrap()).collect::<Vec<_>>())
    };
    assert_eq!(by(Some(implant), None).unwrap(), ["Dr. Lee", "Dr. Fox"]);
    assert_eq!(by(Some(cleaning), None).unwrap(), ["Dr. Fox"]);
    assert_eq!(by(Some(implant), Some(lee)).unwrap(), ["Dr. Lee"]);
    assert_eq!(by(None, Some(fox)).unwrap(), ["Dr. Fox"]);
    assert_eq!(by(Some(cleaning), Some(lee)), Err(NotOffered { by: vec!["Dr. Fox"] }));
}

#[test]
fn a_service_that_nobody_does_is_not_free_or_full_but_refused() {
    let mut catalogue = catalogue();
    catalogue.practitioners.truncate(1);
    let cleaning = Some(&catalogue.services[1]);
    assert_eq!(catalogue.resources(&clinic(), "front", cleaning, None), Err(NotOffered { by: Vec::new() }));
}

#[test]
fn a_catalogue_survives_its_document() {
    let catalogue = catalogue();
    let text = serde_json::to_string(&catalogue).unwrap();
    assert_eq!(serde_json::from_str::<Catalogue>(&text).unwrap(), catalogue);
}
