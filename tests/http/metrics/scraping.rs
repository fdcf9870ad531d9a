//! What Prometheus reads: how the deployment is, at the same cost for any number of clinics.

use std::{
    sync::atomic::Ordering::SeqCst,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{METRICS, days, scrape, tell};
use crate::{
    calls::{CALL, at, hear, report},
    support::{Desk, Loss, ORG},
};

/// Some orgs, each with a summary and days of counts.
fn orgs(desk: &Desk, count: u32, with_days: u32) {
    let counts = json!({"tool/check_availability/done/vapi": 40, "tool_ms/check_availability/100": 30, "tool_ms/check_availability/sum": 9000,
        "call/vapi": 12, "outcome/vapi/booked": 5, "cost_micros/vapi": 900_000, "text/written": 9, "text/left": 9, "segments": 11});
    desk.sqlite.execute(&format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})
         INSERT INTO orgs (id, name, zone) SELECT printf('0198c0de-0000-7000-9000-%012x', n), 'Canary ' || n, 'UTC' FROM n;
         INSERT INTO clinic_summaries (org_id, counted_on, calls_today, booked_today, texts_today, cost_micros_today, calls_month,
             booked_month, texts_month, cost_micros_month, troubles, updated_at, work_waiting)
           SELECT id, '2026-12-01', 1, 1, 1, 1, 1, 1, 1, 1,
             '[{{\"code\":\"work_given_up\",\"since\":1,\"count\":2}}]', 1, 1 FROM orgs WHERE name LIKE 'Canary %';
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {with_days})
         INSERT INTO metric_days (org_id, day, counts) SELECT id, date(unixepoch(), 'unixepoch', '-' || n || ' days'), '{counts}'
           FROM orgs, n WHERE name LIKE 'Canary %'"
    ));
}

