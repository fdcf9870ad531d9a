//! In the clinic's object: which bookings to come a change would harm.

use std::{collections::HashMap, sync::Arc};

use axum::{Extension, Router, extract::State, response::Response, routing::post};
use http::StatusCode;

use super::{HARM_PATH, Harm, HarmedBooking, HarmfulChange, MOST_NAMED, utc};
use crate::{
    admin::local,
    app::App,
    domain::{
        appointment::Appointment,
        catalogue::Catalogue,
        id::OrgId,
        route::{Route, RouteKey},
        schedule::{Interval, Rules, Schedule, Zone},
    },
    http::{
        Error,
        body::{handed_over, json},
    },
    store::{
        self,
        clinic::{ClinicContext, appointments::listing},
    },
};

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new().route(HARM_PATH, post(tell))
}

async fn tell(
    State(app): State<Arc<App>>,
    Extension(context): Extension<ClinicContext>,
    body: String,
) -> Result<Response, Error> {
    let change: HarmfulChange = handed_over(&body)?;
    let route = route(&app, context.org_id).await?;
    let bookings = context.clinic.read(|transaction| listing::upcoming(transaction, context.now))?;
    let harmed = match (&change, &route) {
        (HarmfulChange::Practitioner(id), _) => {
            having(bookings, |booking| booking.practitioner_id.as_deref() == Some(id))
        }
        (HarmfulChange::Service(id), _) => having(bookings, |booking| booking.service_id.as_deref() == Some(id)),
        (_, None) => Vec::new(),
        (_, Some(route)) => {
            let hours = ChangedHours::of(route, change);
            having(bookings, |booking| hours.as_ref().is_some_and(|hours| hours.harm(booking)))
        }
    };
    Ok(json(StatusCode::OK, &harm(&harmed)))
}

async fn route(app: &App, org_id: OrgId) -> Result<Option<Route>, Error> {
    let rows = store::run_one(app.ports.database.as_ref(), store::routes::select(&RouteKey::Org(org_id))).await?;
    Ok(store::routes::found(rows)?)
}

fn having(bookings: Vec<Appointment>, is_harmed: impl Fn(&Appointment) -> bool) -> Vec<Appointment> {
    bookings.into_iter().filter(is_harmed).collect()
}

/// What is told of them: no patient is named in an error.
fn harm(harmed: &[Appointment]) -> Harm {
    let named = |booking: &Appointment| HarmedBooking {
        id: booking.id.clone(),
        starts_at: utc(booking.starts_at),
        starts_at_local: local(booking.zone, booking.starts_at),
        service: booking.service_name.clone(),
        practitioner: booking.practitioner_name.clone(),
    };
    Harm { count: harmed.len(), bookings: harmed.iter().take(MOST_NAMED).map(named).collect() }
}

/// The hours of everybody, before and after.
struct ChangedHours {
    zone: Zone,
    /// By practitioner; those of the clinic by none.
    by_practitioner: HashMap<Option<String>, [Schedule; 2]>,
}

impl ChangedHours {
    /// `None` where nothing was set before, so that nothing was booked by it.
    fn of(route: &Route, change: HarmfulChange) -> Option<Self> {
        let before = route.schedule.clone()?;
        let (mut after, mut catalogue) = (before.clone(), route.catalogue.clone());
        match change {
            HarmfulChange::Schedule(schedule) => after = *schedule,
            HarmfulChange::Hours(hours) => {
                for one in catalogue.practitioners.iter_mut().filter(|one| one.id == hours.id) {
                    one.weekly = hours.weekly.clone().unwrap_or_else(|| one.weekly.take());
                    one.overrides = hours.overrides.clone().unwrap_or_else(|| std::mem::take(&mut one.overrides));
                }
            }
            HarmfulChange::Practitioner(_) | HarmfulChange::Service(_) => {}
        }
        let hours = |schedule: &Schedule, catalogue: &Catalogue, id: &str| catalogue.hours_of(schedule, id);
        let of_practitioners = route.catalogue.practitioners.iter().filter_map(|one| {
            let pair = [hours(&before, &route.catalogue, &one.id)?, hours(&after, &catalogue, &one.id)?];
            Some((Some(one.id.clone()), pair))
        });
        let mut by_practitioner: HashMap<_, _> = of_practitioners.collect();
        by_practitioner.insert(None, [before, after]);
        Some(Self { zone: route.zone, by_practitioner })
    }

    /// Whether a booking lies in hours before and not after. One that was booked outside them on purpose is nobody's news.
    fn harm(&self, booking: &Appointment) -> bool {
        let Some([before, after]) = self.by_practitioner.get(&booking.practitioner_id) else { return false };
        let time = Interval { start: booking.starts_at, end: booking.ends_at };
        let covers = |schedule| Rules { schedule, zone: self.zone }.covers(time);
        covers(before) && !covers(after)
    }
}
