//! How a delivery is tried, and what follows from each answer.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use frontdesk::ports::{OutboundResponse, TransportError};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};

use super::{
    added,
    events::{book, heard, told, types},
    path, webhook,
};
use crate::support::{Desk, ORG, Received, status};

/// Whether a secret proves a delivery, computed as the specification says it.
fn proves(secret: &Value, received: &Received) -> bool {
    let key = STANDARD.decode(secret.as_str().unwrap().trim_start_matches("whsec_")).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.", received.id, received.timestamp).as_bytes());
    mac.update(&received.raw);
    received.signatures.contains(&format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

fn busy(retry_after: u64) -> OutboundResponse {
    OutboundResponse { status: 429, body: Vec::new(), retry_after: Some(retry_after) }
}

fn due(desk: &Desk) -> Option<DateTime<Utc>> {
    let due = "SELECT min(due_at) FROM outbox WHERE kind = 'webhook.deliver'";
    desk.clinics.value(ORG, due).parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0))
}

fn column(desk: &Desk, column: &str) -> String {
    desk.clinics.value(ORG, &format!("SELECT {column} FROM webhook_deliveries ORDER BY id LIMIT 1"))
}

#[tokio::test]
async fn a_delivery_is_signed_at_each_attempt_and_keeps_its_id() {
    let (desk, webhook) = told().await;
    desk.vendors.receiver.replies([Ok(status(500))]);
    book(&desk, "2026-12-03T09:00").await;
    let first = heard(&desk).await;
    assert!(proves(&webhook["secret"], &first[0]), "{first:?}");
    desk.clock.set(due(&desk).unwrap());
    let second = heard(&desk).await;
    assert_eq!((&second[0].id, &second[0].raw), (&first[0].id, &first[0].raw));
    assert!(second[0].timestamp >= first[0].timestamp + 5 && proves(&webhook["secret"], &second[0]));
    assert_eq!(
        (column(&desk, "state"), column(&desk, "attempts"), column(&desk, "status_code")),
        ("delivered".into(), "2".into(), "204".into())
    );
    assert_eq!(due(&desk), None);
}

/// The receiver took it, and its answer was lost.
#[tokio::test]
async fn what_may_have_been_taken_is_sent_again_under_the_same_id() {
    let (desk, _) = told().await;
    desk.vendors.receiver.replies([Err(TransportError::Timeout), Err(TransportError::Connection)]);
    book(&desk, "2026-12-03T09:00").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.extend(heard(&desk).await.into_iter().map(|one| one.id));
        desk.clock.set(due(&desk).unwrap_or_default().max(desk.frontdesk.app().ports.clock.now()));
    }
    ids.dedup();
    assert_eq!((ids.len(), column(&desk, "attempts")), (1, "3".into()));
}

/// The Worker died after it had sent it.
#[tokio::test]
async fn a_delivery_that_nobody_ended_is_done_again_when_its_lease_is_over() {
    let (desk, _) = told().await;
    book(&desk, "2026-12-03T09:00").await;
    desk.clinics.ring(ORG).await;
    assert!(desk.tasks.drop_all() > 0);
    assert_eq!(types(&heard(&desk).await), [""; 0], "somebody may be at it");
    desk.clock.advance(Duration::from_secs(31));
    assert_eq!(types(&heard(&desk).await), ["appointment.booked"]);
}

