//! Counting tools one by one, where somebody counts them at once.

use std::sync::atomic::Ordering::SeqCst;

use frontdesk::ports::MeterPoint;
use serde_json::json;

use crate::{
    booking::{ANN, FIND},
    support::{Desk, ORG},
};

#[tokio::test]
async fn a_tool_is_a_point_behind_the_answer_and_none_where_nobody_counts() {
    let desk = Desk::with_clinic().await;
    desk.tool(FIND, ("ann", "t1"), ANN, &json!({})).await;
    assert_eq!(*desk.meter.written.lock().unwrap(), []);
    desk.meter.is_there.store(true, SeqCst);
    desk.tasks.hold(true);
    desk.tool(FIND, ("ann", "t2"), ANN, &json!({})).await;
    assert_eq!(*desk.meter.written.lock().unwrap(), [], "the caller waits for none of it");
    desk.tasks.hold(false);
    desk.tasks.run().await;
    let mut points = desk.meter.written.lock().unwrap().clone();
    let point = points.pop().unwrap();
    let (org, tool, platform, version) = (ORG.into(), "find_appointments".into(), "vapi".into(), "local".into());
    assert_eq!(point, MeterPoint { org, tool, outcome: "done", platform, version, millis: point.millis });
    assert_eq!(points, []);
}

/// A rehearsal is no call.
#[tokio::test]
async fn what_is_only_tried_is_not_counted() {
    let desk = Desk::with_clinic().await;
    desk.meter.is_there.store(true, SeqCst);
    let body = json!({"tool": "check_availability", "arguments": {"date": "2026-12-03"}});
    desk.admin("POST", "/api/try", &body).await.expect(200);
    desk.tasks.run().await;
    assert_eq!(*desk.meter.written.lock().unwrap(), []);
}
