//! The line between orgs, as a property of the schema and of every statement.

use crate::support::{Desk, ORG, Written, statements};

/// Tables that are not a tenant's.
const SHARED: [&str; 7] =
    ["orgs", "sessions", "oauth_states", "token_revocations", "text_recipients", "metric_totals", "sweep_runs"];

/// Statements that cross tenants on purpose, by the function that holds them, and why.
const CROSSING: [(&str, &str); 32] = [
    ("orgs.rs", "the org itself, by its id; and the operator's list"),
    ("alerts.rs", "the operator is told of all clinics, each by its id"),
    ("attention.rs::list_all", "the operator's list of clinics that need somebody"),
    ("routes.rs", "the signalling names the number, which decides the org"),
    ("mappings.rs::taken_among", "whether a number of an org's own account is taken, and not by whom"),
    ("mapping_imports.rs", "rows of which each names its org: the admin's own, or any if the operator imports"),
    ("text_recipients.rs", "how many texts a number has had from all clinics, under a hash"),
    ("claim_disputes.rs::note", "who has what an org wants, which is written down for the operator and told to nobody"),
    ("claim_disputes.rs::list", "the operator's list"),
    ("claim_disputes.rs::find", "the operator's decision"),
    ("claim_disputes.rs::of_holder", "whether somebody else wants what the org itself has, and not who"),
    ("claim_proofs.rs::forget", "the operator's decision takes a proof from the org that it names"),
    ("import_receipts.rs::expire", "what is kept for a day, of everybody"),
    ("publications.rs::put_last", "what an import has just changed, of whichever org"),
    ("oauth_states.rs", "whoever comes back from Google, whom nobody knows yet"),
    ("revocations.rs", "the operator's, of tokens of whatever org"),
    ("sessions.rs", "what a browser shows decides who it is, and in which org"),
    ("members.rs::of_address", "whoever signs in is looked for in every org"),
    ("members.rs::signed_in", "the member who has just been found by their address"),
    ("envelopes.rs::count_by_key", "the operator's rewrap"),
    ("envelopes.rs::to_move", "the operator's rewrap"),
    ("envelopes.rs::webhooks_to_move", "the operator's rewrap"),
    ("tokens.rs::delete_not_under_key", "the operator's rewrap"),
    ("pending_connections.rs::delete_not_under_key", "the operator's rewrap"),
    ("pending_connections.rs::sweep", "whoever begins deletes what is over, whosever it is, and reads none of it"),
    ("pokes.rs::due", "the sweep works for all; what is due names its org"),
    ("summaries.rs::claim_overdue", "the sweep works for all; who is overdue names its org"),
    ("summaries.rs::count_overdue", "health counts all and names none"),
    ("gauges.rs", "the operator's metrics count all and name none"),
    ("sweep_runs.rs", "how the sweeps went, which work for all"),
    ("metrics.rs", "the operator's metrics; an object tells of its own org, by `orgs.id`"),
    ("publications.rs", "the sweep works for all; subjects are unique in the whole system"),
];

#[test]
fn every_table_of_a_tenant_has_an_org_that_cannot_be_missing() {
    let desk = Desk::new();
    let tables = desk
        .sqlite
        .value("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    for table in tables.split(',').filter(|table| !SHARED.contains(table)) {
        let column =
            format!("SELECT count(*) FROM pragma_table_info('{table}') WHERE name = 'org_id' AND (\"notnull\" OR pk)");
        assert_eq!(desk.sqlite.value(&column), "1", "{table} has no org_id NOT NULL");
        let strict = format!("SELECT strict FROM pragma_table_list('{table}')");
        assert_eq!(desk.sqlite.value(&strict), "1", "{table} is not STRICT");
    }
}

/// The object is the org. A column that says so once more would only cost bytes and index entries.
#[test]
fn no_table_of_an_object_has_an_org_and_all_are_strict() {
    let desk = Desk::new();
    let tables = "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables = desk.clinics.value(ORG, tables);
    assert!(tables.contains("appointments"), "{tables}");
    for table in tables.split(',') {
        let columns = format!("SELECT count(*) FROM pragma_table_info('{table}') WHERE name = 'org_id'");
        assert_eq!(desk.clinics.value(ORG, &columns), "0", "{table} has an org_id");
        let strict = format!("SELECT strict FROM pragma_table_list('{table}')");
        assert_eq!(desk.clinics.value(ORG, &strict), "1", "{table} is not STRICT");
    }
}

#[test]
fn every_statement_binds_the_org_or_is_known_to_cross() {
    let statements = statements();
    for Written { place, sql } in &statements {
        let file = place.split("::").next().unwrap();
        // A clinic's object is the org: there is nobody else's row in it.
        if place.starts_with("clinic/") {
            assert!(!sql.contains("org_id"), "{place}: {sql}");
            continue;
        }
        let crosses = CROSSING.iter().any(|(known, _)| known == place || *known == file);
        let bindings = ["org_id = :org", "org_id = ?1", "(id, org_id,", "(org_id,"];
        let bound = bindings.iter().any(|binding| sql.contains(binding));
        assert!(crosses || bound, "{place}: {sql}");
    }
    assert!(statements.len() >= 100, "only {} statements were found", statements.len());
    for (known, _) in CROSSING {
        assert!(statements.iter().any(|statement| statement.place.starts_with(known)), "{known} is no longer there");
    }
}

#[test]
fn a_number_is_stored_in_one_form_or_not_at_all() {
    let desk = Desk::new();
    desk.sqlite
        .execute("INSERT INTO orgs (id, name, zone) VALUES ('d5bc3d69-996a-445b-a234-494040dff620', 'x', 'UTC')");
    let insert = |number: &str| {
        desk.sqlite.try_execute(&format!(
            "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name, is_active)
             VALUES (lower(hex(randomblob(18))), 'd5bc3d69-996a-445b-a234-494040dff620', '{number}', 'x', 0)"
        ))
    };
    for good in ["+15550100", "+123456789012345"] {
        insert(good).unwrap();
    }
    for bad in [
        "15550100",
        "+1-555-0100",
        "+0555010",
        "+1555010",
        "+1234567890123456",
        "+1555 0100",
        "",
        "+1555010a",
        "+15550100\n",
    ] {
        assert!(insert(bad).is_err(), "{bad:?} was stored");
    }
}

#[test]
fn two_orgs_cannot_both_own_a_number_whoever_writes_it() {
    let desk = Desk::new();
    for org in ["d5bc3d69-996a-445b-a234-494040dff620", "0198c0de-0000-7000-8000-00000000000b"] {
        desk.sqlite.execute(&format!("INSERT INTO orgs (id, name, zone) VALUES ('{org}', 'x', 'UTC')"));
    }
    let insert = |org: &str, active: u8| {
        desk.sqlite.try_execute(&format!(
            "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name, is_active)
             VALUES (lower(hex(randomblob(18))), '{org}', '+15550100', 'x', {active})"
        ))
    };
    insert("d5bc3d69-996a-445b-a234-494040dff620", 1).unwrap();
    assert!(insert("0198c0de-0000-7000-8000-00000000000b", 1).is_err());
    insert("0198c0de-0000-7000-8000-00000000000b", 0).unwrap();
    assert!(desk.sqlite.try_execute("UPDATE phone_number_mapping SET is_active = 1").is_err());
}
