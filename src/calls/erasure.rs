//! Deleting at its platform what that keeps of a call, once nothing of it is left here.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    domain::vendor_copy::CallCopy,
    integrations::{Accounts, Connector},
    outbox::{WorkHandler, WorkOutcome},
    ports::Ports,
    store::{
        StoreError,
        clinic::{
            ClinicContext,
            outbox::{Work, WorkKind},
        },
        integrations,
    },
};

/// Deletes calls at the platforms at which an org has an account.
pub struct CallErasure {
    ports: Arc<Ports>,
    accounts: Arc<Accounts>,
    connectors: Vec<Arc<dyn Connector>>,
}

impl CallErasure {
    /// One that deletes by these connectors, with the credentials in `accounts`.
    pub fn new(ports: Arc<Ports>, accounts: Arc<Accounts>, connectors: &[Arc<dyn Connector>]) -> Self {
        Self { ports, accounts, connectors: connectors.to_vec() }
    }
}

#[async_trait]
impl WorkHandler for CallErasure {
    fn kinds(&self) -> &'static [WorkKind] {
        &[WorkKind::EraseCall]
    }

    async fn perform(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let Some(CallCopy { platform, call_id }) = CallCopy::from_subject(&work.subject) else {
            return Ok(WorkOutcome::Dead("the subject names no call".into()));
        };
        let connector = self.connectors.iter().find(|it| it.vendor().as_str() == platform && it.deletes_calls());
        let Some(connector) = connector else {
            return Ok(WorkOutcome::Dead(format!(
                "The call {call_id} cannot be deleted at {platform} from here. Delete it there."
            )));
        };
        let stored = integrations::get(self.ports.database.as_ref(), context.org_id, &connector.vendor()).await?;
        let Some(account) = stored.as_ref().and_then(|row| self.accounts.stored(row)) else {
            return Ok(WorkOutcome::Dead(format!("No account at {platform} is connected. Delete the call there.")));
        };
        Ok(match connector.delete_call(context, &account, call_id).await {
            Ok(()) => WorkOutcome::Done,
            Err(error) if error.is_final => WorkOutcome::Dead(error.detail),
            Err(error) => WorkOutcome::Retry(error.detail),
        })
    }
}
