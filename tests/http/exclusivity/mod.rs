//! Exclusivity is a property of the table: whoever writes, and in whatever form of SQL, two active appointments of one calendar, of one
//! practitioner or of the clinic itself never overlap, buffers included.

mod model;

use std::time::Duration;

use frontdesk::store::clinic::schema::STEPS;

use crate::support::{Desk, ORG, OTHER, Row, id};

/// 10:00 on a Tuesday, as the test's clock has it.
const NOW: i64 = 1_796_137_200;
/// An hour of the next day.
const NINE: i64 = NOW + 23 * HOUR;
const HOUR: i64 = 3600;
const MINUTE: i64 = 60;
const ADA: &str = "0198c0de-0000-7000-8000-000000000ada";
const BEN: &str = "0198c0de-0000-7000-8000-000000000be0";
const ELSEWHERE: &str = "second@clinic.example";

/// Pairs of active appointments that take each other's time, by another way than the triggers go.
const COLLISIONS: &str = "
    WITH active AS (SELECT * FROM appointments WHERE status = 'confirmed' OR (status = 'held' AND hold_expires_at > unixepoch()))
    SELECT count(*) FROM active a JOIN active b ON a.id < b.id
      AND (a.calendar_id = b.calendar_id OR a.practitioner_id IS b.practitioner_id)
      AND max(a.blocked_from, b.blocked_from) < min(a.blocked_until, b.blocked_until)";

#[track_caller]
fn refused(desk: &Desk, sql: &str) {
    let error = desk.clinics.try_execute(ORG, sql).expect_err(sql);
    assert!(error.to_string().contains("appointments_overlap"), "{sql}: {error}");
}

/// What stands: nine to half past, with Ada.
fn there() -> Row {
    Row { practitioner: Some(ADA.into()), ..Row::new(1, NINE) }
}

/// In its way, from a quarter past.
fn over() -> Row {
    Row::new(2, NINE + 15 * MINUTE)
}

/// Not in its way.
fn later() -> Row {
    Row::new(2, NINE + 2 * HOUR)
}

fn update(row: &Row, verb: &str) -> String {
    format!("{verb} appointments SET {} WHERE id = '{}'", row.assignments(), row.id)
}

fn set(columns: &str) -> String {
    format!("UPDATE appointments SET {columns} WHERE id = '{}'", id(2))
}

/// An insert that turns into an update.
fn upsert(inserted: &Row, updated: &Row) -> String {
    format!("{} ON CONFLICT (id) DO UPDATE SET {}", inserted.sql("INSERT"), updated.assignments())
}

/// Every way to make a row active where another is: what it is called, the row that is there before, and the statement.
fn ways() -> Vec<(&'static str, Option<Row>, String)> {
    let live = NOW + 5 * MINUTE;
    let cancelled = over().cancelled();
    let expired = over().held(NOW);
    let beside = Row { calendar: ELSEWHERE.into(), practitioner: Some(BEN.into()), ..over() };
    let before = Row { span: (NINE - HOUR, NINE), ..over() };
    let after = Row::new(2, NINE + 30 * MINUTE);
    vec![
        ("insert", None, over().sql("INSERT")),
        ("insert a hold", None, over().held(live).sql("INSERT")),
        ("insert or replace", None, over().sql("INSERT OR REPLACE")),
        ("insert or ignore", None, over().sql("INSERT OR IGNORE")),
        ("insert or fail", None, over().sql("INSERT OR FAIL")),
        ("replace one that was elsewhere", Some(later()), over().sql("REPLACE")),
        ("upsert", Some(later()), upsert(&over(), &over())),
        ("upsert with other values for the update", Some(later()), upsert(&later(), &over())),
        ("upsert what would be inserted cancelled", Some(later()), upsert(&cancelled, &over())),
        // Bug class 2.
        ("confirm a cancelled one", Some(cancelled.clone()), set("status = 'confirmed'")),
        ("hold a cancelled one", Some(cancelled), set(&format!("status = 'held', hold_expires_at = {live}"))),
        ("revive an expired hold", Some(expired.clone()), set(&format!("hold_expires_at = {live}"))),
        ("confirm an expired hold", Some(expired), set("status = 'confirmed', hold_expires_at = NULL")),
        ("move", Some(later()), update(&over(), "UPDATE")),
        ("move a hold", Some(later().held(live)), update(&over().held(live), "UPDATE")),
        ("update or replace", Some(later()), update(&over(), "UPDATE OR REPLACE")),
        ("update or ignore", Some(later()), update(&over(), "UPDATE OR IGNORE")),
        ("lengthen", Some(before), set(&format!("ends_at = {NINE} + 60, blocked_until = {NINE} + 60"))),
        // Bug class 34.
        ("widen a buffer", Some(after), set(&format!("blocked_from = {NINE} + 1799"))),
        ("change the calendar", Some(beside.clone()), set(&format!("calendar_id = '{}'", there().calendar))),
        ("change the practitioner", Some(beside), set(&format!("practitioner_id = '{ADA}'"))),
        (
            "move all at once",
            Some(later()),
            format!(
                "UPDATE appointments SET starts_at = {NINE}, ends_at = {NINE} + 60, blocked_from = {NINE}, blocked_until = {NINE} + 60"
            ),
        ),
    ]
}

