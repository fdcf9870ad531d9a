//! A reference model of the schedule that knows no rule but the definitions: it walks the time line minute by minute,
//! reading each minute's wall clock, and marks what is open and what is busy.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::peer::PeerClock;
use super::{Desk, Schedule, TimeRange};

/// Every start on the local dates between two, both included, that the definitions allow.
pub(super) fn expected_starts(desk: &Desk, from: NaiveDate, to: NaiveDate) -> BTreeSet<DateTime<Utc>> {
    let clock = WallClock::around(PeerClock::of(desk.zone), from, to);
    let days = || (from - Days::new(1)).iter_days().take_while(|date| *date <= to);
    let openings: Vec<_> = days().flat_map(|date| openings(&desk.schedule, &clock, date)).collect();
    let starts = clock.first_minutes.iter().filter(|(local, _)| (from..=to).contains(&local.date()));
    starts
        .filter(|(local, minute)| {
            is_open(&desk.schedule, &openings, **local, **minute) && is_free(desk, &clock, **local, **minute)
        })
        .map(|(_, minute)| clock.instant(*minute))
        .collect()
}

/// The minutes of a stretch of time, counted from its start, and when each wall time first shows.
struct WallClock {
    zone: PeerClock,
    start: DateTime<Utc>,
    locals: Vec<NaiveDateTime>,
    first_minutes: BTreeMap<NaiveDateTime, usize>,
}

impl WallClock {
    fn around(zone: PeerClock, from: NaiveDate, to: NaiveDate) -> Self {
        let start = (from - Days::new(2)).and_hms_opt(0, 0, 0).unwrap().and_utc();
        let minutes = ((to - from).num_days() + 6) * 24 * 60;
        let local = |minute| zone.local(start + TimeDelta::minutes(minute));
        let locals: Vec<_> = (0..minutes).map(local).collect();
        let mut first_minutes = BTreeMap::new();
        for (minute, local) in locals.iter().enumerate() {
            first_minutes.entry(*local).or_insert(minute);
        }
        Self { zone, start, locals, first_minutes }
    }

    fn instant(&self, minute: usize) -> DateTime<Utc> {
        self.start + TimeDelta::minutes(minute.try_into().unwrap())
    }

    /// The first minute at which the clock shows a wall time or a later one.
    fn reaches(&self, local: NaiveDateTime) -> usize {
        self.locals.iter().position(|shown| *shown >= local).unwrap()
    }
}

/// A stretch of opening hours: wall time of its opening and closing, and the minute at which it closes.
type Opening = (NaiveDateTime, NaiveDateTime, usize);

fn openings(schedule: &Schedule, clock: &WallClock, date: NaiveDate) -> Vec<Opening> {
    let overridden = |date| schedule.overrides.iter().find(|exception| exception.date == date);
    let weekly = &schedule.weekly;
    let week = [
        &weekly.monday,
        &weekly.tuesday,
        &weekly.wednesday,
        &weekly.thursday,
        &weekly.friday,
        &weekly.saturday,
        &weekly.sunday,
    ];
    let regular = week[date.weekday().num_days_from_monday() as usize];
    let hours = overridden(date).map_or(regular, |exception| &exception.hours);
    let midnight = date.and_hms_opt(0, 0, 0).unwrap();
    let next_midnight = midnight + TimeDelta::days(1);
    let opening = |range: &TimeRange| {
        let after = |time: super::TimeOfDay| midnight + TimeDelta::minutes(time.minutes().into());
        let (open, mut close) = (after(range.open), after(range.close));
        if close <= open {
            close += TimeDelta::days(1);
        }
        if overridden(date + Days::new(1)).is_some() {
            close = close.min(next_midnight);
        }
        (open, close, clock.reaches(close))
    };
    hours.iter().map(opening).collect()
}

fn is_open(schedule: &Schedule, openings: &[Opening], local: NaiveDateTime, minute: usize) -> bool {
    let step = i64::from(schedule.step_minutes.unwrap_or(schedule.slot_minutes));
    openings.iter().any(|(open, close, closing_minute)| {
        let on_grid = (local - *open).num_minutes() % step == 0;
        *open <= local && local < *close && on_grid && minute + usize::from(schedule.slot_minutes) <= *closing_minute
    })
}

fn is_free(desk: &Desk, clock: &WallClock, local: NaiveDateTime, minute: usize) -> bool {
    let schedule = &desk.schedule;
    let start = clock.instant(minute);
    let last_date = clock.zone.local(desk.now).date() + Days::new(schedule.horizon_days.into());
    let in_time =
        start >= desk.now + TimeDelta::minutes(schedule.min_notice_minutes.into()) && local.date() <= last_date;
    let booked = desk.booked.iter().filter(|start| clock.zone.local(**start).date() == local.date()).count();
    let has_room = schedule.daily_cap.is_none_or(|cap| booked < usize::from(cap));
    let blocked_from = start - TimeDelta::minutes(schedule.buffer_before_minutes.into());
    let length = schedule.buffer_before_minutes + schedule.slot_minutes + schedule.buffer_after_minutes;
    let mut blocked = (0..length).map(|minute| blocked_from + TimeDelta::minutes(minute.into()));
    in_time
        && has_room
        && blocked.all(|minute| !desk.spans.iter().any(|busy| busy.start <= minute && minute < busy.end))
}
