//! An org's export: everything but secrets, every row once, however many there are and whatever they are keyed by.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering::SeqCst,
};

use serde_json::{Map, Value, json};

use crate::{
    calls::{CALL, CALLER, at, hear, report},
    support::{Desk, ORG, OTHER, Visit},
    trail,
};

const EXPORT: &str = "/api/org/export";
/// Tables whose rows are not given out, and why.
const KEPT_BACK: [(&str, &str); 12] = [
    ("access_tokens", "keys to accounts at vendors"),
    ("pending_connections", "keys likewise, that nobody has chosen a calendar for"),
    ("org_deletions", "of orgs that are no more"),
    ("oauth_states", "who is on the way to Google and back at the moment"),
    ("sessions", "who is signed in at the moment"),
    ("route_publications", "only that a document is out of date: what it is made of is given out"),
    ("route_documents", "only that there may be a document: what it is made of is given out"),
    ("orgs_in_import", "nothing outside a transaction"),
    ("alerts", "what the operator was told of the clinic"),
    ("import_receipts", "what came of an import, for a day"),
    ("claim_disputes", "the other clinic's affair too"),
    ("unproven_in_change", "nothing outside a transaction"),
];

/// The platform's own, of no org.
const PLATFORMS: [&str; 4] = ["token_revocations", "text_recipients", "metric_totals", "sweep_runs"];

/// The rows of each table, and how many pages they came in.
type Exported = (BTreeMap<String, Vec<Map<String, Value>>>, u32);

async fn export(desk: &Desk, org: &str) -> Exported {
    let (mut tables, mut pages, mut cursor) = (BTreeMap::<String, Vec<_>>::new(), 0, String::new());
    loop {
        let token = desk.token(Some(org), "admin");
        let answer = desk.send("GET", &format!("{EXPORT}{cursor}"), &token, None).await.expect(200);
        assert_eq!(answer.headers["content-type"], "application/x-ndjson");
        assert!(answer.text.ends_with('\n'));
        let mut lines: Vec<Value> = answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let last = lines.pop().unwrap();
        for mut line in lines {
            assert_eq!(line.as_object().unwrap().len(), 2, "{line}");
            let Value::Object(row) = line["row"].take() else { panic!("{line}") };
            tables.entry(line["table"].as_str().unwrap().to_owned()).or_default().push(row);
        }
        pages += 1;
        match last["next_cursor"].as_str() {
            Some(next) => cursor = format!("?cursor={next}"),
            None => return (tables, pages),
        }
    }
}

/// A clinic that has something in every table of D1 and of its object, secrets too.
pub async fn full_clinic() -> Desk {
    let desk = trail::clinic().await;
    for (path, body) in [
        ("/api/services", json!({"name": "Cleaning", "minutes": 30})),
        ("/api/practitioners", json!({"name": "Dr. Lee", "calendar_id": "lee@clinic.example"})),
        ("/api/members", json!({"email": "ana@clinic.example", "role": "admin"})),
        ("/api/webhooks", json!({"url": "https://crm.example.com/", "events": ["call.ended"]})),
    ] {
        desk.admin("POST", path, &body).await.expect(201);
    }
    desk.admin("PUT", "/api/messaging", &json!({"daily_cap": 17})).await.expect(200);
    desk.admin("PUT", "/api/assistant", &json!({"call_log": {"retention_days": 30}})).await.expect(200);
    desk.admin("PUT", "/api/retention", &json!({"texts_days": 400})).await.expect(200);
    desk.admin("PUT", "/api/budget", &json!({"text_segments": 400})).await.expect(200);
    desk.admin("PUT", "/api/knowledge", &json!({"never": ["doses"]})).await.expect(200);
    Visit::booked(&desk, 1, "2026-12-03T15:00:00Z");
    hear(&desk, CALL, at("15:00:00"), report()).await;
    desk.sqlite.execute(&format!(
        "INSERT INTO access_tokens VALUES ('{ORG}', 'google', 'c', 'v2.k1.canary-token', 0);
         INSERT INTO claim_proofs (org_id, kind, value, how, proven_at) VALUES ('{ORG}', 'number', '+15550100', 'operator', 0);
         INSERT INTO calendar_faults VALUES ('{ORG}', 'c', 'c', 'gone', 0);
         INSERT OR IGNORE INTO clinic_pokes (org_id) VALUES ('{ORG}');
         INSERT OR IGNORE INTO metric_days (org_id, day, counts) VALUES ('{ORG}', '2026-12-01', '{{}}')"
    ));
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO knowledge_gaps (day, question, asked_at) VALUES ('2026-12-01', 'do you sell gum', unixepoch());
             INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome)
               SELECT 'k', 'book', printf('%064d', 0), id, '{{}}' FROM appointments LIMIT 1;
             INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status)
               VALUES (printf('%036d', 1), 'confirmation', printf('%036d:o', 1), '{CALLER}', 'x', 'gsm7', 1, 'sent');
             INSERT INTO inbox (id, callback_number, about, urgency, status, created_at, done_at)
               VALUES (printf('%036d', 1), '{CALLER}', 'x', 'routine', 'done', 0, 0);
             INSERT INTO inbox_receipts (key, request_hash, message_id) VALUES ('k', printf('%064d', 0), printf('%036d', 1));
             INSERT INTO inbox_questions (key, asked_at) VALUES ('c', 0);
             INSERT INTO calendar_errors (day, vendor, kind) VALUES (unixepoch() / 86400, 'google', 'unavailable');
             INSERT INTO call_tokens (call_id, platform_call_id, bound_at) VALUES ('c', 'p', 0);
             INSERT INTO webhook_endpoints (id) VALUES (printf('%036d', 1)) ON CONFLICT DO NOTHING;
             INSERT INTO webhook_subscriptions (type, endpoint_id) VALUES ('call.ended', printf('%036d', 1));
             INSERT INTO webhook_deliveries (endpoint_id, event_id, type, at, tried_since, data)
               VALUES (printf('%036d', 1), 'e', 'ping', 0, 0, '{{}}');
             INSERT INTO opt_outs (number, source) VALUES ('{CALLER}', 'inbound');
             INSERT INTO heeded_texts (sid) VALUES ('SM1');
             INSERT INTO busy_mirror (calendar_id, credential_id, asked_at, busy_from, busy_until, busy)
               VALUES ('c', 'c', 0, 0, 1, '[[0,1]]');
             INSERT INTO calendar_channels (id, calendar_id, credential_id, key_id, expires_at)
               VALUES (printf('%036d', 1), 'c', 'c', 'k', 0);
             INSERT INTO follow_round (id, due_at) VALUES (1, unixepoch() + 180);
             INSERT INTO call_tools (call_id, tool_call_id, tool, outcome, asked_ms, millis, last_asked_ms)
               SELECT call_id, 't', 'x', 'done', 0, 0, 0 FROM calls;
             INSERT INTO audit (id, at, actor, action) VALUES (printf('%036d', 1), 0, 'caller', 'appointment.booked')"
        ),
    );
    desk
}