/// Each is refused, and changes nothing; without the triggers each would collide, so that nothing else than they refuses it.
#[test]
fn no_statement_makes_a_row_active_where_another_is() {
    for (name, before, sql) in ways() {
        let desk = Desk::new();
        desk.insert(&there());
        if let Some(row) = &before {
            desk.insert(row);
        }
        let standing = desk.clinics.dump();
        refused(&desk, &sql);
        assert_eq!(desk.clinics.dump(), standing, "{name}");
        let guards = "DROP TRIGGER appointments_no_overlap_insert; DROP TRIGGER appointments_no_overlap_update";
        desk.clinics.execute(ORG, guards);
        desk.clinics.execute(ORG, &sql);
        assert_eq!(desk.clinics.value(ORG, COLLISIONS), "1", "{name} does not collide");
    }
}

#[test]
fn what_is_in_nobodys_way_is_allowed() {
    let elsewhere = Row { calendar: ELSEWHERE.into(), ..over() };
    let allowed = [
        ("just before", Row::new(2, NINE - 30 * MINUTE).sql("INSERT")),
        ("just after", Row::new(2, NINE + 30 * MINUTE).sql("INSERT")),
        ("another calendar, nobody's", elsewhere.sql("INSERT")),
        ("another calendar, another's", Row { practitioner: Some(BEN.into()), ..elsewhere }.sql("INSERT")),
        ("cancelled", over().cancelled().sql("INSERT")),
        ("an expired hold", over().held(NOW).sql("INSERT")),
        // Bug class 19.
        ("its own time", update(&Row { span: (NINE + 60, NINE + HOUR), ..there() }, "UPDATE")),
        ("its own time, replaced", Row { span: (NINE + 60, NINE + HOUR), ..there() }.sql("REPLACE")),
        ("its own time under another id", update(&there(), "UPDATE").replacen(&id(1), &id(2), 1)),
        ("its words", format!("UPDATE appointments SET notes = 'x', revision = revision + 1 WHERE id = '{}'", id(1))),
    ];
    for (name, sql) in allowed {
        let desk = Desk::new();
        desk.insert(&there());
        desk.clinics.try_execute(ORG, &sql).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(desk.clinics.value(ORG, COLLISIONS), "0", "{name}");
    }
}

/// An object has one clinic's appointments alone.
#[test]
fn another_clinic_is_in_nobodys_way() {
    let desk = Desk::new();
    desk.insert(&there());
    desk.insert(&Row { org: OTHER, practitioner: Some(ADA.into()), ..over() });
    assert_eq!([ORG, OTHER].map(|org| desk.clinics.value(org, "SELECT count(*) FROM appointments")), ["1", "1"]);
}

