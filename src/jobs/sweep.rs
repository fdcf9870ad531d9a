//! What cron runs every minute: whatever a request left undone, and whatever was changed in SQL.

use std::sync::Arc;

use chrono::TimeDelta;

use super::outbox;
use crate::{
    app::{App, Call},
    clients::Deadline,
    directory,
    log::{self, Level},
    ports::Background,
    store::StoreError,
};

/// What one sweep may use of its minute. Leases of work last longer.
const BUDGET: TimeDelta = TimeDelta::seconds(25);

/// One sweep. It is idempotent, so that two at a time do no harm.
pub async fn run(app: &Arc<App>, background: Arc<dyn Background>) {
    let now = app.ports.clock.now();
    let call = Call { background, tiers: Arc::default(), now, deadline: Deadline::at(now + BUDGET) };
    publish(app).await;
    report(app, "outbox", outbox::drain(app, &call).await);
}

async fn publish(app: &App) {
    let Some(done) = report(app, "publish", directory::publish_due(&app.ports).await) else { return };
    if done.published + done.postponed > 0 {
        let (published, postponed) = (done.published.to_string(), done.postponed.to_string());
        let fields = [("published", published.as_str()), ("postponed", postponed.as_str())];
        log::write(app.ports.log.as_ref(), Level::Info, "sweep", &fields);
    }
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
