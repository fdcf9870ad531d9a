//! Zone arithmetic against Python's `zoneinfo`: every IANA zone, ten years, all that `tests/vectors/zone_vectors.py` prints.
//!
//! Where Python has the release that is compiled in, every vector must agree. Where it has another, zones whose rules changed
//! between the two are told apart by their offsets and abbreviations at instants, which are data alone; they are named and
//! left out, and for all others every vector must agree.

use std::process::Command;

use super::*;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/zone_vectors.py");

/// At most so many of a hundred zones may differ between two releases before the test calls it an error of ours.
const MAX_PERCENT_CHANGED: usize = 10;

enum Vector {
    Offset { at: DateTime<Utc>, seconds: i32, abbreviation: String },
    Once { local: NaiveDateTime, at: DateTime<Utc> },
    Twice { local: NaiveDateTime, first: DateTime<Utc>, second: DateTime<Utc> },
    Never { local: NaiveDateTime, gap_end: DateTime<Utc> },
}

impl Vector {
    fn parse(line: &str) -> Self {
        let fields: Vec<&str> = line.split(' ').collect();
        let instant = |field: &str| DateTime::from_timestamp(field.parse().unwrap(), 0).unwrap();
        let local = |field: &str| field.parse::<NaiveDateTime>().unwrap();
        match fields[..] {
            ["utc", at, seconds, name] => {
                Self::Offset { at: instant(at), seconds: seconds.parse().unwrap(), abbreviation: name.into() }
            }
            ["once", time, at] => Self::Once { local: local(time), at: instant(at) },
            ["twice", time, first, second] => {
                Self::Twice { local: local(time), first: instant(first), second: instant(second) }
            }
            ["never", time, gap_end] => Self::Never { local: local(time), gap_end: instant(gap_end) },
            _ => panic!("not a vector: {line}"),
        }
    }

    fn is_data(&self) -> bool {
        matches!(self, Self::Offset { .. })
    }

    fn holds(&self, zone: Zone) -> bool {
        match *self {
            Self::Offset { at, seconds, ref abbreviation } => {
                zone.offset(at).local_minus_utc() == seconds && zone.abbreviation(at) == *abbreviation
            }
            Self::Once { local, at } => zone.resolve(local) == Some(at) && zone.local(at) == local,
            Self::Twice { local, first, second } => {
                zone.resolve(local) == Some(first) && zone.local(first) == local && zone.local(second) == local
            }
            Self::Never { local, gap_end } => zone.resolve(local).is_none() && zone.reach(local) == Some(gap_end),
        }
    }
}

/// What the script prints, or `None` with a message where Python or its database is missing.
fn python_vectors() -> Option<String> {
    let output = match Command::new("python3").args([SCRIPT, Zone::DATABASE_VERSION]).output() {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            println!("SKIPPED, no vectors from Python: {}", String::from_utf8_lossy(&output.stderr));
            return None;
        }
        Err(error) => {
            println!("SKIPPED, python3 does not start: {error}");
            return None;
        }
    };
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The zones of each block and what is said of them.
fn blocks(lines: &str) -> Vec<(Vec<&str>, Vec<Vector>)> {
    let block = |text| {
        let mut lines = str::lines(text);
        (lines.next().unwrap().split(' ').collect(), lines.map(Vector::parse).collect())
    };
    lines.split("zones ").skip(1).map(block).collect()
}

#[test]
fn zone_arithmetic_agrees_with_python() {
    let Some(text) = python_vectors() else { return };
    let release = text.lines().next().unwrap().strip_prefix("version ").unwrap();
    let (mut compared, mut vectors_compared, mut left_out) = (0, 0, Vec::new());
    for (names, vectors) in blocks(&text) {
        for name in names {
            let zone = name.parse::<Zone>().ok();
            let Some(zone) =
                zone.filter(|zone| vectors.iter().filter(|vector| vector.is_data()).all(|data| data.holds(*zone)))
            else {
                left_out.push(name);
                continue;
            };
            assert!(vectors.iter().all(|vector| vector.holds(zone)), "{name}");
            compared += 1;
            vectors_compared += vectors.len();
        }
    }
    println!(
        "{vectors_compared} vectors of {compared} zones agree; IANA {} here, {release} in Python",
        Zone::DATABASE_VERSION
    );
    assert!(compared >= 400 && vectors_compared >= 100_000, "too little was compared");
    if release == Zone::DATABASE_VERSION {
        assert_eq!(left_out, [""; 0], "of one release, these must agree");
    }
    println!("left out, since their rules differ between the releases: {left_out:?}");
    assert!(left_out.len() * 100 <= compared * MAX_PERCENT_CHANGED, "too many zones differ");
}
