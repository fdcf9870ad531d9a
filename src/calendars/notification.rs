//! What follows in the clinic's object when a provider says that a calendar may have changed.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Calendars, mirror::LONGEST_USE};
use crate::store::{
    StoreError,
    clinic::{
        ClinicContext, busy_mirror, channels,
        due::{self, DueWork},
        follow,
    },
};

/// How long a calendar is left alone once it changed: as a rule it changes again at once, and what we write ourselves is told of too.
const SETTLES_IN: TimeDelta = TimeDelta::seconds(5);

/// Something that came through a channel, proven to be the provider's.
#[derive(Serialize, Deserialize)]
pub(crate) struct ProvenNotification {
    pub(crate) channel_id: String,
    /// The provider's word for what the channel watches.
    pub(crate) resource_id: String,
    /// Whether something may have changed. If not, the channel is merely open.
    pub(crate) is_change: bool,
}

impl Calendars {
    /// Takes a notification over: the calendar's copy answers no more, and both it and the calendar's appointments are looked at in a
    /// moment. Says whether the channel is one of the clinic's.
    pub(super) fn heed(&self, context: &ClinicContext, heard: &ProvenNotification) -> Result<bool, StoreError> {
        let now = self.ports.clock.now();
        context.clinic.transact(|transaction| {
            let calendar = channels::hear(transaction, &heard.channel_id, &heard.resource_id, now)?;
            let Some(calendar) = calendar else { return Ok(false) };
            if heard.is_change {
                transaction.run(follow::hasten(&calendar, now + SETTLES_IN))?;
                let asked_at = busy_mirror::outdate_one(transaction, &calendar)?;
                if asked_at.is_some_and(|asked_at| now - asked_at <= LONGEST_USE) {
                    due::add(transaction, DueWork::Mirror, now + SETTLES_IN)?;
                }
            }
            Ok(true)
        })
    }
}
