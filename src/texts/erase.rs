//! Deleting at the provider what it keeps of a text, once nothing of it is left here.

use super::{AccountUnusable, Texts};
use crate::{
    domain::vendor_copy::TextCopy,
    outbox::WorkOutcome,
    store::{
        self, StoreError,
        clinic::{ClinicContext, outbox::Work},
    },
};

const OTHER_ACCOUNT: &str =
    "Another account or sender is connected than the one that sent this text, and does not have it. Delete it there.";

impl Texts {
    /// Deletes the text that `work` names.
    ///
    /// # Errors
    /// When D1 did not answer; the work is to be done again.
    pub(super) async fn erase(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let Some(copy) = TextCopy::from_subject(&work.subject) else {
            return Ok(WorkOutcome::Dead("the subject names no text".into()));
        };
        let route = store::routes::of_org_as_called(self.ports.database.as_ref(), context.org_id).await?;
        let Some(route) = route else { return Ok(WorkOutcome::Done) };
        let account = match self.open(&route) {
            Ok(account) => account,
            Err(AccountUnusable::NotConnected(reason)) => return Ok(WorkOutcome::Dead(reason.into())),
            Err(error) => return Ok(WorkOutcome::Retry(error.to_string())),
        };
        Ok(match account.erase(context, copy.sid).await {
            Ok(was_there) if was_there || copy.account.is_empty() || copy.account == account.id() => WorkOutcome::Done,
            Ok(_) => WorkOutcome::Dead(OTHER_ACCOUNT.into()),
            Err(error) => WorkOutcome::Retry(error.to_string()),
        })
    }
}
