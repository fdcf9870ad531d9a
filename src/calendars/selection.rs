//! What is to be booked and with whom, as the caller said it, and what it means for a clinic.

use crate::{
    calendars::{AvailabilityError, CalendarError, Calendars},
    domain::{
        catalogue::{CalendarResource, NotOffered, Practitioner, Service, Unmatched},
        route::Route,
    },
};

/// A service and a practitioner as they were said; `None` for whatever was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The service.
    pub service: Option<String>,
    /// The practitioner.
    pub practitioner: Option<String>,
}

/// What they mean.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The service.
    pub service: Option<Service>,
    /// The practitioner; `None` when anyone will do, or when the clinic names none.
    pub practitioner: Option<Practitioner>,
    /// The calendars that can take it; at least one.
    pub resources: Vec<CalendarResource>,
}

/// Why a selection means nothing. What is named are the clinic's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// No such service.
    UnknownService {
        /// As it was said.
        said: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several services are called so.
    WhichService(Vec<String>),
    /// No such practitioner.
    UnknownPractitioner {
        /// As it was said.
        said: String,
        /// Who there is.
        known: Vec<String>,
    },
    /// Several practitioners are called so.
    WhichPractitioner(Vec<String>),
    /// The practitioner does not do that, or nobody does.
    NotOffered {
        /// What.
        service: Option<String>,
        /// By whom.
        practitioner: Option<String>,
        /// Who does it.
        by: Vec<String>,
    },
}

/// The service and the practitioner of a clinic that were named; `None` for whatever was not.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    pub service: Option<&'a Service>,
    pub practitioner: Option<&'a Practitioner>,
}

impl Selection {
    /// Whether anything was said.
    pub fn is_said(&self) -> bool {
        *self != Self::default()
    }

    /// Whom and what it names of the clinic of `route`.
    ///
    /// # Errors
    /// [`AvailabilityError::Choice`] for words that name nothing there, or more than one.
    pub fn named_at<'a>(&self, route: &'a Route) -> Result<Named<'a>, AvailabilityError> {
        let catalogue = &route.catalogue;
        let service = self.service.as_deref().map(|said| catalogue.service(said));
        let practitioner =
            self.practitioner.as_deref().map(|said| catalogue.practitioner(said, route.language().short_forms()));
        Ok(Named {
            service: service.transpose().map_err(no_service)?.flatten(),
            practitioner: practitioner.transpose().map_err(no_practitioner)?.flatten(),
        })
    }
}

impl Calendars {
    /// What `selection` means for the clinic of `route`.
    ///
    /// # Errors
    /// [`AvailabilityError::Choice`] for words that mean nothing there; other errors when the clinic is not set up.
    pub fn selected(&self, selection: &Selection, route: &Route) -> Result<Selected, AvailabilityError> {
        let Named { service, practitioner } = selection.named_at(route)?;
        let schedule = route.schedule.as_ref().ok_or(CalendarError::NoSchedule)?;
        let calendar_id = &self.default_calendar(route)?;
        let resources =
            route.catalogue.resources(schedule, calendar_id, service, practitioner).map_err(|NotOffered { by }| {
                AvailabilityError::Choice(Choice::NotOffered {
                    service: service.map(|service| service.name.clone()),
                    practitioner: practitioner.map(|practitioner| practitioner.name.clone()),
                    by: owned(by),
                })
            })?;
        Ok(Selected { service: service.cloned(), practitioner: practitioner.cloned(), resources })
    }
}

fn no_service(unmatched: Unmatched<'_>) -> AvailabilityError {
    AvailabilityError::Choice(match unmatched {
        Unmatched::Unknown { said, known } => Choice::UnknownService { said, known: owned(known) },
        Unmatched::Ambiguous { candidates, .. } => Choice::WhichService(owned(candidates)),
    })
}

fn no_practitioner(unmatched: Unmatched<'_>) -> AvailabilityError {
    AvailabilityError::Choice(match unmatched {
        Unmatched::Unknown { said, known } => Choice::UnknownPractitioner { said, known: owned(known) },
        Unmatched::Ambiguous { candidates, .. } => Choice::WhichPractitioner(owned(candidates)),
    })
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
