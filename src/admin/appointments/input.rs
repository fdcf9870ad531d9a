//! What the clinic says of an appointment.

use chrono::{DateTime, NaiveDateTime};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    admin::{line, present},
    booking::PatientChanges,
    calendars::Selection,
    domain::{
        patient_name::patient_name,
        route::Route,
        schedule::{RuleOverrides, Zone},
    },
    http::{Error, numbers},
    store::clinic::appointments::Patient,
};

const MOST_NOTE_CHARACTERS: usize = 500;

/// A new appointment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppointment {
    /// The start: local wall time such as `2026-12-03T09:30`, or RFC 3339 with an offset.
    start: String,
    /// The patient.
    #[schema(min_length = 1, max_length = 100)]
    patient_name: String,
    /// One of `GET /api/services`.
    #[serde(default)]
    service_id: Option<String>,
    /// One of `GET /api/practitioners`; absent, the first who is free.
    #[serde(default)]
    practitioner_id: Option<String>,
    /// Where texts go.
    #[serde(default)]
    phone: Option<String>,
    /// Whom to invite to the event, where the calendar allows it.
    #[serde(default)]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// Up to 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    notes: Option<String>,
    /// Rules of the schedule that are broken on purpose. Nothing ever overlaps.
    #[serde(default, rename = "override")]
    overrides: Vec<OverriddenRule>,
}

/// A rule of the schedule that the clinic itself may break.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverriddenRule {
    /// Opening hours, of the clinic and of the practitioner.
    Hours,
    /// The notice. What has passed has passed.
    Notice,
    /// The times at which appointments start within the hours.
    Grid,
}

/// What changes of an appointment: either its time, service or practitioner, or its words. Absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentChanges {
    /// The new start: local wall time such as `2026-12-03T09:30`, or RFC 3339 with an offset.
    start: Option<String>,
    /// Another service.
    service_id: Option<String>,
    /// Another practitioner.
    practitioner_id: Option<String>,
    /// The patient's name.
    #[schema(min_length = 1, max_length = 100)]
    patient_name: Option<String>,
    /// Where texts go; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    phone: Option<Option<String>>,
    /// Whom to invite; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(max_length = 254)]
    email: Option<Option<String>>,
    /// Notes; `null` removes them.
    #[serde(default, deserialize_with = "present")]
    #[schema(max_length = 500)]
    notes: Option<Option<String>>,
    /// Rules of the schedule that a move breaks on purpose. Nothing ever overlaps.
    #[serde(default, rename = "override")]
    overrides: Vec<OverriddenRule>,
}

impl NewAppointment {
    pub(super) fn overrides(&self) -> RuleOverrides {
        overrides(&self.overrides)
    }

    pub(super) fn selection(&self, route: &Route) -> Result<Selection, Error> {
        selection(route, self.service_id.as_deref(), self.practitioner_id.as_deref())
    }

    pub(super) fn local_start(&self, zone: Zone) -> Result<NaiveDateTime, Error> {
        local_start(&self.start, zone)
    }

    pub(super) fn patient(&self, route: &Route) -> Result<Patient, Error> {
        Ok(Patient {
            name: Some(name(&self.patient_name)?),
            phone: self.phone.as_deref().map(|text| numbers::of_patient("phone", text, route)).transpose()?,
            email: self.email.as_deref().map(email).transpose()?,
            notes: self.notes.as_deref().map(notes).transpose()?,
        })
    }
}

impl AppointmentChanges {
    pub(super) fn overrides(&self) -> RuleOverrides {
        overrides(&self.overrides)
    }

    /// Whether it is about the time, and not about the words.
    pub(super) fn moves(&self) -> Result<bool, Error> {
        let moves = self.start.is_some() || self.service_id.is_some() || self.practitioner_id.is_some();
        let words = self.patient_name.is_some() || self.phone.is_some() || self.email.is_some() || self.notes.is_some();
        match (moves, words) {
            (true, true) => Err(Error::invalid(
                "start",
                "Move an appointment in one request and change its words in another: either can be refused.",
            )),
            (false, _) if !self.overrides.is_empty() => Err(Error::invalid(
                "override",
                "Rules are broken by a time. Name a start, a service or a practitioner with them.",
            )),
            (false, false) => Err(Error::invalid("", "Name at least one field to change.")),
            (moves, _) => Ok(moves),
        }
    }