fn tables(value: &str) -> BTreeSet<String> {
    value.split(',').map(str::to_owned).collect()
}

const TABLES: &str = "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

/// The tables are read from the databases, so one that is added tomorrow is missed here.
#[tokio::test]
async fn every_table_of_d1_and_of_the_object_is_exported_in_full() {
    let desk = full_clinic().await;
    let (exported, _) = export(&desk, ORG).await;
    let count = |table: &str| exported.get(table).map_or(0, Vec::len);
    // Some tables are in both places.
    let mut there: BTreeMap<String, usize> = BTreeMap::new();
    for table in tables(&desk.sqlite.value(TABLES)).into_iter().filter(|table| !PLATFORMS.contains(&table.as_str())) {
        let whose = if table == "orgs" { "id" } else { "org_id" };
        let rows = desk.sqlite.value(&format!("SELECT count(*) FROM {table} WHERE {whose} = '{ORG}'"));
        if KEPT_BACK.iter().any(|(kept, _)| *kept == table) {
            assert_eq!(count(&table), 0, "{table}");
        } else {
            assert_ne!(rows, "0", "{table}: give the test's clinic a row of it");
            *there.entry(table).or_default() += rows.parse::<usize>().unwrap();
        }
    }
    for table in tables(&desk.clinics.value(ORG, TABLES)) {
        let rows = desk.clinics.value(ORG, &format!("SELECT count(*) FROM {table}"));
        assert_ne!(rows, "0", "{table}: give the clinic's object a row of it");
        *there.entry(table).or_default() += rows.parse::<usize>().unwrap();
    }
    for (table, rows) in there {
        assert_eq!(count(&table), rows, "{table}");
    }
    assert_eq!(
        (exported["orgs"][0]["name"].as_str(), exported["calls"][0]["caller_number"].as_str()),
        (Some("Downtown Dental Clinic"), Some(CALLER))
    );
}

