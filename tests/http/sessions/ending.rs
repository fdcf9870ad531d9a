//! What ends a session: signing out, doing nothing, and time.

use std::time::Duration;

use serde_json::json;

use super::browser::{Browser, SESSION};
use crate::support::{Desk, ORG, OTHER, sign};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn whoever_signs_out_is_out_here_and_in_no_other_browser() {
    let desk = Desk::with_clinic().await;
    let token = desk.token(Some(ORG), "admin");
    let mut here = Browser::signed_in(&desk, &token).await;
    let mut there = Browser::signed_in(&desk, &token).await;
    let mut stolen = here.clone();
    here.send(&desk, "DELETE", SESSION, None).await.expect(204);
    assert_eq!(here.cookie, "");
    stolen.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    there.get(&desk, "/api/org").await.expect(200);
    // Once more, and without ever having been in.
    stolen.send(&desk, "DELETE", SESSION, None).await.expect(204);
    Browser::default().send(&desk, "DELETE", SESSION, None).await.expect(204);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM audit WHERE action = 'session.ended'"), "1");
}

#[tokio::test]
async fn everywhere_is_every_browser_and_org_of_one_person() {
    let desk = Desk::with_clinic().await;
    let token = |sub: &str, org: &str| {
        sign(&json!({"sub": sub, "org_id": org, "role": "admin", "exp": desk.clock.seconds() + 3600}))
    };
    let mut ana = Browser::signed_in(&desk, &token("ana", ORG)).await;
    let mut phone = Browser::signed_in(&desk, &token("ana", ORG)).await;
    let mut elsewhere = Browser::signed_in(&desk, &token("ana", OTHER)).await;
    let mut ben = Browser::signed_in(&desk, &token("ben", ORG)).await;
    let path = format!("{SESSION}?everywhere=true");
    ana.send(&desk, "DELETE", &format!("{SESSION}?everywhere=yes"), None).await.problem(
        422,
        "invalid",
        Some("everywhere"),
    );
    ana.send(&desk, "DELETE", &path, None).await.expect(204);
    for browser in [&mut phone, &mut elsewhere] {
        browser.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    }
    ben.get(&desk, "/api/org").await.expect(200);
    // With a token, for whoever has lost every browser.
    desk.send("DELETE", &path, &token("ben", OTHER), None).await.expect(204);
    ben.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn whoever_does_nothing_for_half_an_hour_is_out() {
    let desk = Desk::with_clinic().await;
    let mut busy = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let mut idle = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    for _ in 0..3 {
        desk.clock.advance(14 * MINUTE);
        busy.get(&desk, "/api/org").await.expect(200);
    }
    idle.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    desk.clock.advance(30 * MINUTE);
    busy.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
}

/// In a clinic's object too, a use is a use.
#[tokio::test]
async fn what_the_object_answers_keeps_a_session_alive() {
    let desk = Desk::with_clinic().await;
    let mut browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    for _ in 0..4 {
        desk.clock.advance(20 * MINUTE);
        browser.get(&desk, "/api/inbox").await.expect(200);
    }
}

#[tokio::test]
async fn nobody_stays_in_for_longer_than_twelve_hours() {
    let desk = Desk::with_clinic().await;
    let mut browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    for _ in 0..35 {
        desk.clock.advance(20 * MINUTE);
        browser.get(&desk, "/api/org").await.expect(200);
    }
    // Another id prolongs nothing.
    browser.sign_in(&desk, "", &json!({})).await.expect(201);
    desk.clock.advance(20 * MINUTE);
    browser.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
}

/// What is over goes when the next one signs in.
#[tokio::test]
async fn sessions_that_are_over_are_deleted() {
    let desk = Desk::with_clinic().await;
    Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    desk.clock.advance(721 * MINUTE);
    Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM sessions"), "1");
}

/// It is noted once a minute that somebody is there, behind the answer, and not with every request.
#[tokio::test]
async fn a_use_is_noted_once_a_minute() {
    let desk = Desk::with_clinic().await;
    let mut browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let seen = || desk.sqlite.value("SELECT last_seen_at FROM sessions");
    let begun = seen();
    desk.clock.advance(MINUTE);
    browser.get(&desk, "/api/org").await.expect(200);
    assert_eq!(seen(), begun);
    desk.clock.advance(Duration::from_secs(1));
    desk.tasks.hold(true);
    browser.get(&desk, "/api/org").await.expect(200);
    assert_eq!(seen(), begun, "before the answer");
    desk.tasks.hold(false);
    desk.tasks.run().await;
    assert_eq!(seen(), desk.clock.seconds().to_string());
}

#[tokio::test]
async fn an_org_that_is_deleted_leaves_no_session() {
    let desk = Desk::with_clinic().await;
    let mut browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let operator = desk.token(None, "platform");
    let path = format!("/api/orgs/{ORG}?name=Downtown%20Dental%20Clinic");
    desk.send("DELETE", &path, &operator, None).await.expect(204);
    browser.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
}
