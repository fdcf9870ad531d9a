//! The object itself: it answers questions and does what is due.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use axum::body::Body;
use chrono::TimeDelta;
use http::{Response, StatusCode};

use super::{
    ClinicDesk, ForwardedRequest, ForwardedResponse,
    calls::record_call,
    question::{Envelope, Question, Reply, VERSION, framed, unframed},
    summary::SummaryWriter,
};
use crate::{
    context::RequestContext,
    domain::{clinic_summary::AlarmOutcome, id::OrgId},
    log::{self, Level},
    outbound::Deadline,
    ports::{Background, ClinicStorage, Ports},
    store::{
        StoreError,
        clinic::{
            ClinicContext, ClinicDatabase,
            due::{self, DueWork},
            schema::{self, SchemaState},
            summary,
        },
    },
};

/// When something is tried again that failed.
const RETRY: TimeDelta = TimeDelta::minutes(1);
/// What one alarm may use. Leases of work last longer.
const ALARM: TimeDelta = TimeDelta::seconds(25);

/// One clinic's object. It keeps nothing in memory that its database does not have.
pub struct ClinicObject {
    pub(super) clinic: Arc<ClinicDatabase>,
    pub(super) ports: Arc<Ports>,
    desk: Arc<dyn ClinicDesk>,
    background: Arc<dyn Background>,
    org_id: Option<OrgId>,
    schema: Result<SchemaState, StoreError>,
    /// Whether the schema is gone since the object started.
    pub(super) is_erased: AtomicBool,
    /// Whether there is another one since, made by this code.
    pub(super) is_reopened: AtomicBool,
}

impl ClinicObject {
    /// The object of an org over its database, whose schema is brought up to date. `org_id` is none if the runtime gave the object no
    /// name that is an org's; it answers nothing then. `background` takes what goes on behind an answer.
    pub fn open(
        storage: Box<dyn ClinicStorage>,
        ports: Arc<Ports>,
        desk: Arc<dyn ClinicDesk>,
        background: Arc<dyn Background>,
        org_id: Option<OrgId>,
    ) -> Self {
        let (now, clinic) = (ports.clock.now(), Arc::new(ClinicDatabase::new(storage)));
        let schema = clinic.read(|transaction| schema::upgrade(transaction, now));
        Self {
            clinic,
            ports,
            desk,
            background,
            org_id,
            schema,
            is_erased: AtomicBool::default(),
            is_reopened: AtomicBool::default(),
        }
    }

    /// Answers a question. Whatever goes wrong is an answer too. What the answer changed may be told to D1 behind it.
    pub async fn answer(&self, question: &str) -> String {
        let (question, body) = unframed(question);
        let mut reply = match serde_json::from_str::<Envelope<Question>>(question) {
            Ok(Envelope { version: VERSION, mut question }) => {
                if let Some(given) = question.body_mut() {
                    body.clone_into(given);
                }
                self.reply(question).await
            }
            // Its asker is newer, or older: one of the two is about to be replaced.
            Ok(_) | Err(_) => Reply::TryAgain("the question is of another version".into()),
        };
        if let Some(org_id) = self.org_id.filter(|_| self.clinic.take_change()) {
            self.background.spawn(Box::pin(self.summary_writer(org_id).write_behind()));
        }
        // A reply is made of strings, numbers and lists, which can always be written.
        let body = reply.body_mut().map(std::mem::take).unwrap_or_default();
        framed(&reply, &body).unwrap_or_default()
    }

    /// Does what is due, and sets the next alarm last.
    pub async fn ring(&self) {
        self.clinic.alarm_rang();
        // An alarm that rang is gone: other code, or another try, may be able to do what is due.
        let Ok(org_id) = self.usable() else { return self.put_off() };
        let worked = self.work(org_id).await.map_err(|error| {
            self.report("clinic.alarm_failed", org_id, &error);
            error.to_string()
        });
        let outcome =
            AlarmOutcome { rang_at: self.ports.clock.now(), error: worked.as_ref().err().map(String::as_str) };
        let told = self.summary_writer(org_id).write(Some(outcome)).await;
        if worked.is_err() || told.is_err() || self.clinic.arm().is_err() {
            self.put_off();
        }
        // What the alarm changed is told; an answer that only reads has nothing to add.
        self.clinic.take_change();
    }

