//! One request that is delivered several times at once while Google refuses its event: nobody is told of what is taken back.

use futures_util::future::join_all;
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::support::{Fault, Reply};

const REFUSED: &str = "did not accept the appointment, so nothing is booked";
const STAYS: &str = "so the appointment has not moved and stays at its old time";
const OVERTAKEN: &str = "has just been changed by someone else, so nothing was done now";

/// How several deliveries of one request come in.
#[derive(Clone, Debug)]
struct Deliveries {
    /// The tool call's id of each.
    ids: Vec<&'static str>,
    /// How long each round trip to the database takes.
    pauses: Vec<u8>,
    /// How Google answers one write after the other; it takes all that come after.
    answers: Vec<u16>,
}

fn any_deliveries(answers: impl Strategy<Value = Vec<u16>>) -> impl Strategy<Value = Deliveries> {
    let ids = vec(prop_oneof![3 => Just("t1"), 1 => Just("t2")], 2..4);
    (ids, vec(0_u8..8, 60), answers).prop_map(|(ids, pauses, answers)| Deliveries { ids, pauses, answers })
}

/// Refuses for good, however often it is asked.
fn always_refused() -> impl Strategy<Value = Vec<u16>> {
    Just(vec![403; 20])
}

fn anything() -> impl Strategy<Value = Vec<u16>> {
    vec(prop_oneof![3 => Just(403_u16), 1 => Just(503), 1 => Just(200)], 0..6)
}

fn refusal(status: u16) -> Reply {
    let reason = json!([{"domain": "global", "reason": "requiredAccessLevel"}]);
    Reply::Json(status, json!({"error": {"code": status, "errors": reason}}))
}

impl Deliveries {
    async fn come_in(&self, desk: &Desk, operation: &'static str, tool: &str, arguments: &Value) -> Vec<String> {
        for status in &self.answers {
            let fault = match status {
                200 => Fault::Slow(3),
                status => Fault::Instead(refusal(*status)),
            };
            desk.vendors.events.fail(operation, fault);
        }
        let isolates = [desk.beside(), desk.beside()];
        desk.network.pause(self.pauses.clone());
        let asked = self.ids.iter().enumerate().map(|(number, id)| {
            let isolate = &isolates[number % 2];
            isolate.tool(tool, ("ann", id), ANN, arguments)
        });
        let heard = join_all(asked).await;
        desk.network.pause([]);
        desk.vendors.events.mend();
        heard
    }
}

async fn booking_refused(deliveries: Deliveries) -> Result<(), TestCaseError> {
    let desk = Desk::with_clinic().await;
    let heard = deliveries.come_in(&desk, "insert", BOOK, &order(NINE_THIRTY, "Ann Lee")).await;
    prop_assert!(heard.iter().all(|said| said.contains(REFUSED)), "{:?}", heard);
    prop_assert_eq!((book(&desk).len(), count(&desk, "receipts")), (0, 0));
    comes_to_rest(&desk).await;
    Ok(())
}

async fn move_refused(deliveries: Deliveries) -> Result<(), TestCaseError> {
    let desk = Desk::with_clinic().await;
    desk.tool(BOOK, ("ann", "t0"), ANN, &order(NINE_THIRTY, "Ann Lee")).await;
    let heard = deliveries.come_in(&desk, "patch", MOVE, &json!({"date": NINE_THIRTY, "new_start": TEN})).await;
    // Who saw the appointment between the move and its end is told to look again.
    prop_assert!(heard.iter().all(|said| said.contains(STAYS) || said.contains(OVERTAKEN)), "{:?}", heard);
    prop_assert!(heard.iter().any(|said| said.contains(STAYS)), "{:?}", heard);
    prop_assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee"]);
    comes_to_rest(&desk).await;
    Ok(())
}

/// Google may change its mind between two writes. Whoever hears that it is booked has it.
async fn told_is_what_stands(deliveries: Deliveries) -> Result<(), TestCaseError> {
    let desk = Desk::with_clinic().await;
    let heard = deliveries.come_in(&desk, "insert", BOOK, &order(NINE_THIRTY, "Ann Lee")).await;
    let is_booked = heard.iter().any(|said| said.contains("is booked: "));
    prop_assert_eq!(book(&desk).len(), usize::from(is_booked), "{:?}", heard);
    comes_to_rest(&desk).await;
    Ok(())
}

/// The first request dies at Google, so nobody takes its booking back, and the outbox may still show it.
// bug class 11
#[tokio::test]
async fn a_repetition_that_alone_is_refused_says_nothing_of_it() {
    let desk = Desk::with_clinic().await;
    let order = order(NINE_THIRTY, "Ann Lee");
    desk.vendors.events.fail("insert", Fault::Late);
    tokio::select! {
        said = desk.tool(BOOK, ("ann", "t1"), ANN, &order) => panic!("it was answered: {said}"),
        () = desk.vendors.events.until_late() => {}
    }
    desk.vendors.events.mend();
    desk.vendors.events.fail("insert", Fault::Instead(refusal(403)));
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "I can't confirm that this was booked");
    comes_to_rest(&desk).await;
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee"]);
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
}

fn run(test: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    // bug class 11
    #[test]
    fn nobody_hears_of_a_booking_that_is_taken_back(deliveries in any_deliveries(always_refused())) {
        run(booking_refused(deliveries))?;
    }

    // bug class 11, bug class 17
    #[test]
    fn nobody_hears_of_a_move_that_is_taken_back(deliveries in any_deliveries(always_refused())) {
        run(move_refused(deliveries))?;
    }

    // bug class 11
    #[test]
    fn whoever_hears_of_a_booking_has_it(deliveries in any_deliveries(anything())) {
        run(told_is_what_stands(deliveries))?;
    }
}
