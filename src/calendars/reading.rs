//! One reading of a calendar: Google's busy times and our own appointments over a window.
//!
//! Round trips are the latency. Warm, a reading makes one external request and nothing else; cold, one D1 batch brings the token,
//! the appointments and whatever the directory left open.

use std::sync::Arc;

use super::{
    account::Account,
    agenda::Agenda,
    booked::{BookedCache, load_window},
    connection::{self, account},
    plan::Plan,
    selection::Choice,
};
use crate::calendars::google::credential::GOOGLE;
use crate::{
    app::App,
    calendars::google::{self, GoogleError},
    context::RequestContext,
    directory::{Routed, RoutingError},
    domain::{route::Route, schedule::Interval, signals::Unrouted},
    store::{self, StoreError, appointments::Booked},
};

/// Why there is no reading. None of these means "free" and none means "full".
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
    /// On a second look the org is suspended or closed.
    #[error("the org is not served")]
    NotServed,
    /// On a second look the number is not this clinic's.
    #[error("the number changed hands")]
    Rerouted(Unrouted),
    /// Google would not say.
    #[error(transparent)]
    Google(#[from] GoogleError),
    /// What is to be booked, or with whom, means nothing at this clinic.
    #[error("no such service or practitioner")]
    Choice(Choice),
    /// D1 would not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RoutingError> for CalendarError {
    fn from(error: RoutingError) -> Self {
        match error {
            RoutingError::NotServed => Self::NotServed,
            RoutingError::Rerouted(unrouted) => Self::Rerouted(unrouted),
            RoutingError::Store(error) => Self::Store(error),
        }
    }
}

/// Reads the calendars of `plan` for the clinic of `routed`, which is corrected if D1 knows better than KV did.
///
/// # Errors
/// Fails closed: whatever could not be read is an error.
pub async fn read(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    plan: impl Fn(&Route) -> Result<Plan, CalendarError>,
) -> Result<Agenda, CalendarError> {
    let prepared = prepare(app, context, routed, plan, Need::Bookings).await?;
    ask(app, context, routed, prepared).await
}

/// The same for whoever writes afterwards: our own bookings are what memory knows of them, or none, since the write asks D1 itself.
///
/// # Errors
/// As [`read`].
pub async fn read_google(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    plan: impl Fn(&Route) -> Result<Plan, CalendarError>,
) -> Result<Agenda, CalendarError> {
    let prepared = prepare(app, context, routed, plan, Need::Google).await?;
    ask(app, context, routed, prepared).await
}

/// Whether our own bookings have to be known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Bookings,
    Google,
}

/// What is known before Google is asked.
struct Prepared {
    account: Account,
    plan: Plan,
    window: Interval,
    booked: Arc<Vec<Booked>>,
}

/// A route that turns out to be stale is replaced and the work done again, once.
async fn prepare(
    app: &App,
    context: &RequestContext,
    routed: &mut Routed,
    plan: impl Fn(&Route) -> Result<Plan, CalendarError>,
    need: Need,
) -> Result<Prepared, CalendarError> {
    loop {
        let account = account(&routed.route)?;
        let plan = plan(&routed.route)?;
        let window = plan.window(routed.route.zone);
        let key = BookedCache::key(account.org_id(), &plan.resources);
        let remembered = app.booked.get(&key, window, app.ports.clock.now());
        let remembered = remembered.or_else(|| (need == Need::Google).then(Arc::default));
        if let Some(booked) = remembered.filter(|_| account.is_warm(app) && routed.resolution.is_complete()) {
            app.directory.verify_behind(&mut routed.resolution, &context.background);
            return Ok(Prepared { account, plan, window, booked });
        }
        let booked = load(app, context, routed, &account, &plan, window).await?;
        if !routed.reroute()? {
            return Ok(Prepared { account, plan, window, booked });
        }
    }
}

/// The one D1 batch of a cold reading.
async fn load(
    app: &App,
    context: &RequestContext,
    routed: &mut Routed,
    account: &Account,
    plan: &Plan,
    window: Interval,
) -> Result<Arc<Vec<Booked>>, CalendarError> {
    let now = app.ports.clock.now();
    let wide = load_window(window, now);
    let mut statements = routed.resolution.statements();
    let own = [
        store::tokens::select(account.org_id(), &GOOGLE, account.credential_id()),
        store::appointments::select(account.org_id(), &plan.resources, wide, now),
    ];
    statements.extend(own);
    let mut results = store::run(app.ports.database.as_ref(), statements).await?;
    let booked = store::appointments::found(results.pop().unwrap_or_default())?;
    let token = store::tokens::found(results.pop().unwrap_or_default())?;
    app.directory.settle(&mut routed.resolution, results, &context.tiers, &context.background)?;
    if let Some(token) = token.filter(|_| !account.is_warm(app)) {
        account.adopt(app, &token);
    }
    Ok(app.booked.put(BookedCache::key(account.org_id(), &plan.resources), wide, now, booked))
}

/// Google's side, and both together.
async fn ask(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &Routed,
    prepared: Prepared,
) -> Result<Agenda, CalendarError> {
    let Prepared { account, plan, window, booked } = prepared;
    let base = app.config.vendors.google_api_base.as_str();
    let mut google = Vec::with_capacity(plan.resources.len());
    for resources in plan.resources.chunks(google::MOST_CALENDARS) {
        let ids: Vec<&str> = resources.iter().map(|resource| resource.calendar_id.as_str()).collect();
        let busy = connection::ask(app, context, &account, |token| {
            let ids = ids.clone();
            async move { google::free_busy(&app.ports, base, &token, &ids, window, context.deadline).await }
        });
        google.extend(busy.await?);
    }
    Ok(Agenda::new(plan, google, booked.to_vec(), routed.route.zone, app.ports.clock.now()))
}
