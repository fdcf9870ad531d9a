//! An operator's SQL at one clinic's object: it reads, whatever it says, and leaves a line without a patient's data.

use frontdesk::{calls::CallStatus, clinic::ReadOnlySql};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    calls::{CALL, CALLER, at, hear, report, status},
    support::{Answer, Desk, ORG, OTHER},
};

const QUERY: &str = "/api/admin/query";

async fn clinic() -> Desk {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    hear(&desk, "later", at("15:00:00"), status(CallStatus::InProgress, "15:00:00")).await;
    desk
}

async fn ask(desk: &Desk, sql: &str) -> Answer {
    desk.operator("POST", QUERY, &json!({ "sql": sql })).await
}

async fn rows(desk: &Desk, sql: &str) -> Value {
    ask(desk, sql).await.expect(200).json()["rows"].clone()
}

async fn refusal(desk: &Desk, sql: &str) -> String {
    let answer = ask(desk, sql).await;
    assert_eq!(answer.status.as_u16(), 422, "{sql}: {}", answer.text);
    answer.problem(422, "invalid", Some("sql")).json()["detail"].as_str().unwrap().to_owned()
}

fn dump(desk: &Desk) -> String {
    desk.clinics.dump()
}

#[tokio::test]
async fn columns_come_in_the_order_and_rows_in_the_one_that_were_asked_for() {
    let desk = clinic().await;
    let sql = "SELECT status, call_id, cost_micros / 2.0 AS half FROM calls ORDER BY call_id DESC; -- the latest";
    let expected = json!({"columns": ["status", "call_id", "half"], "has_more": false,
        "rows": [["in_progress", "later", null], ["ended", CALL, 61700.0]]});
    assert_eq!(ask(&desk, sql).await.expect(200).json(), expected);
    let cte = "WITH ended AS (SELECT call_id FROM calls WHERE status = 'ended') SELECT count(*) FROM ended";
    assert_eq!(rows(&desk, cte).await, json!([[1]]));
    assert_eq!(
        rows(&desk, "SELECT ';', ')', \"call_id\" /* ; */ FROM calls WHERE call_id = 'later'").await,
        json!([[";", ")", "later"]])
    );
    let plan = rows(&desk, "EXPLAIN QUERY PLAN SELECT * FROM calls WHERE call_id = 'x'").await;
    assert!(plan[0][3].as_str().unwrap().contains("SEARCH calls"), "{plan}");
    let tables = rows(&desk, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'calls'").await;
    assert_eq!(tables, json!([["calls"]]));
    // The clinic's own, and nobody else's.
    let other = desk.token(Some(OTHER), "platform");
    let body = json!({"sql": "SELECT count(*) FROM calls"});
    assert_eq!(desk.send("POST", QUERY, &other, Some(&body)).await.expect(200).json()["rows"], json!([[0]]));
}

#[tokio::test]
async fn at_most_200_rows_come_and_it_is_said_that_there_are_more() {
    let desk = clinic().await;
    let list = |rows: u32| format!("SELECT value FROM json_each('[{}]')", vec!["1"; rows as usize].join(","));
    for (there, shown, more) in [(199, 199, false), (200, 200, false), (201, 200, true), (900, 200, true)] {
        for sql in [list(there), format!("{} LIMIT 1000", list(there)), format!("{} -- all", list(there))] {
            let answer = ask(&desk, &sql).await.expect(200).json();
            assert_eq!(
                (answer["rows"].as_array().unwrap().len(), &answer["has_more"]),
                (shown, &json!(more)),
                "{there}"
            );
        }
    }
    // Long rows end it sooner.
    let long = "SELECT printf('%400000d', value) FROM json_each('[1,2,3,4,5,6]')";
    let answer = ask(&desk, long).await.expect(200).json();
    assert_eq!((answer["rows"].as_array().unwrap().len(), &answer["has_more"]), (3, &json!(true)));
}

/// Each of these would change something, run twice, run on, or get out of the brackets around it.
const REFUSED: [&str; 35] = [
    "",
    "   -- nothing",
    "DELETE FROM calls",
    "delete from calls returning call_id",
    "INSERT INTO due VALUES ('x', 1) RETURNING work",
    "UPDATE calls SET status = 'ended'",
    "REPLACE INTO due VALUES ('x', 1)",
    "DROP TABLE calls",
    "CREATE TABLE x (y)",
    "ALTER TABLE calls ADD COLUMN x",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA user_version",
    "VACUUM",
    "ATTACH 'x' AS y",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT x",
    "ANALYZE",
    "EXPLAIN SELECT 1",
    "EXPLAIN QUERY PLAN DELETE FROM calls",
    "VALUES (1)",
    "WITH x AS (SELECT 1) DELETE FROM calls",
    "WITH x AS (SELECT 1) INSERT INTO due SELECT 'x', 1 RETURNING work",
    "WITH x AS (DELETE FROM calls RETURNING call_id) SELECT * FROM x",
    "SELECT 1; DELETE FROM calls",
    "SELECT 1; SELECT 2",
    "SELECT 1) ; DELETE FROM calls; SELECT * FROM (SELECT 1",
    "SELECT 1) UNION ALL SELECT * FROM (SELECT 2",
    "SELECT 1 FROM json_each('[1]')) LIMIT 1000 /*",
    "SELECT 1) LIMIT 1000 --",
    "SELECT 'open",
    "SELECT 1 -- \0",
    "SELECT * FROM calls WHERE call_id = ?1",
    "SELECT $x(;)",
];

#[tokio::test]
async fn whatever_does_more_than_read_is_refused_and_changes_nothing() {
    let desk = clinic().await;
    let (before, alarm) = (dump(&desk), desk.clinics.alarm(ORG));
    for sql in REFUSED {
        let detail = refusal(&desk, sql).await;
        assert!(detail.len() > 20, "{sql}: {detail}");
        assert_eq!((dump(&desk), desk.clinics.alarm(ORG)), (before.clone(), alarm), "{sql}");
    }
    let long = format!("SELECT '{}'", "x".repeat(10_000));
    assert!(refusal(&desk, &long).await.contains("10,000"));
    for role in ["viewer", "admin"] {
        let token = desk.token(Some(ORG), role);
        let answer = desk.send("POST", QUERY, &token, Some(&json!({"sql": "SELECT 1"}))).await;
        assert!(answer.problem(403, "forbidden", None).text.contains("the role platform"), "{role}");
    }
    desk.operator("POST", QUERY, &json!({"sql": "SELECT 1", "org_id": OTHER})).await.problem(
        422,
        "invalid",
        Some("org_id"),
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Pieces in any order: what the check lets through runs as the source of a SELECT, and changes nothing.
    #[test]
    fn no_arrangement_of_pieces_gets_out_of_the_brackets(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..12),
        first in prop::sample::select(vec!["SELECT ", "WITH x AS (SELECT 1) ", "EXPLAIN QUERY PLAN SELECT "]),
    ) {
        let sql = format!("{first}{}", pieces.concat());
        if ReadOnlySql::read(&sql).is_ok() {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let (before, after, rows) = runtime.block_on(async {
                let desk = clinic().await;
                let before = dump(&desk);
                let answer = ask(&desk, &sql).await;
                let rows = answer.json()["rows"].as_array().map_or(0, Vec::len);
                (before, dump(&desk), rows)
            });
            prop_assert_eq!(before, after, "{}", sql);
            prop_assert!(rows <= 200, "{}", sql);
        }
    }
}

const PIECES: [&str; 24] = [
    "1",
    "*",
    " FROM calls",
    "(",
    ")",
    ";",
    "'",
    "''",
    "\"",
    "`",
    "[",
    "]",
    "--",
    "\n",
    "/*",
    "*/",
    " DELETE FROM calls ",
    " UNION ALL SELECT ",
    " LIMIT 1000 ",
    " RETURNING call_id ",
    "é",
    " , ",
    " PRAGMA foreign_keys ",
    "x",
];

#[tokio::test]
async fn what_sqlite_says_of_it_goes_to_its_author_and_into_no_log() {
    let desk = clinic().await;
    assert!(refusal(&desk, "SELECT canary FROM calls").await.contains("no such column: canary"));
    assert!(refusal(&desk, "SELECT * FROM canaries").await.contains("no such table: canaries"));
    assert!(refusal(&desk, "SELECT FROM").await.contains("syntax error"));
    assert!(refusal(&desk, "SELECT json('canary')").await.contains("malformed JSON"));
    rows(&desk, &format!("SELECT 'canary' FROM calls WHERE caller_number = '{CALLER}'")).await;
    let log = desk.log.text();
    assert!(!log.contains("canar") && !log.contains(CALLER), "{log}");
}

#[tokio::test]
async fn work_that_would_keep_the_clinics_calls_waiting_is_not_begun() {
    let desk = clinic().await;
    for sql in [
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n",
        "WITH n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n",
        "SELECT (WITH n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n) FROM calls",
    ] {
        assert!(refusal(&desk, sql).await.contains("recursion"), "{sql}");
    }
    desk.clinics.execute(
        ORG,
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 4000)
         INSERT INTO calls (call_id, status, first_seen, last_seen) SELECT 'n' || n, 'ended', n, n FROM n",
    );
    for sql in [
        "SELECT count(*) FROM calls a, calls b",
        "SELECT (SELECT count(*) FROM calls b WHERE b.first_seen < a.first_seen) FROM calls a",
        "SELECT * FROM (SELECT count(*) AS n FROM calls a, calls b WHERE a.status = b.ended_reason || 'x' OR a.hangs > b.hangs)",
    ] {
        assert!(refusal(&desk, sql).await.contains("10 million"), "{sql}");
    }
    for sql in [
        "SELECT count(*) FROM calls",
        "SELECT count(*) FROM calls c JOIN call_tools t ON t.call_id = c.call_id",
        "SELECT status FROM calls UNION ALL SELECT tool FROM call_tools UNION ALL SELECT work FROM due",
        "SELECT call_id FROM calls WHERE call_id IN (SELECT call_id FROM call_tools)",
        "SELECT call_id, (SELECT count(*) FROM call_tools t WHERE t.call_id = c.call_id) FROM calls c",
        "SELECT call_id, value FROM calls, json_each(hangs)",
        "SELECT status, count(*) FROM calls GROUP BY status ORDER BY 2 DESC",
    ] {
        let answer = ask(&desk, sql).await;
        assert_eq!(
            answer.status.as_u16(),
            200,
            "{sql}: {} {}",
            answer.text,
            rows(&desk, &format!("EXPLAIN QUERY PLAN {sql}")).await
        );
    }
}

