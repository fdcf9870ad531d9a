//! The copy of when calendars are busy: callers are offered times from it, and nothing is booked by it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    booking::{ANN, BOOK, CANCEL, HOLD, MOVE, NINE_THIRTY, count, says},
    support::{CALENDAR, Desk, NUMBER, ORG, google},
};

const NOTHING: [&str; 0] = [];
/// Calendars of which the copy says something.
const SOUND: &str = "busy_mirror WHERE changes = seen_changes";

pub async fn with_mirror() -> Desk {
    Desk::with_clinic_and(&[("CALENDAR_MIRROR", "on")]).await
}

/// A call begins: the assistant is asked for while it rings.
pub async fn rings(desk: &Desk) {
    let message = json!({"type": "assistant-request", "call": {"id": "ringing", "type": "inboundPhoneCall"},
        "phoneNumber": {"number": NUMBER}, "customer": {"number": ANN}});
    desk.send("POST", "/api/vapi/webhook", "", Some(&json!({ "message": message }))).await.expect(200);
}

fn pass(desk: &Desk, seconds: u64) {
    desk.clock.advance(Duration::from_secs(seconds));
}

async fn thursday(desk: &Desk) -> String {
    desk.check(&json!({"date": "2026-12-03"})).await
}

/// Somebody takes the whole of Thursday in the calendar.
fn thursday_is_taken(desk: &Desk) {
    desk.vendors.set_busy("2026-12-03T00:00:00-05:00", "2026-12-04T00:00:00-05:00");
}

#[tokio::test]
async fn the_first_question_of_a_call_asks_no_vendor() {
    let desk = with_mirror().await;
    rings(&desk).await;
    assert_eq!(desk.vendors.take(), ["token", "freeBusy"], "behind the answer");
    for date in ["2026-12-03", "tomorrow", "2026-12-24", "next week"] {
        says(&desk.check(&json!({ "date": date })).await, "openings");
        assert_eq!(desk.vendors.take(), NOTHING, "{date}");
    }
    says(&desk.check(&json!({"earliest": true})).await, "openings");
    assert_eq!(desk.vendors.take(), NOTHING);
    rings(&desk).await;
    assert_eq!(desk.vendors.take(), NOTHING, "it was read a moment ago");
}

/// Without a call that rang, the first question is answered by the provider and the copy read behind it.
#[tokio::test]
async fn who_does_not_ring_waits_once() {
    let desk = with_mirror().await;
    thursday(&desk).await;
    assert_eq!(desk.vendors.take(), ["token", "freeBusy", "freeBusy"]);
    thursday(&desk).await;
    assert_eq!(desk.vendors.take(), NOTHING);
}

#[tokio::test]
async fn what_is_taken_in_the_calendar_is_offered_for_three_minutes_at_most() {
    for (age, is_offered) in [(59, true), (180, true), (181, false)] {
        let desk = with_mirror().await;
        rings(&desk).await;
        thursday_is_taken(&desk);
        pass(&desk, age);
        assert_eq!(thursday(&desk).await.contains("more than nine openings"), is_offered, "{age}");
        // An answer from an aging copy has it read anew.
        assert_eq!(thursday(&desk).await.contains("more than nine openings"), age < 60, "{age}");
    }
}

/// A start that the copy offers and the provider does not give is not booked, and is offered no more.
#[tokio::test]
async fn a_stale_opening_is_never_booked() {
    for (tool, order) in
        [(HOLD, json!({"start": NINE_THIRTY})), (BOOK, json!({"start": NINE_THIRTY, "name": "Ann Lee"}))]
    {
        let desk = with_mirror().await;
        rings(&desk).await;
        thursday_is_taken(&desk);
        pass(&desk, 10);
        says(&thursday(&desk).await, "more than nine openings");
        says(&desk.tool(tool, ("ann", "t1"), ANN, &order).await, "is not free");
        assert!(desk.log.text().contains("mirror.behind"));
        assert_eq!(count(&desk, "appointments"), 0);
        assert!(!thursday(&desk).await.contains("more than nine openings"));
    }
}

