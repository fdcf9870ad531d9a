//! Callers whose number is not shown: where to call them back, and how much they leave together.

use std::time::Duration;

use serde_json::{Value, json};

use super::{INBOX, STAFF, count, flat, items, take, texted, with_staff};
use crate::support::{Desk, NUMBER, ORG};

const NOBODY: &str = "anonymous";
const LATE: &str = "I am running ten minutes late for 9:30, Ann Lee";
const TRANSFER: &str = "+12125550142";

fn is_asked(said: &str) -> bool {
    said.starts_with("The message is not taken down yet") && said.contains("as callback_number")
}

/// Taken without a number, and the agent is told what that means.
fn is_taken_without(said: &str) -> bool {
    said.contains("is taken down, but nobody can call back")
}

#[tokio::test]
async fn whoever_gives_no_number_is_asked_once_and_not_lost() {
    let desk = Desk::with_clinic().await;
    let said = take(&desk, ("c1", "t1"), NOBODY, &json!({"about": LATE})).await;
    assert!(is_asked(&said), "{said}");
    // A platform that sends it again has not asked again.
    assert_eq!(take(&desk, ("c1", "t1"), NOBODY, &json!({"about": LATE})).await, said);
    assert_eq!(count(&desk), "0");
    let said = take(&desk, ("c1", "t2"), NOBODY, &json!({"about": LATE})).await;
    assert!(is_taken_without(&said), "{said}");
    let found = items(&desk, "").await;
    assert_eq!((&found[0]["about"], &found[0]["callback_number"]), (&json!(LATE), &Value::Null));
    let id = found[0]["id"].as_str().unwrap();
    let shown = desk.get(&format!("{INBOX}/{id}")).await.expect(200).json();
    assert_eq!(shown["callback_number"], Value::Null);
    // One call is asked once, and another call is another one.
    assert!(is_taken_without(&take(&desk, ("c1", "t3"), NOBODY, &json!({"about": "Is my crown ready?"})).await));
    assert!(is_asked(&take(&desk, ("c2", "t1"), NOBODY, &json!({"about": LATE})).await));
    assert_eq!(count(&desk), "2");
}

/// Where nothing tells a call, its words do for some minutes. That a caller was asked is forgotten when no call can last any more.
#[tokio::test]
async fn a_request_without_a_call_is_asked_once_too_and_that_is_forgotten() {
    let desk = Desk::with_clinic().await;
    let late = json!({"about": LATE});
    assert!(flat(&desk, late.clone()).await.contains("not taken down yet"));
    assert!(flat(&desk, json!({"about": "Is my crown ready?"})).await.contains("not taken down yet"));
    desk.clock.advance(Duration::from_mins(11));
    assert!(flat(&desk, late.clone()).await.contains("not taken down yet"), "later it is somebody else");
    assert!(is_taken_without(&flat(&desk, late).await));
    assert_eq!((count(&desk), questions(&desk)), ("1".to_owned(), "2".to_owned()));
    desk.clock.advance(Duration::from_hours(25));
    desk.clinics.ring_due().await;
    assert_eq!(questions(&desk), "0");
}

fn questions(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT count(*) FROM inbox_questions")
}

#[tokio::test]
async fn a_refusal_in_words_is_no_number_that_cannot_be_read() {
    let desk = Desk::with_clinic().await;
    for (n, words) in [
        "I don't want to give it",
        "no",
        "No number given.",
        "none, thanks",
        "caller declined",
        "refused to say",
        "they would rather not say",
        "doesn't have one",
        "Won't give a phone number",
    ]
    .into_iter()
    .enumerate()
    {
        let arguments = json!({"about": format!("{LATE} {n}"), "callback_number": words});
        let said = take(&desk, (&format!("c{n}"), "t1"), NOBODY, &arguments).await;
        assert!(is_taken_without(&said), "{words}: {said}");
    }
    // Whoever calls from a number that is shown is called back there.
    let said = take(&desk, ("d1", "t1"), "+12025550188", &json!({"about": LATE, "callback_number": "no other"})).await;
    assert!(said.contains("ending 0188"), "{said}");
}

