//! A caller whose number is withheld reaches exactly what was booked in their own call.

use super::*;
use crate::support::NUMBER;

const NOBODY: &str = "anonymous";

/// An appointment that is booked in a call without a number. A number for the text is given in it.
async fn booked_in(desk: &Desk, call: &str, start: &str) {
    let mut order = order(start, "Cy Brook");
    order["phone"] = json!("+12125550123");
    says(&desk.tool(BOOK, (call, "t1"), NOBODY, &order).await, "is booked");
}

#[tokio::test]
async fn they_find_move_text_and_cancel_it_while_the_call_lasts() {
    let desk = Desk::with_clinic().await;
    booked_in(&desk, "withheld", TEN).await;
    says(
        &desk.tool(FIND, ("withheld", "t2"), NOBODY, &json!({})).await,
        "one appointment: Thursday, December 3 at 10 AM",
    );
    let to = json!({"date": "Thursday", "new_start": "2 pm"});
    says(&desk.tool(MOVE, ("withheld", "t3"), NOBODY, &to).await, "has moved from Thursday, December 3 at 10 AM");
    says(&desk.tool("sms/send", ("withheld", "t4"), NOBODY, &json!({})).await, "number ending in 23");
    says(&desk.tool(CANCEL, ("withheld", "t5"), NOBODY, &json!({})).await, "is cancelled");
    assert_eq!(book(&desk), Vec::<String>::new());
    says(&desk.tool(FIND, ("withheld", "t6"), NOBODY, &json!({})).await, "number is withheld");
    comes_to_rest(&desk).await;
}

/// Systems put a number that nobody has where they do not know the caller. All who call so would be one person.
#[tokio::test]
async fn a_number_that_nobody_has_is_a_withheld_one() {
    for placeholder in ["+10000000000", "+1 (000) 000-0000", "+11111111111", "+19999999999", "+1234567890"] {
        let desk = Desk::with_clinic().await;
        let order = json!({"start": TEN, "name": "Cy Brook", "phone": "+12125550123"});
        says(&desk.tool(BOOK, ("one", "t1"), placeholder, &order).await, "is booked");
        let found = desk.tool(FIND, ("another", "t1"), placeholder, &json!({})).await;
        says(&found, "number is withheld");
        says(&desk.tool(CANCEL, ("another", "t2"), placeholder, &json!({"name": "Cy"})).await, "number is withheld");
        assert_eq!(book(&desk).len(), 1, "{placeholder}");
    }
}

/// The number that they leave tells what they booked apart, and one that is of none of it is not passed over.
#[tokio::test]
async fn the_number_that_they_left_narrows() {
    let desk = Desk::with_clinic().await;
    booked_in(&desk, "withheld", TEN).await;
    let of_another = json!({"phone": "212-555-0199"});
    for tool in [CANCEL, FIND] {
        says(&desk.tool(tool, ("withheld", "t2"), NOBODY, &of_another).await, "matches that");
    }
    says(&desk.tool(CANCEL, ("withheld", "t3"), NOBODY, &json!({"phone": "12"})).await, "phone");
    assert_eq!(book(&desk).len(), 1);
    let own = json!({"phone": "(212) 555-0123"});
    says(&desk.tool(CANCEL, ("withheld", "t4"), NOBODY, &own).await, "is cancelled");
    comes_to_rest(&desk).await;
}

/// Another call is another caller, whatever it says of itself; and whoever has a number is not the one who had none.
#[tokio::test]
async fn nobody_else_reaches_it_and_they_reach_nothing_else() {
    let desk = Desk::with_clinic().await;
    booked_in(&desk, "withheld", TEN).await;
    says(&ann_books(&desk, NINE_THIRTY).await, "is booked");
    let call_of_ann = desk.clinics.value(ORG, "SELECT call_id FROM appointments WHERE caller_number IS NOT NULL");
    for (call, caller) in [("another", NOBODY), ("", NOBODY), (call_of_ann.as_str(), NOBODY), ("withheld", BOB)] {
        for (tool, arguments) in [(FIND, json!({})), (CANCEL, json!({})), (CANCEL, json!({"name": "Cy Brook"}))] {
            let said = desk.tool(tool, (call, "t9"), caller, &arguments).await;
            assert!(
                !said.contains("Brook") && !said.contains("Ann") && !said.contains("cancelled:"),
                "{call} {caller}: {said}"
            );
        }
    }
    assert_eq!(book(&desk).len(), 2);
    comes_to_rest(&desk).await;
}

/// A clinic that forwards its calls may show its own number for every caller: they are not one person.
#[tokio::test]
async fn callers_who_show_the_clinics_own_number_are_not_one_person() {
    let transfer = "+12125550142";
    for own in [NUMBER, transfer] {
        let desk = Desk::with_clinic().await;
        desk.admin("PUT", "/api/assistant", &json!({"transfer": {"number": transfer}})).await.expect(200);
        says(&desk.tool(BOOK, ("one", "t0"), own, &order(TEN, "Cy Brook")).await, "number is not shown");
        let mut wanted = order(TEN, "Cy Brook");
        wanted["phone"] = json!("+12125550123");
        says(&desk.tool(BOOK, ("one", "t1"), own, &wanted).await, "is booked");
        for (tool, arguments) in
            [(FIND, json!({})), (CANCEL, json!({})), (MOVE, json!({"new_start": "2026-12-04T09:30"}))]
        {
            let said = desk.tool(tool, ("two", "t1"), own, &arguments).await;
            says(&said, "number is withheld");
            assert!(!said.contains("Brook"), "{said}");
        }
        assert_eq!(book(&desk).len(), 1, "{own}");
        says(&desk.tool(FIND, ("one", "t2"), own, &json!({})).await, "one appointment");
        says(&desk.tool(CANCEL, ("one", "t3"), own, &json!({})).await, "is cancelled");
        // Nor does the log of calls have them for one.
        assert_eq!(desk.clinics.value(ORG, "SELECT count(*) || ' ' || count(caller_number) FROM calls"), "2 0");
        comes_to_rest(&desk).await;
    }
}
