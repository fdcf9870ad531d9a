//! The net under the alarms: an object that has not woken up when it said it would is woken up by the cron.
//!
//! An alarm can be lost: by the runtime, or by a fault of ours. The object would then sleep until somebody asks it something, with all
//! its reminders.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::{ClinicClient, pokes};
use crate::{
    domain::clinic_summary::OVERDUE,
    log::{self, Level},
    ports::Ports,
    store::{self, StoreError, summaries::OverdueClinic},
};

/// How long an object is left alone after it was poked, whether it answered or not.
const RETRY: TimeDelta = TimeDelta::minutes(1);
/// How long an isolate goes by a count.
const REMEMBERED: TimeDelta = TimeDelta::seconds(30);
/// Objects in one round.
const PER_ROUND: i64 = 12;
/// The requests of one round at most: D1 is asked which objects are overdue.
pub const OVERDUE_COST: i64 = PER_ROUND + 1;

/// Wakes up some of the objects that are overdue, and says how many there were.
///
/// # Errors
/// When D1 did not answer.
pub async fn wake_overdue(ports: &Ports) -> Result<usize, StoreError> {
    let now = ports.clock.now();
    let overdue =
        store::summaries::claim_overdue(ports.database.as_ref(), now - OVERDUE, now - RETRY, now, PER_ROUND).await?;
    let client = ClinicClient::new(Arc::clone(&ports.clinics));
    pokes::ask_each(&overdue, |clinic| wake(ports, &client, clinic)).await;
    Ok(overdue.len())
}

async fn wake(ports: &Ports, client: &ClinicClient, clinic: &OverdueClinic) {
    let (org_id, late) = (clinic.address.org_id().to_string(), ports.clock.now() - clinic.next_due);
    let fields = [("org_id", org_id.as_str()), ("seconds", &late.num_seconds().to_string())];
    log::write(ports.log.as_ref(), Level::Warn, "clinic.overdue", &fields);
    if let Err(error) = client.revive(clinic.address).await {
        pokes::report(ports, clinic.address.org_id(), &error);
    }
}

/// How many objects are overdue, as one isolate knows it. Whoever asks often costs D1 no more than whoever asks now and then.
pub struct OverdueCount {
    ports: Arc<Ports>,
    last: Mutex<Option<(DateTime<Utc>, u32)>>,
}

impl OverdueCount {
    /// Nothing is known yet.
    pub fn new(ports: Arc<Ports>) -> Self {
        Self { ports, last: Mutex::default() }
    }

    /// The number, which may be half a minute old.
    ///
    /// # Errors
    /// When D1 did not answer.
    pub async fn get(&self) -> Result<u32, StoreError> {
        let now = self.ports.clock.now();
        if let Some((_, count)) = self.last().filter(|(at, _)| now - *at < REMEMBERED) {
            return Ok(count);
        }
        let count = store::summaries::count_overdue(self.ports.database.as_ref(), now - OVERDUE).await?;
        *self.last() = Some((now, count));
        Ok(count)
    }

    fn last(&self) -> MutexGuard<'_, Option<(DateTime<Utc>, u32)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
