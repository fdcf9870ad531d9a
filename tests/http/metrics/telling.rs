//! How what is counted gets to D1: nothing is lost, and nothing that is told twice counts twice.

use frontdesk::{calls::ToolOutcome, ports::Clock as _, store::clinic::metrics};

use super::{days, scrape, tell};
use crate::{
    booking::{ANN, FIND, TEN, ann_books},
    calls::{CALL, at, hear, report, run},
    support::{Desk, Loss, ORG},
};

const TOOLS: &str = r#"frontdesk_tool_requests_total{tool="book_appointment",outcome="done",platform="vapi"}"#;
const ALL_CALLS: &str = r#"frontdesk_calls_total{platform="vapi"}"#;

/// The object forgets that it told anything, and tells all of it again.
async fn tell_again(desk: &Desk) {
    desk.clinics.execute(
        ORG,
        "DELETE FROM written_summary; INSERT INTO changed_days SELECT unixepoch() / 86400 WHERE true ON CONFLICT DO NOTHING",
    );
    tell(desk).await;
}

#[tokio::test]
async fn what_is_told_twice_counts_once() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    for _ in 0..4 {
        tell(&desk).await;
    }
    let (before, samples) = (days(&desk), scrape(&desk, "").await);
    assert_eq!([&samples[TOOLS], &samples[ALL_CALLS]], ["1", "2"]);
    tell_again(&desk).await;
    let again = scrape(&desk, "").await;
    assert_eq!(days(&desk), before);
    assert_eq!([&again[TOOLS], &again[ALL_CALLS]], ["1", "2"]);
}

/// D1 does not answer, and may have taken it over all the same.
#[tokio::test]
async fn what_is_lost_on_the_way_is_told_by_the_next_alarm() {
    for loss in [Loss::Question, Loss::Answer] {
        let desk = Desk::with_clinic().await;
        ann_books(&desk, TEN).await;
        tell(&desk).await;
        hear(&desk, CALL, at("15:00:00"), report()).await;
        for trip in 0..6 {
            desk.network.lose(trip, loss);
        }
        tell(&desk).await;
        desk.network.mend();
        tell(&desk).await;
        tell(&desk).await;
        assert_eq!(scrape(&desk, "").await[ALL_CALLS], "2", "{loss:?}");
        assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM changed_days"), "0", "{loss:?}");
    }
}

/// While D1 is told something else happens. It is told the next time.
#[tokio::test]
async fn a_day_that_changed_while_it_was_told_stays_on_the_list() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    let now = desk.clock.now();
    let told = desk.clinics.transact(ORG, |transaction| metrics::changed(transaction, now)).unwrap();
    assert_eq!(told.len(), 1);
    let tools = frontdesk::calls::CallEvent::Tools(vec![run("t1", "14:51:00", ToolOutcome::Done)]);
    hear(&desk, CALL, at("15:00:01"), tools).await;
    desk.clinics.transact(ORG, |transaction| metrics::settle(transaction, &told, now)).unwrap();
    let changed = || desk.clinics.transact(ORG, |transaction| metrics::changed(transaction, now)).unwrap();
    let told = changed();
    assert_eq!(told.len(), 1);
    desk.clinics.transact(ORG, |transaction| metrics::settle(transaction, &told, now)).unwrap();
    assert_eq!(changed(), []);
}

/// A call that is deleted, or kept no longer, was one.
#[tokio::test]
async fn nothing_that_was_counted_falls() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    tell(&desk).await;
    let before = scrape(&desk, "").await;
    desk.clinics.execute(ORG, "DELETE FROM calls");
    desk.tool(FIND, ("another", "t1"), ANN, &serde_json::json!({})).await;
    tell_again(&desk).await;
    let after = scrape(&desk, "").await;
    for (name, value) in before.iter().filter(|(name, _)| name.contains("_total") || name.contains("_bucket")) {
        let [before, after] = [value, &after[name]].map(|value| value.parse::<f64>().unwrap());
        assert!(after >= before, "{name} fell from {before} to {after}");
    }
}

/// An org that is gone has no days, and what was counted of it stays counted.
#[tokio::test]
async fn an_org_that_is_deleted_takes_nothing_from_the_sum() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    tell(&desk).await;
    desk.operator("PATCH", "/api/org", &serde_json::json!({"status": "closed"})).await.expect(200);
    let path = format!("/api/orgs/{ORG}");
    let token = desk.token(None, "platform");
    desk.send("DELETE", &path, &token, None).await;
    assert_eq!(scrape(&desk, "").await[ALL_CALLS], "1");
}
