//! What a check costs: CPU time and comparisons of a week at a clinic with 200 practitioners. See `bench/README.md`.

use std::{hint::black_box, time::Instant};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use frontdesk::domain::schedule::{
    BusyTimes, CalendarTimes, DaySearch, DayWalk, Interval, Schedule, TimeOfDay, TimeRange, WeeklyHours, Zone,
};

const PRACTITIONERS: u16 = 200;
const ROUNDS: u32 = 20;
/// The week asked for, and the week in which an alternative is looked for.
const DAYS: u64 = 14;

/// A practitioner's hours and busy time.
struct Calendar {
    schedule: Schedule,
    busy: BusyTimes,
}

fn main() {
    let zone: Zone = "America/New_York".parse().unwrap_or_else(|_| unreachable!("a zone of the database"));
    let days = |from: NaiveDate| from.iter_days().take_while(move |date| *date <= from + Days::new(DAYS));
    let june = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default();
    let november = NaiveDate::from_ymd_opt(2026, 10, 26).unwrap_or_default();
    println!("{PRACTITIONERS} practitioners, steps of 5 minutes, {DAYS} days; median of {ROUNDS}");
    for (name, from, length, own_hours, busy) in [
        ("the same 8 hours, nothing busy", june, 8, false, Busy::Never),
        ("the same 8 hours, every other half hour busy", june, 8, false, Busy::Half),
        ("the same 8 hours, nothing free", june, 8, false, Busy::Always),
        ("the same 12 hours, nothing free", june, 12, false, Busy::Always),
        ("8 hours of their own each, nothing free", june, 8, true, Busy::Always),
        ("12 hours of their own each, nothing free", june, 12, true, Busy::Always),
        ("12 hours of their own each, every other half hour busy", june, 12, true, Busy::Half),
        ("12 hours of their own each, clocks go back", november, 12, true, Busy::Always),
        ("24 hours of their own each, nothing free", june, 24, true, Busy::Always),
    ] {
        let span = days(from).collect::<Vec<_>>();
        let calendars: Vec<Calendar> =
            (0..PRACTITIONERS).map(|number| calendar(number, own_hours, length, busy, &span)).collect();
        report(name, zone, from, &calendars);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Busy {
    Never,
    Half,
    Always,
}

fn calendar(number: u16, own_hours: bool, length: u16, busy: Busy, days: &[NaiveDate]) -> Calendar {
    let opens = if own_hours { number } else { 7 * 60 };
    let time = |minutes: u16| TimeOfDay::new(minutes / 60 % 24, minutes % 60).unwrap_or(TimeOfDay::END_OF_DAY);
    let hours = vec![TimeRange { open: time(opens), close: time(opens + length * 60) }];
    let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = core::array::from_fn(|_| hours.clone());
    let weekly = WeeklyHours { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
    let schedule = Schedule { step_minutes: Some(5), min_notice_minutes: 0, weekly, ..Schedule::default() };
    Calendar { schedule, busy: BusyTimes::new(days.iter().flat_map(|day| busy_on(*day, busy))) }
}

/// Half hours with half an hour between them, or with a minute: nothing fits in there.
fn busy_on(day: NaiveDate, busy: Busy) -> impl Iterator<Item = Interval> {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    let (every, length) = if busy == Busy::Half { (60, 30) } else { (30, 29) };
    let last = if busy == Busy::Never { 0 } else { 24 * 60 + 720 };
    (0..last).step_by(every).map(move |minute| {
        let start = midnight + TimeDelta::minutes(minute);
        Interval { start, end: start + TimeDelta::minutes(length) }
    })
}

fn report(name: &str, zone: Zone, from: NaiveDate, calendars: &[Calendar]) {
    let now: DateTime<Utc> = (from - Days::new(1)).and_time(chrono::NaiveTime::MIN).and_utc();
    let to = from + Days::new(DAYS - 1);
    let search = DaySearch { zone, now, from, to, part: None, most_checks: usize::MAX };
    let mut times = Vec::new();
    let (mut checks, mut found) = (0, 0);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let each = calendars.iter().map(|one| CalendarTimes { schedule: &one.schedule, busy: &one.busy });
        let mut walk = DayWalk::new(search, each);
        found = black_box(walk.by_ref().map(|day| day.len()).sum::<usize>());
        times.push(began.elapsed());
        checks = walk.checks();
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1e3;
    println!("{median:8.2} ms {checks:9} checks {found:6} starts  {name}");
}
