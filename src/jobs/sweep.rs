//! What cron runs every minute: whatever a request left undone, and whatever was changed in SQL.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use crate::outbox::{self, PIECE_COST};
use crate::{
    app::App,
    context::RequestContext,
    directory,
    log::{self, Level},
    outbound::Deadline,
    ports::Background,
    store::{self, StoreError},
};

/// What one sweep may use of its minute. Leases of work last longer.
const BUDGET: TimeDelta = TimeDelta::seconds(25);
/// Time that a turn needs: less is left for the next sweep.
const TURN: Duration = Duration::from_secs(6);
/// Deleting what has expired.
const EXPIRY_COST: i64 = 1;
/// Comparing a calendar: its route and token, its list, and what follows from it; and the second looks that all of one turn share.
const CALENDAR_COST: i64 = 4;
const LOOKS_COST: i64 = 16;
/// Calendars in one turn at most.
const MOST_CALENDARS: i64 = 8;
/// Pieces of work in one turn at most; they keep each other's leases waiting.
const MOST_PIECES: i64 = 6;

/// One sweep. It is idempotent, so that two at a time do no harm.
pub async fn run(app: &Arc<App>, background: Arc<dyn Background>) {
    let now = app.ports.clock.now();
    let context = RequestContext {
        background,
        tiers: Arc::default(),
        now,
        deadline: Deadline::at(now + BUDGET),
        rehearsal: false,
    };
    let mut sweep = Sweep { app, context, left: i64::from(app.config.sweep_subrequests) - EXPIRY_COST };
    let mut busy = [true; 3];
    while busy.contains(&true) && sweep.has_time() {
        busy = [busy[0] && sweep.drain().await, busy[1] && sweep.publish().await, busy[2] && sweep.follow().await];
    }
    report(app, "expiry", store::expiry::run_once(app.ports.database.as_ref(), now).await);
}

/// What there is to do takes turns, so that a backlog of one kind does not keep the others waiting, and each part of a turn is begun only
/// if what it costs at most is left of the requests that the plan allows.
struct Sweep<'a> {
    app: &'a Arc<App>,
    context: RequestContext,
    left: i64,
}

impl Sweep<'_> {
    fn has_time(&self) -> bool {
        self.context.deadline.remaining(self.app.ports.clock.now()) >= TURN
    }

    /// Work for Google and Twilio. Says, as the others, whether there may be more.
    async fn drain(&mut self) -> bool {
        let pieces = ((self.left / 3 - 1) / PIECE_COST).clamp(1, MOST_PIECES);
        if self.left <= pieces * PIECE_COST {
            return false;
        }
        let done = report(self.app, "outbox", outbox::drain(self.app, &self.context, pieces).await).unwrap_or_default();
        self.left -= 1 + cost(done, PIECE_COST);
        done > 0
    }

    async fn publish(&mut self) -> bool {
        if self.left < directory::ROUND_COST {
            return false;
        }
        let done = report(self.app, "publish", directory::publish_round(&self.app.ports).await).unwrap_or_default();
        let documents = done.published + done.postponed;
        if documents == 0 {
            self.left -= 1;
            return false;
        }
        self.left -= directory::ROUND_COST;
        let (published, postponed) = (done.published.to_string(), done.postponed.to_string());
        let fields = [("published", published.as_str()), ("postponed", postponed.as_str())];
        log::write(self.app.ports.log.as_ref(), Level::Info, "sweep", &fields);
        true
    }

    async fn follow(&mut self) -> bool {
        let calendars = ((self.left - 1 - LOOKS_COST) / CALENDAR_COST).min(MOST_CALENDARS);
        if calendars < 1 {
            return false;
        }
        let done = self.app.calendars.follow_due(&self.context, calendars).await;
        let done = report(self.app, "calendars", done).unwrap_or_default();
        self.left -= 1 + cost(done, CALENDAR_COST) + if done == 0 { 0 } else { LOOKS_COST };
        // One that has more to take over is due again, and waits for the next sweep.
        cost(done, 1) == calendars
    }
}

fn cost(done: usize, each: i64) -> i64 {
    i64::try_from(done).unwrap_or(i64::MAX).saturating_mul(each)
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
