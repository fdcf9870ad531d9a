//! Google refuses an event for good. Before anything was said the change is taken back; afterwards it stands, and the org is told.

use super::*;
use crate::support::{Fault, Reply, google};

const REFUSED: &str = "did not accept the appointment, so nothing is booked";
const STAYS: &str = "so the appointment has not moved and stays at its old time";
const KIM: &str = "kim@clinic.example";

fn refusal(status: u16, reason: &str) -> Reply {
    Reply::Json(status, json!({"error": {"code": status, "errors": [{"domain": "global", "reason": reason}]}}))
}

fn forbidden() -> Fault {
    Fault::Instead(refusal(403, "requiredAccessLevel"))
}

async fn listed(desk: &Desk, start: &str) -> bool {
    desk.check(&wanted_on("2026-12-03", "before 10:30 am")).await.contains(start)
}

/// Runs something while a request of the first one waits at Google, and lets that go on.
async fn meanwhile<T>(desk: &Desk, then: impl Future<Output = T>) -> T {
    desk.vendors.events.until_late().await;
    let outcome = then.await;
    desk.vendors.events.release();
    outcome
}

#[tokio::test]
async fn a_booking_that_google_refuses_for_good_is_undone() {
    for reply in [
        refusal(403, "requiredAccessLevel"),
        refusal(403, "accessNotConfigured"),
        refusal(403, "forbiddenForServiceAccounts"),
        refusal(404, "notFound"),
        Reply::Raw(403, "<html>"),
    ] {
        let desk = Desk::with_clinic().await;
        desk.vendors.events.fail("insert", Fault::Instead(reply.clone()));
        let said = desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await;
        says(&said, REFUSED);
        let left = ["receipts", "outbox WHERE kind LIKE 'event.%'", "messages WHERE status <> 'cancelled'"];
        assert_eq!((book(&desk).len(), left.map(|of| count(&desk, of))), (0, [0; 3]), "{reply:?}");
        let row = desk.clinics.value(ORG, "SELECT status || ' by ' || cancelled_by FROM appointments");
        assert_eq!(row, "cancelled by refused");
        let audit = desk
            .clinics
            .value(ORG, "SELECT group_concat(actor || ' ' || action, ', ') FROM (SELECT * FROM audit ORDER BY id)");
        assert_eq!(audit, "caller appointment.booked, system appointment.refused");
        let reason = desk.clinics.value(ORG, "SELECT detail FROM audit WHERE action = 'appointment.refused'");
        assert!(reason.contains("Google"), "{reason}");
        assert!(listed(&desk, NINE_THIRTY).await, "the time is free again");
        // Whoever tries again, under whatever id, books it then.
        says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, "is booked");
        comes_to_rest(&desk).await;
        assert_eq!((book(&desk).len(), desk.vendors.texts.taken().len()), (1, 1), "{reply:?}");
    }
}

#[tokio::test]
async fn a_booking_over_a_dead_connection_is_undone() {
    let desk = Desk::with_clinic().await;
    for _ in 0..2 {
        desk.vendors.events.fail("insert", Fault::Instead(Reply::Raw(401, "{}")));
    }
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, REFUSED);
    assert_eq!(desk.get("/api/integrations/google").await.json()["status"], "needs_reconnect");
    assert_eq!((book(&desk).len(), count(&desk, "receipts")), (0, 0));
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, "can't check the calendar");
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, "is booked");
    comes_to_rest(&desk).await;
}

#[tokio::test]
async fn what_may_pass_by_itself_undoes_nothing() {
    for reply in
        [refusal(403, "rateLimitExceeded"), refusal(503, "backendError"), Reply::Raw(400, ""), Reply::Raw(401, "{}")]
    {
        let desk = Desk::with_clinic().await;
        desk.vendors.events.fail("insert", Fault::Instead(reply.clone()));
        ann_books(&desk, NINE_THIRTY).await;
        comes_to_rest(&desk).await;
        assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee"]);
    }
}

// bug class 17
#[tokio::test]
async fn a_move_that_google_refuses_for_good_leaves_all_as_it_was() {
    for (operation, more) in [("patch", None), ("insert", Some("Dr. Roe"))] {
        let desk = Desk::with_clinic().await;
        hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
        let said = ann_books(&desk, NINE_THIRTY).await;
        desk.vendors.events.fail(operation, forbidden());
        let moving = json!({"new_start": TEN, "practitioner": more});
        says(&desk.tool(MOVE, ("ann", "t2"), ANN, &moving).await, STAYS);
        assert_eq!((book(&desk), count(&desk, "receipts")), (vec!["2026-12-03T09:30 confirmed Ann Lee".into()], 1));
        assert!(listed(&desk, TEN).await, "the new time is free again");
        comes_to_rest(&desk).await;
        assert_eq!(desk.vendors.events.live(KIM).len(), 1, "the event is where it was");
        assert_eq!(desk.vendors.texts.taken().len(), 1, "there is no text of a move");
        assert_eq!(desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, said);
        says(&desk.tool(MOVE, ("ann", "t2"), ANN, &moving).await, "has moved");
        comes_to_rest(&desk).await;
        assert_eq!(book(&desk), ["2026-12-03T10:00 confirmed Ann Lee"]);
    }
}