    pub(super) fn selection(&self, route: &Route) -> Result<Selection, Error> {
        selection(route, self.service_id.as_deref(), self.practitioner_id.as_deref())
    }

    pub(super) fn local_start(&self, zone: Zone) -> Result<Option<NaiveDateTime>, Error> {
        self.start.as_deref().map(|start| local_start(start, zone)).transpose()
    }

    pub(super) fn words(&self, route: &Route) -> Result<PatientChanges, Error> {
        let kept = |text: &Option<Option<String>>| text.clone();
        Ok(PatientChanges {
            name: self.patient_name.as_deref().map(name).transpose()?,
            phone: kept(&self.phone)
                .map(|text| text.map(|text| numbers::of_patient("phone", &text, route)).transpose())
                .transpose()?,
            email: kept(&self.email).map(|text| text.map(|text| email(&text)).transpose()).transpose()?,
            notes: kept(&self.notes).map(|text| text.map(|text| notes(&text)).transpose()).transpose()?,
        })
    }
}

fn overrides(rules: &[OverriddenRule]) -> RuleOverrides {
    RuleOverrides {
        hours: rules.contains(&OverriddenRule::Hours),
        notice: rules.contains(&OverriddenRule::Notice),
        grid: rules.contains(&OverriddenRule::Grid),
    }
}

/// Ids become the clinic's own names, which mean exactly one entry each.
fn selection(route: &Route, service_id: Option<&str>, practitioner_id: Option<&str>) -> Result<Selection, Error> {
    let catalogue = &route.catalogue;
    let service = service_id.map(|id| {
        let found = catalogue.services.iter().find(|service| service.id == id);
        found
            .map(|service| service.name.clone())
            .ok_or_else(|| Error::invalid("service_id", "There is no such service."))
    });
    let practitioner = practitioner_id.map(|id| {
        let found = catalogue.practitioners.iter().find(|practitioner| practitioner.id == id);
        let unknown = || Error::invalid("practitioner_id", "There is no such practitioner.");
        found.map(|practitioner| practitioner.name.clone()).ok_or_else(unknown)
    });
    Ok(Selection { service: service.transpose()?, practitioner: practitioner.transpose()? })
}

fn local_start(text: &str, zone: Zone) -> Result<NaiveDateTime, Error> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        let local = zone.local(instant.to_utc());
        // Appointments start at the first of two equal wall times; the second is not silently taken for it.
        return if zone.resolve(local) == Some(instant.to_utc()) {
            Ok(local)
        } else {
            Err(Error::invalid(
                "start",
                "Clocks show this time twice that day; appointments start at the first of them.",
            ))
        };
    }
    let read = |format| NaiveDateTime::parse_from_str(text, format).ok();
    read("%Y-%m-%dT%H:%M").or_else(|| read("%Y-%m-%dT%H:%M:%S")).ok_or_else(|| {
        let forms = "local time such as 2026-12-03T09:30, or RFC 3339 such as 2026-12-03T09:30:00-05:00";
        Error::invalid("start", format!("This must be {forms}."))
    })
}

fn name(text: &str) -> Result<String, Error> {
    let text = line("patient_name", text, 100)?;
    patient_name(&text).ok_or_else(|| Error::invalid("patient_name", "This must be a name, with letters in it."))
}

fn email(text: &str) -> Result<String, Error> {
    let text = line("email", text, 254)?;
    let plausible = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    if plausible && !text.contains(char::is_whitespace) {
        Ok(text)
    } else {
        Err(Error::invalid("email", "This must be an e-mail address."))
    }
}

fn notes(text: &str) -> Result<String, Error> {
    if text.chars().count() <= MOST_NOTE_CHARACTERS {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid("notes", format!("Notes may have at most {MOST_NOTE_CHARACTERS} characters.")))
    }
}
