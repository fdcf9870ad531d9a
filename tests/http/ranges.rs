//! What is said of numbers that no field holds: what is wrong with them, and not that they are none.

use serde_json::{Value, json};

use crate::support::Desk;

#[tokio::test]
async fn a_whole_number_out_of_range_is_not_told_to_be_whole() {
    let desk = Desk::with_clinic().await;
    let huge: Value = serde_json::from_str("99999999999999999999").unwrap();
    for (method, path, field, member) in [
        ("PUT", "/api/schedule", "slot_minutes", "slot_minutes"),
        ("PUT", "/api/schedule", "horizon_days", "horizon_days"),
        ("PUT", "/api/messaging", "daily_cap", "daily_cap"),
        ("POST", "/api/services", "minutes", "minutes"),
        ("PUT", "/api/assistant", "call_log.retention_days", "retention_days"),
    ] {
        for (number, says) in [
            (json!(-1), "must not be negative"),
            (json!(-70_000), "must not be negative"),
            (json!(5_000_000_000_u64), "is too large"),
            (huge.clone(), "is too large"),
            (json!(2.5), "must be a whole number"),
            (json!("30"), "must be a whole number"),
        ] {
            let body = match path {
                "/api/schedule" => json!({member: number, "weekly": {}}),
                "/api/services" => json!({member: number, "name": "Cleaning"}),
                "/api/assistant" => json!({"call_log": {member: number}}),
                _ => json!({member: number}),
            };
            let answer = desk.admin(method, path, &body).await.problem(422, "invalid", Some(field)).json();
            assert!(answer["detail"].as_str().unwrap().contains(says), "{path} {number}: {answer}");
        }
    }
}