/// Then there is nowhere to go back to: the appointment stands at its new time, and the org sees that its event does not.
// bug class 17
#[tokio::test]
async fn a_refused_move_stands_when_the_old_time_is_taken() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, NINE_THIRTY).await;
    desk.vendors.events.fail("patch", Fault::LateInstead(refusal(403, "requiredAccessLevel")));
    let taken = async { desk.insert(&Row::new(9, 1_796_308_200)) };
    let moving = json!({"new_start": TEN});
    let (said, ()) = tokio::join!(desk.tool(MOVE, ("ann", "t2"), ANN, &moving), meanwhile(&desk, taken));
    says(&said, "has moved from Thursday, December 3 at 9:30 AM to Thursday, December 3 at 10 AM");
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed", "2026-12-03T10:00 confirmed Ann Lee"]);
    assert!(outbox(&desk).starts_with("event.sync 1 dead: Google does not allow"), "{}", outbox(&desk));
}

#[tokio::test]
async fn a_refusal_after_the_answer_undoes_nothing() {
    for again in [None, Some("t1"), Some("t2")] {
        let desk = Desk::with_clinic().await;
        for _ in 0..2 {
            desk.vendors.events.fail("insert", Fault::Instead(Reply::Raw(503, "")));
        }
        let said = ann_books(&desk, NINE_THIRTY).await;
        for _ in 0..3 {
            desk.vendors.events.fail("insert", forbidden());
        }
        if let Some(id) = again {
            assert_eq!(desk.tool(BOOK, ("ann", id), ANN, &order(NINE_THIRTY, "Ann Lee")).await, said);
        }
        desk.clock.advance(Duration::from_mins(10));
        desk.sweep().await;
        assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee"]);
        assert!(outbox(&desk).contains("dead: Google does not allow"), "{}", outbox(&desk));
        assert_eq!(desk.tool(BOOK, ("ann", "t3"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, said);
        // Once the calendar is shared again, the org has it tried again.
        desk.vendors.events.mend();
        let seen = desk.get("/api/outbox?state=dead").await.expect(200).json();
        let retry = format!("/api/outbox/{}/retry", seen["items"][0]["id"]);
        desk.send("POST", &retry, &desk.token(Some(ORG), "admin"), None).await;
        comes_to_rest(&desk).await;
    }
}

/// The first request is told first, so what becomes of it is said to both.
// bug class 11
#[tokio::test]
async fn a_retry_that_waits_for_a_refusal_with_the_first_hears_the_same() {
    for id in ["t1", "t2"] {
        let desk = Desk::with_clinic().await;
        desk.check(&json!({"date": "2026-12-03"})).await;
        desk.vendors.events.fail("insert", Fault::LateInstead(refusal(403, "requiredAccessLevel")));
        desk.vendors.events.fail("insert", forbidden());
        let ann = order(NINE_THIRTY, "Ann Lee");
        let retry = async {
            desk.vendors.events.until_late().await;
            desk.tool(BOOK, ("ann", id), ANN, &ann).await
        };
        let release = async {
            // By then the retry has been refused as well, and looks what the first one does.
            desk.vendors.events.until_failed().await;
            desk.vendors.events.release();
        };
        let (first, second, ()) = tokio::join!(desk.tool(BOOK, ("ann", "t1"), ANN, &ann), retry, release);
        says(&first, REFUSED);
        assert_eq!(first, second);
        assert_eq!((book(&desk).len(), count(&desk, "receipts")), (0, 0));
        comes_to_rest(&desk).await;
        assert!(desk.vendors.texts.taken().is_empty());
    }
}

// bug class 18
#[tokio::test]
async fn a_cancellation_stands_whatever_google_says() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, NINE_THIRTY).await;
    desk.vendors.events.fail("delete", forbidden());
    says(&desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({})).await, "is cancelled");
    assert_eq!(book(&desk).len(), 0);
    assert!(outbox(&desk).starts_with("event.sync 1 dead"), "{}", outbox(&desk));
}
