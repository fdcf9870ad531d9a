//! The object itself: it answers questions and does what is due.

use std::sync::{Arc, atomic::AtomicBool};

use chrono::TimeDelta;

use super::question::{Envelope, NewCall, Question, Reply, VERSION};
use crate::{
    domain::{assistant::CallLogSettings, id::OrgId},
    log::{self, Level},
    ports::{ClinicStorage, ClinicTransaction, Ports},
    store::{
        self, StoreError,
        clinic::{
            calls,
            due::{self, DueWork},
            schema::{self, SchemaState},
            transact,
        },
    },
};

/// Calls are compared with how long the clinic keeps them this long after the first of them, or when their time is over, if that is
/// later.
pub(super) const LEAST_WAIT: TimeDelta = TimeDelta::hours(1);

/// One clinic's object. It keeps nothing in memory that its database does not have.
pub struct ClinicObject {
    pub(super) storage: Box<dyn ClinicStorage>,
    pub(super) ports: Arc<Ports>,
    org_id: Option<OrgId>,
    schema: Result<SchemaState, StoreError>,
    /// Whether the schema is gone since the object started.
    pub(super) is_erased: AtomicBool,
}

impl ClinicObject {
    /// The object of an org over its database, whose schema is brought up to date. `org_id` is none if the runtime gave the object no
    /// name that is an org's; it answers nothing then.
    pub fn open(storage: Box<dyn ClinicStorage>, ports: Arc<Ports>, org_id: Option<OrgId>) -> Self {
        let now = ports.clock.now();
        let schema = transact(storage.as_ref(), |transaction| schema::upgrade(transaction, now));
        Self { storage, ports, org_id, schema, is_erased: AtomicBool::default() }
    }

    /// Answers a question with JSON. Whatever goes wrong is an answer too.
    pub async fn answer(&self, question: &str) -> String {
        let reply = match serde_json::from_str::<Envelope<Question>>(question) {
            Ok(Envelope { version: VERSION, question }) => self.reply(question).await,
            // Its asker is newer, or older: one of the two is about to be replaced.
            Ok(_) | Err(_) => Reply::TryAgain("the question is of another version".into()),
        };
        // A reply is made of strings, numbers and lists, which can always be written.
        serde_json::to_string(&reply).unwrap_or_default()
    }

    /// Does what is due, and sets the next alarm last.
    pub async fn ring(&self) {
        // An alarm that rang is gone: other code, or another try, may be able to do what is due.
        let Ok(org_id) = self.usable() else { return self.put_off() };
        if let Err(error) = self.retain(org_id).await {
            self.report("clinic.alarm_failed", org_id, &error);
            self.put_off();
        }
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
            Question::RecordCall(call) => self.record(org_id, &call).await,
            Question::ListCalls { filter, after, limit } => {
                let select = || calls::list(&filter, after.as_ref(), limit);
                self.transact(|transaction| Ok(Reply::rows([transaction.run(select())?])))
            }
            Question::ShowCall { call_id } => self.transact(|transaction| {
                Ok(Reply::rows([transaction.run(calls::by_id(&call_id))?, transaction.run(calls::tools_of(&call_id))?]))
            }),
            Question::EraseCall { call_id } => {
                let now = self.ports.clock.now();
                self.transact(|transaction| calls::erase(transaction, &call_id, now))?;
                Ok(Reply::rows([]))
            }
            Question::Query { sql } => Ok(self.query(&sql)),
            Question::Export { after } => self.export(after.as_ref()),
            Question::EraseAll => Ok(self.erase_all().await),
            Question::Poke => self.retain(org_id).await.map(|()| Reply::rows([])),
        }
    }

    /// Keeps what was heard of a call, if the clinic wants that now. The asker's knowledge of it may be minutes old.
    async fn record(&self, org_id: OrgId, call: &NewCall) -> Result<Reply, StoreError> {
        let settings = self.call_log_settings(org_id).await?.filter(|settings| settings.retention_days > 0);
        let Some(settings) = settings else { return Ok(Reply::rows([])) };
        let mut update = call.update.clone();
        update.summary = update.summary.filter(|_| settings.keep_summaries);
        let due_at = self.ports.clock.now() + LEAST_WAIT;
        self.transact(|transaction| {
            transaction.run(calls::record_call(&call.call_id, &update))?;
            if !call.tools.is_empty() {
                transaction.run(calls::record_tools(&call.call_id, &call.tools))?;
            }
            due::add(transaction, DueWork::Retention, due_at)
        })?;
        Ok(Reply::rows([]))
    }

    /// What the clinic wants kept of its calls now; `None` if there is no such clinic.
    pub(super) async fn call_log_settings(&self, org_id: OrgId) -> Result<Option<CallLogSettings>, StoreError> {
        store::assistants::call_log_of(self.ports.database.as_ref(), org_id).await
    }

    pub(super) fn transact<T>(
        &self,
        work: impl Fn(&dyn ClinicTransaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        transact(self.storage.as_ref(), work)
    }

    /// Whose object it is, if its schema can be worked with.
    fn usable(&self) -> Result<OrgId, Reply> {
        let org_id = self.org_id.ok_or_else(|| Reply::Failed("the object has no org's name".into()))?;
        self.reopen_if_erased().map_err(|error| Reply::Failed(error.to_string()))?;
        match &self.schema {
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
