//! Names that are another's as well, or make texts long.

use super::{Warning, WarningCode, hours};
use crate::domain::{
    catalogue::{Catalogue, Practitioner, Service},
    patient_name::folded_name,
    schedule::Schedule,
    texts::is_beyond_gsm7,
};

/// What is hardly meant of one of the clinic's services.
pub fn of_service(service: &Service, schedule: Option<&Schedule>, catalogue: &Catalogue) -> Vec<Warning> {
    let others = catalogue.services.iter().filter(|other| other.id != service.id);
    let others: Vec<_> = others.map(|other| (other.name.as_str(), other.aliases.as_slice())).collect();
    let mut found = of_names((&service.name, &service.aliases), &others);
    found.extend(schedule.and_then(|schedule| hours::of_length("minutes", service.minutes, schedule, catalogue)));
    found
}

/// What is hardly meant of one of the clinic's practitioners.
pub fn of_practitioner(practitioner: &Practitioner, catalogue: &Catalogue) -> Vec<Warning> {
    let others = catalogue.practitioners.iter().filter(|other| other.id != practitioner.id);
    let others: Vec<_> = others.map(|other| (other.name.as_str(), other.aliases.as_slice())).collect();
    let mut found = of_names((&practitioner.name, &practitioner.aliases), &others);
    found.extend(practitioner.weekly.iter().flat_map(hours::overnight));
    found
}

fn of_names((name, aliases): (&str, &[String]), others: &[(&str, &[String])]) -> Vec<Warning> {
    let fields = (0..aliases.len()).map(|index| format!("aliases[{index}]"));
    let said = std::iter::once(("name".to_owned(), name)).chain(fields.zip(aliases.iter().map(String::as_str)));
    let taken = said.filter_map(|(field, text)| {
        let other = others.iter().find(|(name, aliases)| is_called((name, aliases), text))?;
        let detail = format!("{} is called so too, so callers who say it are asked which they mean.", other.0);
        Some(Warning::new(WarningCode::NameOfAnother, field, detail))
    });
    taken.chain(long_texts("name", name)).collect()
}

fn is_called((name, aliases): (&str, &[String]), text: &str) -> bool {
    let text = folded_name(text);
    std::iter::once(name).chain(aliases.iter().map(String::as_str)).any(|known| folded_name(known) == text)
}

/// A name by which a text takes 70 characters instead of 160.
pub(super) fn long_texts(field: &str, name: &str) -> Option<Warning> {
    let detail = format!(
        "{name} has letters that texts can only carry at 70 characters a segment, so each text that says it costs more."
    );
    is_beyond_gsm7(name).then(|| Warning::new(WarningCode::NameMakesTextsLong, field, detail))
}
