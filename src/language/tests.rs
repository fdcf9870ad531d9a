//! What holds for every language, and that each is reached through [`Language`] alone.

use std::{fs, path::Path};

use chrono::{Days, NaiveDate, NaiveTime};

use super::*;
use crate::domain::texts::{TextKind, TextKindSettings, TextSettings};

#[test]
fn no_text_of_a_language_is_longer_than_it_says() {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    for language in Language::ALL {
        let wording = language.text_wording();
        let length = |text: &str| text.encode_utf16().count();
        for days in 0..1461 {
            let date = wording.date(first + Days::new(days));
            assert!(length(&date) <= wording.longest_date(), "{language:?}: {date}");
        }
        for minute in 0..1440 {
            let time = wording.time(NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap());
            assert!(length(&time) <= wording.longest_time(), "{language:?}: {time}");
        }
    }
}

#[test]
fn the_templates_of_a_language_are_templates() {
    for language in Language::ALL {
        for kind in TextKind::ALL {
            let template = language.text_wording().template(kind).to_owned();
            let confirmation = TextKindSettings { template: Some(template), ..TextKindSettings::default() };
            let settings = TextSettings { confirmation, ..TextSettings::default() };
            assert_eq!(settings.check(language.text_wording()), Ok(()), "{language:?} {kind:?}");
        }
    }
}

/// A room that names a language would speak it to every clinic.
#[test]
fn no_other_room_names_a_language() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut rooms = vec![sources.clone()];
    let mut read = 0;
    while let Some(room) = rooms.pop() {
        for entry in fs::read_dir(room).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path != sources.join("language") {
                    rooms.push(path);
                }
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            read += 1;
            assert!(!text.contains("language::english"), "{}", path.display());
            let in_domain = path.starts_with(sources.join("domain"));
            assert!(!in_domain || !text.contains("crate::language"), "{}", path.display());
        }
    }
    assert!(read > 200, "{read} files");
}
