//! Whose messages may be diagnosed by whom, and what is refused.

use serde_json::json;

use super::{ask, codes, diagnose, says, sound};
use crate::support::{Desk, NUMBER, ORG, OTHER, mapping};

const OTHER_NUMBER: &str = "+15550177";

/// Two clinics, each with a number.
async fn two_clinics() -> Desk {
    let desk = super::clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping(OTHER_NUMBER))).await.expect(201);
    desk
}

#[tokio::test]
async fn another_orgs_number_is_told_like_nobodys_and_opens_nothing() {
    let desk = two_clinics().await;
    let other = desk.token(Some(OTHER), "admin");
    for tool in ["check_availability", "find_appointments", "book_appointment"] {
        let body =
            sound(tool, &json!({"date": "2026-12-03", "start": "2026-12-03T09:30", "name": "Ann Lee"})).to_string();
        desk.vendors.take();
        let theirs = ask(&desk, &other, "", &body).await.expect(200);
        assert!(codes(&theirs.json()).contains("not_your_number"), "{}", theirs.text);
        assert!(!theirs.text.contains(ORG) && !theirs.text.contains("Downtown"), "{}", theirs.text);
        assert_eq!(desk.vendors.take(), [""; 0]);
        let nobodys = ask(&desk, &other, "", &body.replace(NUMBER, "+15550199")).await.expect(200);
        assert_eq!(theirs.text.replace(NUMBER, "+15550199"), nobodys.text, "the two can be told apart");
    }
    let conflict = json!({"message": {"type": "tool-calls", "phoneNumber": {"number": NUMBER},
        "toolCallList": [{"id": "1", "name": "check_availability", "arguments": {"date": "2026-12-03"}}]}});
    let path = format!("?path=/api/vapi/webhook/{OTHER}");
    let told = ask(&desk, &other, &path, &conflict.to_string()).await.expect(200).json();
    assert!(codes(&told).contains("signals_disagree"), "the org's own part in it is told: {told}");
    let legacy =
        json!({"toolCall": {"name": "check_availability", "arguments": {"tenantId": ORG, "date": "2026-12-03"}}});
    let told = ask(&desk, &other, "", &legacy.to_string()).await.expect(200).json();
    assert!(codes(&told).contains("not_your_number") && desk.vendors.take().is_empty(), "{told}");
}

#[tokio::test]
async fn the_orgs_own_address_decides_where_no_number_is() {
    let desk = two_clinics().await;
    let mut web = sound("check_availability", &json!({"date": "2026-12-03"}));
    web["message"]["phoneNumber"] = json!(null);
    web["message"]["call"] = json!({"type": "webCall"});
    let told = diagnose(&desk, &format!("?path=/api/vapi/webhook/{ORG}"), &web.to_string()).await;
    assert_eq!((&told["ok"], says(&told, "org")), (&json!(true), "The message is for this org.".into()), "{told}");
}

#[tokio::test]
async fn only_an_admin_of_an_org_may_ask() {
    let desk = two_clinics().await;
    let body = sound("check_availability", &json!({"date": "2026-12-03"})).to_string();
    ask(&desk, "", "", &body).await.problem(401, "unauthorized", None);
    ask(&desk, &desk.token(Some(ORG), "viewer"), "", &body).await.problem(403, "forbidden", None);
    ask(&desk, &desk.token(None, "platform"), "", &body).await.problem(403, "forbidden", None);
    ask(&desk, &desk.token(Some(ORG), "platform"), "", &body).await.expect(200);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused() {
    let desk = two_clinics().await;
    let token = desk.token(Some(ORG), "admin");
    for path in [
        "",
        "/",
        "calendar",
        "/api/org",
        "/api/vapi/webhook/x",
        "/api/vapi/webhook/",
        &format!("/api/vapi/webhook/{OTHER}"),
    ] {
        ask(&desk, &token, &format!("?path={path}"), "{}").await.problem(422, "invalid", Some("path"));
    }
    ask(&desk, &token, "?tool=x", "{}").await.problem(422, "invalid", Some("tool"));
    let large = json!({"message": {"artifact": "x".repeat(1024 * 1024)}}).to_string();
    ask(&desk, &token, "", &large).await.problem(413, "too_large", None);
    let whole = json!({"message": {"type": "status-update", "artifact": "x".repeat(1024 * 1024 - 100)}}).to_string();
    ask(&desk, &token, "", &whole).await.expect(200);
    let get = desk.send("GET", super::DIAGNOSE, &token, None).await;
    get.problem(405, "method_not_allowed", None);
}

#[tokio::test]
async fn every_path_of_a_tool_can_be_named() {
    let desk = two_clinics().await;
    for path in [
        "calendar/check",
        "calendar/reserve",
        "calendar/book",
        "calendar/reschedule",
        "calendar/cancel",
        "appointments/find",
        "sms/send",
    ] {
        let body = json!({"called_number": NUMBER, "caller_number": "+15550188"}).to_string();
        let told = diagnose(&desk, &format!("?path={path}"), &body).await;
        let token = desk.token(Some(ORG), "admin");
        let real = desk
            .send("POST", &format!("/api/vapi/tools/{path}"), &token, Some(&serde_json::from_str(&body).unwrap()))
            .await;
        assert_eq!(told["answer"], real.expect(200).json(), "{path}");
    }
}
