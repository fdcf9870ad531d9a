//! Asking a clinic's object, from outside.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::question::{Envelope, NewCall, Question, Reply, VERSION};
use crate::{
    domain::id::OrgId,
    ports::{ClinicUnreachable, Clinics, Rows},
    store::{
        StoreError,
        clinic::calls::{self, CallFilter, CallPosition, CallRecord, ToolRecord},
    },
};

/// Why an object did not do what it was asked. The texts are for the log.
#[derive(Debug, thiserror::Error)]
pub enum ClinicError {
    /// It did not answer, and may have done it.
    #[error(transparent)]
    Unreachable(#[from] ClinicUnreachable),
    /// It cannot do it now, and has done nothing.
    #[error("the clinic's object asks to try again: {0}")]
    TryAgain(String),
    /// It could not do it, and has done nothing.
    #[error("the clinic's object failed: {0}")]
    Failed(String),
    /// Its answer cannot be read.
    #[error("the clinic's object answered what cannot be read: {0}")]
    Unreadable(String),
    /// A row of its answer cannot be read.
    #[error(transparent)]
    Row(#[from] StoreError),
}

/// The clinics' objects, asked in Rust's types.
#[derive(Clone)]
pub struct ClinicClient(Arc<dyn Clinics>);

impl ClinicClient {
    /// A client over the port.
    pub fn new(clinics: Arc<dyn Clinics>) -> Self {
        Self(clinics)
    }

    /// Takes over what was heard of a call.
    ///
    /// # Errors
    /// Why it is not known to be kept.
    pub async fn record_call(&self, org_id: OrgId, call: NewCall) -> Result<(), ClinicError> {
        self.ask(org_id, Question::RecordCall(Box::new(call))).await.map(|_| ())
    }

    /// The clinic's calls after `after`, latest first, at most `limit`.
    ///
    /// # Errors
    /// When the object could not be read.
    pub async fn calls(
        &self,
        org_id: OrgId,
        filter: CallFilter,
        after: Option<CallPosition>,
        limit: i64,
    ) -> Result<Vec<CallRecord>, ClinicError> {
        let mut answer = self.ask(org_id, Question::ListCalls { filter, after, limit }).await?;
        Ok(calls::found(answer.next().unwrap_or_default())?)
    }

    /// One of the clinic's calls with the tools that were run in it, in order; `None` if it has no such call.
    ///
    /// # Errors
    /// When the object could not be read.
    pub async fn call(
        &self,
        org_id: OrgId,
        call_id: &str,
    ) -> Result<Option<(CallRecord, Vec<ToolRecord>)>, ClinicError> {
        let mut answer = self.ask(org_id, Question::ShowCall { call_id: call_id.to_owned() }).await?;
        let Some(call) = calls::found_one(answer.next().unwrap_or_default())? else { return Ok(None) };
        Ok(Some((call, calls::found_tools(answer.next().unwrap_or_default())?)))
    }

    /// Deletes what is kept of a call. Done twice, it changes nothing more.
    ///
    /// # Errors
    /// Why it is not known to be deleted.
    pub async fn erase_call(&self, org_id: OrgId, call_id: &str) -> Result<(), ClinicError> {
        self.ask(org_id, Question::EraseCall { call_id: call_id.to_owned() }).await.map(|_| ())
    }

    /// Has the object act on what the clinic has set.
    ///
    /// # Errors
    /// Why it is not known to have done so.
    pub async fn poke(&self, org_id: OrgId) -> Result<(), ClinicError> {
        self.ask(org_id, Question::Poke).await.map(|_| ())
    }

    /// Asks a question that is answered with one value.
    pub(super) async fn ask_value<T: DeserializeOwned>(
        &self,
        org_id: OrgId,
        question: Question,
    ) -> Result<T, ClinicError> {
        let value = self.ask(org_id, question).await?.next().and_then(|rows| rows.rows.into_iter().next());
        let value = value.ok_or_else(|| ClinicError::Unreadable("no value".into()))?;
        serde_json::from_value(value).map_err(|error| ClinicError::Unreadable(format!("{:?} error", error.classify())))
    }

    pub(super) async fn ask(
        &self,
        org_id: OrgId,
        question: Question,
    ) -> Result<impl Iterator<Item = Rows>, ClinicError> {
        let unreadable = |error: serde_json::Error| ClinicError::Unreadable(format!("{:?} error", error.classify()));
        let question = serde_json::to_string(&Envelope { version: VERSION, question }).map_err(unreadable)?;
        let answer = self.0.ask(org_id, question).await?;
        match serde_json::from_str(&answer).map_err(unreadable)? {
            Reply::Rows(rows) => Ok(rows.into_iter().map(|rows| Rows { rows })),
            Reply::TryAgain(detail) => Err(ClinicError::TryAgain(detail)),
            Reply::Failed(detail) => Err(ClinicError::Failed(detail)),
        }
    }
}
