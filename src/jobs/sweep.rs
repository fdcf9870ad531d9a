//! What cron runs every minute: whatever a request left undone, and whatever was changed in SQL.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use crate::{
    calendars::Calendars,
    clinic,
    context::RequestContext,
    directory,
    log::{self, Level},
    outbound::Deadline,
    outbox::{Outbox, PIECE_COST},
    ports::{Background, Ports},
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

/// The sweep, over the capabilities whose work it does.
pub struct Sweep {
    ports: Arc<Ports>,
    outbox: Arc<Outbox>,
    calendars: Arc<Calendars>,
    /// How many requests, D1 and KV included, one run may make.
    subrequests: u32,
}

impl Sweep {
    /// A sweep that makes at most `subrequests` requests, D1 and KV included.
    pub fn new(ports: Arc<Ports>, outbox: Arc<Outbox>, calendars: Arc<Calendars>, subrequests: u32) -> Self {
        Self { ports, outbox, calendars, subrequests }
    }

    /// One sweep. It is idempotent, so that two at a time do no harm.
    pub async fn run(&self, background: Arc<dyn Background>) {
        let now = self.ports.clock.now();
        let context = RequestContext {
            background,
            tiers: Arc::default(),
            now,
            deadline: Deadline::at(now + BUDGET),
            rehearsal: false,
        };
        let mut run = Run { sweep: self, context, left: i64::from(self.subrequests) - EXPIRY_COST };
        let mut busy = [true; 4];
        while busy.contains(&true) && run.has_time() {
            busy = [
                busy[0] && run.drain().await,
                busy[1] && run.publish().await,
                busy[2] && run.poke().await,
                busy[3] && run.follow().await,
            ];
        }
        self.report("expiry", store::expiry::run_once(self.ports.database.as_ref(), now).await);
    }

    /// What a part of the sweep came to; a failure is logged, and the other parts go on.
    fn report<T>(&self, part: &str, outcome: Result<T, StoreError>) -> Option<T> {
        outcome
            .inspect_err(|error| {
                let fields = [("part", part), ("detail", &error.to_string())];
                log::write(self.ports.log.as_ref(), Level::Error, "sweep.failed", &fields);
            })
            .ok()
    }
}

/// What there is to do takes turns, so that a backlog of one kind does not keep the others waiting, and each part of a turn is begun only
/// if what it costs at most is left of the requests that the plan allows.
struct Run<'a> {
    sweep: &'a Sweep,
    context: RequestContext,
    /// The requests that are left.
    left: i64,
}

impl Run<'_> {
    fn has_time(&self) -> bool {
        self.context.deadline.remaining(self.sweep.ports.clock.now()) >= TURN
    }

    /// Work that changes left behind. Says, as the others, whether there may be more.
    async fn drain(&mut self) -> bool {
        let pieces = ((self.left / 3 - 1) / PIECE_COST).clamp(1, MOST_PIECES);
        if self.left <= pieces * PIECE_COST {
            return false;
        }
        let done = self.sweep.outbox.drain(&self.context, pieces).await;
        let done = self.sweep.report("outbox", done).unwrap_or_default();
        self.left -= 1 + cost(done, PIECE_COST);
        done > 0
    }

    async fn publish(&mut self) -> bool {
        if self.left < directory::ROUND_COST {
            return false;
        }
        let done = self.sweep.report("publish", directory::publish_round(&self.sweep.ports).await).unwrap_or_default();
        let documents = done.published + done.postponed;
        if documents == 0 {
            self.left -= 1;
            return false;
        }
        self.left -= directory::ROUND_COST;
        let (published, postponed) = (done.published.to_string(), done.postponed.to_string());
        let fields = [("published", published.as_str()), ("postponed", postponed.as_str())];
        log::write(self.sweep.ports.log.as_ref(), Level::Info, "sweep", &fields);
        true
    }

    /// Tells clinics' objects of changes.
    async fn poke(&mut self) -> bool {
        if self.left < clinic::POKE_COST {
            return false;
        }
        let done = self.sweep.report("pokes", clinic::poke_due(&self.sweep.ports).await).unwrap_or_default();
        self.left -= if done == 0 { 1 } else { cost(done, 1) + 2 };
        done > 0
    }

    async fn follow(&mut self) -> bool {
        let calendars = ((self.left - 1 - LOOKS_COST) / CALENDAR_COST).min(MOST_CALENDARS);
        if calendars < 1 {
            return false;
        }
        let done = self.sweep.calendars.follow_due(&self.context, calendars).await;
        let done = self.sweep.report("calendars", done).unwrap_or_default();
        self.left -= 1 + cost(done, CALENDAR_COST) + if done == 0 { 0 } else { LOOKS_COST };
        // One that has more to take over is due again, and waits for the next sweep.
        cost(done, 1) == calendars
    }
}

fn cost(done: usize, each: i64) -> i64 {
    i64::try_from(done).unwrap_or(i64::MAX).saturating_mul(each)
}
