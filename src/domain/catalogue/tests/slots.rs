//! What is listed for every calendar that can take an appointment is what can be booked in it, and both are what the definitions
//! say, for random catalogues, schedules and zones around their clock changes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::{collection::vec, option, prelude::*, sample::Index, strategy::ValueTree, test_runner::TestRunner};

use super::*;
use crate::domain::schedule::{
    Schedule, slots_between,
    tests::{
        Desk,
        listing::{any_desk, any_overrides, any_week, is_listed_as_defined},
    },
};

/// A clinic, the first of the two dates to look at, and what a caller asks for.
#[derive(Clone, Debug)]
struct Asked {
    desk: Desk,
    from: NaiveDate,
    catalogue: Catalogue,
    service: Option<Index>,
    practitioner: Option<Index>,
}

impl Asked {
    fn service(&self) -> Option<&Service> {
        self.service.filter(|_| !self.catalogue.services.is_empty()).map(|pick| pick.get(&self.catalogue.services))
    }

    fn practitioner(&self) -> Option<&Practitioner> {
        let all = &self.catalogue.practitioners;
        self.practitioner.filter(|_| !all.is_empty()).map(|pick| pick.get(all))
    }

    fn resources(&self) -> Result<Vec<CalendarResource>, NotOffered<'_>> {
        self.catalogue.resources(&self.desk.schedule, "front@clinic.example", self.service(), self.practitioner())
    }
}

fn any_services() -> impl Strategy<Value = Vec<Service>> {
    let service = |(number, (minutes, before, after)): (usize, (u16, u16, u16))| Service {
        id: id(number),
        name: format!("Service {number}"),
        aliases: Vec::new(),
        minutes,
        buffer_before_minutes: before,
        buffer_after_minutes: after,
    };
    let lengths = vec((5_u16..150, 0_u16..40, 0_u16..40), 0..3);
    lengths.prop_map(move |lengths| lengths.into_iter().enumerate().map(service).collect())
}

fn any_practitioners(from: NaiveDate) -> impl Strategy<Value = Vec<Practitioner>> {
    let done = option::weighted(0.5, prop::sample::subsequence(vec![id(0), id(1)], 0..=2));
    vec((option::of(any_week()), any_overrides(from), done), 0..4).prop_map(|all| {
        let mut practitioners = practitioners(&vec!["Dr. Lee"; all.len()]).practitioners;
        for (one, (weekly, overrides, service_ids)) in practitioners.iter_mut().zip(all) {
            *one = Practitioner { weekly, overrides, service_ids, ..one.clone() };
        }
        practitioners
    })
}

fn anything_asked() -> impl Strategy<Value = Asked> {
    let clinic =
        any_desk().prop_flat_map(|(desk, from)| (Just(desk), Just(from), any_services(), any_practitioners(from)));
    (clinic, option::of(any::<Index>()), option::weighted(0.3, any::<Index>())).prop_map(
        |((desk, from, services, practitioners), service, practitioner)| {
            let catalogue = Catalogue { services, practitioners };
            Asked { desk, from, catalogue, service, practitioner }
        },
    )
}

/// The calendars that can take it, each with the schedule of its practitioner and service, from the definitions alone.
fn defined(asked: &Asked) -> Vec<(String, Schedule)> {
    let clinic = &asked.desk.schedule;
    let mut schedule = clinic.clone();
    if let Some(service) = asked.service() {
        schedule.slot_minutes = service.minutes;
        schedule.buffer_before_minutes = service.buffer_before_minutes;
        schedule.buffer_after_minutes = service.buffer_after_minutes;
    }
    if asked.catalogue.practitioners.is_empty() {
        return vec![("front@clinic.example".to_owned(), schedule)];
    }
    let mut calendars = Vec::new();
    for one in &asked.catalogue.practitioners {
        let is_wanted = asked.practitioner().is_none_or(|named| named.id == one.id);
        let does_it = match (asked.service(), &one.service_ids) {
            (Some(service), Some(done)) => done.contains(&service.id),
            _ => true,
        };
        if !is_wanted || !does_it {
            continue;
        }
        let mut days = BTreeMap::new();
        for day in clinic.overrides.iter().chain(&one.overrides) {
            days.insert(day.date, day.clone());
        }
        let weekly = one.weekly.clone().unwrap_or_else(|| clinic.weekly.clone());
        let own = Schedule { weekly, overrides: days.into_values().collect(), ..schedule.clone() };
        calendars.push((one.calendar_id.clone(), own));
    }
    calendars
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Bug classes A8, F34, F35, with services and practitioners.
    #[test]
    fn listed_is_bookable_is_defined_for_every_calendar(asked in anything_asked()) {
        let resources = asked.resources().unwrap_or_default();
        let defined = defined(&asked);
        let calendars: Vec<&str> = resources.iter().map(|resource| resource.calendar_id.as_str()).collect();
        prop_assert_eq!(calendars, defined.iter().map(|(calendar_id, _)| calendar_id.as_str()).collect::<Vec<_>>());
        for (resource, (_, schedule)) in resources.into_iter().zip(&defined) {
            let desk = asked.desk.clone().with(|schedule| *schedule = resource.schedule);
            is_listed_as_defined(&desk, schedule, asked.from)?;
        }
    }
}

/// A guard on the generator: without several calendars, hours of their own and slots the property would say little.
#[test]
fn random_catalogues_have_calendars_that_differ_and_slots() {
    let mut runner = TestRunner::deterministic();
    let (mut refused, mut several, mut differing, mut with_slots) = (0, 0, 0, 0);
    for _ in 0..100 {
        let asked = anything_asked().new_tree(&mut runner).unwrap().current();
        let Ok(resources) = asked.resources() else {
            refused += 1;
            continue;
        };
        let clinic = &asked.desk.schedule;
        several += usize::from(resources.len() > 1);
        differing += usize::from(resources.iter().any(|one| one.schedule.weekly != clinic.weekly));
        let to = asked.from + chrono::Days::new(1);
        with_slots += usize::from(resources.into_iter().any(|resource| {
            let desk = asked.desk.clone().with(|schedule| *schedule = resource.schedule);
            !slots_between(&desk.rules(), &desk.busy, desk.now, asked.from, to).is_empty()
        }));
    }
    assert!(
        refused >= 3 && several >= 25 && differing >= 25 && with_slots >= 40,
        "{refused} {several} {differing} {with_slots}"
    );
}
