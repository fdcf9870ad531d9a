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
