//! What is listed is what can be booked, and both are what the definitions say, for random schedules in every zone around
//! its clock changes.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, TimeDelta};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::model::expected_starts;
use super::peer::PeerClock;
use super::*;

/// The dates on which a zone changes its clocks in a year, otherwise the first of each month.
fn interesting_dates(zone: Zone, year: i32) -> Vec<NaiveDate> {
    let days: Vec<_> = day(&format!("{year}-01-01")).iter_days().take(366).collect();
    let clock = PeerClock::of(zone);
    let offset = |date: NaiveDate| clock.offset(date.and_hms_opt(0, 0, 0).unwrap().and_utc());
    let changes = days.windows(2).filter(|pair| offset(pair[0]) != offset(pair[1]));
    let changes: Vec<_> = changes.map(|pair| pair[0]).collect();
    if !changes.is_empty() {
        return changes;
    }
    days.into_iter().filter(|date| date.day() == 1).collect()
}

fn any_zone_and_date() -> impl Strategy<Value = (Zone, NaiveDate)> {
    let zone = proptest::sample::select(Zone::all().collect::<Vec<_>>());
    let near = (zone, 2026..2036, any::<proptest::sample::Index>(), 0_u64..3);
    near.prop_map(|(zone, year, pick, days_before)| {
        let date = *pick.get(&interesting_dates(zone, year));
        (zone, date - Days::new(days_before))
    })
}

/// Mostly on the quarter hour, early and late hours preferred: that is where clocks change and days end.
fn any_time() -> impl Strategy<Value = TimeOfDay> {
    let minutes = prop_oneof![4 => (0_u16..96).prop_map(|quarter| quarter * 15), 4 => 0_u16..300, 1 => 0_u16..1440];
    minutes.prop_map(|minutes| TimeOfDay::new(minutes / 60, minutes % 60).unwrap())
}

/// In no order and overlapping at will: what `check` refuses must still be listed as it is booked.
fn any_hours() -> impl Strategy<Value = Vec<TimeRange>> {
    vec((any_time(), any_time()).prop_map(|(open, close)| TimeRange { open, close }), 0..3)
}

