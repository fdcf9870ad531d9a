//! The net under the alarms: an object whose alarm was lost is found by what it had promised, and woken up.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use chrono::{DateTime, Utc};
use frontdesk::ports::Clock as _;
use serde_json::json;

use crate::{
    booking::{TEN, ann_books},
    support::{Desk, ORG},
};

/// A clinic with a reminder to come, whose alarm the runtime has forgotten.
async fn without_alarm() -> Desk {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", "/api/messaging", &json!({"reminder_hours": 1})).await.expect(200);
    ann_books(&desk, TEN).await;
    minutes(&desk, 10, false).await;
    assert_eq!(desk.vendors.texts.taken().len(), 1, "the confirmation");
    desk.clinics.lose_alarm(ORG);
    desk
}

/// Lets time pass in which alarms ring when they are due, and cron runs or does not.
async fn minutes(desk: &Desk, count: u32, with_cron: bool) {
    for _ in 0..count {
        desk.clock.advance(Duration::from_mins(1));
        desk.clinics.ring_due().await;
        desk.tasks.run().await;
        if with_cron {
            desk.cron().await;
        }
    }
}

fn promised(desk: &Desk) -> DateTime<Utc> {
    let seconds = desk.sqlite.value(&format!("SELECT next_due FROM clinic_summaries WHERE org_id = '{ORG}'"));
    DateTime::from_timestamp(seconds.parse().unwrap(), 0).unwrap()
}

async fn overdue(desk: &Desk) -> serde_json::Value {
    // An isolate remembers what it counted.
    desk.clock.advance(Duration::from_secs(30));
    desk.get("/health").await.expect(200).json()["overdue_clinics"].clone()
}

#[tokio::test]
async fn a_lost_alarm_is_healed_within_minutes() {
    let desk = without_alarm().await;
    let found_at = promised(&desk) + chrono::TimeDelta::minutes(6);
    while desk.clock.now() <= found_at {
        assert_eq!(desk.clinics.alarm(ORG), None, "too soon");
        minutes(&desk, 1, true).await;
    }
    assert!(desk.clinics.alarm(ORG).is_some_and(|at| at <= desk.clock.now()), "{:?}", desk.clinics.alarm(ORG));
    assert!(desk.log.text().contains("clinic.overdue"));
    minutes(&desk, 1, true).await;
    let next = desk.clinics.alarm(ORG).unwrap();
    assert!(next > desk.clock.now() && promised(&desk) > desk.clock.now());
    // From then on it works by itself again.
    let (start, found) = (json!("2026-12-03T15:00:00Z"), desk.log.text().matches("clinic.overdue").count());
    let start: DateTime<Utc> = serde_json::from_value(start).unwrap();
    while desk.clock.now() < start {
        minutes(&desk, 1, true).await;
    }
    assert_eq!(desk.vendors.texts.taken().len(), 2, "the reminder too");
    assert_eq!(desk.log.text().matches("clinic.overdue").count(), found);
}

#[tokio::test]
async fn without_the_net_a_lost_alarm_stays_lost() {
    let desk = without_alarm().await;
    minutes(&desk, 2 * 24 * 60, false).await;
    assert_eq!((desk.clinics.alarm(ORG), desk.vendors.texts.taken().len()), (None, 1));
}

#[tokio::test]
async fn a_poke_for_a_change_wakes_the_object_up_too() {
    let desk = without_alarm().await;
    minutes(&desk, 5, false).await;
    desk.sqlite.execute("UPDATE orgs SET zone = 'America/Denver'");
    desk.cron().await;
    assert!(desk.clinics.alarm(ORG).is_some_and(|at| at <= desk.clock.now()));
}

/// D1 was restored to an earlier time, or somebody wrote into it: the object is not lost, and says so once.
#[tokio::test]
async fn a_row_that_is_not_the_objects_is_put_right() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    minutes(&desk, 10, true).await;
    let right = promised(&desk);
    desk.sqlite.execute("UPDATE clinic_summaries SET next_due = 1, booked_today = 99, updated_at = 1");
    desk.cron().await;
    assert!(promised(&desk) >= right);
    assert_eq!(desk.sqlite.value("SELECT booked_today FROM clinic_summaries"), "1");
    assert_eq!(desk.log.text().matches("clinic.overdue").count(), 1);
}

