//! Appointments follow what people do in the clinic's calendar: an event that is moved moves its appointment, one that is deleted cancels
//! it, and an event without an appointment goes.
//!
//! The provider is asked for what changed, which as a rule is nothing or what we wrote ourselves. Where event and appointment differ, the
//! event is read again after the appointment, and the appointment changes only if it is then still as it was read: in between nothing
//! of ours was written, so the difference is a person's.

mod adopt;
mod compare;
mod comparison;
mod notices;
mod second_look;

use std::sync::{Mutex, atomic::AtomicUsize};

use chrono::TimeDelta;

use self::comparison::{Comparison, FollowProgress};
pub use self::notices::ChangeNotices;
use super::{Calendars, connection::Connection, provider::ProviderError};
use crate::{
    domain::{id::OrgId, org::OrgStatus, route::Route},
    log::{self, Level},
    ports::Rows,
    store::{
        self, StoreError,
        clinic::{
            ClinicContext,
            follow::{self, Followed},
        },
    },
};

/// How often a calendar is compared.
const INTERVAL: TimeDelta = TimeDelta::minutes(3);
/// How long calendars are left alone of whose rows some cannot be read, if nothing is noted before.
const UNREADABLE: TimeDelta = TimeDelta::minutes(1);
/// Requests for second looks that all comparisons of one alarm may need together; later ones take the others. With all that
/// comparisons need besides, this stays below the 50 subrequests of the free plan.
const MOST_REQUESTS: usize = 16;
/// What one calendar may need; with less the next alarm sees to it.
const NEEDED: TimeDelta = TimeDelta::seconds(8);
/// How long a calendar is left alone that only a person can open again.
const CLOSED: TimeDelta = TimeDelta::minutes(15);

/// Why a calendar could not be compared.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What all calendars of the clinic need could not be read.
    #[error("{0}")]
    Clinic(String),
}

/// A clinic whose calendars can be compared: read once for all of them.
struct OpenClinic {
    route: Route,
    connection: Connection,
}

impl Calendars {
    /// Compares up to `most` calendars that are due, and says how many that were. What goes wrong with one does not concern the others.
    ///
    /// # Errors
    /// When the object's database failed.
    pub async fn follow_due(&self, context: &ClinicContext, most: i64) -> Result<usize, StoreError> {
        let now = self.ports.clock.now();
        let due = follow::due_calendars(context.clinic.as_ref(), now, most).await?;
        if due.unreadable > 0 {
            let rows = due.unreadable.to_string();
            log::write(self.ports.log.as_ref(), Level::Error, "calendar.row_unreadable", &[("rows", &rows)]);
            store::run_one(context.clinic.as_ref(), follow::put_off(now, now + UNREADABLE)).await?;
        }
        if due.calendars.iter().any(|followed| !followed.is_in_round()) {
            store::run_one(context.clinic.as_ref(), follow::begin_round(now, now + INTERVAL)).await?;
        }
        let compared = self.follow_each(context, &due.calendars).await;
        let round = match due.calendars.iter().take(compared).rfind(|followed| followed.is_in_round()) {
            _ if compared == due.calendars.len() && !due.has_more => {
                Some(follow::end_round(now, self.ports.clock.now() + INTERVAL))
            }
            Some(last) => Some(follow::pause_round(last, now)),
            None => None,
        };
        store::run(context.clinic.as_ref(), round.into_iter().collect()).await?;
        Ok(compared)
    }

    /// Compares calendars while there is time, and says how many it were.
    async fn follow_each(&self, context: &ClinicContext, due: &[Followed]) -> usize {
        if due.is_empty() {
            return 0;
        }
        let requests = AtomicUsize::new(MOST_REQUESTS);
        let mut clinic = self.open_clinic(context).await.map_err(|error| error.to_string());
        for (position, followed) in due.iter().enumerate() {
            if context.deadline.remaining(self.ports.clock.now()) < NEEDED.to_std().unwrap_or_default() {
                return position;
            }
            let outcome = match &clinic {
                Ok(Some(clinic)) => self.compared(context, clinic, followed, &requests).await.map(Some),
                Ok(None) => Ok(None),
                Err(detail) => Err(Failure::Clinic(detail.clone())),
            };
            if matches!(outcome, Err(Failure::Provider(ProviderError::Reconnect(_)))) {
                // The others' answers would be the same.
                clinic = Ok(None);
            }
            self.note(context, followed, outcome).await;
        }
        due.len()
    }

    /// Notes how far a comparison came and when the next one is to be, after which the calendar is no longer due. `None` is of a clinic
    /// that is closed or has no calendar to ask.
    async fn note(
        &self,
        context: &ClinicContext,
        followed: &Followed,
        outcome: Result<Option<FollowProgress>, Failure>,
    ) {
        let now = self.ports.clock.now();
        let noted = match outcome {
            Ok(None) => follow::postpone(followed, now + CLOSED),
            Ok(Some(FollowProgress { cursor, search, cut })) => {
                let search = search.and_then(|search| serde_json::to_string(&search).ok());
                follow::advance(followed, &cursor.0, search.as_deref(), cut.then_some(now))
            }
            Err(failure) => {
                self.warn_of(context.org_id, "calendar.not_followed", &failure.to_string());
                follow::postpone(followed, now + delay(followed, &failure))
            }
        };
        let statements = vec![noted, follow::drop_idle(followed, now)];
        if let Err(error) = store::run(context.clinic.as_ref(), statements).await {
            self.warn_of(context.org_id, "calendar.not_noted", &error.to_string());
        }
    }

    /// The clinic; `None` for one that is closed or has no calendar to ask.
    async fn open_clinic(&self, context: &ClinicContext) -> Result<Option<OpenClinic>, StoreError> {
        let with_number = store::mappings::with_number(context.org_id);
        let (route, mut results) = self.load(context, context.org_id, vec![with_number]).await?;
        let route = route.map(|route| as_called(route, results.pop().unwrap_or_default())).transpose()?;
        let Some(route) = route.filter(|route| route.status == OrgStatus::Active) else { return Ok(None) };
        let connection = self.connect(context, &route).ok();
        Ok(connection.map(|connection| OpenClinic { route, connection }))
    }

    /// How far the comparison came.
    async fn compared(
        &self,
        context: &ClinicContext,
        clinic: &OpenClinic,
        followed: &Followed,
        requests: &AtomicUsize,
    ) -> Result<FollowProgress, Failure> {
        let comparison = Comparison {
            calendars: self,
            context,
            route: &clinic.route,
            connection: &clinic.connection,
            followed,
            requests,
            search: Mutex::default(),
        };
        comparison.run().await
    }

    pub(super) fn warn_of(&self, org_id: OrgId, what: &'static str, detail: &str) {
        let org_id = org_id.to_string();
        let fields = [("org_id", org_id.as_str()), ("detail", detail)];
        log::write(self.ports.log.as_ref(), Level::Warn, what, &fields);
    }
}

/// The route with the name and the number by which the org's patients know it.
fn as_called(mut route: Route, rows: Rows) -> Result<Route, StoreError> {
    if let Some(mapping) = store::mappings::found(rows)? {
        route.clinic_name = mapping.clinic_name;
        route.number = mapping.inbound_phone_number;
    }
    Ok(route)
}

fn delay(followed: &Followed, failure: &Failure) -> TimeDelta {
    match failure {
        Failure::Provider(error) if error.is_permanent() => CLOSED,
        _ => TimeDelta::minutes(1 << followed.failures.clamp(0, 4)),
    }
}
