//! One reading of a clinic's calendars: when they are busy, and our own appointments, over a window.
//!
//! Round trips are the latency. Warm, a reading makes one external request and nothing else; cold, one D1 batch brings the token,
//! the appointments and whatever the directory left open.

use std::sync::Arc;

use super::{
    Calendars,
    agenda::Agenda,
    booked::{BookedCache, load_window},
    connection::Connection,
    plan::Plan,
    provider::{CalendarProvider, ProviderError},
    selection::Choice,
};
use crate::{
    context::RequestContext,
    directory::{Routed, RoutingError, RoutingRefusal},
    domain::{route::Route, schedule::Interval},
    store::{self, StoreError, appointments::Booked},
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
    /// D1 would not say.
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

/// How well our own appointments have to be known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OwnAppointments {
    /// As D1 had them within the last seconds.
    Recent,
    /// As far as memory happens to know them: whoever writes afterwards has D1 check them.
    AsRemembered,
}

/// What is known before the provider is asked.
struct Prepared {
    connection: Connection,
    plan: Plan,
    window: Interval,
    booked: Arc<Vec<Booked>>,
}

impl Calendars {
    /// Reads the calendars of `plan` for the clinic of `routed`, which is corrected if D1 knows better than KV did.
    ///
    /// # Errors
    /// Fails closed: whatever could not be read is an error.
    pub async fn read(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, AvailabilityError>,
    ) -> Result<Agenda, AvailabilityError> {
        let prepared = self.prepare(context, routed, plan, OwnAppointments::Recent).await?;
        self.ask(context, routed, prepared).await
    }

    /// The same for whoever writes afterwards: our own appointments are what memory knows of them, or none, since the write has D1 check
    /// them itself.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_for_booking(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, AvailabilityError>,
    ) -> Result<Agenda, AvailabilityError> {
        let prepared = self.prepare(context, routed, plan, OwnAppointments::AsRemembered).await?;
        self.ask(context, routed, prepared).await
    }

    /// Gets ready to ask the provider. A route that turns out to be stale is replaced and the work done again.
    async fn prepare(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, AvailabilityError>,
        own: OwnAppointments,
    ) -> Result<Prepared, AvailabilityError> {
        loop {
            let connection = self.connect(context, &routed.route)?;
            let plan = plan(&routed.route)?;
            let window = plan.window(routed.route.zone);
            let key = BookedCache::key(connection.org_id, &plan.resources);
            let remembered = self.booked.get(&key, window, self.ports.clock.now());
            let remembered = remembered.or_else(|| (own == OwnAppointments::AsRemembered).then(Arc::default));
            if let Some(booked) = remembered.filter(|_| connection.is_warm() && routed.resolution.is_complete()) {
                self.directory.verify_behind(&mut routed.resolution, &context.background);
                return Ok(Prepared { connection, plan, window, booked });
            }
            let booked = self.load_cold(context, routed, &connection, &plan, window).await?;
            if !routed.reroute()? {
                return Ok(Prepared { connection, plan, window, booked });
            }
        }
    }

    /// The one D1 batch of a cold reading.
    async fn load_cold(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        connection: &Connection,
        plan: &Plan,
        window: Interval,
    ) -> Result<Arc<Vec<Booked>>, AvailabilityError> {
        let (org_id, now) = (connection.org_id, self.ports.clock.now());
        let wide = load_window(window, now);
        let mut statements = routed.resolution.statements();
        statements.extend([
            store::tokens::current(org_id),
            store::calendar_faults::select(org_id, &connection.credential_id),
            store::appointments::select(org_id, &plan.resources, wide, now),
        ]);
        let mut results = store::run(self.ports.database.as_ref(), statements).await?;
        let booked = store::appointments::found(results.pop().unwrap_or_default())?;
        self.learn_faults(connection, results.pop().unwrap_or_default())?;
        let tokens = store::tokens::found(results.pop().unwrap_or_default())?;
        self.directory.settle(&mut routed.resolution, results, &context.tiers, &context.background)?;
        connection.adopt_from(&tokens);
        Ok(self.booked.put(BookedCache::key(org_id, &plan.resources), wide, now, booked))
    }

    /// The provider's side, and both together. A calendar that cannot be read is left out; without any other there is no answer.
    async fn ask(
        &self,
        context: &RequestContext,
        routed: &Routed,
        prepared: Prepared,
    ) -> Result<Agenda, AvailabilityError> {
        let Prepared { connection, plan, window, booked } = prepared;
        let ids: Vec<&str> = plan.resources.iter().map(|resource| resource.calendar_id.as_str()).collect();
        let calendars = connection.busy(&ids, window).await?;
        self.note_faults(context, &connection, &calendars);
        let problem = calendars.iter().find_map(|calendar| calendar.busy.as_ref().err().copied());
        let busy: Vec<_> = calendars.into_iter().map(|calendar| calendar.busy.ok()).collect();
        if let Some(error) = problem.filter(|_| busy.iter().all(Option::is_none)) {
            return Err(error.into());
        }
        Ok(Agenda::new(plan, busy, booked.to_vec(), routed.route.zone, self.ports.clock.now()))
    }
}