#[tokio::test]
async fn ten_thousand_clinics_cost_one_batch_and_no_time_to_speak_of() {
    let desk = Desk::new();
    // Who asks is known from here on.
    scrape(&desk, "").await;
    orgs(&desk, 10_000, 3);
    desk.sqlite.batches.store(0, SeqCst);
    let began = Instant::now();
    let samples = scrape(&desk, "").await;
    let took = began.elapsed();
    println!("10,000 clinics: {took:?}");
    assert_eq!(desk.sqlite.batches.load(SeqCst), 1);
    assert_eq!(samples[r#"frontdesk_orgs{status="active"}"#], "10000");
    assert_eq!([&samples["frontdesk_outbox_waiting"], &samples["frontdesk_outbox_dead"]], ["10000", "20000"]);
    assert_eq!(samples[r#"frontdesk_clinics_in_trouble{code="work_given_up"}"#], "10000");
    // It is 0.2 s; reading 35 days of each would take a hundred times as long.
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn counters_of_each_org_have_names_of_their_own_and_are_refused_of_too_many() {
    let desk = Desk::new();
    orgs(&desk, 500, 35);
    let began = Instant::now();
    let samples = scrape(&desk, "?by=org").await;
    println!("500 orgs by themselves: {:?}", began.elapsed());
    assert_eq!(samples[r#"frontdesk_org_calls_total{org="0198c0de-0000-7000-9000-000000000001"}"#], "420");
    assert_eq!(
        samples[r#"frontdesk_org_call_cost_usd_total{org="0198c0de-0000-7000-9000-0000000001f4"}"#],
        "31.500000"
    );
    let all = scrape(&desk, "").await;
    assert!(
        samples.keys().all(|name| name.starts_with("frontdesk_org_")) && !all.keys().any(|name| name.contains("org="))
    );
    desk.sqlite
        .execute("INSERT INTO orgs (id, name, zone) VALUES ('0198c0de-0000-7000-8000-0000000000ff', 'x', 'UTC')");
    desk.send("GET", &format!("{METRICS}?by=org"), &desk.token(None, "platform"), None).await.problem(
        422,
        "invalid",
        Some("by"),
    );
    desk.send("GET", &format!("{METRICS}?by=clinic"), &desk.token(None, "platform"), None).await.problem(
        422,
        "invalid",
        Some("by"),
    );
}

/// Days are kept for 35 days, and what is older as one sum, so that no counter falls.
#[tokio::test]
async fn days_that_are_kept_no_longer_go_into_the_orgs_sum() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    tell(&desk).await;
    let calls = format!(r#"frontdesk_org_calls_total{{org="{ORG}"}}"#);
    desk.sqlite.execute(&format!(
        r#"INSERT INTO metric_days (org_id, day, counts) VALUES ('{ORG}', '2026-11-20', '{{"call/vapi":5}}'), ('{ORG}', '2026-11-21', '{{"call/vapi":7,"segments":1}}')"#
    ));
    let before = (scrape(&desk, "?by=org").await, scrape(&desk, "").await);
    assert_eq!(before.0[&calls], "13");
    // The object sleeps; 35 days after the last of them both are older.
    desk.clock.advance(Duration::from_hours(26 * 24));
    desk.cron().await;
    assert!(days(&desk).contains("older {\"call/vapi\":12,\"segments\":1}"), "{}", days(&desk));
    assert_eq!(days(&desk).lines().count(), 2);
    // The third follows, into what is there.
    desk.clock.advance(Duration::from_hours(11 * 24));
    desk.cron().await;
    assert_eq!(days(&desk).lines().count(), 1);
    assert_eq!(scrape(&desk, "?by=org").await[&calls], "13");
    let after = scrape(&desk, "").await;
    assert_eq!(
        after[r#"frontdesk_calls_total{platform="vapi"}"#],
        before.1[r#"frontdesk_calls_total{platform="vapi"}"#]
    );
}

#[tokio::test]
async fn sweeps_are_counted_and_those_that_failed_apart() {
    let desk = Desk::with_clinic().await;
    assert_eq!(scrape(&desk, "").await["frontdesk_sweep_last_success_timestamp_seconds"], "0");
    desk.cron().await;
    let sweeps = |result: &str| format!(r#"frontdesk_sweeps_total{{result="{result}"}}"#);
    let first = scrape(&desk, "").await;
    let now = desk.clock.seconds().to_string();
    assert_eq!(first[&sweeps("succeeded")], "1");
    assert_eq!(first["frontdesk_sweep_last_success_timestamp_seconds"], now);
    desk.clock.advance(Duration::from_mins(1));
    desk.network.lose(0, Loss::Question);
    desk.cron().await;
    let second = scrape(&desk, "").await;
    assert_eq!([&second[&sweeps("succeeded")], &second[&sweeps("failed")]], ["1", "1"]);
    assert_eq!(second["frontdesk_sweep_last_success_timestamp_seconds"], now);
}

#[tokio::test]
async fn what_waits_for_a_person_or_for_a_sweep_is_there_with_its_age() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(Duration::from_mins(2));
    hear(&desk, CALL, at("15:02:00"), report()).await;
    desk.sqlite.execute(
        "UPDATE integration_settings SET status = 'needs_reconnect', updated_at = unixepoch() WHERE service_type = 'google';
         DELETE FROM route_publications;
         INSERT INTO route_publications (subject, org_id) VALUES ('+15550100', 'x')",
    );
    desk.clock.advance(Duration::from_hours(2));
    let samples = scrape(&desk, "").await;
    for (name, expected) in [
        (r#"frontdesk_integrations_need_reconnect{vendor="google",purpose="calendar"}"#, "1"),
        ("frontdesk_integrations_need_reconnect_oldest_seconds", "7200"),
        ("frontdesk_routes_unpublished", "1"),
        ("frontdesk_routes_unpublished_oldest_seconds", "7200"),
        // The object's alarm did not ring in two hours.
        ("frontdesk_clinics_overdue", "1"),
    ] {
        assert_eq!(samples[name], expected, "{name}");
    }
}
