use serde_json::json;

use super::{CALL, CALLER, CHILD, EXPORT, book_for_child, traces, value, with_patient};
use crate::support::{ORG, OTHER};

#[tokio::test]
async fn a_patient_gets_all_that_the_clinic_has_of_them_and_the_trail_says_who_asked() {
    let desk = with_patient().await;
    book_for_child(&desk);
    desk.clinics.execute(
        ORG,
        &format!("INSERT INTO opt_outs (number, source, created_at) VALUES ('{CALLER}', 'inbound', 1790000000)"),
    );
    let export = desk.admin("POST", EXPORT, &json!({"phone": "(202) 555-0188"})).await.expect(200).json();
    assert_eq!(export["phone"], CALLER);
    let appointments = export["appointments"].as_array().unwrap();
    assert_eq!(appointments.len(), 2);
    assert_eq!(
        (&appointments[0]["caller"], &appointments[0]["phone"]),
        (&json!(CALLER), &json!(CHILD)),
        "shown, not guessed"
    );
    assert_eq!(
        (&appointments[1]["patient_name"], &appointments[1]["notes"]),
        (&json!("Ada Canary"), &json!("canary-note"))
    );
    assert_eq!(export["texts"][0]["to"], CALLER);
    assert_eq!(
        (&export["calls"][0]["id"], &export["calls"][0]["summary"]),
        (&json!(CALL), &json!("canary-summary: books."))
    );
    assert_eq!(export["calls"][0]["tools"][0]["tool"], "book_appointment");
    assert!(export["messages"][0]["about"].as_str().unwrap().starts_with("canary-about"));
    assert_eq!(export["opted_out"], json!({"since": "2026-09-21T14:13:20Z", "source": "inbound"}));
    assert_eq!(export["audit"][0]["action"], "appointment.booked");
    let line = value(&desk, "SELECT actor_id || ' ' || detail FROM audit WHERE action = 'patient.exported'");
    assert!(line.contains(r#"{"phone":"+1"#) && !line.contains("5550188"), "{line}");
    assert_eq!(traces(&desk.log.text()), [""; 0]);
}

#[tokio::test]
async fn another_clinic_and_another_number_have_nothing_and_a_viewer_may_not_ask() {
    let desk = with_patient().await;
    let body = json!({"phone": CALLER});
    for (org, phone) in [(OTHER, CALLER), (ORG, CHILD)] {
        let token = desk.token(Some(org), "admin");
        let export = desk.send("POST", EXPORT, &token, Some(&json!({"phone": phone}))).await.expect(200).json();
        for list in ["appointments", "texts", "calls", "messages", "audit"] {
            assert_eq!(export[list], json!([]), "{list}");
        }
    }
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("POST", EXPORT, &viewer, Some(&body)).await.expect(403);
    desk.admin("POST", EXPORT, &json!({"phone": "12"})).await.problem(422, "invalid", Some("phone"));
}