#[tokio::test]
async fn what_the_copy_knew_is_not_what_it_missed() {
    let desk = with_mirror().await;
    thursday_is_taken(&desk);
    rings(&desk).await;
    let order = json!({"start": NINE_THIRTY, "name": "Ann Lee"});
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is not free");
    assert!(!desk.log.text().contains("mirror.behind"));
}

/// Our own event stands in the copy. Time that its appointment gives up is free at once all the same.
#[tokio::test]
async fn what_is_cancelled_or_moved_is_free_at_once() {
    for (tool, arguments) in [(CANCEL, json!({})), (MOVE, json!({"new_start": "2026-12-04T10:00"}))] {
        let desk = with_mirror().await;
        let order = json!({"start": NINE_THIRTY, "name": "Ann Lee"});
        says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
        rings(&desk).await;
        let at = json!({"date": "2026-12-03", "time": "9:30 AM"});
        let taken = desk.check(&at).await;
        assert!(!taken.contains("start 2026-12-03T09:30"), "{taken}");
        desk.tool(tool, ("ann", "t2"), ANN, &arguments).await;
        desk.vendors.take();
        says(&desk.check(&at).await, "start 2026-12-03T09:30");
        assert!(desk.vendors.take().contains(&"freeBusy".to_owned()), "{tool}: the provider was asked");
    }
}

/// What is booked here takes its time whatever the copy says.
#[tokio::test]
async fn what_is_booked_is_known_at_once_and_costs_no_reading() {
    let desk = with_mirror().await;
    rings(&desk).await;
    let order = json!({"start": NINE_THIRTY, "name": "Ann Lee"});
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
    desk.vendors.take();
    let left = desk.check(&json!({"date": "2026-12-03", "time": "9:30 AM"})).await;
    assert!(!left.contains("start 2026-12-03T09:30"), "{left}");
    assert_eq!(desk.vendors.take(), NOTHING);
}

/// A calendar that cannot be read is no free one: nothing of it is kept, and each question finds out.
#[tokio::test]
async fn what_cannot_be_read_is_not_copied() {
    let desk = with_mirror().await;
    desk.vendors.unreadable.lock().unwrap().push(CALENDAR.to_owned());
    rings(&desk).await;
    for _ in 0..2 {
        pass(&desk, 10);
        let said = thursday(&desk).await;
        assert!(!said.contains("openings"), "{said}");
    }
    assert_eq!(count(&desk, SOUND), 0);
    desk.vendors.unreadable.lock().unwrap().clear();
    pass(&desk, 10);
    says(&thursday(&desk).await, "openings");
    assert_eq!(count(&desk, SOUND), 1);
}

/// What an account saw says nothing of what another one sees.
#[tokio::test]
async fn another_account_begins_another_copy() {
    let desk = with_mirror().await;
    rings(&desk).await;
    let mut account = google();
    account["refresh_token"] = json!("canary-other-refresh-token");
    desk.admin("PUT", "/api/integrations/google", &account).await.expect(200);
    desk.vendors.take();
    thursday(&desk).await;
    assert!(desk.vendors.take().contains(&"freeBusy".to_owned()));
}

#[tokio::test]
async fn a_clinic_that_is_suspended_is_not_read() {
    let desk = with_mirror().await;
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
    desk.vendors.take();
    rings(&desk).await;
    assert_eq!(desk.vendors.take(), NOTHING);
}

/// The object keeps intervals and no word of an event.
#[tokio::test]
async fn nothing_of_an_event_is_kept_but_its_time() {
    let desk = with_mirror().await;
    let order = json!({"start": NINE_THIRTY, "name": "Ann Lee", "notes": "canary-note"});
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
    rings(&desk).await;
    let kept: Value = serde_json::from_str(&desk.clinics.value(ORG, "SELECT busy FROM busy_mirror")).unwrap();
    let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp();
    assert_eq!(kept, json!([[instant("2026-12-03T09:30:00-05:00"), instant("2026-12-03T10:00:00-05:00")]]));
}

