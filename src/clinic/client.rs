//! Asking a clinic's object, from outside.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::forwarded::{ForwardedRequest, ForwardedResponse};
use super::question::{Envelope, NewCall, Question, Reply, VERSION, framed, unframed};
use crate::{
    domain::clinic_address::ClinicAddress,
    ports::{ClinicUnreachable, Clinics},
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
}

/// The clinics' objects, asked in Rust's types. Whoever asks has read the object's address: an id alone reaches none.
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
    pub async fn record_call(&self, address: ClinicAddress, call: NewCall) -> Result<(), ClinicError> {
        self.ask(address, Question::RecordCall(Box::new(call))).await
    }

    /// Has the object act on what the clinic has set.
    ///
    /// # Errors
    /// Why it is not known to have done so.
    pub async fn poke(&self, address: ClinicAddress) -> Result<(), ClinicError> {
        self.ask(address, Question::Poke).await
    }

    /// Has the object set its alarm anew, which rings at once if something is due, and tell D1 how it is.
    ///
    /// # Errors
    /// Why it is not known to do so.
    pub async fn revive(&self, address: ClinicAddress) -> Result<(), ClinicError> {
        self.ask(address, Question::Revive).await
    }

    /// Has the object be awake, since a call has begun.
    ///
    /// # Errors
    /// When it is not known to be.
    pub async fn wake(&self, address: ClinicAddress) -> Result<(), ClinicError> {
        self.ask(address, Question::Wake).await
    }

    /// Has the object answer a request.
    ///
    /// # Errors
    /// When there is no answer. It may have done what was asked.
    pub async fn serve(
        &self,
        address: ClinicAddress,
        request: ForwardedRequest,
    ) -> Result<ForwardedResponse, ClinicError> {
        match self.reply(address, Question::Serve(request)).await? {
            Reply::Served(response) => Ok(response),
            _ => Err(ClinicError::Unreadable("no answer to a request".into())),
        }
    }

    /// Asks a question that is answered with one value.
    pub(super) async fn ask_value<T: DeserializeOwned>(
        &self,
        address: ClinicAddress,
        question: Question,
    ) -> Result<T, ClinicError> {
        match self.reply(address, question).await? {
            Reply::Value(value) => serde_json::from_value(value).map_err(|error| unreadable(&error)),
            _ => Err(ClinicError::Unreadable("no value".into())),
        }
    }

    pub(super) async fn ask(&self, address: ClinicAddress, question: Question) -> Result<(), ClinicError> {
        match self.reply(address, question).await? {
            Reply::Done => Ok(()),
            _ => Err(ClinicError::Unreadable("another answer than was asked for".into())),
        }
    }

    async fn reply(&self, address: ClinicAddress, mut question: Question) -> Result<Reply, ClinicError> {
        let body = question.body_mut().map(std::mem::take).unwrap_or_default();
        let question = framed(&Envelope { version: VERSION, question }, &body).map_err(|error| unreadable(&error))?;
        let answer = self.0.ask(address, question).await?;
        let (reply, body) = unframed(&answer);
        let mut reply = serde_json::from_str(reply).map_err(|error| unreadable(&error))?;
        if let Some(taken) = Reply::body_mut(&mut reply) {
            body.clone_into(taken);
        }
        match reply {
            Reply::TryAgain(detail) => Err(ClinicError::TryAgain(detail)),
            Reply::Failed(detail) => Err(ClinicError::Failed(detail)),
            reply => Ok(reply),
        }
    }
}

fn unreadable(error: &serde_json::Error) -> ClinicError {
    ClinicError::Unreadable(format!("{:?} error", error.classify()))
}
