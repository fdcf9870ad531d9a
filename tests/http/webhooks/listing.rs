//! What an admin sees of deliveries, and sends once more.

use serde_json::{Value, json};

use super::{
    events::{book, heard, told, types},
    path,
};
use crate::support::{Desk, ORG, OTHER, status};

async fn listed(desk: &Desk, webhook: &Value, query: &str) -> Value {
    desk.get(&format!("/api/webhook-deliveries?webhook_id={}{query}", webhook["id"].as_str().unwrap()))
        .await
        .expect(200)
        .json()
}

#[tokio::test]
async fn a_webhooks_deliveries_are_listed_newest_first_without_what_was_sent() {
    let (desk, webhook) = told().await;
    let made = book(&desk, "2026-12-03T09:00").await;
    heard(&desk).await;
    desk.vendors.receiver.replies([Ok(status(503))]);
    book(&desk, "2026-12-03T10:00").await;
    heard(&desk).await;
    let page = listed(&desk, &webhook, "").await;
    let items = page["items"].as_array().unwrap();
    let event_id = items[1]["event_id"].clone();
    assert_eq!(
        items[1],
        json!({"id": 1, "webhook_id": webhook["id"], "event_id": event_id, "type": "appointment.booked",
        "at": "2026-12-01T15:00:00Z", "appointment_id": made["id"], "state": "delivered", "attempts": 1,
        "attempted_at": "2026-12-01T15:00:00Z", "next_attempt_at": null, "status_code": 204, "reason": null})
    );
    assert_eq!(
        (&items[0]["state"], &items[0]["status_code"], &items[0]["reason"]),
        (&json!("waiting"), &json!(503), &json!("It answered 503."))
    );
    assert!(items[0]["next_attempt_at"].as_str().unwrap() > "2026-12-01T15:00:04Z");
    assert_eq!(listed(&desk, &webhook, "&state=delivered").await["items"], json!([items[1]]));
    let first = listed(&desk, &webhook, "&limit=1").await;
    assert_eq!(first["items"], json!([items[0]]));
    let next = listed(&desk, &webhook, &format!("&limit=1&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((&next["items"], &next["next_cursor"]), (&json!([items[1]]), &Value::Null));
    for (query, field) in [("?state=dead", "state"), ("?limit=0", "limit"), ("?cursor=x", "cursor"), ("?x=1", "x")] {
        desk.get(&format!("/api/webhook-deliveries{query}")).await.problem(422, "invalid", Some(field));
    }
    assert_eq!(desk.get("/api/outbox").await.json()["items"], json!([]), "that list is of Google and Twilio");
}

#[tokio::test]
async fn a_test_sends_a_ping_at_once_whatever_the_webhook_is_told_of() {
    let (desk, webhook) = told().await;
    let answer = desk.admin("POST", &path(&webhook, "/test"), &Value::Null).await.expect(202).json();
    assert_eq!((&answer["type"], &answer["state"]), (&json!("ping"), &json!("waiting")));
    desk.clinics.ring_due().await;
    desk.tasks.run().await;
    let heard = desk.vendors.receiver.take();
    assert_eq!(heard[0].body(), json!({"type": "ping", "timestamp": "2026-12-01T15:00:00Z", "data": {"org_id": ORG}}));
    desk.admin("PATCH", &path(&webhook, ""), &json!({"disabled": true})).await.expect(200);
    desk.admin("POST", &path(&webhook, "/test"), &Value::Null).await.problem(409, "webhook_disabled", None);
}

#[tokio::test]
async fn what_failed_is_sent_once_more_one_or_all_since_a_moment() {
    let (desk, webhook) = told().await;
    for hour in 9..12 {
        book(&desk, &format!("2026-12-03T{hour:02}:00")).await;
    }
    let first = heard(&desk).await;
    assert_eq!(first.len(), 3);
    desk.clinics.execute(ORG, "UPDATE webhook_deliveries SET state = 'failed', attempts = 10, at = at - 60 * (id = 1)");
    let replay = async |since: &str| desk.admin("POST", &path(&webhook, "/replay"), &json!({"since": since})).await;
    assert_eq!(replay("2026-12-01T15:00:00Z").await.expect(202).json(), json!({"replayed": 2}));
    let again = heard(&desk).await;
    assert_eq!(again.len(), 2);
    assert!(again.iter().all(|one| first.iter().any(|before| before.id == one.id)));
    assert_eq!(replay("2026-12-01T15:00:00Z").await.expect(202).json(), json!({"replayed": 0}));
    let one = desk.admin("POST", "/api/webhook-deliveries/1/replay", &Value::Null).await.expect(202).json();
    assert_eq!((&one["state"], &one["attempts"]), (&json!("waiting"), &json!(0)));
    assert_eq!(types(&heard(&desk).await), ["appointment.booked"]);
    // What arrived can be sent again too.
    desk.admin("POST", "/api/webhook-deliveries/1/replay", &Value::Null).await.expect(202);
    assert_eq!(heard(&desk).await.len(), 1);
    replay("yesterday").await.problem(422, "invalid", Some("since"));
    desk.admin("PATCH", &path(&webhook, ""), &json!({"disabled": true})).await.expect(200);
    replay("2026-12-01T15:00:00Z").await.problem(409, "webhook_disabled", None);
    desk.admin("POST", "/api/webhook-deliveries/1/replay", &Value::Null).await.problem(409, "webhook_disabled", None);
}

#[tokio::test]
async fn another_clinics_deliveries_do_not_exist() {
    let (desk, webhook) = told().await;
    book(&desk, "2026-12-03T09:00").await;
    heard(&desk).await;
    let other = desk.token(Some(OTHER), "admin");
    for (method, path, body) in [
        ("POST", path(&webhook, "/test"), None),
        ("POST", path(&webhook, "/replay"), Some(json!({"since": "2026-12-01T00:00:00Z"}))),
        ("POST", "/api/webhook-deliveries/1/replay".to_owned(), None),
    ] {
        desk.send(method, &path, &other, body.as_ref()).await.problem(404, "not_found", None);
    }
    let theirs = desk.send("GET", "/api/webhook-deliveries", &other, None).await.expect(200).json();
    assert_eq!(theirs["items"], json!([]));
    for id in ["0", "-1", "01", "x", "9007199254740993"] {
        desk.admin("POST", &format!("/api/webhook-deliveries/{id}/replay"), &Value::Null).await.problem(
            404,
            "not_found",
            None,
        );
    }
    assert_eq!(heard(&desk).await.len(), 0);
}