    async fn work(&self, org_id: OrgId) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        let context = self.context(org_id, Deadline::at(now + ALARM));
        self.desk.work(&context).await?;
        if self.clinic.read(|transaction| due::is_due(transaction, DueWork::Retention, now))? {
            self.retain(org_id).await?;
        }
        Ok(())
    }

    fn summary_writer(&self, org_id: OrgId) -> SummaryWriter {
        SummaryWriter { clinic: Arc::clone(&self.clinic), ports: Arc::clone(&self.ports), org_id }
    }

    fn context(&self, org_id: OrgId, deadline: Deadline) -> ClinicContext {
        let (now, background) = (self.ports.clock.now(), Arc::clone(&self.background));
        let request = RequestContext {
            background,
            tiers: Arc::default(),
            now,
            deadline,
            sender: None,
            rehearsal: false,
            vendor_errors: None,
        };
        ClinicContext::new(request, org_id, Arc::clone(&self.clinic))
    }

    async fn reply(&self, question: Question) -> Reply {
        // Whatever the schema is, it can be deleted.
        if matches!(question, Question::EraseAll) {
            return self.erase_all().await;
        }
        let org_id = match self.usable() {
            Ok(org_id) => org_id,
            Err(reply) => return reply,
        };
        match self.carry_out(org_id, question).await {
            Ok(reply) => reply,
            Err(error) => {
                self.report("clinic.failed", org_id, &error);
                Reply::Failed(error.to_string())
            }
        }
    }

    async fn carry_out(&self, org_id: OrgId, question: Question) -> Result<Reply, StoreError> {
        match question {
            Question::RecordCall(call) => {
                record_call(&self.ports, org_id, &self.clinic, &call).await?;
                Ok(Reply::Done)
            }
            Question::Serve(request) => Ok(Reply::Served(self.serve(org_id, request).await)),
            Question::Wake => {
                let (desk, now) = (Arc::clone(&self.desk), self.ports.clock.now());
                let context = self.context(org_id, Deadline::at(now + ALARM));
                self.background.spawn(Box::pin(async move { desk.wake(&context).await }));
                Ok(Reply::Done)
            }
            Question::Query { sql } => Ok(self.query(&sql)),
            Question::Export { after } => self.export(after.as_ref()),
            Question::EraseAll => Ok(self.erase_all().await),
            Question::Poke => {
                let deadline = Deadline::at(self.ports.clock.now() + ALARM);
                self.desk.reconfigure(&self.context(org_id, deadline)).await?;
                self.retain(org_id).await?;
                self.clinic.restore_alarm()?;
                Ok(Reply::Done)
            }
            Question::Revive => {
                self.clinic.transact(summary::forget)?;
                self.clinic.restore_alarm()?;
                Ok(Reply::Done)
            }
        }
    }

    async fn serve(&self, org_id: OrgId, request: ForwardedRequest) -> ForwardedResponse {
        let context = self.context(org_id, Deadline::at(request.deadline));
        let response = if let Some(request) = request.into_request() {
            self.desk.serve(context, request).await
        } else {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::BAD_REQUEST;
            response
        };
        ForwardedResponse::of(response).await
    }

    /// Has the object wake up again in a while, whatever it could not do. What is due stays on its lists as it is, so this needs nothing
    /// of the schema. An alarm that failed itself would be dropped for good after some tries.
    fn put_off(&self) {
        // What was deleted does not come back to life by an alarm.
        if self.is_erased.load(SeqCst) {
            return;
        }
        // What fails here too is left to whoever asks next, and to the poke of the cron.
        let _ = self.clinic.wake_at(self.ports.clock.now() + RETRY);
    }

    /// Whose object it is, if its schema can be worked with.
    fn usable(&self) -> Result<OrgId, Reply> {
        let org_id = self.org_id.ok_or_else(|| Reply::Failed("the object has no org's name".into()))?;
        self.reopen_if_erased().map_err(|error| Reply::Failed(error.to_string()))?;
        match &self.schema {
            _ if self.is_reopened.load(SeqCst) => Ok(org_id),
            Ok(SchemaState::Usable) => Ok(org_id),
            Ok(SchemaState::TooNew) => Err(Reply::TryAgain("the object's schema is newer than this code".into())),
            Err(error) => {
                self.report("clinic.not_opened", org_id, error);
                Err(Reply::Failed(error.to_string()))
            }
        }
    }

    fn report(&self, event: &str, org_id: OrgId, error: &StoreError) {
        let (org_id, detail) = (org_id.to_string(), error.to_string());
        log::write(self.ports.log.as_ref(), Level::Error, event, &[("org_id", &org_id), ("detail", &detail)]);
    }
}
