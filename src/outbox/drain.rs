//! Doing what is due, and what somebody waits for.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    WorkHandler, WorkOutcome,
    lease::{claim_deliveries, claim_due},
    outcome::{self, not_available},
};
use crate::{
    log::{self, Level},
    ports::{ClinicTransaction, Ports},
    store::{
        StoreError,
        clinic::{
            ClinicContext,
            outbox::{Work, WorkKind},
        },
    },
};

/// The outbox with everybody who does its work.
pub struct Outbox {
    ports: Arc<Ports>,
    handlers: Vec<Arc<dyn WorkHandler>>,
}

impl Outbox {
    /// An outbox whose work these handlers do.
    pub fn new(ports: Arc<Ports>, handlers: Vec<Arc<dyn WorkHandler>>) -> Self {
        Self { ports, handlers }
    }

    /// Does up to `most` pieces of what is due, and says how many those were.
    ///
    /// # Errors
    /// When the database did not answer. What was claimed is due again when its lease ends.
    pub async fn drain(&self, context: &ClinicContext, most: i64) -> Result<usize, StoreError> {
        let due = claim_due(&self.ports, context, most).await?;
        for work in &due {
            self.perform(context, work).await?;
        }
        Ok(due.len())
    }

    /// Begins what is due to other systems of the clinic, behind whatever else is done: they can take their time, and nothing waits for
    /// them. No more than `most` are under way. Says how many were begun.
    ///
    /// # Errors
    /// When the database did not answer.
    pub async fn begin_deliveries(self: &Arc<Self>, context: &ClinicContext, most: i64) -> Result<usize, StoreError> {
        let due = claim_deliveries(&self.ports, context, most).await?;
        let begun = due.len();
        for work in due {
            let (outbox, context) = (Arc::clone(self), context.clone());
            let background = Arc::clone(&context.background);
            background.spawn(Box::pin(async move {
                if let Err(error) = outbox.perform(&context, &work).await {
                    let fields = [("detail", &*error.to_string())];
                    log::write(outbox.ports.log.as_ref(), Level::Warn, "outbox.not_done", &fields);
                }
            }));
        }
        Ok(begun)
    }

    /// Does one piece of work that was claimed, and records how it went.
    ///
    /// # Errors
    /// When the database did not answer. What was claimed is due again when its lease ends.
    pub async fn perform(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let outcome = self.handler(work.kind).perform(context, work).await;
        let outcome = outcome.unwrap_or_else(|error| not_available(&self.ports, context.org_id, work, &error));
        context.clinic.transact(|transaction| self.record(transaction, context, work, &outcome))?;
        Ok(outcome)
    }

    /// Records how work went which somebody has claimed and done without the outbox.
    ///
    /// # Errors
    /// When the object's database failed.
    pub fn record(
        &self,
        transaction: &dyn ClinicTransaction,
        context: &ClinicContext,
        work: &Work,
        outcome: &WorkOutcome,
    ) -> Result<(), StoreError> {
        outcome::record(transaction, (&self.ports, context.org_id), self.handler(work.kind), (work, outcome))
    }

    fn handler(&self, kind: WorkKind) -> &dyn WorkHandler {
        let handler = self.handlers.iter().find(|handler| handler.kinds().contains(&kind));
        handler.map_or(&NoHandler, |handler| handler.as_ref())
    }
}

/// Stands in for a handler that nobody registered: the work waits for a version of the program that has one.
struct NoHandler;

#[async_trait]
impl WorkHandler for NoHandler {
    fn kinds(&self) -> &'static [WorkKind] {
        &[]
    }

    async fn perform(&self, _: &ClinicContext, _: &Work) -> Result<WorkOutcome, StoreError> {
        Ok(WorkOutcome::Retry("This deployment does no work of this kind.".into()))
    }
}
