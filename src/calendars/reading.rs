//! One reading of a clinic's calendars: when they are busy, and our own appointments, over a window.
//!
//! Round trips are the latency. Warm, a reading makes one external request and nothing else, since our own appointments are in the
//! object where it runs; cold, one D1 batch brings the token and whatever the directory left open.

use futures_util::future::join;

use super::{
    Calendars,
    agenda::Agenda,
    connection::Connection,
    plan::Plan,
    provider::{BusyCalendar, CalendarProvider, ProviderError},
    selection::Choice,
};
use crate::{
    directory::{Routed, RoutingError, RoutingRefusal},
    domain::{catalogue::CalendarResource, route::Route, schedule::Interval},
    store::{
        self, StoreError,
        clinic::{
            ClinicContext,
            appointments::{self, Booked},
        },
    },
};

/// Why a clinic's calendars cannot be read. None of these means "free" and none means "full".
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The org has stored no calendar.
    #[error("no calendar is connected")]
    NotConnected,
    /// The org's connection is dead until somebody renews it.
    #[error("the calendar has to be connected again")]
    NeedsReconnect,
    /// The org has not said when it is open.
    #[error("no opening hours are set")]
    NoSchedule,
    /// The provider would not say.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// Why nobody knows what is free: because of the route, of what was asked for, of the calendars, or of the database.
#[derive(Debug, thiserror::Error)]
pub enum AvailabilityError {
    /// The call is not this clinic's, or it is not served.
    #[error(transparent)]
    Routing(#[from] RoutingRefusal),
    /// What is to be booked, or with whom, means nothing at this clinic.
    #[error("no such service or practitioner")]
    Choice(Choice),
    /// The clinic's calendars cannot be read.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A database would not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RoutingError> for AvailabilityError {
    fn from(error: RoutingError) -> Self {
        match error {
            RoutingError::Refused(refusal) => Self::Routing(refusal),
            RoutingError::Store(error) => Self::Store(error),
        }
    }
}

impl From<ProviderError> for AvailabilityError {
    fn from(error: ProviderError) -> Self {
        Self::Calendar(error.into())
    }
}

/// What is known before the provider is asked.
struct Prepared {
    connection: Connection,
    plan: Plan,
    window: Interval,
}

impl Prepared {
    async fn busy(&self) -> Result<Vec<BusyCalendar>, ProviderError> {
        let ids: Vec<&str> = self.plan.resources.iter().map(|resource| resource.calendar_id.as_str()).collect();
        self.connection.busy(&ids, self.window).await
    }
}

impl Calendars {
    /// Reads the calendars of `plan` for the clinic of `routed`, which is corrected if D1 knows better than KV did.
    ///
    /// # Errors
    /// Fails closed: whatever could not be read is an error.
    pub async fn read(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, AvailabilityError>,
    ) -> Result<Agenda, AvailabilityError> {
        let prepared = self.prepare(context, routed, plan).await?;
        let mirrored = self.mirrored_or_live(context, &prepared.connection, &prepared.plan, prepared.window);
        if mirrored.as_ref().is_none_or(|mirrored| mirrored.is_aging) {
            self.refresh_behind(context, &prepared.connection, &routed.route);
        }
        let busy = match mirrored {
            Some(mirrored) => {
                context.calendar_use.copied(mirrored.age);
                mirrored.calendars
            }
            None => prepared.busy().await?,
        };
        self.agenda(context, routed, prepared, busy)
    }

    /// The same for whoever changes something by it: beside the provider, D1 is asked whether the clinic is as it was known. `None` if it
    /// is not.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_for_change(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, AvailabilityError>,
    ) -> Result<Option<Agenda>, AvailabilityError> {
        let prepared = self.prepare(context, routed, plan).await?;
        let (busy, is_current) = join(prepared.busy(), self.directory.is_current(routed)).await;
        if !is_current? {
            return Ok(None);
        }
        self.agenda(context, routed, prepared, busy?).map(Some)
    }

    /// What takes time of any of `resources` within `window`, as the clinic's object knows it.
    ///
    /// # Errors
    /// When the object's database failed.
    pub fn booked(
        &self,
        context: &ClinicContext,
        resources: &[CalendarResource],
        window: Interval,
    ) -> Result<Vec<Booked>, StoreError> {
        let now = self.ports.clock.now();
        context
            .clinic
            .read(|transaction| appointments::found(transaction.run(appointments::select(resources, window, now))?))
    }

    /// Gets ready to ask the provider. A route that turns out to be stale is replaced and the work done again.
    async fn prepare(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, AvailabilityError>,
    ) -> Result<Prepared, AvailabilityError> {
        loop {
            let connection = self.connect(context, &routed.route)?;
            let plan = plan(&routed.route)?;
            let window = plan.window(routed.route.zone);
            let prepared = Prepared { connection, plan, window };
            if prepared.connection.is_warm() && routed.resolution.is_complete() {
                self.directory.verify_behind(&mut routed.resolution, &context.background);
                return Ok(prepared);
            }
            self.load_cold(context, routed, &prepared.connection).await?;
            if !routed.reroute()? {
                return Ok(prepared);
            }
        }
    }

    /// The one D1 batch of a cold reading: the token, what is known of calendars that cannot be read, and what the directory left open.
    async fn load_cold(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        connection: &Connection,
    ) -> Result<(), AvailabilityError> {
        let org_id = connection.org_id;
        let mut statements = routed.resolution.statements();
        statements.extend([
            store::tokens::current(org_id),
            store::calendar_faults::select(org_id, &connection.credential_id),
        ]);
        let mut results = store::run(self.ports.database.as_ref(), statements).await?;
        self.learn_faults(connection, results.pop().unwrap_or_default())?;
        let tokens = store::tokens::found(results.pop().unwrap_or_default())?;
        self.directory.settle(&mut routed.resolution, results, &context.tiers, &context.background)?;
        connection.adopt_from(&tokens);
        Ok(())
    }

    /// The provider's side, and ours as it is now. A calendar that cannot be read is left out; without any other there is no answer.
    fn agenda(
        &self,
        context: &ClinicContext,
        routed: &Routed,
        prepared: Prepared,
        calendars: Vec<BusyCalendar>,
    ) -> Result<Agenda, AvailabilityError> {
        let Prepared { connection, plan, window } = prepared;
        self.note_faults(context, &connection, &calendars);
        let problem = calendars.iter().find_map(|calendar| calendar.busy.as_ref().err().copied());
        let busy: Vec<_> = calendars.into_iter().map(|calendar| calendar.busy.ok()).collect();
        if let Some(error) = problem.filter(|_| busy.iter().all(Option::is_none)) {
            return Err(error.into());
        }
        let booked = self.booked(context, &plan.resources, window)?;
        Ok(Agenda::new(plan, busy, booked, routed.route.zone, self.ports.clock.now()))
    }
}