#[tokio::test]
async fn nothing_secret_is_in_it_nor_anything_of_another_org() {
    let desk = full_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    let theirs = json!({"name": "Theirs", "minutes": 30});
    desk.send("POST", "/api/services", &other, Some(&theirs)).await.expect(201);
    let text = desk.get(EXPORT).await.expect(200).text;
    assert!(text.contains("Cleaning") && text.contains("summary"), "{text}");
    for secret in [
        "canary-refresh",
        "canary-twilio",
        "canary-vapi",
        "canary-own",
        "canary-token",
        "v1.k1.",
        "v2.k1.",
        "_sealed",
        "Theirs",
        OTHER,
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// The export knows what is sealed by the column's name alone.
#[tokio::test]
async fn whatever_the_vault_has_sealed_stands_in_a_column_that_says_so() {
    let desk = full_clinic().await;
    let mut sealed = BTreeSet::new();
    for dump in [desk.sqlite.dump(), desk.clinics.dump()] {
        for rows in serde_json::Deserializer::from_str(&dump).into_iter::<Vec<Map<String, Value>>>() {
            for (column, value) in rows.unwrap().into_iter().flatten() {
                if value.as_str().is_some_and(|text| text.contains("v2.k1.")) {
                    sealed.insert(column);
                }
            }
        }
    }
    assert_eq!(sealed, BTreeSet::from(["credentials_sealed", "secrets_sealed", "token_sealed"].map(str::to_owned)));
}

#[tokio::test]
async fn rows_of_many_pages_come_once_each_whatever_they_are_keyed_by() {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(
        ORG,
        "CREATE TABLE later (a TEXT NOT NULL, \"odd \"\" name\" INTEGER NOT NULL, body TEXT, PRIMARY KEY (\"odd \"\" name\", a)) STRICT, WITHOUT ROWID;
         CREATE TABLE \"nothing\" (a TEXT) STRICT;
         CREATE TABLE wide (a TEXT) STRICT;
         WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 1499)
           INSERT INTO later SELECT 'key ' || (n / 3), n % 3, 'x' FROM n;
         WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 9)
           INSERT INTO wide SELECT n || printf('%200000d', n) FROM n;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 700)
           INSERT INTO calls (call_id, status, first_seen, last_seen) SELECT 'n' || n, 'ended', n, n FROM n;
         DELETE FROM calls WHERE first_seen % 7 = 0",
    );
    desk.sqlite.execute(&format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1234)
         INSERT INTO audit (id, org_id, at, actor, action) SELECT printf('%036d', n), '{ORG}', 0, 'admin', 'x' FROM n"
    ));
    let (exported, pages) = export(&desk, ORG).await;
    let distinct = |table: &str, columns: [&str; 2]| {
        let rows = &exported[table];
        let keys: BTreeSet<String> = rows
            .iter()
            .map(|row| columns.map(|column| row.get(column).cloned().unwrap_or_default().to_string()).concat())
            .collect();
        (rows.len(), keys.len())
    };
    assert_eq!(distinct("later", ["a", "odd \" name"]), (1500, 1500));
    assert_eq!(distinct("calls", ["call_id", "status"]), (600, 600));
    assert_eq!(distinct("wide", ["a", "a"]), (10, 10));
    // Its own line is one more.
    assert_eq!(distinct("audit", ["id", "id"]), (1235, 1235));
    assert!((10..20).contains(&pages), "{pages}");
}

#[tokio::test]
async fn a_cursor_names_no_patient_and_is_good_for_this_org_alone() {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(
        ORG,
        "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 600)
         INSERT INTO opt_outs (number, source) SELECT '+1555' || (1000000 + n), 'inbound' FROM n",
    );
    let first = desk.get(EXPORT).await.expect(200);
    let last: Value = serde_json::from_str(first.text.lines().last().unwrap()).unwrap();
    let cursor = last["next_cursor"].as_str().unwrap();
    assert!(!cursor.contains("555"));
    assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)), "{cursor}");
    let path = format!("{EXPORT}?cursor={cursor}");
    assert!(desk.get(&path).await.expect(200).text.contains("+15551000555"));
    let other = desk.token(Some(OTHER), "admin");
    desk.send("GET", &path, &other, None).await.problem(422, "invalid", Some("cursor"));
    for made_up in ["", "x", "v1.k1.AAAA", &cursor[1..]] {
        desk.get(&format!("{EXPORT}?cursor={made_up}")).await.problem(422, "invalid", Some("cursor"));
    }
    desk.get(&format!("{EXPORT}?limit=5")).await.problem(422, "invalid", Some("limit"));
    // One line for the whole export, by whoever began it.
    let lines = desk.get("/api/audit").await.expect(200).json();
    assert_eq!(lines["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&lines["items"][0]["action"], &lines["items"][0]["actor_id"]),
        (&json!("org.exported"), &json!("test"))
    );
}

#[tokio::test]
async fn an_export_that_cannot_be_read_in_full_is_no_answer() {
    let desk = full_clinic().await;
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("GET", EXPORT, &viewer, None).await.problem(403, "forbidden", None);
    let nobody = desk.token(Some("0198c0de-0000-7000-8000-0000000000ff"), "admin");
    desk.send("GET", EXPORT, &nobody, None).await.problem(404, "not_found", None);
    desk.clinics.down.store(true, SeqCst);
    desk.get(EXPORT).await.problem(503, "unavailable", None);
    desk.clinics.down.store(false, SeqCst);
    desk.sqlite.down.store(true, SeqCst);
    desk.get(EXPORT).await.problem(503, "unavailable", None);
}
