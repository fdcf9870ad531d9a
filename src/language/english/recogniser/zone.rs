//! Zones and offsets that were sent with a time.

use chrono::{DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, Utc};

use super::grammar::Match;
use super::token::{Token, normalize, skip_word, tokenize};
use crate::domain::schedule::Zone;

/// A zone as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ZoneHint {
    /// `local time`: the clinic's own clock.
    Local,
    /// An IANA zone.
    Named(Zone),
    /// `Z`, `UTC`, `+02:00`; in seconds east of Greenwich.
    Offset(i32),
    /// An abbreviation such as `EST`, upper case.
    Abbreviation(String),
    /// A word such as Eastern, which covers standard and daylight time.
    Family(&'static Family),
    /// An offset that no zone has.
    Impossible,
}

impl ZoneHint {
    /// Whether a clock in `zone` shows `local` when a clock kept by this hint does.
    pub(super) fn agrees(&self, zone: Zone, local: NaiveDateTime) -> bool {
        match self {
            Self::Local => true,
            Self::Named(named) => *named == zone || named.instants(local) == zone.instants(local),
            Self::Offset(seconds) => FixedOffset::east_opt(*seconds)
                .and_then(|offset| local.checked_sub_offset(offset))
                .is_some_and(|utc| zone.instants(local) == MappedLocalTime::Single(utc.and_utc())),
            Self::Abbreviation(name) => uses(zone, local, name),
            Self::Family(family) => family.agrees(zone, local),
            Self::Impossible => false,
        }
    }
}

/// Zones of one name, whose clocks change together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Family {
    words: &'static [&'static str],
    standard: &'static str,
    daylight: &'static str,
    /// Hours from UTC in standard time: other zones use the same abbreviations.
    hours: i32,
    /// A zone that goes by both.
    reference: &'static str,
}

const FAMILIES: [Family; 6] = [
    family(&["et", "eastern"], "EST", "EDT", -5, "America/New_York"),
    family(&["ct", "central"], "CST", "CDT", -6, "America/Chicago"),
    family(&["mt", "mountain"], "MST", "MDT", -7, "America/Denver"),
    family(&["pt", "pacific"], "PST", "PDT", -8, "America/Los_Angeles"),
    family(&["alaska", "alaskan"], "AKST", "AKDT", -9, "America/Anchorage"),
    family(&["atlantic"], "AST", "ADT", -4, "America/Halifax"),
];

/// For so many years people keep the name of a zone whose clocks no longer change, as those of Vancouver do not from 2026 on.
const YEARS_REMEMBERED: i32 = 5;

const fn family(
    words: &'static [&'static str],
    standard: &'static str,
    daylight: &'static str,
    hours: i32,
    reference: &'static str,
) -> Family {
    Family { words, standard, daylight, hours, reference }
}

impl Family {
    fn named(word: &str) -> Option<&'static Self> {
        FAMILIES.iter().find(|family| family.words.contains(&word))
    }

    /// Whether a zone goes by both of the names, or did until lately, or its clocks show the same just then: in Arizona Mountain time is
    /// its own in winter, and could be Denver's in summer.
    fn agrees(&self, zone: Zone, local: NaiveDateTime) -> bool {
        let goes_by = |name, hours: i32| {
            moments(zone, local, YEARS_REMEMBERED).any(|instant| {
                zone.abbreviation(instant) == name && zone.offset(instant).local_minus_utc() == hours * 3600
            })
        };
        let is_same =
            || self.reference.parse().is_ok_and(|reference: Zone| reference.instants(local) == zone.instants(local));
        goes_by(self.standard, self.hours) && goes_by(self.daylight, self.hours + 1) || is_same()
    }
}

/// The time itself, and winter and summer of its year and of some years before it.
fn moments(zone: Zone, local: NaiveDateTime, years: i32) -> impl Iterator<Item = DateTime<Utc>> {
    let noon = |year, month| Some(NaiveDate::from_ymd_opt(year, month, 1)?.and_hms_opt(12, 0, 0)?.and_utc());
    let seasons = (0..=years).flat_map(move |back| [noon(local.year() - back, 1), noon(local.year() - back, 7)]);
    core::iter::once(zone.resolve(local)).chain(seasons).flatten()
}

/// Whether the zone's clocks go by this abbreviation at that time, or in winter or summer of the year. People say EST in
/// July and mean the clock on the wall; a zone that never has the name does not agree.
fn uses(zone: Zone, local: NaiveDateTime, abbreviation: &str) -> bool {
    moments(zone, local, 0).any(|instant| zone.abbreviation(instant) == abbreviation)
}

