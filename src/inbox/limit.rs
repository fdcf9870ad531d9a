//! How many messages are taken on a day.

use super::take::TakeRequest;
use crate::{
    domain::{
        caller_message::{CallerMessage, MessageLimit},
        urgency::Urgency,
    },
    ports::ClinicTransaction,
    store::{StoreError, clinic::inbox},
};

/// The most messages of one caller on one of the clinic's days.
const MOST_A_DAY: i64 = 5;
/// The same for a message that is an emergency. A nursing home calls from one number, so the sixth may be of another person; nobody fills the
/// storage with it all the same.
const MOST_A_DAY_IN_AN_EMERGENCY: i64 = 50;
/// The most messages of all withheld callers of a clinic on one of its days. Each may be another person, or all of them one.
const MOST_WITHHELD_A_DAY: i64 = 50;
/// The same with emergencies.
const MOST_WITHHELD_EMERGENCIES: i64 = 100;

impl TakeRequest<'_> {
    /// What keeps this message from being taken on this day.
    pub(super) fn limit_reached(
        &self,
        transaction: &dyn ClinicTransaction,
        message: &CallerMessage,
    ) -> Result<Option<MessageLimit>, StoreError> {
        let of_day = inbox::count_of_day(transaction, message, self.route.zone.day_of(self.now))?;
        let is_emergency = message.urgency == Urgency::Emergency;
        let (most, most_withheld) = if is_emergency {
            (MOST_A_DAY_IN_AN_EMERGENCY, MOST_WITHHELD_EMERGENCIES)
        } else {
            (MOST_A_DAY, MOST_WITHHELD_A_DAY)
        };
        Ok(if of_day.of_caller >= most {
            Some(MessageLimit::OfCaller)
        } else {
            (of_day.of_withheld >= most_withheld).then_some(MessageLimit::OfWithheld)
        })
    }
}