#[tokio::test]
async fn the_line_says_what_was_looked_at_and_not_for_whom() {
    let desk = clinic().await;
    let sql = format!(
        "select count(*) as \"Ann Canary\", c.status -- canary\n from calls c\n where caller_number = '{CALLER}' and cost_micros>=12345 limit 7"
    );
    ask(&desk, &sql).await.expect(200);
    refusal(&desk, "SELECT nothing FROM calls").await;
    refusal(&desk, "DELETE FROM calls").await;
    let lines = desk.get("/api/audit").await.expect(200).json();
    let told: Vec<Value> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!([line["action"], line["actor_id"], line["detail"]]))
        .collect();
    let remembered =
        "select count (*) as \"?\", c.status from calls c where caller_number = ? and cost_micros >= ? limit ?";
    let expected = [
        json!(["org.queried", "test", {"sql": "SELECT nothing FROM calls"}]),
        json!(["org.queried", "test", {"sql": remembered}]),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_query_without_a_line_is_not_run_and_one_for_nobody_asks_no_object() {
    let desk = clinic().await;
    let hops = || desk.clinics.hops.load(std::sync::atomic::Ordering::SeqCst);
    let before = hops();
    desk.sqlite.down.store(true, std::sync::atomic::Ordering::SeqCst);
    ask(&desk, "SELECT 1").await.problem(503, "unavailable", None);
    desk.sqlite.down.store(false, std::sync::atomic::Ordering::SeqCst);
    let nobody = desk.token(Some("0198c0de-0000-7000-8000-0000000000ff"), "platform");
    desk.send("POST", QUERY, &nobody, Some(&json!({"sql": "SELECT 1"}))).await.problem(404, "not_found", None);
    let orgless = desk.token(None, "platform");
    desk.send("POST", QUERY, &orgless, Some(&json!({"sql": "SELECT 1"}))).await.problem(403, "forbidden", None);
    assert_eq!(hops(), before);
    desk.clinics.down.store(true, std::sync::atomic::Ordering::SeqCst);
    ask(&desk, "SELECT 1").await.problem(503, "unavailable", None);
}
