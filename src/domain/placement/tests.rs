//! Every zone of the database has a region near it, or none by rule.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    LocationHint::{self, *},
    hints::BEGINNINGS,
    *,
};

fn hint(zone: &str) -> Option<LocationHint> {
    LocationHint::near(zone.parse().unwrap())
}

/// Whether a zone names a clock and no place, or a place where nobody is near.
fn is_nowhere(zone: &str) -> bool {
    const CLOCKS: [&str; 21] = [
        "CET",
        "CST6CDT",
        "EET",
        "EST",
        "EST5EDT",
        "Factory",
        "GMT",
        "GMT+0",
        "GMT-0",
        "GMT0",
        "Greenwich",
        "HST",
        "MET",
        "MST",
        "MST7MDT",
        "PST8PDT",
        "UCT",
        "UTC",
        "Universal",
        "WET",
        "Zulu",
    ];
    zone.starts_with("Etc/") || zone.starts_with("Antarctica/") || CLOCKS.contains(&zone)
}

#[test]
fn every_zone_of_a_place_has_a_hint_and_no_other() {
    assert!(Zone::all().count() > 500);
    for zone in Zone::all() {
        assert_eq!(LocationHint::near(zone).is_none(), is_nowhere(zone.name()), "{zone}");
    }
}

/// The hours from UTC that clocks of a region show in winter: a place that stands in the table of another region lies outside of them.
fn hours(hint: LocationHint) -> (f32, f32) {
    match hint {
        WesternNorthAmerica => (-10.0, -6.0),
        EasternNorthAmerica => (-7.0, 0.0),
        SouthAmerica => (-6.0, -2.0),
        WesternEurope => (-1.0, 1.0),
        EasternEurope => (1.0, 4.0),
        AsiaPacific => (4.5, 12.0),
        Oceania => (-11.0, 14.0),
        Africa => (-1.0, 4.0),
        MiddleEast => (2.0, 4.0),
    }
}

#[test]
fn no_zone_is_on_another_side_of_the_world_than_its_region() {
    let winter: DateTime<Utc> = "2026-01-15T12:00:00Z".parse().unwrap();
    let summer = winter + TimeDelta::days(180);
    for zone in Zone::all() {
        let Some(hint) = LocationHint::near(zone) else { continue };
        let seconds = [winter, summer].map(|at| zone.offset(at).local_minus_utc()).into_iter().min().unwrap();
        #[allow(clippy::cast_precision_loss)]
        let offset = seconds as f32 / 3600.0;
        let (west, east) = hours(hint);
        assert!((west..=east).contains(&offset), "{zone} is {offset} hours from UTC, and {hint:?} is not");
        let is_pacific = hint != Oceania || !(-7.0..7.0).contains(&offset);
        assert!(is_pacific, "{zone} is {offset} hours from UTC, and {hint:?} is not");
    }
}

#[test]
fn places_are_near_their_regions() {
    for (zone, expected) in [
        ("America/Los_Angeles", WesternNorthAmerica),
        ("Pacific/Honolulu", WesternNorthAmerica),
        ("America/New_York", EasternNorthAmerica),
        ("America/Chicago", EasternNorthAmerica),
        ("America/Puerto_Rico", EasternNorthAmerica),
        ("America/Sao_Paulo", SouthAmerica),
        ("America/Argentina/Buenos_Aires", SouthAmerica),
        ("Europe/Berlin", WesternEurope),
        ("GB-Eire", WesternEurope),
        ("Atlantic/Canary", WesternEurope),
        ("Europe/Warsaw", EasternEurope),
        ("Asia/Nicosia", EasternEurope),
        ("Asia/Kolkata", AsiaPacific),
        ("Asia/Calcutta", AsiaPacific),
        ("Asia/Tokyo", AsiaPacific),
        ("Australia/Sydney", Oceania),
        ("NZ-CHAT", Oceania),
        ("Africa/Lagos", Africa),
        ("Indian/Mauritius", Africa),
        ("Asia/Dubai", MiddleEast),
    ] {
        assert_eq!(hint(zone), Some(expected), "{zone}");
    }
}

/// A name that was misspelt, or that the database no longer has, decides nothing.
#[test]
fn every_line_of_the_table_decides_of_a_zone() {
    let mut decided: BTreeMap<&str, usize> = BTreeMap::new();
    for zone in Zone::all() {
        let lines = BEGINNINGS.iter().flat_map(|(_, lines)| lines.iter().copied());
        if let Some(line) = lines.filter(|line| zone.name().starts_with(line)).max_by_key(|line| line.len()) {
            *decided.entry(line).or_default() += 1;
        }
    }
    let idle: Vec<&str> = BEGINNINGS
        .iter()
        .flat_map(|(_, lines)| lines.iter().copied())
        .filter(|line| !decided.contains_key(line))
        .collect();
    assert_eq!(idle, [""; 0]);
}

/// A whole name must not decide of a longer one by chance.
#[test]
fn whole_names_decide_of_themselves_and_their_variants_alone() {
    let variants = ["America/Bahia_Banderas", "America/Dawson_Creek", "GB-Eire", "NZ-CHAT"];
    for (_, lines) in BEGINNINGS {
        for line in lines.iter().filter(|line| !line.ends_with('/')) {
            let longer = Zone::all().filter(|zone| zone.name().starts_with(line) && zone.name() != *line);
            for zone in longer {
                assert!(variants.contains(&zone.name()), "{line} decides of {zone}");
            }
        }
    }
}

#[test]
fn a_jurisdiction_decides_alone() {
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    assert_eq!(Placement::of(Some(Jurisdiction::Us), berlin), Placement::Within(Jurisdiction::Us));
    assert_eq!(Placement::of(None, berlin), Placement::Near(WesternEurope));
    assert_eq!(Placement::of(None, "UTC".parse().unwrap()), Placement::Anywhere);
}

#[test]
fn jurisdictions_are_read_in_any_case_and_written_in_lower_case() {
    let read = |word: &str| serde_json::from_value::<Jurisdiction>(word.into());
    for (word, expected) in [("eu", Jurisdiction::Eu), ("EU", Jurisdiction::Eu), ("us", Jurisdiction::Us)] {
        assert_eq!(read(word).unwrap(), expected);
        assert_eq!(serde_json::to_value(expected).unwrap(), expected.as_str());
    }
    // Cloudflare's third one is for the United States' government alone.
    for word in ["", "de", "europe", "fedramp"] {
        assert!(read(word).unwrap_err().to_string().contains("eu or us"), "{word}");
    }
}
