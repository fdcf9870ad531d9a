//! The same time asked for again in one call, under another name.

use super::*;

const CORRECTED: &str = "I've corrected the name";
const ASKED: &str = "for the same person, or for somebody else";

/// One call, in which Ann's number asks for the same time under name after name.
async fn heard(desk: &Desk, call: &str, asked: &[(&str, Option<bool>)]) -> Vec<String> {
    let mut heard = Vec::new();
    for (n, (name, another)) in asked.iter().enumerate() {
        let mut order = order(NINE_THIRTY, name);
        order["another_person"] = json!(another);
        heard.push(desk.tool(BOOK, (call, &format!("t{n}")), ANN, &order).await);
    }
    heard
}

fn names(desk: &Desk) -> String {
    let names = "SELECT group_concat(patient_name) FROM (SELECT patient_name FROM appointments
        WHERE status = 'confirmed' ORDER BY id)";
    desk.clinics.value(ORG, names)
}

#[tokio::test]
async fn a_name_that_is_put_right_changes_the_appointment_and_its_event() {
    for (first, second) in [("Bill Hart", "William Hart"), ("Bill Hart", "William J. Hart"), ("Ann", "Ann Lee")] {
        let desk = Desk::with_clinic().await;
        hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
        let said = heard(&desk, "ann", &[(first, None), (second, None)]).await;
        says(&said[0], "is booked");
        says(&said[1], CORRECTED);
        says(&said[1], &format!("to {second}"));
        assert_eq!(names(&desk), second);
        // The same request again is answered alike, and changes nothing more.
        let mut order = order(NINE_THIRTY, second);
        order["another_person"] = json!(null);
        assert_eq!(desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, said[1]);
        assert_eq!(desk.clinics.value(ORG, "SELECT revision FROM appointments"), "2");
        let [(calendar, event, _)] = &Vec::from_iter(shown(&desk))[..] else { panic!("one event") };
        let summary = desk.vendors.events.event(calendar, event)["summary"].to_string();
        assert!(summary.contains(second), "{summary}");
        comes_to_rest(&desk).await;
    }
}

#[tokio::test]
async fn another_name_is_asked_about_and_the_answer_counts() {
    for (answer, expected) in [(Some(false), "Tom Ray"), (Some(true), "Ann Lee,Tom Ray")] {
        let desk = Desk::with_clinic().await;
        hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
        let said = heard(&desk, "ann", &[("Ann Lee", None), ("Tom Ray", None), ("Tom Ray", answer)]).await;
        says(&said[1], ASKED);
        says(&said[2], if answer == Some(false) { CORRECTED } else { "is booked" });
        assert_eq!(names(&desk), expected);
        comes_to_rest(&desk).await;
    }
}

/// Models fill in what may be left out.
#[tokio::test]
async fn an_answer_to_a_question_that_nobody_asked_is_none() {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    let no = Some(false);
    let said = heard(&desk, "ann", &[("Ann Lee", no), ("Tom Ray", no), ("Una Ray", no), ("Tom Ray", no)]).await;
    says(&said[0], "is booked");
    says(&said[1], ASKED);
    says(&said[2], ASKED);
    says(&said[3], CORRECTED);
    assert_eq!(names(&desk), "Tom Ray");
}

#[tokio::test]
async fn a_name_is_not_made_shorter_nor_taken_for_anothers() {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    let said = heard(&desk, "ann", &[("William Hart", None), ("William", None)]).await;
    assert_eq!(said[1], said[0]);
    assert_eq!(names(&desk), "William Hart");
    // With another practitioner it may be somebody else of the family.
    let other = if said[0].contains("Dr. Kim") { "Dr. Roe" } else { "Dr. Kim" };
    let mut order = order(NINE_THIRTY, "Bill Hart");
    order["practitioner"] = json!(other);
    says(&desk.tool(BOOK, ("ann", "t8"), ANN, &order).await, ASKED);
    assert_eq!(names(&desk), "William Hart");
}

/// In another call nothing is put right: the first may have been about somebody else.
#[tokio::test]
async fn another_call_corrects_nothing() {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    heard(&desk, "ann", &[("Bill Hart", None)]).await;
    let said = heard(&desk, "ann-again", &[("William Hart", None)]).await;
    says(&said[0], "is booked");
    assert_eq!(names(&desk), "Bill Hart,William Hart");
}
