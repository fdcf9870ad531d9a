//! What admins send as practitioners, and what must hold of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    admin::{calendar_id, harm::PractitionerHours, names, present},
    domain::{
        catalogue::{Practitioner, Service, check_hours},
        schedule::{DateOverride, WeeklyHours},
    },
    http::Error,
    store::practitioners::Changes,
};

/// A new practitioner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPractitioner {
    /// As it is spoken, 1 to 80 characters on one line.
    #[schema(example = "Dr. Sarah Lee", min_length = 1, max_length = 80)]
    name: String,
    /// Other names for them, at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    aliases: Vec<String>,
    /// Google's id of their calendar, which the clinic's Google credentials can open.
    #[schema(min_length = 1, max_length = 255)]
    calendar_id: String,
    /// Their own weekly hours; the clinic's when absent.
    weekly: Option<WeeklyHours>,
    /// Their own dates, which stand before the clinic's overrides of the same dates.
    #[serde(default)]
    overrides: Vec<DateOverride>,
    /// The services that they do; all when absent.
    #[schema(value_type = Option<Vec<String>>)]
    service_ids: Option<Vec<Uuid>>,
}

/// A practitioner of a template.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplatePractitioner {
    /// As it is spoken, 1 to 80 characters on one line.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Other names for them, at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    aliases: Vec<String>,
    /// Google's id of their calendar, which the new clinic's credentials have to open.
    #[schema(min_length = 1, max_length = 255)]
    calendar_id: String,
    /// Their own weekly hours; the clinic's when absent.
    weekly: Option<WeeklyHours>,
    /// Their own dates, which stand before the clinic's overrides of the same dates.
    #[serde(default)]
    overrides: Vec<DateOverride>,
    /// The names of the template's services that they do; all when absent.
    services: Option<Vec<String>>,
}

/// What changes of a practitioner; absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PractitionerChanges {
    /// As it is spoken, 1 to 80 characters on one line.
    #[schema(min_length = 1, max_length = 80)]
    name: Option<String>,
    /// Other names for them, in place of all that there were.
    #[schema(max_items = 20)]
    aliases: Option<Vec<String>>,
    /// Google's id of their calendar. Appointments stay in the calendar in which they were booked.
    #[schema(min_length = 1, max_length = 255)]
    calendar_id: Option<String>,
    /// Their own weekly hours; `null` gives them the clinic's.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<WeeklyHours>)]
    weekly: Option<Option<WeeklyHours>>,
    /// Their own dates, in place of all that there were.
    overrides: Option<Vec<DateOverride>>,
    /// The services that they do; `null` means all.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>)]
    service_ids: Option<Option<Vec<Uuid>>>,
}

impl NewPractitioner {
    /// The practitioner with the id `id`. Whether the services are the clinic's is not known here.
    pub(super) fn checked(self, id: String) -> Result<Practitioner, Error> {
        check_hours(self.weekly.as_ref(), Some(&self.overrides))?;
        Ok(Practitioner {
            id,
            name: names::name(&self.name)?,
            aliases: names::aliases(&self.aliases)?,
            calendar_id: calendar_id(&self.calendar_id)?,
            weekly: self.weekly,
            overrides: self.overrides,
            service_ids: self.service_ids.map(words),
        })
    }
}

impl TemplatePractitioner {
    /// The practitioner with the id `id` of a clinic with these services.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(in crate::admin) fn checked(self, id: String, of_clinic: &[Service]) -> Result<Practitioner, Error> {
        let Self { name, aliases, calendar_id, weekly, overrides, services } = self;
        let id_of = |(index, name): (usize, &String)| {
            let found = of_clinic.iter().find(|service| service.name == *name);
            let missing = || Error::invalid(format!("services[{index}]"), "The template has no service of this name.");
            found.map(|service| service.id.clone()).ok_or_else(missing)
        };
        let does = services.map(|names| names.iter().enumerate().map(id_of).collect()).transpose()?;
        let new = NewPractitioner { name, aliases, calendar_id, weekly, overrides, service_ids: None };
        Ok(Practitioner { service_ids: does, ..new.checked(id)? })
    }
}

impl PractitionerChanges {
    /// The hours that one is to have, if they change to something that can be.
    pub(super) fn hours(&self, id: &str) -> Option<PractitionerHours> {
        let (weekly, overrides) = (self.weekly.as_ref(), self.overrides.as_deref());
        let is_sound = check_hours(weekly.and_then(Option::as_ref), overrides).is_ok();
        let changes = is_sound && (weekly.is_some() || overrides.is_some());
        changes.then(|| PractitionerHours {
            id: id.to_owned(),
            weekly: self.weekly.clone(),
            overrides: self.overrides.clone(),
        })
    }

    /// What the store is to change; likewise.
    pub(super) fn checked(self) -> Result<Changes, Error> {
        check_hours(self.weekly.as_ref().and_then(Option::as_ref), self.overrides.as_deref())?;
        Ok(Changes {
            name: self.name.as_deref().map(names::name).transpose()?,
            aliases: self.aliases.as_deref().map(names::aliases).transpose()?,
            calendar_id: self.calendar_id.as_deref().map(calendar_id).transpose()?,
            weekly: self.weekly,
            overrides: self.overrides,
            service_ids: self.service_ids.map(|ids| ids.map(words)),
        })
    }
}

fn words(ids: Vec<Uuid>) -> Vec<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}
