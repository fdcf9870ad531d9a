//! Changes of what a clinic has set that leave bookings without hours, without their practitioner or without their service. Whoever makes
//! one is told which bookings these are before it is done, and does it all the same with `force`.
//!
//! Bookings are in the clinic's object, so the Worker asks it in one hop.

pub(crate) mod at_clinic;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{present, utc};
use crate::{
    app::App,
    clinic::ForwardedRequest,
    context::RequestContext,
    domain::{
        id::OrgId,
        schedule::{DateOverride, Schedule, WeeklyHours},
    },
    http::{
        Error,
        body::handed_over,
        error::{HarmedBooking, NO_ORG},
    },
    store,
};

/// Where an object takes the question. No request from outside gets there.
const HARM_PATH: &str = "/harm";
/// The most bookings that are named.
const MOST_NAMED: usize = 50;
/// What the way to the object and back may take of the deadline.
const HOP: TimeDelta = TimeDelta::milliseconds(150);

/// A change of what the clinic has set.
#[derive(Serialize, Deserialize)]
pub(super) enum HarmfulChange {
    /// Of the clinic's hours.
    Schedule(Box<Schedule>),
    /// Of a practitioner's hours.
    Hours(PractitionerHours),
    /// A practitioner is deleted.
    Practitioner(String),
    /// A service is deleted.
    Service(String),
}

/// The hours that a practitioner is to have; what is absent stays.
#[derive(Serialize, Deserialize)]
pub(super) struct PractitionerHours {
    pub(super) id: String,
    /// `Some(None)`: the clinic's.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub(super) weekly: Option<Option<WeeklyHours>>,
    pub(super) overrides: Option<Vec<DateOverride>>,
}

/// What a change would harm.
#[derive(Default, Serialize, Deserialize)]
struct Harm {
    count: usize,
    /// The first of them.
    bookings: Vec<HarmedBooking>,
}

/// `force` of a query: whether a change is made whatever it harms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForceQuery {
    force: Option<String>,
}

impl ForceQuery {
    /// Whether it is.
    ///
    /// # Errors
    /// When it is neither `true` nor `false`.
    pub(super) fn is_forced(&self) -> Result<bool, Error> {
        match self.force.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Error::invalid("force", "This is true or false.")),
        }
    }
}

/// Refuses a change that would harm bookings, unless it is forced.
///
/// # Errors
/// Which bookings; or that the clinic's object could not be asked.
pub(super) async fn refuse(
    app: &App,
    context: &RequestContext,
    org_id: OrgId,
    is_forced: bool,
    change: &HarmfulChange,
) -> Result<(), Error> {
    if is_forced {
        return Ok(());
    }
    let address = store::orgs::clinic_address(app.ports.database.as_ref(), org_id).await?.ok_or(NO_ORG)?;
    let body = serde_json::to_string(change).map_err(|_| Error::Internal("a change cannot be written".into()))?;
    let request = ForwardedRequest::internal(HARM_PATH, body, context.deadline.moment() - HOP);
    let answer = app.clinics.serve(address, request).await?.success();
    let answer = answer.ok_or_else(|| Error::Unavailable("the clinic's object did not say what is harmed".into()))?;
    let Harm { count, bookings } = handed_over(&answer)?;
    if count == 0 { Ok(()) } else { Err(Error::HarmsBookings { detail: detail(change, count), count, bookings }) }
}

fn detail(change: &HarmfulChange, count: usize) -> String {
    let what = match change {
        HarmfulChange::Schedule(_) | HarmfulChange::Hours(_) => "outside opening hours",
        HarmfulChange::Practitioner(_) => "with nobody who works here",
        HarmfulChange::Service(_) => "for a service that is offered no more",
    };
    let bookings = if count == 1 { "1 booking".to_owned() } else { format!("{count} bookings") };
    format!("This would leave {bookings} {what}. Move or cancel them first, or send the request again with force=true.")
}
