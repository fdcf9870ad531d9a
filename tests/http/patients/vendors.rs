//! What vendors keep of a patient is deleted there by the outbox, and what cannot be is said.

use serde_json::json;

use super::{CALL, CALLER, erase, value, with_patient};
use crate::support::{Desk, ORG, Visit, outbox};

async fn erased() -> Desk {
    let desk = with_patient().await;
    desk.vendors.vapi.add("/call", json!({"id": CALL}));
    erase(&desk, json!({"cancel_upcoming": true})).await.expect(200);
    desk
}

async fn minutes(desk: &Desk, minutes: u64) {
    desk.clock.advance(std::time::Duration::from_mins(minutes));
    desk.sweep().await;
}

#[tokio::test]
async fn twilio_deletes_the_text_once_it_is_delivered_and_vapi_the_call() {
    let desk = erased().await;
    desk.sweep().await;
    assert_eq!(desk.vendors.vapi.all("/call"), [json!(null); 0]);
    assert!(outbox(&desk).starts_with("sms.erase 1"), "Twilio deletes none that is on its way: {}", outbox(&desk));
    desk.vendors.texts.change(|texts| texts.iter_mut().for_each(|text| text.status = "delivered".into()));
    minutes(&desk, 10).await;
    assert_eq!((desk.vendors.texts.taken().len(), outbox(&desk)), (0, String::new()));
}

#[tokio::test]
async fn a_vendor_that_is_not_connected_any_more_is_named_with_what_to_do() {
    let desk = erased().await;
    for vendor in ["twilio", "vapi"] {
        desk.admin("DELETE", &format!("/api/integrations/{vendor}"), &json!(null)).await.expect(204);
    }
    desk.sweep().await;
    let left = outbox(&desk);
    assert!(left.contains("sms.erase 1 dead: No Twilio account is connected"), "{left}");
    assert!(left.contains("call.erase 1 dead: No account at vapi is connected. Delete the call there."), "{left}");
    assert!(!left.contains(&CALLER[1..]));
}

#[tokio::test]
async fn a_call_at_a_platform_that_cannot_be_asked_is_named_in_the_answer() {
    let desk = with_patient().await;
    desk.clinics.execute(ORG, "UPDATE calls SET platform = 'dograh'");
    let report = erase(&desk, json!({"cancel_upcoming": true})).await.expect(200).json();
    assert_eq!(report["calls_elsewhere"], json!([{"platform": "dograh", "id": CALL}]));
    desk.sweep().await;
    let left = value(&desk, "SELECT last_error FROM outbox WHERE kind = 'call.erase'");
    assert_eq!(left, format!("The call {CALL} cannot be deleted at dograh from here. Delete it there."));
}

/// Each appointment is told by itself, and its cancellation is not taken for the booking that was told before.
#[tokio::test]
async fn other_systems_hear_what_became_of_each_appointment() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", "https://frontdesk.example.com")]).await;
    for (number, start) in [(1, "2026-11-20T15:00:00Z"), (2, "2026-11-21T15:00:00Z"), (3, "2026-12-03T15:00:00Z")] {
        Visit::booked(&desk, number, start);
    }
    let body = json!({"url": "https://crm.example.com/frontdesk",
        "events": ["appointment.booked", "appointment.cancelled", "appointment.changed"]});
    desk.admin("POST", "/api/webhooks", &body).await.expect(201);
    let body = json!({"phone": "+15550188", "reason": "x", "dry_run": false, "cancel_upcoming": true});
    desk.admin("POST", "/api/patients/erase", &body).await.expect(200);
    let told = "SELECT group_concat(told, ' ') FROM (SELECT type || '*' || count(*) AS told FROM webhook_deliveries
        GROUP BY type ORDER BY type)";
    assert_eq!(value(&desk, told), "appointment.cancelled*1 appointment.changed*2");
}
