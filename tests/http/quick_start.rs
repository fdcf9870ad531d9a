//! The document that the product grew from, word for word.

use serde_json::json;

use crate::support::{CALENDAR, CHECK, Desk, ORG, google, schedule};

#[tokio::test]
async fn the_seeds_quick_start_works_word_for_word() {
    let desk = Desk::new();
    desk.add_org(ORG, "Downtown Dental Clinic").await;
    desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200);
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);

    let body = json!({"inbound_phone_number": "+1-555-0100", "clinic_name": "Downtown Dental Clinic"});
    let created = desk.admin("POST", "/api/inbound/phone-mappings", &body).await.expect(201).json();
    assert_eq!(created["inbound_phone_number"], "+15550100");

    let listed = desk.get("/api/inbound/phone-mappings").await.expect(200).json();
    assert_eq!(listed["items"], json!([created]));
    assert_eq!(listed["next_cursor"], json!(null));

    let found = desk.get("/api/inbound/phone-lookup/+1-555-0100").await.expect(200).json();
    let expected = json!({"success": true, "org_id": ORG, "clinic_name": "Downtown Dental Clinic", "inbound_phone_number": "+15550100"});
    assert_eq!(found, expected);

    let body = json!({"toolCall": {"arguments": {"inboundPhoneNumber": "+1-555-0100", "date": "2026-01-15"}}});
    let answer = desk.webhook(&body).await.expect(200);
    let heard = answer.spoken();
    assert!(heard.contains("is in the past") && heard.contains("Today is Tuesday, December 1, 2026"), "{heard}");
    let json = answer.json();
    assert_eq!(json["speech"], heard);
    let content: serde_json::Value = serde_json::from_str(json["toolResult"]["content"].as_str().unwrap()).unwrap();
    assert_eq!(content["message"], heard);
}

#[tokio::test]
async fn the_seeds_webhook_lists_what_is_free() {
    let desk = Desk::with_clinic().await;
    desk.vendors.set_busy("2026-12-03T09:00:00-05:00", "2026-12-03T16:00:00-05:00");
    let body = json!({"toolCall": {"name": "check_availability", "arguments": {"inboundPhoneNumber": "+1-555-0100", "date": "2026-12-03"}}});
    let answer = desk.send("POST", CHECK, "", Some(&body)).await.expect(200).json();
    let content: serde_json::Value = serde_json::from_str(answer["toolResult"]["content"].as_str().unwrap()).unwrap();
    assert_eq!(content["availableSlots"], json!(["2026-12-03T16:00", "2026-12-03T16:30"]), "{CALENDAR}");
}

#[tokio::test]
async fn the_tenant_parameter_of_the_seed_still_works() {
    let desk = Desk::with_clinic().await;
    let body = json!({"toolCall": {"arguments": {"tenantId": ORG, "date": "2026-12-03"}}});
    let heard = desk.webhook(&body).await.expect(200).spoken();
    assert!(heard.contains("Downtown Dental Clinic has more than nine openings"), "{heard}");
}
