//! How SQLite finds the rows of every statement: by an index, and without reading all that a clinic has of what grows with the years.

use crate::support::{Desk, ORG, Written, statements};

/// Tables in which every appointment leaves rows.
const GROWING: [&str; 9] =
    ["appointments", "receipts", "messages", "audit", "outbox", "calls", "call_tools", "inbox", "inbox_receipts"];

/// Indices of such tables that hold a handful of a clinic's rows, whatever its age.
const FEW: [&str; 3] = ["appointments_held", "inbox_open", "outbox_dead"];

/// Columns by which nothing is found among a clinic's own rows.
const WHOSE: [&str; 3] = ["org_id", "kind", "status"];

/// Statements that read all of something on purpose, by file or function.
const ALL: [(&str, &str); 35] = [
    ("attention.rs::list_all", "the operator's list, in which a page ends with its last clinic"),
    ("gauges.rs", "the operator's metrics, one row for each clinic at most"),
    ("metrics.rs::count_orgs", "how many orgs there are, up to 501"),
    ("metrics.rs::by_org", "the operator's, of 500 orgs at most"),
    ("metrics.rs::grow_totals", "the counts of one day, which are a list that was bound, and those of everything"),
    ("clinic/metrics.rs::settle", "days of which D1 was not told, likewise"),
    ("clinic/metrics.rs::changed", "days of which D1 was not told, which are one or two"),
    ("claim_disputes.rs::list", "the operator's list, of which each clinic can cause no more than some"),
    ("envelopes.rs::count_by_key", "the operator's rewrap"),
    ("envelopes.rs::to_move", "the operator's rewrap"),
    ("envelopes.rs::webhooks_to_move", "the operator's rewrap"),
    ("tokens.rs::delete_not_under_key", "the operator's rewrap"),
    ("pending_connections.rs::delete_not_under_key", "the operator's rewrap"),
    ("publications.rs", "all that waits to be published, which is not much or is to become less"),
    ("clinic/busy_mirror.rs", "one row for each calendar, of all of which a question may be"),
    ("clinic/channels.rs", "one or two rows for each calendar, when one of them is opened or ends"),
    ("clinic/follow.rs::all_due", "one row for each calendar, when a clinic is active again"),
    ("clinic/follow.rs::due_calendars", "one row for each calendar, of which statistics may say that there are few"),
    ("clinic/follow.rs::put_off", "one row for each calendar, when one of them cannot be read"),
    ("clinic/follow.rs::begin_round", "one row for each calendar, until the first that is compared with all others"),
    ("clinic/follow.rs::end_round", "one row for each calendar, until the first that is compared with all others"),
    (
        "clinic/calls/expiry.rs",
        "the summaries that a clinic no longer wants kept, so many at a time, and the oldest call",
    ),
    ("clinic/webhooks/endpoints.rs::replace_subscriptions", "a clinic's few webhooks, when one of them was changed"),
    ("clinic/outbox/work.rs::claim_deliveries", "of what is due, what is of webhooks: by the index of when it is due"),
    ("clinic/due.rs", "one row for each kind of work and each calendar, and of the outbox what is due first"),
    (
        "clinic/expiry.rs",
        "the oldest of each kind, so many at a time, and the texts of a month that asked for something",
    ),
    ("clinic/sending.rs::unsettled", "the texts that are under way, when one of them got no answer"),
    ("clinic/inbox.rs::of_person", "a patient's messages, when somebody asks for or erases what there is of them"),
    ("clinic/texts/mod.rs::of_person", "a patient's texts, when somebody asks for or erases what there is of them"),
    (
        "clinic/patients/erasure.rs",
        "the events that a patient's appointments have left behind and that could not be deleted",
    ),
    ("clinic/schema/", "one row for each step, and for each table"),
    ("pokes.rs::due", "what waits to be told, which is not much or is to become less"),
    ("org_data.rs", "all that an org has, for its export and its deletion"),
    ("orgs.rs::delete", "whatever might still refer to the org, which its deletion has deleted before"),
    ("orgs.rs::insert", "rows that wait for their org, of which the foreign keys leave none"),
];

/// Why a line of a plan reads more than it needs, if it does.
///
/// `table_of` names the table of an index.
fn fault(table_of: impl Fn(&str) -> String, line: &str) -> Option<&'static str> {
    if FEW.iter().any(|index| line.ends_with(&format!(" INDEX {index}"))) {
        return None;
    }
    if let Some(scanned) = line.strip_prefix("SCAN ") {
        // A list that was bound, and the rows of a query that is itself explained.
        let bounded = ["CONSTANT ROW", "json_each ", "asked VIRTUAL TABLE ", "(subquery-", "letter_case"]
            .iter()
            .any(|known| scanned.starts_with(known));
        return (!bounded).then_some("scans a table");
    }
    let (_, index) = line.split_once(" INDEX ")?;
    let (index, columns) = index.split_once(" (")?;
    let found_by = |column: &str| WHOSE.iter().all(|whose| !column.starts_with(whose));
    if FEW.contains(&index) || columns.split(" AND ").any(found_by) {
        return None;
    }
    GROWING.contains(&table_of(index).as_str()).then_some("reads everything that a clinic has")
}

/// Whether a statement is run in a clinic's object, and not in D1.
fn in_object(statement: &Written) -> bool {
    statement.place.starts_with("clinic/")
}

