//! The database of one clinic's object.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use js_sys::Date;
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    SqlCursor, SqlStorage, SqlStorageValue, State, Storage,
    send::{SendFuture, SendWrapper},
};

use crate::{
    adapters::{
        platform::WallClock,
        sql::{classify, values, words},
    },
    clinic::spread,
    ports::{
        ClinicStorage, ClinicTransaction, Clock, DatabaseError, Param, QueryRefused, QueryRows, ReadLimit, Rows,
        Statement,
    },
};

#[wasm_bindgen]
extern "C" {
    /// The storage with the transaction that `worker` does not have.
    #[wasm_bindgen(extends = js_sys::Object)]
    type SyncStorage;

    /// Rolls back what `work` did if it throws. What is thrown must be caught here: past this it would end the whole isolate.
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &SyncStorage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// The storage of one object, which its own isolate alone can reach.
pub(super) struct ObjectStorage {
    storage: SendWrapper<Storage>,
    /// By which its alarm is told from those of other objects.
    id: String,
}

impl ObjectStorage {
    pub(super) fn new(state: &State) -> Self {
        Self { storage: SendWrapper::new(state.storage()), id: state.id().to_string() }
    }

    /// Has the object wake up at `at`, whatever becomes of anything else.
    pub(super) fn wake_at(&self, at: DateTime<Utc>) {
        if let Err(error) = set_alarm(&self.storage, &self.id, at) {
            worker::console_error!("{error}");
        }
    }
}

#[async_trait]
impl ClinicStorage for ObjectStorage {
    fn transaction(
        &self,
        work: &mut dyn FnMut(&dyn ClinicTransaction) -> Result<(), DatabaseError>,
    ) -> Result<(), DatabaseError> {
        let transaction = ObjectTransaction { storage: &self.storage, id: &self.id, sql: self.storage.sql() };
        let mut done = Ok(());
        let committed = self.storage.as_raw().unchecked_ref::<SyncStorage>().transaction_sync(&mut || {
            done = work(&transaction);
            // What is thrown serves only to roll back; the caller gets the error itself.
            if done.is_ok() { Ok(JsValue::UNDEFINED) } else { Err(JsValue::from_str("rolled back")) }
        });
        done.and(committed.map(drop).map_err(|thrown| classify(&thrown.into())))
    }

    /// The runtime deletes the alarm with the rest, since the compatibility date of `wrangler.toml` is after 2026-02-24.
    async fn delete_all(&self) -> Result<(), DatabaseError> {
        SendFuture::new(async move { self.storage.delete_all().await.map_err(|error| classify(&error)) }).await
    }
}

struct ObjectTransaction<'a> {
    storage: &'a Storage,
    id: &'a str,
    sql: SqlStorage,
}

impl ClinicTransaction for ObjectTransaction<'_> {
    fn run(&self, statement: Statement) -> Result<Rows, DatabaseError> {
        let cursor = self.sql.exec_raw(statement.sql, values(statement.params)?).map_err(|error| classify(&error))?;
        rows(&cursor)
    }

    fn query(&self, sql: &str, params: Vec<Param>, limit: ReadLimit) -> Result<QueryRows, QueryRefused> {
        let refused = |error: DatabaseError| QueryRefused(error.to_string());
        let said = |error: worker::Error| QueryRefused(words(&error));
        let cursor = self.sql.exec_raw(sql, values(params).map_err(refused)?).map_err(said)?;
        let row = |row: Vec<SqlStorageValue>| row.into_iter().map(json).collect::<Result<_, _>>().map_err(refused);
        QueryRows::read(cursor.column_names(), cursor.raw().map(|next| next.map_err(said).and_then(row)), limit)
    }

    fn wake_at(&self, at: DateTime<Utc>) -> Result<(), DatabaseError> {
        set_alarm(self.storage, self.id, at)
    }
}

/// A time that has come is the next millisecond: an alarm for now, set while one rings, has been lost.
///
/// The runtime has taken the alarm when this is back; `worker`'s own function does nothing before it is polled.
#[allow(clippy::cast_precision_loss, reason = "milliseconds of a date are far below 2^53")]
fn set_alarm(storage: &Storage, id: &str, at: DateTime<Utc>) -> Result<(), DatabaseError> {
    let now = WallClock.now();
    let at = spread(at, now, id).max(now + TimeDelta::milliseconds(1));
    let at = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    let set = storage.as_raw().set_alarm(at, JsValue::UNDEFINED.unchecked_into());
    set.map(drop).map_err(|thrown| classify(&thrown.into()))
}

/// Reads the rows as arrays, which alone passes an error on instead of ending the isolate.
fn rows(cursor: &SqlCursor) -> Result<Rows, DatabaseError> {
    let names = cursor.column_names();
    let object = |row: Vec<SqlStorageValue>| -> Result<Value, DatabaseError> {
        let members = names.iter().cloned().zip(row).map(|(name, value)| Ok((name, json(value)?)));
        members.collect::<Result<Map<_, _>, _>>().map(Value::Object)
    };
    let rows = cursor.raw().map(|row| row.map_err(|error| classify(&error)).and_then(object));
    Ok(Rows { rows: rows.collect::<Result<_, _>>()? })
}

/// A value as D1 would give it: whole numbers are integers.
fn json(value: SqlStorageValue) -> Result<Value, DatabaseError> {
    match value {
        SqlStorageValue::Null => Ok(Value::Null),
        SqlStorageValue::Boolean(is_true) => Ok(is_true.into()),
        SqlStorageValue::Integer(number) => Ok(number.into()),
        SqlStorageValue::Float(number) => Ok(Number::from_f64(number).map_or(Value::Null, Value::Number)),
        SqlStorageValue::String(text) => Ok(text.into()),
        SqlStorageValue::Blob(_) => Err(DatabaseError::Unavailable("a row holds bytes, which are not read".into())),
    }
}
