//! The calendars and the directory as bookings use them. Calendars are still functions of the whole application; as soon as they are an
//! object, bookings hold that and this file goes.

use std::sync::{Arc, Weak};

use crate::{
    app::App,
    calendars::{self, Agenda, CalendarError, Plan, Routed},
    context::RequestContext,
    domain::{appointment::Appointment, id::OrgId, route::Route},
    store::StoreError,
};

/// What an application gives that is gone.
const GONE: StoreError = StoreError::Database(crate::ports::DatabaseError::Unavailable(String::new()));

/// The application, which holds the bookings that hold this.
#[derive(Clone)]
pub(super) struct Neighbours(pub(super) Weak<App>);

impl Neighbours {
    fn app(&self) -> Result<Arc<App>, StoreError> {
        self.0.upgrade().ok_or(GONE)
    }

    pub(super) async fn confirm(&self, context: &RequestContext, routed: &mut Routed) -> Result<(), CalendarError> {
        calendars::confirm(self.app()?.as_ref(), context, routed).await
    }

    pub(super) async fn reread(&self, context: &RequestContext, routed: &mut Routed) -> Result<(), CalendarError> {
        calendars::reread(self.app()?.as_ref(), context, routed).await
    }

    pub(super) async fn read(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, CalendarError>,
    ) -> Result<Agenda, CalendarError> {
        calendars::read(&self.app()?, context, routed, plan).await
    }

    pub(super) async fn read_for_booking(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        plan: impl Fn(&Route) -> Result<Plan, CalendarError>,
    ) -> Result<Agenda, CalendarError> {
        calendars::read_google(&self.app()?, context, routed, plan).await
    }

    /// Writes the event; an error says why not, and whether that is for good.
    pub(super) async fn write_event(
        &self,
        context: &RequestContext,
        route: &Route,
        appointment: &Appointment,
    ) -> Result<(), (bool, String)> {
        let app = self.app().map_err(|error| (false, error.to_string()))?;
        let written = calendars::events::write(&app, context, route, appointment).await;
        written.map_err(|error| (error.is_permanent(), error.to_string()))
    }

    pub(super) fn forget_booked(&self, org_id: OrgId) {
        if let Ok(app) = self.app() {
            app.booked.forget(org_id);
        }
    }
}
