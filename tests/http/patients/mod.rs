//! What a clinic has of one patient: given out, and erased, here and at the vendors.

mod erasing;
mod exporting;
mod vendors;

use serde_json::{Value, json};

use crate::support::{Answer, CALENDAR, Desk, NUMBER, ORG};

const CALLER: &str = "+12025550188";
/// Another number, which the caller gives for their child.
const CHILD: &str = "+12025550143";
const CALL: &str = "0c0e0000-0000-4000-8000-000000000001";
const EXPORT: &str = "/api/patients/export";
const ERASE: &str = "/api/patients/erase";
/// Words that only the patient can have brought.
const TRACES: [&str; 6] = ["2025550188", "Ada", "Canary", "canary-note", "canary-summary", "canary-about"];

/// A clinic whose patient has called, booked, left a message and been texted.
async fn with_patient() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", "https://frontdesk.example.com")]).await;
    desk.admin("PUT", "/api/integrations/vapi", &json!({"api_key": "canary-vapi-api-key"})).await.expect(200);
    desk.admin("PUT", "/api/assistant", &json!({"call_log": {"keep_summaries": true}})).await.expect(200);
    book(&desk).await;
    let message = json!({"message": "canary-about: asks whether her crown is ready.", "name": "Ada Canary", "best_time": "evenings"});
    let heard = desk.tool("messages/take", (CALL, "t2"), CALLER, &message).await;
    assert!(heard.contains("message"), "{heard}");
    report(&desk).await;
    desk
}

async fn book(desk: &Desk) -> String {
    let order = json!({"start": "2026-12-03T09:30", "name": "Ada Canary", "notes": "canary-note"});
    desk.tool("calendar/book", (CALL, "t1"), CALLER, &order).await
}

/// The platform's report of the end of the call.
async fn report(desk: &Desk) {
    let call = json!({"id": CALL, "type": "inboundPhoneCall", "phoneNumber": {"number": NUMBER}});
    let report = json!({"type": "end-of-call-report", "endedReason": "customer-ended-call", "call": call,
        "phoneNumber": {"number": NUMBER}, "customer": {"number": CALLER}, "analysis": {"summary": "canary-summary: books."}});
    desk.send("POST", "/api/vapi/webhook", "", Some(&json!({"message": report}))).await.expect(200);
}

/// An appointment of the child, booked by the patient.
fn book_for_child(desk: &Desk) {
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, zone, patient_name,
               caller_number, phone)
             VALUES ('0198c0de-0000-7000-8000-0000000000c1', '{CALENDAR}', 'confirmed', 1790000000, 1790001800, 1790000000, 1790001800,
               'America/New_York', 'Tim', '{CALLER}', '{CHILD}')"
        ),
    );
}

/// The request to erase, with more members.
async fn erase(desk: &Desk, more: Value) -> Answer {
    let mut body = json!({"phone": CALLER, "reason": "Request no. 17", "dry_run": false});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.admin("POST", ERASE, &body).await
}

fn value(desk: &Desk, sql: &str) -> String {
    desk.clinics.value(ORG, sql)
}

/// Which words of the patient are anywhere in a text.
fn traces(text: &str) -> Vec<&'static str> {
    TRACES.into_iter().filter(|trace| text.contains(trace)).collect()
}