/// A reading that began before something changed does not know of it, whether there was a copy before or not.
#[tokio::test]
async fn what_changes_while_it_is_read_is_not_missed() {
    for is_first in [true, false] {
        let desk = with_mirror().await;
        let order = json!({"start": NINE_THIRTY, "name": "Ann Lee"});
        says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
        if !is_first {
            rings(&desk).await;
            pass(&desk, 900);
        }
        desk.vendors.take();
        desk.vendors.hold(true);
        let before = desk.vendors.held();
        tokio::join!(rings(&desk), async {
            while desk.vendors.held() == before {
                tokio::task::yield_now().await;
            }
            // Somebody cancels while Google is asked, which still has the event.
            desk.clinics.execute(ORG, "UPDATE appointments SET status = 'cancelled'");
            desk.vendors.hold(false);
        });
        assert_eq!(count(&desk, "busy_mirror WHERE changes <> seen_changes"), 1, "{is_first}");
    }
}

/// A diagnosis shows what would be answered, and changes nothing.
#[tokio::test]
async fn a_rehearsal_leaves_the_copy_as_it_is() {
    let desk = with_mirror().await;
    rings(&desk).await;
    thursday_is_taken(&desk);
    let call = json!({"message": {
        "type": "tool-calls", "call": {"id": "ann"}, "phoneNumber": {"number": NUMBER}, "customer": {"number": ANN},
        "toolCallList": [{"id": "t1", "function": {"name": "reserve_slot", "arguments": {"start": NINE_THIRTY}}}]}});
    let report = desk.admin("POST", "/api/diagnose/vapi", &call).await;
    assert!(report.text.contains("is not free"), "{}", report.text);
    assert_eq!(count(&desk, SOUND), 1);
    assert!(!desk.log.text().contains("mirror.behind"));
}

/// What operators are told to ask of a clinic's database, as the documents have it.
fn documented_query() -> &'static str {
    let text = include_str!("../../docs/operations.md");
    let begin = text.find("WITH checks AS").unwrap();
    let (query, _) = text[begin..].split_once("```").unwrap();
    query
}

#[tokio::test]
async fn how_often_the_copy_answers_and_how_often_it_is_behind_is_counted() {
    let desk = with_mirror().await;
    let check = async |n: usize| {
        let asked = json!({"date": "2026-12-03"});
        desk.tool("calendar/check", ("ann", &format!("check-{n}")), ANN, &asked).await
    };
    check(0).await;
    for n in 1..5 {
        pass(&desk, 10);
        check(n).await;
    }
    thursday_is_taken(&desk);
    pass(&desk, 1);
    let order = json!({"start": NINE_THIRTY, "name": "Ann Lee"});
    says(&desk.tool(BOOK, ("ann", "book-1"), ANN, &order).await, "is not free");
    pass(&desk, 1);
    let order = json!({"start": "2026-12-04T10:00", "name": "Ann Lee"});
    says(&desk.tool(BOOK, ("ann", "book-2"), ANN, &order).await, "is booked");
    let call = desk.get("/api/calls/ann").await.expect(200).json();
    let ages: Vec<_> = call["tools"].as_array().unwrap().iter().map(|run| run["copy_age_seconds"].clone()).collect();
    assert_eq!(ages, [json!(null), json!(10), json!(20), json!(30), json!(40), json!(null), json!(null)]);
    assert_eq!(call["tools"][5]["notes"], json!(["copy_behind"]));
    let counted =
        desk.operator("POST", "/api/admin/query", &json!({"sql": documented_query()})).await.expect(200).json();
    assert_eq!(counted["rows"], json!([[5, 80.0, 20, 40, 500.0]]), "{counted}");
}
