//! What an org sees of its work, and trying again what was given up.

use serde_json::{Value, json};

use crate::support::{Desk, ORG, OTHER};

/// 10:00 in New York, as the test's clock has it.
const NOW: i64 = 1_796_137_200;

/// Work of an org, with its other columns as SQL.
fn add(desk: &Desk, id: u32, org: &str, kind: &str, columns: &str) {
    desk.clinics.execute(
        org,
        &format!(
            "INSERT INTO outbox (id, kind, subject, attempts, due_at, leased_until, dead_at, last_error)
         VALUES ({id}, '{kind}', 'subject {id}', {columns})"
        ),
    );
}

/// A clinic with one piece of work of each state, and one of another clinic.
async fn desk() -> Desk {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(ORG, "DELETE FROM outbox");
    add(&desk, 11, ORG, "sms.remind", &format!("0, {NOW} + 86400, NULL, NULL, NULL"));
    add(&desk, 12, ORG, "event.sync", &format!("3, {NOW} + 600, {NOW} - 1, NULL, 'Google answered 503.'"));
    add(&desk, 13, ORG, "sms.send", &format!("1, {NOW} - 5, {NOW} + 25, NULL, 'Twilio answered 429.'"));
    add(&desk, 14, ORG, "event.delete", &format!("12, {NOW} + 3600, NULL, {NOW} - 60, 'Google answered 403.'"));
    add(&desk, 15, OTHER, "event.sync", &format!("12, {NOW} + 3600, NULL, {NOW} - 60, 'Not yours.'"));
    desk
}

async fn retry(desk: &Desk, id: &str) -> crate::support::Answer {
    desk.send("POST", &format!("/api/outbox/{id}/retry"), &desk.token(Some(ORG), "admin"), None).await
}

