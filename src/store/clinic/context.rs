//! What belongs to one request or alarm that is answered in a clinic's object.

use std::{ops::Deref, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::{ClinicDatabase, metrics};
use crate::{
    context::{CalendarUse, RequestContext, VendorErrors},
    domain::{id::OrgId, integration::Vendor, route::Route},
    outbound::Deadline,
};

/// A request, or the run of an alarm, in a clinic's object. What takes one can run in an object alone.
#[derive(Clone)]
pub struct ClinicContext {
    request: RequestContext,
    /// Whose object it is.
    pub org_id: OrgId,
    /// The object's own database.
    pub clinic: Arc<ClinicDatabase>,
    /// How calendars answered.
    pub calendar_use: Arc<CalendarUse>,
    known_route: Option<Arc<Route>>,
}

impl ClinicContext {
    /// `request` in the object of an org.
    pub fn new(request: RequestContext, org_id: OrgId, clinic: Arc<ClinicDatabase>) -> Self {
        let vendor_errors = (!request.rehearsal).then(|| Arc::new(CountedErrors(Arc::clone(&clinic))) as Arc<_>);
        let request = RequestContext { vendor_errors, ..request };
        Self { request, org_id, clinic, calendar_use: Arc::default(), known_route: None }
    }

    /// The same as a rehearsal.
    #[must_use]
    pub fn rehearsed(&self) -> Self {
        Self { request: self.request.rehearsed(), ..self.clone() }
    }

    /// The same with less time.
    #[must_use]
    pub fn within(&self, time: TimeDelta, now: DateTime<Utc>) -> Self {
        let deadline = self.request.deadline.min(Deadline::at(now + time));
        Self { request: RequestContext { deadline, ..self.request.clone() }, ..self.clone() }
    }

    /// The same for work that follows from what this request did by `route`, which was confirmed in D1.
    #[must_use]
    pub fn with_route(&self, route: &Route) -> Self {
        Self { known_route: Some(Arc::new(route.clone())), ..self.clone() }
    }

    /// What D1 says of the clinic, if this request has confirmed it.
    pub fn known_route(&self) -> Option<Arc<Route>> {
        self.known_route.clone()
    }
}

/// What vendors refuse, counted in the object's database.
struct CountedErrors(Arc<ClinicDatabase>);

impl VendorErrors for CountedErrors {
    fn count(&self, vendor: &Vendor, kind: &'static str, now: DateTime<Utc>) {
        // What could not be counted is in the log all the same, as what it led to.
        let _ = self.0.transact(|transaction| metrics::count_error(transaction, vendor, kind, now));
    }
}

impl Deref for ClinicContext {
    type Target = RequestContext;

    fn deref(&self) -> &RequestContext {
        &self.request
    }
}
