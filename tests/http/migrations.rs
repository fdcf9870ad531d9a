//! The migrations, one after the other.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

/// The files in their order.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn names(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// An insert, an update of every column and a delete, for each table that there is.
fn writes(database: &Connection) -> Vec<String> {
    let tables = names(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
    let write = |table: &String| {
        let columns = names(database, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let same: Vec<String> = columns.iter().map(|column| format!("{column} = {column}")).collect();
        [
            format!("INSERT INTO {table} DEFAULT VALUES"),
            format!("UPDATE {table} SET {}", same.join(", ")),
            format!("DELETE FROM {table}"),
        ]
    };
    tables.iter().flat_map(write).collect()
}

/// SQLite compiles a trigger when a statement can fire it. So a trigger that names a table of a later file would fail then, and not when
/// it is made.
#[test]
fn after_each_migration_every_table_can_be_written() {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    for file in files() {
        database.execute_batch(&fs::read_to_string(&file).unwrap()).unwrap();
        for write in writes(&database) {
            if let Err(error) = database.prepare(&write) {
                panic!("after {}: {write}: {error}", file.display());
            }
        }
    }
}