/// How a statement is run where it is run, and the table of an index there.
fn plan(desk: &Desk, statement: &Written) -> Vec<String> {
    if in_object(statement) { desk.clinics.plan(ORG, &statement.sql) } else { desk.sqlite.plan(&statement.sql) }
}

fn table_of(desk: &Desk, is_in_object: bool, index: &str) -> String {
    let select = format!("SELECT tbl_name FROM sqlite_schema WHERE name = '{index}'");
    if is_in_object { desk.clinics.value(ORG, &select) } else { desk.sqlite.value(&select) }
}

/// The faults of all statements, but those of [`ALL`].
fn faults(desk: &Desk) -> Vec<String> {
    let mut faults = Vec::new();
    for statement in statements() {
        if ALL.iter().any(|(place, _)| statement.place.starts_with(place)) {
            continue;
        }
        let table_of = |index: &str| table_of(desk, in_object(&statement), index);
        for line in plan(desk, &statement) {
            faults.extend(fault(table_of, &line).map(|fault| format!("{} {fault}: {line}", statement.place)));
        }
    }
    faults
}

#[test]
fn every_statement_finds_its_rows_by_an_index() {
    assert_eq!(faults(&Desk::new()), [""; 0]);
}

#[test]
fn every_exception_is_of_a_statement_that_is_there() {
    let statements = statements();
    for (known, _) in ALL {
        assert!(statements.iter().any(|statement| statement.place.starts_with(known)), "{known} is no longer there");
    }
}

/// `PRAGMA optimize` and `ANALYZE` tell SQLite how many rows a clinic has, and it plans again.
#[test]
fn statistics_change_nothing_of_that() {
    let desk = Desk::new();
    desk.sqlite.execute(&format!(
        "INSERT INTO orgs (id, name, zone) VALUES ('{ORG}', 'x', 'UTC');
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 500)
         INSERT INTO orgs (id, name, zone) SELECT printf('0198c0de-0000-7000-9000-%012x', n), 'x', 'UTC' FROM n;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
         INSERT INTO audit (id, org_id, at, actor, action)
         SELECT printf('0198c0de-0000-7000-8000-%012x', n), '{ORG}', 0, 'admin', 'x' FROM n;
         ANALYZE"
    ));
    desk.clinics.execute(
        ORG,
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
         INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, caller_number, phone, call_id)
         SELECT printf('0198c0de-0000-7000-8000-%012x', n), 'c', 'confirmed', n * 3600, n * 3600 + 1800, n * 3600, n * 3600 + 1800,
           printf('+1555%07d', n % 400), printf('+1555%07d', n % 400), 'call-' || n FROM n;
         INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome)
         SELECT call_id || ':t', 'book', printf('%064d', 0), id, '{}' FROM appointments;
         INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status)
         SELECT id, 'confirmation', id || ':o', phone, 'x', 'gsm7', 1, 'sent' FROM appointments;
         INSERT INTO audit (id, at, actor, action, appointment_id) SELECT id, 0, 'caller', 'x', id FROM appointments;
         INSERT INTO outbox (kind, subject) SELECT 'sms.remind', id FROM appointments;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
         INSERT INTO calls (call_id, status, first_seen, last_seen, caller_number)
         SELECT 'call-' || n, 'ended', n, n, printf('+1555%07d', n % 400) FROM n;
         INSERT INTO call_tools (call_id, tool_call_id, tool, outcome, asked_ms, millis, last_asked_ms)
         SELECT call_id, 't', 'x', 'done', 0, 0, 0 FROM calls;
         ANALYZE",
    );
    assert_eq!(faults(&desk), [""; 0]);
}

/// The compiler refuses a name that is not given, and a parameter that is not named (`src/store/named.rs`); numbers it cannot check.
#[test]
fn parameters_have_names() {
    let numbered = |sql: &str| sql.split('?').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let places = statements().into_iter().filter(|statement| numbered(&statement.sql)).map(|statement| statement.place);
    let others: Vec<String> = places
        .filter(|place| {
            !place.starts_with("appointments/placing.rs") && !place.starts_with("appointments/condition.rs")
        })
        .collect();
    assert_eq!(others, [""; 0]);
}

#[test]
fn all_of_the_store_is_looked_at_and_triggers_too() {
    let places: Vec<String> = statements().into_iter().map(|statement| statement.place).collect();
    for place in [
        "clinic/appointments/placing.rs::insert",
        "clinic/receipts.rs::of_key",
        "clinic/outbox/work.rs::claim",
        "clinic/texts/mod.rs::list",
        "clinic/calls/updates.rs::record_unindexed",
    ] {
        assert!(places.iter().any(|known| known == place), "{place} is not among {places:?}");
    }
    let desk = Desk::new();
    let insert =
        statements().into_iter().find(|statement| statement.place == "clinic/appointments/placing.rs::insert").unwrap();
    let plan = plan(&desk, &insert).join("\n");
    assert!(plan.contains("appointments_by_time (blocked_from>? AND blocked_from<?)"), "{plan}");
    let fault = |line| fault(|index| table_of(&desk, true, index), line);
    assert_eq!(fault("SCAN appointments"), Some("scans a table"));
    assert_eq!(fault("SCAN appointments USING INDEX appointments_by_start"), Some("scans a table"));
    let whole = "SEARCH appointments USING INDEX appointments_by_start (status=?)";
    assert_eq!(fault(whole), Some("reads everything that a clinic has"));
    assert_eq!(fault("SEARCH appointments USING INDEX appointments_by_start (starts_at=?)"), None);
}