#[tokio::test]
async fn it_is_tried_for_a_day_and_stays_in_the_list_as_failed() {
    let (desk, _) = told().await;
    desk.vendors.receiver.always(Some(Ok(status(500))));
    book(&desk, "2026-12-03T09:00").await;
    let began = desk.clock.seconds();
    let mut offsets = Vec::new();
    for _ in 0..12 {
        offsets.extend(heard(&desk).await.iter().map(|one| one.timestamp - began));
        let Some(next) = due(&desk) else { break };
        desk.clock.set(next);
    }
    assert_eq!(offsets.len(), 10, "{offsets:?}");
    for (offset, planned) in offsets.iter().zip([0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]) {
        assert!((planned..=planned + planned / 10 + 1).contains(offset), "{offset} for {planned}");
    }
    assert_eq!((column(&desk, "state"), column(&desk, "reason")), ("failed".into(), "It answered 500.".into()));
    assert_eq!(
        desk.clinics.value(ORG, "SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL"),
        "0",
        "it is no affair of the outbox's list"
    );
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    let (desk, _) = told().await;
    desk.vendors.receiver.replies([Ok(status(307))]);
    book(&desk, "2026-12-03T09:00").await;
    assert_eq!(heard(&desk).await.len(), 1);
    assert_eq!((column(&desk, "state"), column(&desk, "status_code")), ("waiting".into(), "307".into()));
    assert!(column(&desk, "reason").contains("redirect"));
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_turned_off_and_shown_to_whoever_looks_after_the_clinic() {
    let (desk, webhook) = told().await;
    desk.vendors.receiver.replies([Ok(status(410))]);
    book(&desk, "2026-12-03T09:00").await;
    heard(&desk).await;
    let shown = desk.get(&path(&webhook, "")).await.json();
    assert_eq!((&shown["disabled"], &shown["disabled_reason"]), (&json!(true), &json!("gone")));
    assert_eq!(column(&desk, "state"), "failed");
    assert!(desk.get("/api/attention").await.text.contains("webhook_disabled"));
    assert_eq!(
        desk.sqlite.value("SELECT actor || detail FROM audit WHERE action = 'webhook.disabled'"),
        format!("system{}", json!({"id": webhook["id"], "reason": "gone"}))
    );
    desk.cron().await;
    book(&desk, "2026-12-03T10:00").await;
    assert_eq!(heard(&desk).await.len(), 0);
    desk.admin("PATCH", &path(&webhook, ""), &json!({"disabled": false})).await.expect(200);
    assert!(!desk.get("/api/attention").await.text.contains("webhook_disabled"));
    book(&desk, "2026-12-03T11:00").await;
    assert_eq!(heard(&desk).await.len(), 1);
}

#[tokio::test]
async fn five_days_of_nothing_but_failure_turn_an_endpoint_off_and_one_success_begins_anew() {
    let (desk, webhook) = told().await;
    let mut time = 9;
    let mut tells = async |reply: u16| {
        desk.vendors.receiver.always(Some(Ok(status(reply))));
        book(&desk, &format!("2026-12-15T{time:02}:00")).await;
        time += 1;
        heard(&desk).await;
        desk.get(&path(&webhook, "")).await.json()["disabled_reason"].clone()
    };
    let days = |days: u64| desk.clock.advance(Duration::from_secs(days * 86_400));
    assert_eq!(tells(500).await, Value::Null);
    days(4);
    assert_eq!(tells(204).await, Value::Null);
    days(2);
    assert_eq!(tells(500).await, Value::Null, "it took something two days ago");
    days(4);
    assert_eq!(tells(500).await, Value::Null);
    days(1);
    assert_eq!(tells(500).await, json!("failing"));
}

#[tokio::test]
async fn an_endpoint_that_is_busy_is_left_alone_with_everything() {
    let (desk, _) = told().await;
    desk.vendors.receiver.replies([Ok(busy(120))]);
    book(&desk, "2026-12-03T09:00").await;
    assert_eq!(heard(&desk).await.len(), 1);
    book(&desk, "2026-12-03T10:00").await;
    desk.clock.advance(Duration::from_secs(119));
    assert_eq!(heard(&desk).await.len(), 0);
    desk.clock.advance(Duration::from_secs(8));
    assert_eq!(heard(&desk).await.len(), 2);
}

/// The alarm only begins deliveries, three at once, and rings for the next when one of them has ended.
#[tokio::test]
async fn a_receiver_that_hangs_keeps_no_text_and_no_event_waiting() {
    let (desk, _) = told().await;
    for hour in 9..14 {
        book(&desk, &format!("2026-12-03T{hour:02}:00")).await;
    }
    desk.clinics.execute(ORG, "UPDATE outbox SET due_at = 0; INSERT INTO outbox (kind, subject, due_at) SELECT 'event.sync', id, 0 FROM appointments LIMIT 2");
    desk.vendors.take();
    // Nothing that was begun goes on: the receiver hangs.
    desk.clinics.ring(ORG).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM outbox WHERE kind = 'event.sync'"), "0");
    let leased = "SELECT count(leased_until) FROM outbox WHERE kind = 'webhook.deliver'";
    assert_eq!(desk.clinics.value(ORG, leased), "3");
    let lease_ends = desk.clock.seconds() + 30;
    assert_eq!(desk.clinics.alarm(ORG).map(|at| at.timestamp()), Some(lease_ends), "it does not ring in a circle");
    desk.clinics.ring(ORG).await;
    assert_eq!(desk.clinics.value(ORG, leased), "3");
    desk.tasks.run().await;
    assert_eq!(desk.clinics.alarm(ORG).map(|at| at <= desk.frontdesk.app().ports.clock.now()), Some(true));
    desk.ring(ORG).await;
    assert_eq!(desk.vendors.receiver.take().len(), 5);
}

#[tokio::test]
async fn both_secrets_sign_for_a_day_after_a_rotation_and_one_of_two_rotations_at_once_is_refused() {
    let (desk, webhook) = told().await;
    let rotate = || async { desk.admin("POST", &path(&webhook, "/rotate"), &Value::Null).await };
    let (one, other) = futures_util::future::join(rotate(), rotate()).await;
    let [won, lost] = if one.status == 200 { [one, other] } else { [other, one] };
    let new = if lost.status == 200 {
        // They came one after the other: the later one holds, and the first is the one before it.
        lost.json()
    } else {
        lost.problem(412, "changed_meanwhile", None);
        won.json()
    };
    book(&desk, "2026-12-15T09:00").await;
    let during = heard(&desk).await;
    assert_eq!(during[0].signatures.len(), 2);
    assert!(proves(&new["secret"], &during[0]));
    desk.clock.advance(Duration::from_hours(24));
    book(&desk, "2026-12-15T10:00").await;
    let after = heard(&desk).await;
    assert_eq!(after[0].signatures.len(), 1);
    assert!(proves(&new["secret"], &after[0]) && !proves(&webhook["secret"], &after[0]));
}

/// What is in the row is looked at again when something is sent.
#[tokio::test]
async fn an_address_that_became_our_own_or_was_changed_in_sql_gets_nothing() {
    let (mut desk, _) = told().await;
    desk.another_isolate(&[("PUBLIC_URL", "https://crm.example.com")]);
    book(&desk, "2026-12-03T09:00").await;
    assert_eq!(heard(&desk).await.len(), 0);
    assert!(column(&desk, "reason").contains("Frontdesk's own address"));
    desk.another_isolate(&[]);
    desk.sqlite.execute("UPDATE webhooks SET url = 'https://crm.example.com/attacker'");
    desk.clock.set(due(&desk).unwrap());
    assert_eq!(heard(&desk).await.len(), 0);
    assert!(column(&desk, "reason").contains("secret cannot be opened"));
}

/// Nothing of a patient, of the secret or of what the receiver said.
#[tokio::test]
async fn neither_the_log_nor_the_rows_say_what_they_must_not() {
    let desk = Desk::with_clinic().await;
    let mut body = webhook(&["appointment.booked"]);
    body["full"] = json!(true);
    body["patients_data_goes_to"] = json!("crm.example.com");
    let new = added(&desk, &body).await;
    desk.vendors.receiver.replies([Ok(status(500)), Err(TransportError::Timeout), Ok(status(410))]);
    book(&desk, "2026-12-03T09:00").await;
    for _ in 0..3 {
        heard(&desk).await;
        desk.clock.set(due(&desk).unwrap_or_default().max(desk.frontdesk.app().ports.clock.now()));
    }
    let deliveries =
        desk.clinics.value(ORG, "SELECT group_concat(coalesce(reason, '') || data) FROM webhook_deliveries");
    for said in [desk.log.text(), deliveries] {
        let said = said.to_lowercase();
        for canary in
            ["ann canary", "15550188", "canary-notes", "canary-answer", &new["secret"].as_str().unwrap().to_lowercase()]
        {
            assert!(!said.contains(canary), "{canary}: {said}");
        }
    }
}

#[tokio::test]
async fn deliveries_are_kept_for_two_weeks() {
    let (desk, _) = told().await;
    book(&desk, "2026-12-03T09:00").await;
    heard(&desk).await;
    desk.clock.advance(Duration::from_hours(13 * 24));
    desk.ring(ORG).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM webhook_deliveries"), "1");
    desk.clock.advance(Duration::from_secs(86_400 + 3_602));
    desk.ring(ORG).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM webhook_deliveries"), "0");
}
