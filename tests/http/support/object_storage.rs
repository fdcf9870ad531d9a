//! What a clinic's object keeps, on the host: a SQLite database in memory, with the limits and the binding of numbers that objects have, and
//! an alarm.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use frontdesk::ports::{
    ClinicStorage, ClinicTransaction, DatabaseError, Param, QueryRefused, QueryRows, ReadLimit, Rows, Statement,
};
use rusqlite::Connection;

use super::{
    Clock,
    sqlite::{classify, empty, query_as_object, query_of_operator},
};

/// What of an object outlives its memory.
#[derive(Clone)]
pub struct ObjectStorage {
    pub connection: Arc<Mutex<Connection>>,
    pub alarm: Arc<Mutex<Option<DateTime<Utc>>>>,
    clock: Arc<Clock>,
}

impl ObjectStorage {
    pub fn new(clock: &Arc<Clock>) -> Self {
        Self { connection: Arc::new(Mutex::new(empty(clock))), alarm: Arc::default(), clock: clock.clone() }
    }
}

#[async_trait]
impl ClinicStorage for ObjectStorage {
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
        *self.connection.lock().unwrap() = empty(&self.clock);
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
