//! Tests of the catalogue, by theme.

mod practitioners;
mod properties;
mod resources;
mod services;
mod slots;

use super::*;
use crate::domain::patient_name::ShortForms;

fn id(number: usize) -> String {
    format!("0198c0de-0000-7000-8000-{number:012}")
}

/// `Deep cleaning|scaling|gum cleaning`: a name and its aliases.
fn split(text: &str) -> (String, Vec<String>) {
    let mut names = text.split('|').map(str::to_owned);
    (names.next().unwrap_or_default(), names.collect())
}

/// Services of half an hour.
fn services(names: &[&str]) -> Catalogue {
    let service = |(number, names): (usize, &&str)| {
        let (name, aliases) = split(names);
        Service { id: id(number), name, aliases, minutes: 30, buffer_before_minutes: 0, buffer_after_minutes: 0 }
    };
    Catalogue { services: names.iter().enumerate().map(service).collect(), practitioners: Vec::new() }
}

/// Practitioners who do everything in the clinic's hours.
fn practitioners(names: &[&str]) -> Catalogue {
    let practitioner = |(number, names): (usize, &&str)| {
        let (name, aliases) = split(names);
        let calendar_id = format!("{number}@clinic.example");
        Practitioner {
            id: id(number),
            name,
            aliases,
            calendar_id,
            weekly: None,
            overrides: Vec::new(),
            service_ids: None,
        }
    };
    Catalogue { services: Vec::new(), practitioners: names.iter().enumerate().map(practitioner).collect() }
}

/// One language's forms of first names.
struct Alan;

impl ShortForms for Alan {
    fn are_of_one_name(&self, one: &str, other: &str) -> bool {
        ["al", "alan"].contains(&one) && ["al", "alan"].contains(&other)
    }
}

const FORMS: Alan = Alan;

/// The outcome of a match in a word: the name, `?` for unknown, or the candidates with bars between.
fn outcome(result: Result<&str, Unmatched>) -> String {
    match result {
        Ok(name) => name.to_owned(),
        Err(Unmatched::Unknown { .. }) => "?".to_owned(),
        Err(Unmatched::Ambiguous { candidates, .. }) => candidates.join("|"),
    }
}