pub(crate) fn any_week() -> impl Strategy<Value = WeeklyHours> {
    vec(any_hours(), 7).prop_map(|week| {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = week.try_into().unwrap();
        WeeklyHours { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    })
}

/// Exceptions around a date.
pub(crate) fn any_overrides(from: NaiveDate) -> impl Strategy<Value = Vec<DateOverride>> {
    vec(option::weighted(0.25, any_hours()), 5).prop_map(move |days| {
        let dates = (from - Days::new(2)).iter_days().zip(days);
        dates.filter_map(|(date, hours)| Some(DateOverride { date, hours: hours?, label: None })).collect()
    })
}

fn any_schedule(from: NaiveDate) -> impl Strategy<Value = Schedule> {
    let lengths = (5_u16..120, option::of(5_u16..90), 0_u16..40, 0_u16..40);
    let limits = (prop_oneof![Just(0_u32), 0_u32..3000], 0_u16..8, option::weighted(0.3, 1_u16..3));
    (lengths, limits, any_week(), any_overrides(from)).prop_map(|(lengths, limits, weekly, overrides)| Schedule {
        slot_minutes: lengths.0,
        step_minutes: lengths.1,
        buffer_before_minutes: lengths.2,
        buffer_after_minutes: lengths.3,
        min_notice_minutes: limits.0,
        horizon_days: limits.1,
        daily_cap: limits.2,
        hold_minutes: 5,
        limits: CallerLimits::default(),
        weekly,
        overrides,
    })
}

/// A desk and the first of the two dates to look at.
pub(crate) fn any_desk() -> impl Strategy<Value = (Desk, NaiveDate)> {
    let case = any_zone_and_date().prop_flat_map(|(zone, from)| {
        let spans = vec((-600_i64..4000, 0_i64..240), 0..8);
        (Just(zone), Just(from), any_schedule(from), spans, vec(0_i64..2880, 0..3), -4000_i64..1500)
    });
    case.prop_map(|(zone, from, schedule, spans, booked, now)| {
        let minute = |minutes: i64| from.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::minutes(minutes);
        let span = |(start, length)| Interval { start: minute(start), end: minute(start + length) };
        let spans: Vec<_> = spans.into_iter().map(span).collect();
        let booked: Vec<_> = booked.into_iter().map(minute).collect();
        let busy = BusyTimes::new(spans.iter().copied()).with_booked(zone, booked.iter().copied());
        (Desk { schedule, zone, busy, now: minute(now), spans, booked }, from)
    })
}

/// The starts that can be booked by wall time, every minute of two dates asked.
fn bookable_by_wall_time(desk: &Desk, from: NaiveDate) -> BTreeSet<DateTime<Utc>> {
    let midnight = from.and_hms_opt(0, 0, 0).unwrap();
    let minutes = (0..2 * 24 * 60).map(|minute| midnight + TimeDelta::minutes(minute));
    minutes
        .filter_map(|local| admit_local(&desk.rules(), &desk.busy, desk.now, local).ok())
        .map(|slot| slot.start)
        .collect()
}

/// The starts on two dates that can be booked by instant, every minute asked at which it is one of them somewhere on earth.
fn bookable_by_instant(desk: &Desk, from: NaiveDate) -> BTreeSet<DateTime<Utc>> {
    let first = from.and_hms_opt(0, 0, 0).unwrap().and_utc() - TimeDelta::hours(14);
    let minutes = (0..(14 + 48 + 12) * 60).map(|minute| first + TimeDelta::minutes(minute));
    let dates = from..=from + Days::new(1);
    minutes
        .filter_map(|start| admit(&desk.rules(), &desk.busy, desk.now, start).ok())
        .filter(|slot| dates.contains(&slot.local_start.date()))
        .map(|slot| slot.start)
        .collect()
}

/// That list and commit of a desk agree with the definitions, minute by minute of two dates, by the schedule that is defined.
pub(crate) fn is_listed_as_defined(desk: &Desk, defined: &Schedule, from: NaiveDate) -> Result<(), TestCaseError> {
    let to = from + Days::new(1);
    let listed = slots_between(&desk.rules(), &desk.busy, desk.now, from, to);
    let starts: BTreeSet<_> = listed.iter().map(|slot| slot.start).collect();
    prop_assert!(listed.windows(2).all(|pair| pair[0].start < pair[1].start), "sorted, each once");
    prop_assert!(listed.iter().all(|slot| slot.end - slot.start == defined.length()));
    let last = TimeDelta::milliseconds(1);
    let open = |at| desk.rules().is_open(at);
    prop_assert!(
        listed.iter().all(|slot| open(slot.start) && open(slot.end - last)),
        "the doors are open all the while"
    );
    prop_assert_eq!(&starts, &bookable_by_wall_time(desk, from));
    prop_assert_eq!(&starts, &bookable_by_instant(desk, from));
    prop_assert_eq!(&starts, &expected_starts(&Desk { schedule: defined.clone(), ..desk.clone() }, from, to));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Bug classes A8, F34, F35.
    #[test]
    fn listed_is_bookable_is_defined((desk, from) in any_desk()) {
        is_listed_as_defined(&desk, &desk.schedule, from)?;
    }
}

/// A guard on the generator: without slots on most days and clock changes among them the property would say little.
#[test]
fn random_desks_have_slots_and_clock_changes() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut with_slots, mut with_change) = (0, 0);
    for _ in 0..100 {
        let (desk, from) = any_desk().new_tree(&mut runner).unwrap().current();
        let to = from + Days::new(1);
        with_slots += usize::from(!slots_between(&desk.rules(), &desk.busy, desk.now, from, to).is_empty());
        let offset = |date| desk.zone.offset(desk.zone.day_bounds(date).unwrap().start);
        with_change += usize::from(offset(from) != offset(to + Days::new(1)));
    }
    assert!(with_slots >= 40 && with_change >= 15, "{with_slots} with slots, {with_change} with a clock change");
}