#[tokio::test]
async fn an_object_that_cannot_be_reached_is_tried_again_each_minute() {
    let desk = without_alarm().await;
    while desk.clock.now() <= promised(&desk) + chrono::TimeDelta::minutes(6) {
        minutes(&desk, 1, false).await;
    }
    desk.clinics.down.store(true, SeqCst);
    desk.cron().await;
    desk.cron().await;
    assert_eq!(desk.log.text().matches("clinic.not_poked").count(), 1, "not before a minute is over");
    minutes(&desk, 2, true).await;
    assert_eq!(desk.log.text().matches("clinic.not_poked").count(), 3);
    assert_eq!(desk.clinics.alarm(ORG), None);
    desk.clinics.down.store(false, SeqCst);
    minutes(&desk, 2, true).await;
    assert!(desk.clinics.alarm(ORG).is_some_and(|at| at > desk.clock.now()));
}

fn org(number: u32) -> String {
    format!("0198c0de-0000-7000-8000-{number:012}")
}

/// Clinics whose objects have long been silent, the first for the longest time.
fn silent(desk: &Desk, count: u32) {
    for number in 1..=count {
        let (id, due) = (org(number), desk.clock.seconds() - 100_000 + i64::from(number));
        desk.sqlite.execute(&format!(
            "INSERT INTO orgs (id, name, zone) VALUES ('{id}', 'x', 'UTC');
             INSERT INTO clinic_summaries SELECT '{id}', {due}, NULL, NULL, '2026-12-01', 0, 0, 0, 0, 0, 0, 0, 0, '[]', 0, NULL, 0, 0"
        ));
    }
}

fn poked(desk: &Desk) -> Vec<u32> {
    let poked = desk.sqlite.value(
        "SELECT group_concat(CAST(substr(org_id, -12) AS INTEGER)) FROM clinic_summaries WHERE poked_at NOTNULL",
    );
    let mut poked: Vec<u32> = poked.split(',').filter_map(|number| number.parse().ok()).collect();
    poked.sort_unstable();
    poked
}

/// One plan's requests do not reach for all of them: the longest silent go first, and those that stay silent keep nobody waiting.
#[tokio::test]
async fn overdue_objects_are_woken_fairly_and_within_the_budget() {
    let desk = Desk::with(&[("SWEEP_SUBREQUESTS", "40")]);
    silent(&desk, 60);
    desk.clinics.down.store(true, SeqCst);
    let hops = desk.clinics.hops.load(SeqCst);
    desk.cron().await;
    let first = desk.clinics.hops.load(SeqCst) - hops;
    assert!((12..=36).contains(&first), "{first}");
    assert_eq!(poked(&desk), (1..=first).collect::<Vec<_>>());
    let mut rounds = 1;
    while poked(&desk).len() < 60 {
        desk.clock.advance(Duration::from_mins(2));
        desk.cron().await;
        rounds += 1;
        assert!(rounds <= 60 / first + 1, "the first ones keep the others waiting: {:?}", poked(&desk));
    }
    desk.clinics.down.store(false, SeqCst);
    for _ in 0..=60 / first {
        desk.clock.advance(Duration::from_mins(2));
        desk.cron().await;
        desk.clinics.ring_due().await;
    }
    assert_eq!(
        desk.sqlite.value(&format!("SELECT count(*) FROM clinic_summaries WHERE next_due < {}", desk.clock.seconds())),
        "0"
    );
}

#[tokio::test]
async fn health_says_how_many_are_overdue() {
    let desk = Desk::with_clinic().await;
    assert_eq!(overdue(&desk).await, 0);
    silent(&desk, 3);
    assert_eq!(overdue(&desk).await, 3);
    desk.sqlite.down.store(true, SeqCst);
    assert_eq!(overdue(&desk).await, json!(null));
    desk.sqlite.down.store(false, SeqCst);
    assert_eq!(overdue(&desk).await, 3);
    // Whoever asks often asks D1 twice a minute.
    silent_no_more(&desk);
    assert_eq!(desk.get("/health").await.expect(200).json()["overdue_clinics"], 3);
    assert_eq!(overdue(&desk).await, 0);
}

fn silent_no_more(desk: &Desk) {
    desk.sqlite.execute("UPDATE clinic_summaries SET next_due = NULL");
}
