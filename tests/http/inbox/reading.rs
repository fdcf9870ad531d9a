//! Reading the inbox and saying what is done.

use std::time::Duration;

use serde_json::{Value, json};

use super::{CALLER, INBOX, count, items, take};
use crate::support::{Desk, ORG, OTHER};

/// The subjects of a list.
async fn abouts(desk: &Desk, query: &str) -> Vec<String> {
    items(desk, query).await.iter().map(|item| item["about"].as_str().unwrap().to_owned()).collect()
}

async fn three() -> (Desk, Vec<String>) {
    let desk = Desk::with_clinic().await;
    for number in 1..=3 {
        desk.clock.advance(Duration::from_secs(1));
        take(&desk, (&format!("c{number}"), "t1"), CALLER, &json!({"about": format!("Question {number}")})).await;
    }
    let ids = items(&desk, "").await.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    (desk, ids)
}

fn one(id: &str) -> String {
    format!("{INBOX}/{id}")
}

#[tokio::test]
async fn the_open_ones_come_first_and_in_pages() {
    let (desk, ids) = three().await;
    assert_eq!(abouts(&desk, "").await, ["Question 3", "Question 2", "Question 1"]);
    desk.admin("PATCH", &one(&ids[1]), &json!({"status": "done"})).await.expect(200);
    assert_eq!(abouts(&desk, "?status=open").await, ["Question 3", "Question 1"]);
    assert_eq!(abouts(&desk, "?status=done").await, ["Question 2"]);
    assert_eq!(abouts(&desk, "?status=all").await.len(), 3);
    let page = desk.get(&format!("{INBOX}?status=all&limit=2")).await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(abouts(&desk, &format!("?status=all&limit=2&cursor={cursor}")).await, ["Question 1"]);
    let viewer = desk.token(Some(ORG), "viewer");
    let shown = desk.send("GET", &one(&ids[1]), &viewer, None).await.expect(200).json();
    assert_eq!((&shown["status"], &shown["done_by"]), (&json!("done"), &json!("test")));
}

#[tokio::test]
async fn done_is_done_by_somebody_at_a_time_and_the_second_time_changes_nothing() {
    let (desk, ids) = three().await;
    let done = desk.admin("PATCH", &one(&ids[0]), &json!({"status": "done"})).await.expect(200).json();
    assert_eq!((&done["done_at"], &done["done_by"]), (&json!("2026-12-01T15:00:03Z"), &json!("test")));
    desk.clock.advance(Duration::from_hours(1));
    let again = desk.admin("PATCH", &one(&ids[0]), &json!({"status": "done"})).await.expect(200).json();
    assert_eq!(again, done);
    let open = desk.admin("PATCH", &one(&ids[0]), &json!({"status": "open"})).await.expect(200).json();
    assert_eq!((&open["status"], &open["done_at"], &open["done_by"]), (&json!("open"), &Value::Null, &Value::Null));
    desk.admin("PATCH", &one(&ids[0]), &json!({"status": "open"})).await.expect(200);
    let lines = desk.get("/api/audit").await.expect(200).json();
    let told: Vec<_> = lines["items"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(told, ["inbox.reopened", "inbox.done", "inbox.taken", "inbox.taken", "inbox.taken"]);
    let detail = &lines["items"][2]["detail"];
    assert_eq!(*detail, json!({"inbox_id": ids[0], "urgency": "routine"}), "nothing of what was said");
}

#[tokio::test]
async fn another_clinic_has_no_such_message() {
    let (desk, ids) = three().await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("GET", &one(&ids[0]), &other, None).await.problem(404, "not_found", None);
    let done = json!({"status": "done"});
    desk.send("PATCH", &one(&ids[0]), &other, Some(&done)).await.problem(404, "not_found", None);
    let theirs = desk.send("GET", &format!("{INBOX}?status=all"), &other, None).await.expect(200).json();
    assert_eq!(theirs["items"], json!([]));
    assert_eq!(abouts(&desk, "").await.len(), 3);
    desk.admin("PATCH", &one("0198c0de-0000-7000-8000-000000000001"), &done).await.problem(404, "not_found", None);
}

/// A clinic that does not read its inbox for a year finds everything there.
#[tokio::test]
async fn only_what_is_done_is_deleted_when_its_time_is_over() {
    let (desk, ids) = three().await;
    desk.admin("PUT", "/api/retention", &json!({"inbox_days": 30})).await.expect(200);
    let done = json!({"status": "done"});
    desk.admin("PATCH", &one(&ids[0]), &done).await.expect(200);
    desk.clock.advance(Duration::from_hours(24 * 29));
    desk.sweep().await;
    assert_eq!(count(&desk), "3");
    desk.admin("PATCH", &one(&ids[1]), &done).await.expect(200);
    desk.clock.advance(Duration::from_hours(48));
    desk.sweep().await;
    assert_eq!(abouts(&desk, "?status=all").await, ["Question 2", "Question 1"]);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM inbox_receipts"), "2", "its receipt goes with it");
    desk.clock.advance(Duration::from_hours(24 * 400));
    desk.sweep().await;
    assert_eq!(abouts(&desk, "?status=all").await, ["Question 1"]);
}

/// Nobody asks: the alarm alone deletes it.
#[tokio::test]
async fn the_object_wakes_up_for_what_is_over() {
    let (desk, ids) = three().await;
    desk.sweep().await;
    desk.admin("PATCH", &one(&ids[0]), &json!({"status": "done"})).await.expect(200);
    for _ in 0..95 {
        desk.clock.advance(Duration::from_hours(24));
        desk.clinics.ring_due().await;
        desk.tasks.run().await;
    }
    assert_eq!(count(&desk), "2");
}
