//! A template that was read for one new clinic: by the rules of each of its parts, as if they were sent one after the other.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::OrgTemplate;
use crate::{
    admin::assistant,
    app::App,
    domain::{
        assistant::Assistant,
        catalogue::{Catalogue, check_load},
        document::DocumentError,
        knowledge::Knowledge,
        org::Org,
        retention::RetentionSettings,
        schedule::Schedule,
        texts::TextSettings,
    },
    http::Error,
    ports::Statement,
    store::{self, Expected, StoreError},
};

/// What a new clinic gets.
#[derive(Default)]
pub(in crate::admin) struct Setup {
    schedule: Option<Schedule>,
    catalogue: Catalogue,
    messaging: Option<TextSettings>,
    assistant: Option<Assistant>,
    knowledge: Option<Knowledge>,
    retention: Option<RetentionSettings>,
}

impl Setup {
    /// Reads a template for a clinic.
    ///
    /// # Errors
    /// What is wrong with it, by its path in what was sent.
    pub(in crate::admin) fn read(app: &App, org: &Org, template: OrgTemplate) -> Result<Self, Error> {
        Self::checked(app, org, template).map_err(within_template)
    }

    fn checked(app: &App, org: &Org, template: OrgTemplate) -> Result<Self, Error> {
        let setup = Self {
            catalogue: catalogue(app, &template)?,
            schedule: template.schedule,
            messaging: template.messaging,
            assistant: template.assistant.map(|value| read_assistant(&value, org)).transpose()?,
            knowledge: template.knowledge.map(|knowledge| with_ids(app, knowledge)).transpose()?,
            retention: template.retention,
        };
        setup.check(org)?;
        Ok(setup)
    }

    fn check(&self, org: &Org) -> Result<(), Error> {
        let within = |name: &'static str| move |error: DocumentError| Error::from(error.within(name));
        if let Some(schedule) = &self.schedule {
            schedule.check().map_err(within("schedule"))?;
        }
        check_load(self.schedule.as_ref().unwrap_or(&Schedule::default()), &self.catalogue, "schedule")?;
        if let Some(messaging) = &self.messaging {
            messaging.check(org.language().text_wording()).map_err(within("messaging"))?;
            if !messaging.staff.is_empty() {
                let detail = "Who of the staff is texted is each clinic's own. Leave them out, and set them with PUT /api/messaging.";
                return Err(Error::invalid("messaging.staff", detail));
            }
        }
        if let Some(knowledge) = &self.knowledge {
            knowledge.check(org.language().question_words()).map_err(within("knowledge"))?;
        }
        if let Some(retention) = &self.retention {
            retention.check().map_err(within("retention"))?;
        }
        Ok(())
    }

    /// The names of the parts that it has, for the audit trail.
    pub(in crate::admin) fn parts(&self) -> Vec<&'static str> {
        let parts = [
            ("schedule", self.schedule.is_some()),
            ("services", !self.catalogue.services.is_empty()),
            ("practitioners", !self.catalogue.practitioners.is_empty()),
            ("messaging", self.messaging.is_some()),
            ("assistant", self.assistant.is_some()),
            ("knowledge", self.knowledge.is_some()),
            ("retention", self.retention.is_some()),
        ];
        parts.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
    }

    /// What stores it, behind the org's own row.
    ///
    /// # Errors
    /// When something cannot be written as JSON.
    pub(in crate::admin) fn statements(&self, org: &Org, now: DateTime<Utc>) -> Result<Vec<Statement>, StoreError> {
        let (id, new) = (org.id, Expected::Anything);
        let services = self.catalogue.services.iter().map(|one| store::services::inserting(id, one, now));
        let practitioners =
            self.catalogue.practitioners.iter().map(|one| store::practitioners::inserting(id, one, now));
        let documents = [
            self.schedule.as_ref().map(|schedule| store::schedules::put(id, schedule, now, new)),
            self.messaging.as_ref().map(|messaging| store::text_settings::put(id, messaging, now, new)),
            self.assistant.as_ref().map(|assistant| store::assistants::put(id, assistant, now, new)),
            self.knowledge.as_ref().map(|knowledge| store::knowledge::put(id, knowledge, now, new)),
            self.retention.as_ref().map(|retention| store::retention::put(id, retention, now)),
        ];
        services.chain(practitioners).chain(documents.into_iter().flatten()).collect()
    }
}

/// Services and practitioners with ids of their own. Practitioners name their services.
fn catalogue(app: &App, template: &OrgTemplate) -> Result<Catalogue, Error> {
    let mut all = Catalogue::default();
    for (index, service) in template.services.iter().enumerate() {
        let checked = service.clone().checked(app.ports.new_id()?.to_string());
        all.services.push(checked.map_err(|error| within(&format!("services[{index}]"), error))?);
    }
    for (index, practitioner) in template.practitioners.iter().enumerate() {
        let checked = practitioner.clone().checked(app.ports.new_id()?.to_string(), &all.services);
        all.practitioners.push(checked.map_err(|error| within(&format!("practitioners[{index}]"), error))?);
    }
    if !store::services::has_room(&all.services) {
        return Err(Error::invalid("services", "A clinic can have 200 services."));
    }
    if !store::practitioners::has_room(&all.practitioners) {
        let detail =
            "A clinic can have 200 practitioners, and 400,000 characters of hours, dates and aliases of them all.";
        return Err(Error::invalid("practitioners", detail));
    }
    Ok(all)
}

fn read_assistant(value: &Value, org: &Org) -> Result<Assistant, Error> {
    let read = assistant::read(value.to_string().as_bytes(), org.country);
    let read = read.and_then(|assistant| assistant.check().map(|()| assistant).map_err(Error::from));
    read.map_err(|error| within("assistant", error))
}

fn with_ids(app: &App, mut knowledge: Knowledge) -> Result<Knowledge, Error> {
    for fact in knowledge.facts.iter_mut().filter(|fact| fact.id.is_empty()) {
        fact.id = app.ports.new_id()?.to_string();
    }
    Ok(knowledge)
}

fn within_template(error: Error) -> Error {
    within("template", error)
}

/// The same of a member of what was sent.
fn within(path: &str, error: Error) -> Error {
    match error {
        Error::Invalid { field, detail } if field.is_empty() => Error::invalid(path, detail),
        Error::Invalid { field, detail } => Error::invalid(format!("{path}.{field}"), detail),
        other => other,
    }
}
