//! Round trips to D1 and to the clinic's object that are lost on their way there or back: nobody can tell which, and nothing is done
//! twice or half.

use std::sync::atomic::Ordering::SeqCst;

use super::*;
use crate::support::Loss;

/// What a caller does, on a desk where Ann has an appointment with Dr. Kim on Friday.
struct Deed {
    tool: &'static str,
    arguments: Value,
    done: &'static str,
}

const FRIDAY: &str = "2026-12-04T09:00";

async fn desk_with_an_appointment() -> Desk {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    let said = desk.tool(BOOK, ("before", "t0"), ANN, &order(FRIDAY, "Ann Lee")).await;
    assert!(said.contains("Dr. Kim"), "{said}");
    desk.network.trips.store(0, SeqCst);
    desk
}

/// All that a deed leaves behind, whatever the ids.
fn left_behind(desk: &Desk) -> (Vec<String>, Vec<u32>) {
    let tables = ["appointments", "receipts", "messages", "audit"];
    (book(desk), tables.map(|table| count(desk, table)).to_vec())
}

impl Deed {
    async fn ask(&self, desk: &Desk, id: &str) -> String {
        desk.tool(self.tool, ("ann", id), ANN, &self.arguments).await
    }

    /// Loses every round trip in turn, and two in a row; asks again under the same id and under another one.
    async fn survives_every_loss(&self, elsewhere: bool) {
        let mut calm = desk_with_an_appointment().await;
        if elsewhere {
            calm.another_isolate(&[]);
        }
        let said = self.ask(&calm, "t1").await;
        assert!(said.contains(self.done), "{said}");
        let trips = calm.network.trips.load(SeqCst);
        let left = left_behind(&calm);
        comes_to_rest(&calm).await;
        let texts = calm.vendors.texts.taken().len();
        for skip in 0..trips {
            for losses in [vec![Loss::Question], vec![Loss::Answer], vec![Loss::Question; 2], vec![Loss::Answer; 2]] {
                let id = if losses.len() == 1 { "t1" } else { "t2" };
                let lost = format!("{} {losses:?} after {skip} of {trips}", self.tool);
                let mut desk = desk_with_an_appointment().await;
                if elsewhere {
                    desk.another_isolate(&[]);
                }
                for (more, loss) in (0..).zip(&losses) {
                    desk.network.lose(skip + more, *loss);
                }
                let first = self.ask(&desk, "t1").await;
                let unsure =
                    ["I can't confirm", "I can't look that up right now", "not known yet whether it went through"]
                        .iter()
                        .any(|words| first.contains(words));
                assert!(first == said || unsure, "{lost}: {first}");
                // One loss is made up for: what was done is said.
                assert!(first == said || losses.len() > 1 || left_behind(&desk) != left, "{lost}: {first}");
                desk.network.mend();
                assert_eq!(self.ask(&desk, id).await, said, "{lost}");
                assert_eq!(left_behind(&desk), left, "{lost}");
                comes_to_rest(&desk).await;
                assert_eq!(desk.vendors.texts.taken().len(), texts, "{lost}");
            }
        }
    }
}

fn booking() -> Deed {
    Deed { tool: BOOK, arguments: order(NINE_THIRTY, "Ann Lee"), done: "is booked" }
}

fn moving() -> Deed {
    Deed { tool: MOVE, arguments: json!({"new_start": TEN}), done: "has moved from" }
}

fn moving_to_another_practitioner() -> Deed {
    Deed { arguments: json!({"new_start": TEN, "practitioner": "Dr. Roe"}), ..moving() }
}

fn cancelling() -> Deed {
    Deed { tool: CANCEL, arguments: json!({}), done: "is cancelled" }
}

// bug class 13
#[tokio::test]
async fn a_booking_survives_every_loss() {
    booking().survives_every_loss(false).await;
}

#[tokio::test]
async fn a_booking_in_a_cold_isolate_survives_every_loss() {
    booking().survives_every_loss(true).await;
}

// bug class 17
#[tokio::test]
async fn a_move_survives_every_loss() {
    moving().survives_every_loss(false).await;
}

// bug class 17
#[tokio::test]
async fn a_move_to_another_practitioner_survives_every_loss() {
    moving_to_another_practitioner().survives_every_loss(false).await;
}

// bug class 18
#[tokio::test]
async fn a_cancellation_survives_every_loss() {
    cancelling().survives_every_loss(false).await;
}

#[tokio::test]
async fn a_hold_survives_every_loss() {
    for loss in [Loss::Question, Loss::Answer] {
        for skip in 0..3 {
            let desk = desk_with_an_appointment().await;
            desk.network.lose(skip, loss);
            for _ in 0..2 {
                let said = desk.tool(HOLD, ("ann", "t1"), ANN, &json!({"start": NINE_THIRTY})).await;
                assert!(said.starts_with("Held for the caller"), "{loss:?} after {skip}: {said}");
            }
            assert_eq!(book(&desk), ["2026-12-03T09:30 held", "2026-12-04T09:00 confirmed Ann Lee"]);
        }
    }
}

/// As long as the clinic's object is away nothing is promised, and nothing is left behind.
#[tokio::test]
async fn without_the_object_nothing_is_promised() {
    for deed in [booking(), moving(), cancelling()] {
        let desk = desk_with_an_appointment().await;
        let left = left_behind(&desk);
        desk.clinics.down.store(true, SeqCst);
        let said = deed.ask(&desk, "t1").await;
        assert!(said.contains("not known yet whether it went through"), "{said}");
        desk.clinics.down.store(false, SeqCst);
        assert_eq!(left_behind(&desk), left);
        assert!(deed.ask(&desk, "t1").await.contains(deed.done));
    }
}

/// Nor is it without D1, which knows whether the clinic still is as the call knows it.
#[tokio::test]
async fn without_d1_no_time_is_promised() {
    for deed in [booking(), moving()] {
        let desk = desk_with_an_appointment().await;
        let left = left_behind(&desk);
        desk.sqlite.down.store(true, SeqCst);
        let said = deed.ask(&desk, "t1").await;
        assert!(said.contains("I can't confirm that this was") && said.contains("not certain yet"), "{said}");
        desk.sqlite.down.store(false, SeqCst);
        assert_eq!(left_behind(&desk), left);
        assert!(deed.ask(&desk, "t1").await.contains(deed.done));
    }
}

/// What the object alone knows can be cancelled without D1, and is.
#[tokio::test]
async fn without_d1_an_appointment_is_cancelled_all_the_same() {
    let desk = desk_with_an_appointment().await;
    desk.sqlite.down.store(true, SeqCst);
    let said = cancelling().ask(&desk, "t1").await;
    assert!(said.contains("is cancelled"), "{said}");
    assert_eq!(book(&desk).len(), 0);
    desk.sqlite.down.store(false, SeqCst);
    assert_eq!(cancelling().ask(&desk, "t1").await, said);
    comes_to_rest(&desk).await;
}
