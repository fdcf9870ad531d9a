//! Migrations over a database that holds rows already.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

/// A database with the migrations before `first`, and the others, to be run once it holds something.
fn before(first: &str) -> (Connection, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &PathBuf| fs::read_to_string(file).unwrap();
    let (old, new): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.file_name().unwrap() < first);
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    for file in &old {
        database.execute_batch(&read(file)).unwrap();
    }
    (database, new.iter().map(read).collect())
}

/// Names that were two stay two. The younger one can be changed like any other, as long as it is not given the older one's name anew.
#[test]
fn names_that_become_one_stay_as_they_are_and_can_be_changed() {
    let (database, rest) = before("0015");
    database
        .execute_batch(
            "INSERT INTO orgs (id, name, zone) VALUES ('00000000-0000-4000-8000-000000000001', 'Clinic', 'UTC');
             INSERT INTO services (id, org_id, name, minutes) VALUES
               ('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 'Écho', 30),
               ('10000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'éCHO', 30);
             INSERT INTO practitioners (id, org_id, name, calendar_id) SELECT id, org_id, name, id FROM services;",
        )
        .unwrap();
    for migration in &rest {
        database.execute_batch(migration).unwrap();
    }
    for table in ["services", "practitioners"] {
        let change = |name: &str| {
            let sql = format!("UPDATE {table} SET name = {name}, aliases = '[\"x\"]' WHERE id GLOB '*2'");
            database.execute_batch(&sql)
        };
        // A change of anything else writes the name that is there.
        change("coalesce(NULL, name)").unwrap();
        let refused = change("'ÉCHO'").unwrap_err().to_string();
        assert!(refused.contains(&format!("{table}.folded_name")), "{refused}");
        change("'Echo'").unwrap();
        change("'éCHO'").unwrap_err();
    }
}

/// Names that the database can fold by itself are folded; the others are left to be compared as before.
#[test]
fn older_names_of_plain_letters_are_folded() {
    let (database, rest) = before("0017");
    database
        .execute_batch(
            "INSERT INTO orgs (id, name, zone) VALUES ('00000000-0000-4000-8000-000000000001', 'Clinic', 'UTC');
             WITH names (number, name) AS (VALUES (1, 'Ann Lee'), (2, 'Ms Ann Lee'), (3, 'José'), (4, 'O''Brien'), (5, 'Drew Ms'))
             INSERT INTO appointments (id, org_id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, patient_name)
             SELECT '10000000-0000-4000-8000-00000000000' || number, '00000000-0000-4000-8000-000000000001', 'c' || number,
               'confirmed', 0, 60, 0, 60, name FROM names;",
        )
        .unwrap();
    for migration in &rest {
        database.execute_batch(migration).unwrap();
    }
    let folded: String = database
        .query_row(
            "SELECT group_concat(coalesce(folded_name, '-')) FROM (SELECT * FROM appointments ORDER BY id)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(folded, "ann lee,-,-,-,drew ms");
}
