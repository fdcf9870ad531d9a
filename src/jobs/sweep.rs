//! What cron runs every minute: whatever a request left undone, and whatever was changed in SQL.

use std::sync::Arc;

use chrono::TimeDelta;

use super::outbox;
use crate::{
    app::{App, Call},
    calendar,
    clients::Deadline,
    directory,
    log::{self, Level},
    ports::Background,
    store::{self, StoreError},
};

/// What one sweep may use of its minute. Leases of work last longer.
const BUDGET: TimeDelta = TimeDelta::seconds(25);
/// Calendars that are compared when there is nothing else to do. Nearly always that is four requests each, so that the sweep stays
/// below the 50 subrequests of the free plan; with a larger plan it can be as many as are due in a minute.
const QUIET_CALENDARS: i64 = 8;

/// One sweep. It is idempotent, so that two at a time do no harm.
pub async fn run(app: &Arc<App>, background: Arc<dyn Background>) {
    let now = app.ports.clock.now();
    let call = Call { background, tiers: Arc::default(), now, deadline: Deadline::at(now + BUDGET) };
    let published = publish(app).await;
    let drained = report(app, "outbox", outbox::drain(app, &call).await).unwrap_or_default();
    let calendars = if published + drained == 0 { QUIET_CALENDARS } else { 1 };
    report(app, "calendars", calendar::follow_due(app, &call, calendars).await);
    report(app, "expiry", store::expiry::run_once(app.ports.database.as_ref(), now).await);
}

/// How many documents were written or put off.
async fn publish(app: &App) -> usize {
    let done = report(app, "publish", directory::publish_due(&app.ports).await).unwrap_or_default();
    if done.published + done.postponed > 0 {
        let (published, postponed) = (done.published.to_string(), done.postponed.to_string());
        let fields = [("published", published.as_str()), ("postponed", postponed.as_str())];
        log::write(app.ports.log.as_ref(), Level::Info, "sweep", &fields);
    }
    done.published + done.postponed
}

/// What a part of the sweep came to; a failure is logged, and the other parts go on.
fn report<T>(app: &App, part: &str, outcome: Result<T, StoreError>) -> Option<T> {
    outcome
        .inspect_err(|error| {
            let fields = [("part", part), ("detail", &error.to_string())];
            log::write(app.ports.log.as_ref(), Level::Error, "sweep.failed", &fields);
        })
        .ok()
}
