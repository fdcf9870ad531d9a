//! The database port over SQLite in memory: the product's own statements, migrations and triggers, with D1's limits.

use std::{
    fs,
    path::Path,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
};

use async_trait::async_trait;
use frontdesk::ports::{Database, DatabaseError, Param, QueryRows, ReadLimit, Rows, Statement};
use rusqlite::{
    Connection, Error, Row,
    backup::Backup,
    config::DbConfig,
    ffi,
    functions::FunctionFlags,
    limits::Limit,
    types::{Type as SqlType, Value as SqlValue, ValueRef},
};
use serde_json::{Map, Value};

use super::{
    Clock,
    network::{Loss, Network},
};

/// Neither D1 nor an object takes more.
const MOST_PARAMS: usize = 100;

/// A database that can be down, slow or far away, and counts its round trips.
pub struct Sqlite {
    connection: Mutex<Connection>,
    pub down: AtomicBool,
    pub batches: AtomicU32,
    network: Arc<Network>,
}

impl Sqlite {
    /// An empty database with all migrations. Its `unixepoch()` is the test's clock.
    pub fn new(clock: &Arc<Clock>, network: &Arc<Network>) -> Self {
        let mut connection = empty(clock);
        let migrated = MIGRATED.lock().unwrap();
        Backup::new(&migrated, &mut connection).unwrap().step(-1).unwrap();
        drop(migrated);
        Self {
            connection: Mutex::new(connection),
            down: AtomicBool::default(),
            batches: AtomicU32::default(),
            network: network.clone(),
        }
    }

    /// What an operator does with `wrangler d1 execute`.
    #[track_caller]
    pub fn execute(&self, sql: &str) {
        self.try_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    pub fn try_execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.lock().unwrap().execute_batch(sql)
    }

    /// One value as text.
    #[track_caller]
    pub fn value(&self, sql: &str) -> String {
        read_value(&self.connection.lock().unwrap(), sql)
    }

    /// How a statement would be run, triggers included: one line for each table that it reads.
    #[track_caller]
    pub fn plan(&self, sql: &str) -> Vec<String> {
        plan(&self.connection.lock().unwrap(), sql)
    }

    /// Every row of every table, to search for what must not be there.
    pub fn dump(&self) -> String {
        dump(&self.connection.lock().unwrap())
    }
}

/// A database in memory without a schema. Its `unixepoch()` is the test's clock.
pub(super) fn empty(clock: &Arc<Clock>) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    let clock = clock.clone();
    connection
        .create_scalar_function("unixepoch", 0, FunctionFlags::SQLITE_UTF8, move |_| Ok(clock.seconds()))
        .unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    for (limit, most) in LIMITS {
        connection.set_limit(limit, most).unwrap();
    }
    connection
}

/// What D1 and objects take at most; SQLite itself takes more, so that a statement would run here and be refused there
/// (workerd, `src/workerd/util/sqlite.c++`).
const LIMITS: [(Limit, i32); 7] = [
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
];

/// How a statement would be run, triggers included: one line for each table that it reads.
#[track_caller]
pub(super) fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP, true).unwrap();
    let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    explained.raw_query().mapped(|row| row.get("detail")).map(Result::unwrap).collect()
}

/// Every row of every table.
pub(super) fn dump(connection: &Connection) -> String {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let names: Vec<String> =
        connection.prepare(tables).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let rows = |name: String| Value::Array(query(connection, &format!("SELECT * FROM {name}"), Vec::new()).unwrap());
    names.into_iter().map(|name| rows(name).to_string()).collect()
}

/// One value as text.
#[track_caller]
pub(super) fn read_value(connection: &Connection, sql: &str) -> String {
    let value = connection.query_row(sql, [], |row| Ok(json(row.get_ref(0)?))).unwrap();
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The migrations take longer than most tests, so they are run once and copied.
static MIGRATED: LazyLock<Mutex<Connection>> = LazyLock::new(|| {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    for text in migrations() {
        connection.execute_batch(&text).unwrap();
    }
    Mutex::new(connection)
});

fn migrations() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

#[async_trait]
impl Database for Sqlite {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        self.batches.fetch_add(1, SeqCst);
        let loss = self.network.leave().await;
        if self.down.load(SeqCst) || loss == Some(Loss::Question) {
            return Err(DatabaseError::Unavailable("D1_ERROR: overloaded".into()));
        }
        let results = self.transact(statements);
        self.network.travel().await;
        match loss {
            Some(Loss::Answer) => Err(DatabaseError::Unavailable("D1_ERROR: Network connection lost.".into())),
            _ => results,
        }
    }
}

