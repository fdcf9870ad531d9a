//! The operator is told of what has begun to need a person.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, ORG, Received, status};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn desk() -> Desk {
    Desk::with_clinic_and(&[("ALERT_WEBHOOK", "https://crm.example.com/alerts"), ("ALERT_WEBHOOK_SECRET", SECRET)])
        .await
}

/// The look after so many minutes, and what was told.
async fn look(desk: &Desk, minutes: u64) -> Vec<Received> {
    desk.clock.advance(Duration::from_secs(minutes * 60));
    desk.cron().await;
    desk.vendors.receiver.take()
}

fn codes(told: &[Received]) -> Vec<Value> {
    let items = told.iter().flat_map(|one| one.body()["data"]["items"].as_array().unwrap().clone());
    items.filter(|item| item["org_id"] == ORG).map(|item| item["code"].clone()).collect()
}

fn break_calendar(desk: &Desk, status: &str) {
    desk.sqlite.execute(&format!(
        "UPDATE integration_settings SET status = '{status}' WHERE service_type = 'google' AND org_id = '{ORG}'"
    ));
}

#[tokio::test]
async fn what_is_new_is_told_once_and_what_comes_again_at_most_once_an_hour() {
    let desk = desk().await;
    look(&desk, 0).await;
    break_calendar(&desk, "needs_reconnect");
    assert_eq!(look(&desk, 1).await.len(), 0, "it looks every five minutes");
    let told = look(&desk, 4).await;
    assert_eq!(codes(&told), ["calendar_needs_reconnect"]);
    let item = told[0].body()["data"]["items"][0].clone();
    assert_eq!(
        (&told[0].body()["type"], &item["clinic"], &item["severity"]),
        (&json!("attention.new"), &json!("Downtown Dental Clinic"), &json!("critical"))
    );
    assert!(told[0].signatures[0].starts_with("v1,"));
    assert_eq!(codes(&look(&desk, 5).await), Vec::<Value>::new(), "it was told");
    for _ in 0..2 {
        break_calendar(&desk, "connected");
        assert_eq!(codes(&look(&desk, 5).await), Vec::<Value>::new());
        look(&desk, 5).await;
        look(&desk, 5).await;
        break_calendar(&desk, "needs_reconnect");
    }
    assert_eq!(codes(&look(&desk, 5).await), Vec::<Value>::new(), "it was told less than an hour ago");
    let mut told = Vec::new();
    for _ in 0..6 {
        told.extend(codes(&look(&desk, 5).await));
    }
    assert_eq!(told, ["calendar_needs_reconnect"], "it came again, and nobody has heard since");
}

#[tokio::test]
async fn what_could_not_be_told_is_told_with_the_next_look() {
    let desk = desk().await;
    break_calendar(&desk, "needs_reconnect");
    desk.vendors.receiver.replies([Ok(status(500))]);
    assert!(codes(&look(&desk, 0).await).contains(&json!("calendar_needs_reconnect")));
    assert!(desk.log.text().contains("alerts.not_told") && !desk.log.text().contains("canary-answer"));
    assert!(codes(&look(&desk, 5).await).contains(&json!("calendar_needs_reconnect")));
    assert_eq!(codes(&look(&desk, 5).await), Vec::<Value>::new());
}

#[tokio::test]
async fn without_the_variable_nobody_is_told() {
    let desk = Desk::with_clinic().await;
    break_calendar(&desk, "needs_reconnect");
    assert_eq!(look(&desk, 0).await.len(), 0);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM alerts"), "0");
}