/// Bug classes 34 and 35: each side's buffer counts against the other side's.
#[test]
fn buffers_of_both_sides_are_kept() {
    let desk = Desk::new();
    desk.insert(&Row { buffers: (10 * MINUTE, 15 * MINUTE), ..there() });
    let at = |minutes: i64, buffers: (i64, i64)| Row { buffers, ..Row::new(2, NINE + minutes * MINUTE) }.sql("INSERT");
    for (minutes, buffers) in
        [(30, (0, 0)), (44, (0, 0)), (45, (MINUTE, 0)), (-30, (0, 0)), (-39, (0, 0)), (-40, (0, MINUTE))]
    {
        refused(&desk, &at(minutes, buffers));
    }
    for (minutes, buffers) in [(45, (0, 0)), (46, (MINUTE, 0)), (-40, (0, 0)), (-41, (0, MINUTE))] {
        desk.clinics.execute(ORG, &at(minutes, buffers));
        desk.clinics.execute(ORG, &format!("DELETE FROM appointments WHERE id = '{}'", id(2)));
    }
}

/// The index is read no further back than the longest that one row may block.
#[test]
fn the_longest_appointment_blocks_to_its_last_second() {
    let desk = Desk::new();
    let end = NINE + 48 * HOUR;
    desk.insert(&Row { span: (NINE, end), ..there() });
    refused(&desk, &Row::new(2, end - 1).sql("INSERT"));
    desk.insert(&Row::new(2, end));
    refused(&desk, &set(&format!("blocked_from = {end} - 1")));
    let longer = Row { span: (NINE - 49 * HOUR, NINE - HOUR + 1), ..Row::new(3, 0) };
    assert!(desk.clinics.try_execute(ORG, &longer.sql("INSERT")).unwrap_err().to_string().contains("CHECK"));
}

/// Bug class 3: a hold counts as much as a booking, until its second; no job has to run for its time to be free.
#[test]
fn a_hold_frees_its_time_by_the_clock_and_does_not_get_it_back() {
    let desk = Desk::new();
    desk.insert(&there().held(NOW + 300));
    refused(&desk, &over().sql("INSERT"));
    desk.clock.advance(Duration::from_secs(299));
    refused(&desk, &over().sql("INSERT"));
    desk.clock.advance(Duration::from_secs(1));
    desk.insert(&over());
    refused(&desk, &update(&there(), "UPDATE"));
    refused(&desk, &update(&there().held(NOW + 900), "UPDATE"));
    desk.clinics.execute(ORG, &format!("UPDATE appointments SET status = 'cancelled' WHERE id = '{}'", id(2)));
    desk.clinics.execute(ORG, &update(&there(), "UPDATE"));
}

/// Who moved to another calendar is still busy with what stands in the old one.
#[test]
fn a_practitioner_is_busy_whatever_calendar_they_have_now() {
    let desk = Desk::new();
    desk.insert(&there());
    let moved = Row { calendar: ELSEWHERE.into(), practitioner: Some(ADA.into()), ..over() };
    refused(&desk, &moved.sql("INSERT"));
    // Ben took the old calendar over, and what stands in it blocks him too.
    refused(&desk, &Row { practitioner: Some(BEN.into()), ..over() }.sql("INSERT"));
    desk.insert(&Row { practitioner: Some(BEN.into()), ..moved.clone() });
    desk.insert(&Row { id: id(3), span: (NINE + 45 * MINUTE, NINE + HOUR), ..moved });
}

/// With nobody: the clinic's own time, in the calendar that is the clinic's now.
fn elsewhere_with_nobody() -> Row {
    Row { calendar: ELSEWHERE.into(), ..over() }
}

