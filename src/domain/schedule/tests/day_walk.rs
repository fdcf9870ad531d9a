//! The walk over many calendars finds what listing each of them would, stops when it is told to, and counts its work.

use std::collections::BTreeSet;

use chrono::{Days, TimeDelta};
use proptest::{collection::vec, prelude::*};

use super::listing::{any_desk, any_overrides, any_week};
use super::*;

fn search(desk: &Desk, from: NaiveDate, days: u64) -> DaySearch {
    let to = from + Days::new(days - 1);
    DaySearch { zone: desk.zone, now: desk.now, from, to, part: None, most_checks: usize::MAX }
}

fn walk(search: DaySearch, desks: &[Desk]) -> DayWalk<'_> {
    DayWalk::new(search, desks.iter().map(|desk| CalendarTimes { schedule: &desk.schedule, busy: &desk.busy }))
}

/// The hours of a practitioner who does not keep the clinic's.
type OwnHours = (WeeklyHours, Vec<DateOverride>);

/// Up to four calendars of one clinic, some with the same hours, some with their own, and each with its own busy time.
fn any_clinic() -> impl Strategy<Value = (Vec<Desk>, NaiveDate)> {
    any_desk().prop_flat_map(|(desk, from)| {
        let own = (proptest::option::of((any_week(), any_overrides(from))), vec((-600_i64..4000, 0_i64..300), 0..10));
        vec(own, 1..5).prop_map(move |all| {
            let minute = |minutes| from.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::minutes(minutes);
            let one = |(hours, spans): (Option<OwnHours>, Vec<(i64, i64)>)| {
                let mut desk = desk.clone();
                if let Some((weekly, overrides)) = hours {
                    desk.schedule = Schedule { weekly, overrides, ..desk.schedule };
                }
                let span = |(start, length)| Interval { start: minute(start), end: minute(start + length) };
                let booked = desk.booked.clone();
                desk.busy = BusyTimes::new(spans.into_iter().map(span)).with_booked(desk.zone, booked);
                desk
            };
            (all.into_iter().map(one).collect::<Vec<_>>(), from)
        })
    })
}

/// Every start of the dates that `admit` lets through on one of the calendars, every minute asked.
fn admitted(desks: &[Desk], from: NaiveDate, days: u64) -> BTreeSet<DateTime<Utc>> {
    let minutes = (0..i64::try_from(days).unwrap() * 1440).map(|minute| wall_of(from) + TimeDelta::minutes(minute));
    let admits = |local| {
        let mut slots = desks.iter().filter_map(|desk| admit_local(&desk.rules(), &desk.busy, desk.now, local).ok());
        slots.next().map(|slot| slot.start)
    };
    minutes.filter_map(admits).collect()
}

fn wall_of(date: NaiveDate) -> NaiveDateTime {
    date.and_hms_opt(0, 0, 0).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_walk_finds_what_can_be_booked_with_anybody((desks, from) in any_clinic()) {
        let found: Vec<_> = walk(search(&desks[0], from, 3), &desks).flatten().map(|slot| slot.start).collect();
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "sorted, each once");
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), admitted(&desks, from, 3));
    }

    /// Dates found one after the other are the first of all that are found.
    #[test]
    fn a_walk_that_stops_has_found_the_first_starts((desks, from) in any_clinic(), enough in 1_usize..12) {
        let search = search(&desks[0], from, 6);
        let all: Vec<Slot> = walk(search, &desks).flatten().collect();
        let mut lazy = walk(search, &desks);
        let mut first = Vec::new();
        while first.len() < enough && let Some(day) = lazy.next() {
            first.extend(day);
        }
        prop_assert_eq!(&first[..], &all[..first.len()]);
        prop_assert!(first.len() >= enough || first.len() == all.len() && !lazy.has_more_dates());
    }

    /// Whatever is found before the checks are used up can be booked, and no more checks are made.
    #[test]
    fn a_walk_without_checks_left_has_found_nothing_else((desks, from) in any_clinic(), most_checks in 0_usize..400) {
        let search = search(&desks[0], from, 3);
        let all: BTreeSet<_> = walk(search, &desks).flatten().map(|slot| slot.start).collect();
        let mut bounded = walk(DaySearch { most_checks, ..search }, &desks);
        let found: BTreeSet<_> = bounded.by_ref().flatten().map(|slot| slot.start).collect();
        prop_assert!(bounded.checks() <= most_checks);
        prop_assert!(found.is_subset(&all) && (bounded.is_exhausted() || found == all));
    }
}

/// Two hundred calendars with the same hours, at steps of five minutes.
fn large_clinic(busy: &[(&str, &str)]) -> Vec<Desk> {
    let desk = Desk::new("America/New_York", "2026-06-01").open("08:00-18:00").with(|it| it.step_minutes = Some(5));
    vec![desk.busy(busy); 200]
}

/// Each start times each practitioner would be 336,000 checks.
#[test]
fn work_does_not_multiply_practitioners_with_starts() {
    let free = large_clinic(&[]);
    let mut free_walk = walk(search(&free[0], day("2026-06-01"), 14), &free);
    assert_eq!(free_walk.by_ref().flatten().count(), 14 * 115);
    assert!(free_walk.checks() <= 14 * 120 * 3, "{}", free_walk.checks());

    let full = large_clinic(&[("2026-06-01T00:00", "2026-06-20T00:00")]);
    let mut full_walk = walk(search(&full[0], day("2026-06-01"), 14), &full);
    assert_eq!(full_walk.by_ref().flatten().count(), 0);
    assert!(full_walk.checks() <= 14 * (120 * 2 + 200), "{}", full_walk.checks());
}

#[test]
fn the_first_opening_is_one_date_of_work() {
    let desks = large_clinic(&[]);
    let mut lazy = walk(search(&desks[0], day("2026-06-01"), 28), &desks);
    assert_eq!(lazy.next().unwrap().len(), 115);
    assert!(lazy.checks() <= 120 * 3 && lazy.has_more_dates(), "{}", lazy.checks());
}
