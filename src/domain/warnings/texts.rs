//! Texts that never go out, or cost more than they look.

use super::{Warning, WarningCode, names::long_texts};
use crate::domain::{
    catalogue::Catalogue,
    texts::{Encoding, TemplateFields, TextKind, TextSettings, TextWording},
};

/// What is hardly meant of a clinic's texts.
pub fn of_texts(
    settings: &TextSettings,
    clinic: &str,
    catalogue: &Catalogue,
    wording: &dyn TextWording,
) -> Vec<Warning> {
    let mut found = Vec::new();
    if settings.reminder.enabled && settings.reminder.template.is_some() && settings.reminder_hours.is_none() {
        let detail =
            "There are words for reminders and no hours before the appointment, so none goes out. Set reminder_hours.";
        found.push(Warning::new(WarningCode::ReminderWithoutHours, "reminder_hours", detail));
    }
    let says = |sample: TemplateFields<'_>| {
        TextKind::ALL
            .into_iter()
            .find(|kind| settings.text(*kind, &sample, wording).is_some_and(|text| text.encoding == Encoding::Ucs2))
    };
    // What the words themselves do, the preview shows.
    let plain = TemplateFields::sample("Clinic");
    if says(plain).is_some() {
        return found;
    }
    let mut check = |sample: TemplateFields<'_>, name: &str| {
        found.extend(says(sample).and_then(|kind| long_texts(kind.as_str(), name)));
    };
    check(TemplateFields { clinic, ..plain }, clinic);
    for service in &catalogue.services {
        check(TemplateFields { service: Some(&service.name), ..plain }, &service.name);
    }
    for practitioner in &catalogue.practitioners {
        check(TemplateFields { practitioner: Some(&practitioner.name), ..plain }, &practitioner.name);
    }
    found
}