fn ids(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn the_org_sees_its_own_work_for_google_and_twilio_oldest_first() {
    let desk = desk().await;
    let seen = desk.get("/api/outbox").await.expect(200).json();
    let item = |id: i64, kind: &str, attempts: i64, due_at: &str, state: &str, last_error: Value| {
        json!({"id": id, "kind": kind, "subject": format!("subject {id}"), "attempts": attempts, "due_at": due_at,
            "state": state, "last_error": last_error})
    };
    let expected = [
        item(11, "sms.remind", 0, "2026-12-02T15:00:00Z", "waiting", Value::Null),
        item(12, "event.sync", 3, "2026-12-01T15:10:00Z", "waiting", json!("Google answered 503.")),
        item(13, "sms.send", 1, "2026-12-01T14:59:55Z", "leased", json!("Twilio answered 429.")),
        item(14, "event.delete", 12, "2026-12-01T16:00:00Z", "dead", json!("Google answered 403.")),
    ];
    assert_eq!(seen, json!({"items": expected, "next_cursor": null}));
    for (state, expected) in [("waiting", vec![11, 12]), ("leased", vec![13]), ("dead", vec![14])] {
        let seen = desk.get(&format!("/api/outbox?state={state}")).await.expect(200).json();
        assert_eq!(ids(&seen), expected, "{state}");
    }
}

#[tokio::test]
async fn work_that_was_given_up_is_due_at_once_when_somebody_says_so_and_saying_it_twice_is_saying_it_once() {
    let desk = desk().await;
    let first = retry(&desk, "14").await.expect(200);
    let expected = json!({"id": 14, "kind": "event.delete", "subject": "subject 14", "attempts": 0,
        "due_at": "2026-12-01T15:00:00Z", "state": "waiting", "last_error": "Google answered 403."});
    assert_eq!(first.json(), expected);
    assert_eq!(retry(&desk, "14").await.expect(200).text, first.text);
    assert_eq!(ids(&desk.get("/api/outbox?state=dead").await.json()), Vec::<i64>::new());
}

#[tokio::test]
async fn work_that_waits_after_a_failure_is_due_at_once_too() {
    let desk = desk().await;
    let answer = retry(&desk, "12").await.expect(200).json();
    assert_eq!((&answer["due_at"], &answer["attempts"]), (&json!("2026-12-01T15:00:00Z"), &json!(0)));
}

/// Two must not do it at once.
#[tokio::test]
async fn work_that_somebody_does_stays_with_them() {
    let desk = desk().await;
    let answer = retry(&desk, "13").await.expect(200).json();
    assert_eq!((&answer["due_at"], &answer["state"]), (&json!("2026-12-01T14:59:55Z"), &json!("leased")));
    assert_eq!(desk.clinics.value(ORG, "SELECT leased_until FROM outbox WHERE id = 13"), (NOW + 25).to_string());
}

#[tokio::test]
async fn a_reminder_that_has_not_failed_does_not_go_out_early() {
    let desk = desk().await;
    let answer = retry(&desk, "11").await.expect(200).json();
    assert_eq!((&answer["due_at"], &answer["state"]), (&json!("2026-12-02T15:00:00Z"), &json!("waiting")));
}

#[tokio::test]
async fn work_of_another_org_does_not_exist() {
    let desk = desk().await;
    let unknown = retry(&desk, "99").await.problem(404, "not_found", None);
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/outbox/99/retry", &other, None).await.problem(404, "not_found", None);
    // Now both objects have told D1 of themselves, which is not what this is about.
    let before = desk.dump();
    for id in ["15", "0", "-1", "014", "+14", "1e1", "abc", "9007199254740993", "99999999999999999999", "%20"] {
        assert_eq!(retry(&desk, id).await.problem(404, "not_found", None).text, unknown.text, "{id}");
    }
    assert_eq!(ids(&desk.send("GET", "/api/outbox", &other, None).await.expect(200).json()), [15]);
    for id in 11..=14 {
        let answer = desk.send("POST", &format!("/api/outbox/{id}/retry"), &other, None).await;
        assert_eq!(answer.problem(404, "not_found", None).text, unknown.text, "{id}");
    }
    assert_eq!(desk.dump(), before);
}

#[tokio::test]
async fn a_viewer_reads_and_does_not_retry() {
    let desk = desk().await;
    let viewer = desk.token(Some(ORG), "viewer");
    assert_eq!(ids(&desk.send("GET", "/api/outbox", &viewer, None).await.expect(200).json()), [11, 12, 13, 14]);
    desk.send("POST", "/api/outbox/14/retry", &viewer, None).await.problem(403, "forbidden", None);
    desk.send("POST", "/api/outbox/14/retry", "", None).await.problem(401, "unauthorized", None);
    assert_eq!(desk.clinics.value(ORG, "SELECT attempts FROM outbox WHERE id = 14"), "12");
}

#[tokio::test]
async fn bad_questions_are_refused_by_field() {
    let desk = desk().await;
    for (query, field) in [
        ("state=done", "state"),
        ("state=", "state"),
        ("limit=101", "limit"),
        ("cursor=MDE", "cursor"),
        ("cursor=MDE5OGMwZGUtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBi", "cursor"),
        ("kind=sms.send", "kind"),
    ] {
        desk.get(&format!("/api/outbox?{query}")).await.problem(422, "invalid", Some(field));
    }
}

#[tokio::test]
async fn a_walk_meets_every_piece_once_while_others_come_and_go() {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(ORG, "DELETE FROM outbox");
    let add = |id: u32, org: &str| add(&desk, id, org, "event.sync", &format!("0, {NOW}, NULL, NULL, NULL"));
    (1..=250).for_each(|number| add(2 * number, ORG));
    (1..=250).for_each(|number| add(2 * number - 1, OTHER));
    let mut next = 1000;
    let seen = desk
        .walk("/api/outbox", 7, |count| {
            next += 1;
            add(next, ORG);
            desk.clinics.execute(ORG, &format!("DELETE FROM outbox WHERE id = {}", 2 * count - 2));
        })
        .await;
    let seen: Vec<i64> = seen.iter().map(|item| item["id"].as_i64().unwrap()).filter(|id| *id <= 1000).collect();
    assert_eq!(seen, (1..=250).map(|number| 2 * number).collect::<Vec<i64>>());
}
