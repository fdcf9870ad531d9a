//! Events in Google's calendars: made to say what the appointments say.

use std::sync::Arc;

use crate::{
    app::{App, Call},
    jobs::outbox::Outcome,
    store::{StoreError, outbox::Work},
};

/// Makes Google's event what the appointment that `work` names says.
pub async fn sync(_app: &Arc<App>, _call: &Call, _work: &Work) -> Result<Outcome, StoreError> {
    Ok(Outcome::Retry("events are not written yet".into()))
}

/// Deletes an event that an appointment left behind.
pub async fn delete(_app: &Arc<App>, _call: &Call, _work: &Work) -> Result<Outcome, StoreError> {
    Ok(Outcome::Retry("events are not written yet".into()))
}
