//! The clinics' objects on the host: a SQLite database in memory for each, behind the product's own object, with the limits and the
//! binding of numbers that objects have.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use frontdesk::{
    clinic::ClinicObject,
    domain::id::OrgId,
    ports::{
        ClinicStorage, ClinicTransaction, ClinicUnreachable, Clinics as ClinicsPort, Clock as _, DatabaseError, Param,
        Ports, QueryRefused, QueryRows, ReadLimit, Rows, Statement,
    },
};
use rusqlite::Connection;

use super::{
    Clock,
    sqlite::{classify, query_as_object, query_of_operator, read_value},
};

/// All objects, each of which comes to be when it is first asked.
pub struct Clinics {
    databases: Mutex<BTreeMap<String, ClinicDatabase>>,
    ports: OnceLock<Ports>,
    clock: Arc<Clock>,
    /// Nobody is reached.
    pub down: AtomicBool,
    /// How often an object was asked.
    pub hops: AtomicU32,
}

/// What of an object outlives its memory.
#[derive(Clone)]
struct ClinicDatabase {
    connection: Arc<Mutex<Connection>>,
    alarm: Arc<Mutex<Option<DateTime<Utc>>>>,
}

impl Clinics {
    pub fn new(clock: &Arc<Clock>) -> Self {
        Self {
            databases: Mutex::default(),
            ports: OnceLock::new(),
            clock: clock.clone(),
            down: AtomicBool::default(),
            hops: AtomicU32::default(),
        }
    }

    /// What the objects see of the outside.
    pub fn connect(&self, ports: &Ports) {
        let _ = self.ports.set(ports.clone());
    }

    fn database(&self, org: &str) -> ClinicDatabase {
        self.databases.lock().unwrap().entry(org.to_owned()).or_insert_with(ClinicDatabase::new).clone()
    }

    /// An object as it starts: with nothing in memory.
    fn object(&self, org: &str) -> ClinicObject {
        let ports = Arc::new(self.ports.get().unwrap().clone());
        ClinicObject::open(Box::new(self.database(org)), ports, org.parse().ok())
    }

    /// The alarms that are due ring, once each.
    pub async fn ring(&self) {
        let now = self.clock.now();
        let databases: Vec<(String, ClinicDatabase)> = self.databases.lock().unwrap().clone().into_iter().collect();
        for (org, database) in databases {
            let is_due = database.alarm.lock().unwrap().take_if(|at| *at <= now).is_some();
            if is_due {
                self.object(&org).ring().await;
            }
        }
    }

    /// What an operator does with SQL in the object of an org.
    #[track_caller]
    pub fn try_execute(&self, org: &str, sql: &str) -> rusqlite::Result<()> {
        drop(self.object(org));
        self.database(org).connection.lock().unwrap().execute_batch(sql)
    }

    /// The same, of what has to succeed.
    #[track_caller]
    pub fn execute(&self, org: &str, sql: &str) {
        self.try_execute(org, sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// One value of an org's object, as text.
    #[track_caller]
    pub fn value(&self, org: &str, sql: &str) -> String {
        drop(self.object(org));
        let database = self.database(org);
        let connection = database.connection.lock().unwrap();
        read_value(&connection, sql)
    }

    /// When the object of an org wakes up.
    pub fn alarm(&self, org: &str) -> Option<DateTime<Utc>> {
        *self.database(org).alarm.lock().unwrap()
    }

    /// Something within one transaction of an org's object.
    pub fn within(
        &self,
        org: &str,
        work: impl Fn(&dyn ClinicTransaction) -> Result<Rows, DatabaseError>,
    ) -> Result<Rows, DatabaseError> {
        drop(self.object(org));
        let mut rows = Rows::default();
        let mut keep = |transaction: &dyn ClinicTransaction| work(transaction).map(|found| rows = found);
        self.database(org).transaction(&mut keep).map(|()| rows)
    }

    /// How a statement would be run in an object's database: one line for each table that it reads.
    #[track_caller]
    pub fn plan(&self, org: &str, sql: &str) -> Vec<String> {
        drop(self.object(org));
        super::sqlite::plan(&self.database(org).connection.lock().unwrap(), sql)
    }

    /// Every row of every object.
    pub fn dump(&self) -> String {
        self.databases
            .lock()
            .unwrap()
            .values()
            .map(|database| super::sqlite::dump(&database.connection.lock().unwrap()))
            .collect()
    }
}

#[async_trait]
impl ClinicsPort for Clinics {
    async fn ask(&self, org_id: OrgId, question: String) -> Result<String, ClinicUnreachable> {
        self.hops.fetch_add(1, SeqCst);
        if self.down.load(SeqCst) {
            return Err(ClinicUnreachable("the network is down".into()));
        }
        Ok(self.object(&org_id.to_string()).answer(&question).await)
    }
}

impl ClinicDatabase {
    fn new() -> Self {
        Self { connection: Arc::new(Mutex::new(empty())), alarm: Arc::default() }
    }
}

/// A database without a schema.
fn empty() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    connection
}

#[async_trait]
impl ClinicStorage for ClinicDatabase {
    fn transaction(
        &self,
        work: &mut dyn FnMut(&dyn ClinicTransaction) -> Result<(), DatabaseError>,
    ) -> Result<(), DatabaseError> {
        let mut connection = self.connection.lock().unwrap();
        let transaction = connection.transaction().unwrap();
        let running = Running { connection: &transaction, alarm: Mutex::default() };
        work(&running)?;
        let alarm = running.alarm.into_inner().unwrap();
        transaction.commit().unwrap();
        if let Some(at) = alarm {
            *self.alarm.lock().unwrap() = Some(at);
        }
        Ok(())
    }

    async fn delete_all(&self) -> Result<(), DatabaseError> {
        *self.connection.lock().unwrap() = empty();
        *self.alarm.lock().unwrap() = None;
        Ok(())
    }
}

struct Running<'a> {
    connection: &'a Connection,
    alarm: Mutex<Option<DateTime<Utc>>>,
}

impl ClinicTransaction for Running<'_> {
    fn run(&self, statement: Statement) -> Result<Rows, DatabaseError> {
        let rows = query_as_object(self.connection, statement).map_err(|error| classify(&error))?;
        Ok(Rows { rows })
    }

    fn query(&self, sql: &str, params: Vec<Param>, limit: ReadLimit) -> Result<QueryRows, QueryRefused> {
        query_of_operator(self.connection, sql, params, limit).map_err(|error| QueryRefused(error.to_string()))
    }

    fn wake_at(&self, at: DateTime<Utc>) -> Result<(), DatabaseError> {
        *self.alarm.lock().unwrap() = Some(at);
        Ok(())
    }
}
