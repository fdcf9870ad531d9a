//! What a clinic's object does when its alarm rings: work for vendors, comparing calendars, and hearing of their changes.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use crate::{
    calendars::Calendars,
    log::{self, Level},
    outbox::{Outbox, PIECE_COST},
    ports::Ports,
    store::{StoreError, clinic::ClinicContext},
};

/// Time that a turn needs: less is left for the next alarm.
const TURN: Duration = Duration::from_secs(6);
/// Comparing a calendar: its list, and what follows from it; and what all of one turn share: the clinic's route and token, and the second
/// looks.
const CALENDAR_COST: i64 = 2;
const SHARED_COST: i64 = 17;
/// Reading the copy of the busy times anew: the clinic's route, a token, and up to 150 calendars, each request once repeated.
const MIRROR_COST: i64 = 10;
/// Channels: the clinic's route and token, and each of them once repeated.
const WATCH_COST: i64 = 4;
const CHANNEL_COST: i64 = 2;
/// Channels that are opened or closed by one alarm at most.
const MOST_CHANNELS: i64 = 4;
/// Time that each of the two may take, so that a provider which hangs keeps nothing else waiting.
const HEARING: TimeDelta = TimeDelta::seconds(5);
/// Calendars in one turn at most.
const MOST_CALENDARS: i64 = 8;
/// Pieces of work in one turn at most; they keep each other's leases waiting.
const MOST_PIECES: i64 = 6;
/// A delivery to another system: where it is, the request, and perhaps that it is turned off, with its line in the audit trail.
const DELIVERY_COST: i64 = 3;
/// Deliveries under way at once. A Worker waits for six answers at a time, and half of that is left for everybody else.
/// `store/clinic/due.rs` counts on it.
const MOST_DELIVERIES: i64 = 3;

/// The work of alarms, over the capabilities that do it.
pub struct Alarm {
    ports: Arc<Ports>,
    outbox: Arc<Outbox>,
    calendars: Arc<Calendars>,
    /// How many requests, D1 included, one alarm may make.
    subrequests: u32,
}

impl Alarm {
    /// Alarms that make at most `subrequests` requests each, D1 included.
    pub fn new(ports: Arc<Ports>, outbox: Arc<Outbox>, calendars: Arc<Calendars>, subrequests: u32) -> Self {
        Self { ports, outbox, calendars, subrequests }
    }

    /// Does some of what is due. What is left is due at once again. Work and calendars take turns, so that a backlog of one does not keep
    /// the other waiting, and each part of a turn is begun only if what it costs at most is left.
    ///
    /// # Errors
    /// When the object's database failed.
    pub async fn run(&self, context: &ClinicContext) -> Result<(), StoreError> {
        let mut left = i64::from(self.subrequests);
        // First, since somebody may be on the phone.
        self.reread(context, &mut left).await;
        self.deliver(context, &mut left).await?;
        let mut busy = [true; 2];
        while busy.contains(&true) && context.deadline.remaining(self.ports.clock.now()) >= TURN {
            busy =
                [busy[0] && self.drain(context, &mut left).await?, busy[1] && self.follow(context, &mut left).await?];
        }
        self.watch(context, left).await;
        Ok(())
    }

    /// Reads the copy of the busy times anew that a provider has said is out of date. What goes wrong makes answers slower, and keeps
    /// nothing else from being done.
    async fn reread(&self, context: &ClinicContext, left: &mut i64) {
        let brief = context.within(HEARING, self.ports.clock.now());
        match self.calendars.reread_changed(&brief).await {
            Ok(true) => *left -= MIRROR_COST,
            Ok(false) => {}
            Err(error) => self.report("mirror", &error),
        }
    }

    /// Begins deliveries to other systems of the clinic. They go on behind everything else, so that one that hangs delays nothing.
    async fn deliver(&self, context: &ClinicContext, left: &mut i64) -> Result<(), StoreError> {
        let begun = self.outbox.begin_deliveries(context, MOST_DELIVERIES).await;
        let begun = begun.inspect_err(|error| self.report("webhooks", error))?;
        *left -= cost(begun, DELIVERY_COST);
        Ok(())
    }

    /// Opens and closes channels, with what is left.
    async fn watch(&self, context: &ClinicContext, left: i64) {
        let now = self.ports.clock.now();
        if context.deadline.remaining(now) < TURN {
            return;
        }
        let most = ((left - WATCH_COST) / CHANNEL_COST).clamp(0, MOST_CHANNELS);
        let brief = context.within(HEARING, now);
        if let Err(error) = self.calendars.watch_due(&brief, usize::try_from(most).unwrap_or_default()).await {
            self.report("channels", &error);
        }
    }

    /// Work that changes left behind. Says, as the other, whether there may be more.
    async fn drain(&self, context: &ClinicContext, left: &mut i64) -> Result<bool, StoreError> {
        let pieces = ((*left / 2) / PIECE_COST).clamp(1, MOST_PIECES);
        if *left < pieces * PIECE_COST {
            return Ok(false);
        }
        let done = self.outbox.drain(context, pieces).await.inspect_err(|error| self.report("outbox", error))?;
        *left -= cost(done, PIECE_COST);
        Ok(done > 0)
    }

    async fn follow(&self, context: &ClinicContext, left: &mut i64) -> Result<bool, StoreError> {
        let calendars = ((*left - SHARED_COST) / CALENDAR_COST).min(MOST_CALENDARS);
        if calendars < 1 {
            return Ok(false);
        }
        let done = self.calendars.follow_due(context, calendars).await;
        let done = done.inspect_err(|error| self.report("calendars", error))?;
        *left -= cost(done, CALENDAR_COST) + if done == 0 { 0 } else { SHARED_COST };
        // One that has more to take over is due again, and waits for the next alarm.
        Ok(cost(done, 1) == calendars)
    }

    fn report(&self, part: &str, error: &StoreError) {
        let fields = [("part", part), ("detail", &*error.to_string())];
        log::write(self.ports.log.as_ref(), Level::Error, "alarm.failed", &fields);
    }
}

fn cost(done: usize, each: i64) -> i64 {
    i64::try_from(done).unwrap_or(i64::MAX).saturating_mul(each)
}
