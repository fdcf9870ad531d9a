//! One reading of a calendar: Google's busy times and our own appointments over a window.
//!
//! Round trips are the latency. Warm, a reading makes one external request and nothing else; cold, one D1 batch brings the token,
//! the appointments and whatever the directory left open.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    account::Account,
    booked::load_window,
    connection::{account, ask},
};
use crate::{
    app::{App, Call},
    clients::google::{self, GoogleError},
    directory::{DirectoryError, Resolution},
    domain::{
        credential::Service,
        org::OrgStatus,
        route::Route,
        schedule::{BusyTimes, Interval, Zone},
        signals::{self, Unrouted},
    },
    store::{self, StoreError, appointments::Booked},
};

/// A clinic that was chosen, and how.
pub struct Routed {
    /// The clinic.
    pub route: Arc<Route>,
    /// What is known of each key that was looked up.
    pub resolution: Resolution,
}

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
    /// D1 would not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the busy times of `window` for the clinic of `routed`, which is corrected if D1 knows better than KV did.
///
/// # Errors
/// Fails closed: whatever could not be read is an error.
pub(super) async fn read(
    app: &Arc<App>,
    call: &Call,
    routed: &mut Routed,
    window: impl Fn(&Route) -> Result<Interval, CalendarError>,
) -> Result<BusyTimes, CalendarError> {
    let (account, window, booked) = prepare(app, call, routed, window).await?;
    let google = google_busy(app, call, &account, window).await?;
    Ok(merge(google, &booked, routed.route.zone, app.ports.clock.now()))
}

/// What is known before Google is asked. A route that turns out to be stale is replaced and the work done again, once.
async fn prepare(
    app: &App,
    call: &Call,
    routed: &mut Routed,
    window: impl Fn(&Route) -> Result<Interval, CalendarError>,
) -> Result<(Account, Interval, Arc<Vec<Booked>>), CalendarError> {
    loop {
        let span = window(&routed.route)?;
        let account = account(&routed.route)?;
        let now = app.ports.clock.now();
        let booked = app.booked.get(account.org_id(), account.calendar_id(), span, now);
        if let Some(booked) = booked.filter(|_| account.is_warm(app) && routed.resolution.is_complete()) {
            app.directory.verify_behind(&mut routed.resolution, &call.background);
            return Ok((account, span, booked));
        }
        let booked = load(app, call, routed, &account, span).await?;
        if !reroute(routed)? {
            return Ok((account, span, booked));
        }
    }
}

/// The one D1 batch of a cold reading.
async fn load(
    app: &App,
    call: &Call,
    routed: &mut Routed,
    account: &Account,
    span: Interval,
) -> Result<Arc<Vec<Booked>>, CalendarError> {
    let now = app.ports.clock.now();
    let wide = load_window(span, now);
    let mut statements = routed.resolution.statements();
    let own = [
        store::tokens::select(account.org_id(), Service::Google, account.credential_id()),
        store::appointments::select(account.org_id(), account.calendar_id(), wide, now),
    ];
    statements.extend(own);
    let mut results = store::run(app.ports.database.as_ref(), statements).await?;
    let booked = store::appointments::found(results.pop().unwrap_or_default())?;
    let token = store::tokens::found(results.pop().unwrap_or_default())?;
    app.directory.settle(&mut routed.resolution, results, &call.tiers, &call.background)?;
    if let Some(token) = token.filter(|_| !account.is_warm(app)) {
        account.adopt(app, &token);
    }
    Ok(app.booked.put(account.org_id(), account.calendar_id(), wide, now, booked))
}

/// Takes over the route as D1 has it, if that differs from the one in use, and says whether it did.
fn reroute(routed: &mut Routed) -> Result<bool, CalendarError> {
    let resolution = &routed.resolution;
    let current = signals::choose(resolution.keys(), &resolution.routes()).map_err(CalendarError::Rerouted)?;
    if current.status != OrgStatus::Active {
        return Err(CalendarError::NotServed);
    }
    let changed = current != routed.route;
    routed.route = current;
    Ok(changed)
}

/// Settles what is still open of the called number, for answers that were given without reading the calendar: number and id of
/// different clinics are refused before anything is said of either.
pub async fn confirm(app: &App, call: &Call, routed: &mut Routed) -> Result<(), CalendarError> {
    if !routed.resolution.is_complete() {
        let completed = app.directory.complete(&mut routed.resolution, &call.tiers, &call.background).await;
        completed.map_err(|DirectoryError(error)| error)?;
        reroute(routed)?;
    }
    Ok(())
}

/// Google's busy times.
async fn google_busy(
    app: &Arc<App>,
    call: &Call,
    account: &Account,
    window: Interval,
) -> Result<Vec<Interval>, GoogleError> {
    let (base, ids) = (&app.config.vendors.google_api_base, [account.calendar_id()]);
    let busy = ask(app, call, account, |token| async move {
        google::free_busy(&app.ports, base, &token, &ids, window, call.deadline).await
    });
    Ok(busy.await?.into_iter().flatten().collect())
}

/// Our appointments count with their buffers; an event of ours that Google reports as well counts once all the same.
fn merge(google: Vec<Interval>, booked: &[Booked], zone: Zone, now: DateTime<Utc>) -> BusyTimes {
    let live: Vec<&Booked> = booked.iter().filter(|b| b.hold_expires_at.is_none_or(|at| at > now)).collect();
    let busy = google.into_iter().chain(live.iter().map(|b| b.blocked));
    BusyTimes::new(busy).with_booked(zone, live.iter().map(|b| b.starts_at))
}
