//! What belongs to one request, or to one run of a scheduled job.

mod calendar_use;
mod tiers;
mod vendor_errors;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

pub use calendar_use::{CalendarAnswer, CalendarUse};
pub use tiers::Tiers;
pub use vendor_errors::VendorErrors;

use crate::{outbound::Deadline, ports::Background};

/// What belongs to one request.
#[derive(Clone)]
pub struct RequestContext {
    /// Where to put work that goes on after the answer.
    pub background: Arc<dyn Background>,
    /// Which tier of the directory answered.
    pub tiers: Arc<Tiers>,
    /// When it arrived. Asking the runtime for the time costs a crossing into JavaScript.
    pub now: DateTime<Utc>,
    /// When the answer has to leave.
    pub deadline: Deadline,
    /// The IP address that it came from, where a handler may have to count what comes from there.
    pub sender: Option<Arc<str>>,
    /// Whether it only shows what would be done: everything is read, and nothing is changed, at vendors neither.
    pub rehearsal: bool,
    /// Who counts what vendors of calendars refuse; nobody outside a clinic's object.
    pub vendor_errors: Option<Arc<dyn VendorErrors>>,
}

/// Drops whatever was to go on after the answer.
struct NoBackground;

impl Background for NoBackground {
    fn spawn(&self, _: BoxFuture<'static, ()>) {}
}

impl RequestContext {
    /// The same as a rehearsal, which leaves nothing behind its answer either.
    #[must_use]
    pub fn rehearsed(&self) -> Self {
        Self { background: Arc::new(NoBackground), rehearsal: true, vendor_errors: None, ..self.clone() }
    }
}
