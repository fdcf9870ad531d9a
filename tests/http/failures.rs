//! What goes wrong here is told apart: a database that does not answer, rows that cannot be read, and no randomness.

use serde_json::{Value, json};

use crate::support::{Desk, ORG, Row};

const START: i64 = 1_796_137_200;

fn visit() -> Value {
    json!({"start": "2026-12-03T09:00", "patient_name": "Ann Lee"})
}

#[tokio::test]
async fn missing_randomness_is_neither_an_outage_nor_an_unreadable_row() {
    let desk = Desk::with_clinic().await;
    desk.entropy.exhaust();
    for (method, path, body) in [
        ("POST", "/api/services", json!({"name": "Cleaning", "minutes": 30})),
        ("PUT", "/api/integrations/google", crate::support::google()),
        ("POST", "/api/appointments", visit()),
    ] {
        let before = desk.log.text().len();
        desk.admin(method, path, &body).await.problem(500, "internal", None);
        let logged = &desk.log.text()[before..];
        assert!(
            logged.contains("the random generator failed") && !logged.contains("row could not be read"),
            "{logged}"
        );
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_no_outage() {
    let desk = Desk::with_clinic().await;
    desk.insert(&Row::new(1, START));
    desk.clinics.execute(ORG, "UPDATE appointments SET zone = 'Nowhere/Land'");
    let answer = desk.admin("DELETE", &format!("/api/appointments/{}", crate::support::id(1)), &json!({})).await;
    answer.problem(500, "internal", None);
    assert!(desk.log.text().contains("a row could not be read"), "{}", desk.log.text());
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_an_outage_everywhere() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.down.store(true, std::sync::atomic::Ordering::SeqCst);
    for (method, path, body) in [
        ("GET", "/api/services", None),
        ("POST", "/api/services", Some(json!({"name": "Cleaning", "minutes": 30}))),
        ("POST", "/api/appointments", Some(visit())),
        ("GET", "/api/inbound/phone-lookup/15550199", None),
    ] {
        let token = desk.token(Some(crate::support::ORG), "admin");
        desk.send(method, path, &token, body.as_ref()).await.problem(503, "unavailable", None);
    }
}