/// Takes the first IANA zone name out of a normalized text, since its slashes and underscores are
/// no words.
pub(super) fn take_named(normalized: &str) -> (Option<Zone>, String) {
    let mut zone = None;
    let others: Vec<&str> = normalized
        .split_whitespace()
        .filter(|word| {
            let named = zone.is_none().then(|| iana(word)).flatten();
            zone = zone.or(named);
            named.is_none()
        })
        .collect();
    (zone, others.join(" "))
}

/// Reads a zone that was sent by itself. What is no zone agrees with no clock.
pub(super) fn alone(text: &str) -> ZoneHint {
    let (named, rest) = take_named(&normalize(text));
    match (named, hint(&tokenize(&rest))) {
        (Some(zone), None) if rest.is_empty() => ZoneHint::Named(zone),
        (None, Some((hint, []))) => hint,
        _ => ZoneHint::Impossible,
    }
}

/// The zone of that name, which has a slash: names without one (`est`, `gmt`) are abbreviations.
fn iana(word: &str) -> Option<Zone> {
    word.contains('/').then(|| word.parse().ok()).flatten()
}

/// Reads a zone at the beginning of `tokens`, which follow a clock time.
pub(super) fn hint<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, ZoneHint> {
    use Token::Word;
    let (hint, rest) = match tokens {
        [Word("clinic" | "local" | "your" | "our"), rest @ ..] => (ZoneHint::Local, rest),
        [Word("z"), rest @ ..] => (ZoneHint::Offset(0), rest),
        [Word("utc" | "gmt"), rest @ ..] => offset(rest).unwrap_or((ZoneHint::Offset(0), rest)),
        [Word(name), Word(season @ ("standard" | "daylight")), rest @ ..] if let Some(family) = Family::named(name) => {
            let name = if *season == "standard" { family.standard } else { family.daylight };
            (ZoneHint::Abbreviation(name.to_owned()), rest)
        }
        [Word(name), rest @ ..] if let Some(hint) = zone_word(name) => (hint, rest),
        [Word(city), Word("time"), rest @ ..] => (ZoneHint::Named(Zone::of_city(city)?), rest),
        [Word(first), Word(second), Word("time"), rest @ ..] => {
            (ZoneHint::Named(Zone::of_city(&format!("{first}_{second}"))?), rest)
        }
        tokens => offset(tokens)?,
    };
    let rest = skip_word(skip_word(rest, &["standard", "daylight"]), &["time"]);
    Some((hint, rest))
}

fn zone_word(word: &str) -> Option<ZoneHint> {
    if let Some(family) = Family::named(word) {
        return Some(ZoneHint::Family(family));
    }
    Some(match word {
        "hawaii" | "hawaiian" => ZoneHint::Abbreviation("HST".to_owned()),
        "arizona" => "America/Phoenix".parse().map_or(ZoneHint::Impossible, ZoneHint::Named),
        "est" | "edt" | "cst" | "cdt" | "mst" | "mdt" | "pst" | "pdt" | "akst" | "akdt" | "hst" | "ast" | "adt"
        | "nst" | "ndt" | "bst" | "ist" | "wet" | "west" | "cet" | "cest" | "eet" | "eest" | "msk" | "jst" | "kst"
        | "hkt" | "aest" | "aedt" | "acst" | "acdt" | "awst" | "nzst" | "nzdt" | "sast" | "pkt" => {
            ZoneHint::Abbreviation(word.to_ascii_uppercase())
        }
        _ => return None,
    })
}

/// `+02:00`, `-0500`, `+2`.
fn offset<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, ZoneHint> {
    use Token::{Mark, Number};
    let (sign, hours, minutes, rest) = match tokens {
        [Mark(sign @ ('+' | '-')), Number(h), Mark(':'), Number(m), rest @ ..] => (*sign, h.value, m.value, rest),
        [Mark(sign @ ('+' | '-')), Number(n), rest @ ..] if n.digits == 4 => {
            (*sign, n.value / 100, n.value % 100, rest)
        }
        [Mark(sign @ ('+' | '-')), Number(h), rest @ ..] if matches!(h.digits, 1 | 2) => (*sign, h.value, 0, rest),
        _ => return None,
    };
    Some((offset_of(sign, hours, minutes), rest))
}

fn offset_of(sign: char, hours: u32, minutes: u32) -> ZoneHint {
    // The largest offset in use is fourteen hours (Kiribati).
    if hours > 14 || minutes >= 60 {
        return ZoneHint::Impossible;
    }
    i32::try_from(hours * 3600 + minutes * 60)
        .map_or(ZoneHint::Impossible, |seconds| ZoneHint::Offset(if sign == '-' { -seconds } else { seconds }))
}