/// The calendar that was the clinic's when it was booked does not matter.
#[test]
fn what_is_booked_with_nobody_takes_the_clinics_own_time() {
    let nobodys = elsewhere_with_nobody();
    let with_ada = Row { practitioner: Some(ADA.into()), ..nobodys.clone() };
    let live = NOW + 5 * MINUTE;
    for (name, before, sql) in [
        ("insert", None, nobodys.sql("INSERT")),
        ("insert a hold", None, nobodys.clone().held(live).sql("INSERT")),
        ("confirm a cancelled one", Some(nobodys.clone().cancelled()), set("status = 'confirmed'")),
        ("move", Some(Row { calendar: ELSEWHERE.into(), ..later() }), update(&nobodys, "UPDATE")),
        ("take the practitioner away", Some(with_ada.clone()), set("practitioner_id = NULL")),
    ] {
        let desk = Desk::new();
        desk.insert(&Row::new(1, NINE));
        if let Some(row) = &before {
            desk.insert(row);
        }
        refused(&desk, &sql);
        assert_eq!(desk.clinics.value(ORG, COLLISIONS), "0", "{name}");
    }
    // With Ada it takes hers alone, and a hold that is over takes none.
    let desk = Desk::new();
    desk.insert(&Row::new(1, NINE));
    desk.insert(&with_ada);
    desk.insert(&Row { id: id(3), ..nobodys.held(NOW) });
}

/// What takes back what a statement of a step has added.
fn takes_back(statement: &str) -> String {
    match *statement.split_whitespace().take(6).collect::<Vec<_>>() {
        ["CREATE", kind @ ("TABLE" | "TRIGGER" | "INDEX"), name, ..] => format!("DROP {kind} {name};"),
        ["CREATE", "UNIQUE", "INDEX", name, ..] => format!("DROP INDEX {name};"),
        ["ALTER", "TABLE", table, "ADD", "COLUMN", column] => format!("ALTER TABLE {table} DROP COLUMN {column};"),
        _ => panic!("nothing is known that takes this back: {statement}"),
    }
}

/// An object as step 1 of the schema left it, with these rows.
fn at_the_first_step(rows: &[Row]) -> Desk {
    let desk = Desk::new();
    let mut sql = String::from("DELETE FROM schema_steps WHERE number > 1;");
    // The second step puts two triggers in the place of others, which is done below.
    let added = STEPS[2..].iter().flat_map(|step| step.statements);
    let mut taken_back: Vec<String> = added.map(|statement| takes_back(statement)).collect();
    taken_back.reverse();
    sql.extend(taken_back);
    for event in ["insert", "update"] {
        let trigger = format!("appointments_no_overlap_{event}");
        let begins = format!("CREATE TRIGGER {trigger} ");
        let first = STEPS[0].statements.iter().find(|sql| sql.starts_with(&begins)).unwrap();
        sql.extend(["DROP TRIGGER ", &trigger, ";", first, ";"]);
    }
    sql.extend(rows.iter().map(|row| row.sql("INSERT") + ";"));
    desk.clinics.execute(ORG, &sql);
    desk
}

/// What was booked twice before the step stays as it is, and can be cancelled, renamed and moved away.
#[test]
fn an_object_of_the_first_step_takes_the_second_with_all_that_it_has() {
    let nobodys = elsewhere_with_nobody();
    let adas = Row { id: id(3), calendar: "ada@clinic.example".into(), ..there() };
    let desk = at_the_first_step(&[Row::new(1, NINE), nobodys.clone(), adas]);
    let steps = "SELECT group_concat(number || ' ' || is_compatible, ', ') FROM schema_steps";
    assert_eq!(desk.clinics.value(ORG, steps), "1 0, 2 1, 3 1, 4 1, 5 1, 6 1");
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "3");
    assert_eq!(desk.clinics.value(ORG, COLLISIONS), "1", "booked twice before");
    let third = Row { id: id(4), calendar: "third@clinic.example".into(), ..over() };
    refused(&desk, &third.sql("INSERT"));
    desk.clinics.execute(ORG, &set("notes = 'x', revision = revision + 1, event_written = 1"));
    desk.clinics.execute(ORG, &update(&Row { calendar: ELSEWHERE.into(), ..later() }, "UPDATE"));
    refused(&desk, &update(&nobodys, "UPDATE"));
    desk.clinics.execute(ORG, &set("status = 'cancelled'"));
    assert_eq!(desk.clinics.value(ORG, COLLISIONS), "0");
}