impl Sqlite {
    fn transact(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        let mut connection = self.connection.lock().unwrap();
        let transaction = connection.transaction().unwrap();
        let run = |statement: Statement| {
            assert!(statement.params.len() <= MOST_PARAMS, "too many parameters: {}", statement.sql);
            let rows = query(&transaction, statement.sql, statement.params).map_err(|error| classify(&error))?;
            Ok(Rows { rows })
        };
        let results = statements.into_iter().map(run).collect::<Result<Vec<Rows>, DatabaseError>>()?;
        transaction.commit().unwrap();
        Ok(results)
    }
}

fn query(connection: &Connection, sql: &str, params: Vec<Param>) -> rusqlite::Result<Vec<Value>> {
    let bound = params.into_iter().map(|param| match param {
        Param::Null => SqlValue::Null,
        Param::Int(number) => SqlValue::Integer(number),
        Param::Text(text) => SqlValue::Text(text),
    });
    query_bound(connection, sql, bound.collect())
}

/// A statement as an object binds it: every number is REAL, for JavaScript has no other.
pub(super) fn query_as_object(connection: &Connection, statement: Statement) -> rusqlite::Result<Vec<Value>> {
    assert!(statement.params.len() <= MOST_PARAMS, "too many parameters: {}", statement.sql);
    query_bound(connection, statement.sql, bound_by_object(statement.params))
}

/// SQL that an object was handed, whose failures are somebody's to read.
pub(super) fn query_of_operator(
    connection: &Connection,
    sql: &str,
    params: Vec<Param>,
    limit: ReadLimit,
) -> rusqlite::Result<QueryRows> {
    let mut statement = connection.prepare(sql)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let width = columns.len();
    let rows = statement.query_map(rusqlite::params_from_iter(bound_by_object(params)), |row| {
        let value = |index| match row.get_ref(index)? {
            ValueRef::Blob(_) => Err(Error::InvalidColumnType(index, "bytes are not read".into(), SqlType::Blob)),
            value => Ok(json(value)),
        };
        (0..width).map(value).collect()
    })?;
    QueryRows::read(columns, rows, limit)
}

fn bound_by_object(params: Vec<Param>) -> Vec<SqlValue> {
    #[allow(clippy::cast_precision_loss, reason = "as the runtime does it")]
    let bound = params.into_iter().map(|param| match param {
        Param::Null => SqlValue::Null,
        Param::Int(number) => SqlValue::Real(number as f64),
        Param::Text(text) => SqlValue::Text(text),
    });
    bound.collect()
}

fn query_bound(connection: &Connection, sql: &str, params: Vec<SqlValue>) -> rusqlite::Result<Vec<Value>> {
    let mut statement = connection.prepare(sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    let mut objects = Vec::new();
    while let Some(row) = rows.next()? {
        objects.push(object(row, &names)?);
    }
    Ok(objects)
}

fn object(row: &Row<'_>, names: &[String]) -> rusqlite::Result<Value> {
    let member = |(index, name): (usize, &String)| Ok((name.clone(), json(row.get_ref(index)?)));
    names.iter().enumerate().map(member).collect::<rusqlite::Result<Map<_, _>>>().map(Value::Object)
}

fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(text) => Value::from(String::from_utf8(text.to_vec()).unwrap()),
        ValueRef::Blob(_) => panic!("the schema has no BLOB"),
    }
}

pub(super) fn classify(error: &Error) -> DatabaseError {
    let Error::SqliteFailure(code, Some(text)) = error else { panic!("a statement is wrong: {error}") };
    match (code.code, text.strip_prefix("UNIQUE constraint failed: ")) {
        (ffi::ErrorCode::ConstraintViolation, Some(columns)) => DatabaseError::Unique(columns.to_owned()),
        (ffi::ErrorCode::ConstraintViolation, None) => DatabaseError::Constraint(text.clone()),
        _ => panic!("a statement is wrong: {error}"),
    }
}