/// What cannot be read is asked for again, with a way out.
#[tokio::test]
async fn a_number_that_cannot_be_read_is_asked_for_by_its_own_argument() {
    let desk = Desk::with_clinic().await;
    for (n, caller) in [NOBODY, "+12025550188"].into_iter().enumerate() {
        for (m, number) in [
            "555 01",
            "+1 900 555 1234",
            NUMBER,
            "202 555 0144 ext 9",
            "ask my wife",
            "5",
            "202 555 0144 or 202 555 0145",
        ]
        .into_iter()
        .enumerate()
        {
            let arguments = json!({"about": LATE, "callback_number": number});
            let call = format!("c{n}{m}");
            let said = take(&desk, (&call, "t1"), caller, &arguments).await;
            assert!(
                said.contains("callback_number") && !said.contains("phone;") && !said.contains("as phone"),
                "{said}"
            );
            assert!(!said.contains("text") && said.contains("leave callback_number out"), "{number}: {said}");
            let said = take(&desk, (&call, "t2"), caller, &json!({"about": LATE})).await;
            assert_eq!(is_taken_without(&said), caller == NOBODY, "{number}: {said}");
            assert!(said.contains("is taken down"), "{number}: {said}");
            desk.clock.advance(Duration::from_hours(24));
        }
    }
}

/// Whoever is in danger may be gone when they were asked.
#[tokio::test]
async fn in_an_emergency_nobody_waits_for_a_number_and_one_that_comes_later_is_told() {
    let desk = with_staff(json!([{"number": STAFF}])).await;
    for (n, number) in [json!(null), json!("I don't want to give it"), json!("555 01")].into_iter().enumerate() {
        let call = format!("c{n}");
        let said = take(&desk, (&call, "t1"), NOBODY, &json!({"about": "chest pain", "callback_number": number})).await;
        assert!(said.starts_with("If this is a medical emergency") && is_taken_without(&said), "{number}: {said}");
    }
    let number = json!({"about": "chest pain", "callback_number": "202 555 0144"});
    let said = take(&desk, ("c0", "t2"), NOBODY, &number).await;
    assert!(said.contains("calls back at the number ending 0144"), "{said}");
    assert_eq!(count(&desk), "3");
    desk.sweep().await;
    let bodies: Vec<String> = texted(&desk).into_iter().map(|(_, body)| body).collect();
    let none = "New message for Downtown Dental Clinic (emergency) from a caller who left no number.";
    assert_eq!(bodies.iter().filter(|body| *body == none).count(), 3, "{bodies:?}");
    assert_eq!(bodies.iter().filter(|body| body.contains("ending 0144")).count(), 1, "{bodies:?}");
}

/// A clinic that forwards its calls shows its own number for every caller.
#[tokio::test]
async fn callers_who_show_the_clinics_own_number_show_none() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", "/api/assistant", &json!({"transfer": {"number": TRANSFER}})).await.expect(200);
    for own in [NUMBER, TRANSFER] {
        for n in 0..7 {
            let call = format!("{own}{n}");
            let arguments = json!({"about": format!("patient {n} wants a call"), "name": "Ann Lee"});
            let said = take(&desk, (&call, "t1"), own, &arguments).await;
            assert!(is_asked(&said), "{own}: {said}");
            let mut with_number = arguments;
            with_number["callback_number"] = json!(format!("+1202555{}{n}", if own == NUMBER { 301 } else { 302 }));
            let said = take(&desk, (&call, "t2"), own, &with_number).await;
            assert!(said.contains("is taken down. Tell the caller"), "{own} {n}: {said}");
        }
    }
    assert!(items(&desk, "?limit=100").await.iter().all(|item| item["caller"].is_null()));
}

#[tokio::test]
async fn withheld_callers_leave_so_many_messages_a_day_together() {
    let desk = Desk::with_clinic().await;
    let leave = async |n: usize, caller: &str, about: &str| {
        let arguments = json!({"about": format!("{about} {n}"), "callback_number": format!("+1202555{:04}", 2000 + n)});
        take(&desk, (&format!("c{n}"), "t1"), caller, &arguments).await
    };
    for n in 0..50 {
        assert!(leave(n, NOBODY, "question").await.contains("is taken down"), "{n}");
    }
    let said = leave(50, NOBODY, "question").await;
    assert!(said.starts_with("This message was not taken down") && said.contains("not shown"), "{said}");
    assert!(!said.contains("the caller has left"), "it was not this caller: {said}");
    assert!(leave(51, "+12025550188", "question").await.contains("is taken down"), "whoever shows a number is another");
    assert!(leave(52, NOBODY, "chest pain").await.contains("is taken down"));
    for n in 53..102 {
        leave(n, NOBODY, "chest pain").await;
    }
    let said = leave(102, NOBODY, "chest pain").await;
    assert!(said.contains("This message was not taken down"), "there is an end to that too: {said}");
    assert_eq!(count(&desk), "101");
    desk.clock.advance(Duration::from_hours(24));
    assert!(leave(103, NOBODY, "question").await.contains("is taken down"));
}
