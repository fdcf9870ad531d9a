//! What cron runs every minute: publishing route documents that a request left out of date, or a change in SQL, and telling clinics'
//! objects of changes. It is also the net under the objects' alarms: it wakes those up that have not woken up by themselves.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use crate::{
    clinic,
    context::RequestContext,
    directory,
    domain::webhook::AlertTarget,
    jobs::alerts::{self, ALERTS_COST},
    log::{self, Level},
    outbound::Deadline,
    ports::{Background, Ports},
    store::{self, StoreError},
};

/// What one sweep may use of its minute. Leases of work last longer.
const BUDGET: TimeDelta = TimeDelta::seconds(25);
/// Time that a turn needs: less is left for the next sweep.
const TURN: Duration = Duration::from_secs(6);
/// What is done at the end of a sweep in any case.
const RECORD_COST: i64 = 1;

/// The sweep, over the capabilities whose work it does.
pub struct Sweep {
    ports: Arc<Ports>,
    /// How many requests, D1 and KV included, one run may make.
    subrequests: u32,
    /// Where the operator is told of what needs a person.
    alerts: Option<AlertTarget>,
}

impl Sweep {
    /// A sweep that makes at most `subrequests` requests, D1 and KV included.
    pub fn new(ports: Arc<Ports>, subrequests: u32, alerts: Option<AlertTarget>) -> Self {
        Self { ports, subrequests, alerts }
    }

    /// One sweep. It is idempotent, so that two at a time do no harm.
    pub async fn run(&self, background: Arc<dyn Background>) {
        let now = self.ports.clock.now();
        let context = RequestContext {
            background,
            tiers: Arc::default(),
            now,
            deadline: Deadline::at(now + BUDGET),
            sender: None,
            rehearsal: false,
            vendor_errors: None,
        };
        let mut run = Run { sweep: self, context, left: i64::from(self.subrequests) - RECORD_COST, has_failed: false };
        let mut busy = [true; 3];
        while busy.contains(&true) && run.has_time() {
            busy = [busy[0] && run.publish().await, busy[1] && run.poke().await, busy[2] && run.wake_overdue().await];
        }
        run.alert().await;
        run.record().await;
    }
}

/// What there is to do takes turns, so that a backlog of one kind does not keep the others waiting, and each part of a turn is begun only
/// if what it costs at most is left of the requests that the plan allows.
struct Run<'a> {
    sweep: &'a Sweep,
    context: RequestContext,
    /// The requests that are left.
    left: i64,
    has_failed: bool,
}

impl Run<'_> {
    /// What a part of the sweep came to; a failure is logged, and the other parts go on.
    fn report<T>(&mut self, part: &str, outcome: Result<T, StoreError>) -> Option<T> {
        outcome
            .inspect_err(|error| {
                self.has_failed = true;
                let fields = [("part", part), ("detail", &error.to_string())];
                log::write(self.sweep.ports.log.as_ref(), Level::Error, "sweep.failed", &fields);
            })
            .ok()
    }

    /// Notes how it went, and folds days of the metrics that are kept one by one no longer: one request.
    async fn record(&mut self) {
        let now = self.sweep.ports.clock.now();
        let record = store::sweep_runs::record(now, (now - self.context.now).num_milliseconds(), self.has_failed);
        let statements = store::metrics::fold(now).into_iter().chain([record]).collect();
        let recorded = store::run(self.sweep.ports.database.as_ref(), statements).await;
        self.report("record", recorded.map(drop));
    }

    fn has_time(&self) -> bool {
        self.context.deadline.remaining(self.sweep.ports.clock.now()) >= TURN
    }

    /// Route documents that are out of date. Says, as the other, whether there may be more.
    async fn publish(&mut self) -> bool {
        if self.left < directory::ROUND_COST {
            return false;
        }
        let outcome = directory::publish_round(&self.sweep.ports).await;
        let done = self.report("publish", outcome).unwrap_or_default();
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
        let outcome = clinic::poke_due(&self.sweep.ports).await;
        let done = self.report("pokes", outcome).unwrap_or_default();
        self.left -= if done == 0 { 1 } else { cost(done, 1) + 2 };
        done > 0
    }

    /// Tells the operator what has begun to need a person, with what is left.
    async fn alert(&mut self) {
        let Some(target) = self.sweep.alerts.as_ref().filter(|_| self.left >= ALERTS_COST && self.has_time()) else {
            return;
        };
        let made = self.report("alerts", alerts::tell(&self.sweep.ports, target).await).unwrap_or_default();
        self.left -= made;
    }

    /// Wakes up objects whose alarm seems to be lost.
    async fn wake_overdue(&mut self) -> bool {
        if self.left < clinic::OVERDUE_COST {
            return false;
        }
        let outcome = clinic::wake_overdue(&self.sweep.ports).await;
        let done = self.report("overdue", outcome).unwrap_or_default();
        self.left -= cost(done, 1) + 1;
        done > 0
    }
}

fn cost(done: usize, each: i64) -> i64 {
    i64::try_from(done).unwrap_or(i64::MAX).saturating_mul(each)
}
