//! A text that goes out: once, with what Twilio needs, and only while it is true.

use std::{pin::pin, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use frontdesk::{
    domain::texts::{TextKind, TextStatus},
    outbox::{WorkHandler as _, WorkOutcome},
    store::clinic::outbox,
};
use futures_util::future::{Either, join, select};
use serde_json::json;

use super::{
    APPOINTMENT, AUTH_TOKEN, MESSAGE, PATIENT, START, clinic, clinic_with, column, confirmation, go_to, minutes, of,
    send_now, waiting, write, write_to,
};
use crate::support::{Desk, Fate, ORG, twilio};

const TWILIO: &str = "/api/integrations/twilio";

#[tokio::test]
async fn a_text_is_sent_once_and_known_to_have_been() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.sweep().await;
    let taken = desk.vendors.texts.taken();
    assert_eq!(taken.len(), 1);
    let callback = format!("https://frontdesk.example.com/api/twilio/status?org={ORG}&message={MESSAGE}");
    for (name, value) in [
        ("To", PATIENT),
        ("From", "+15005550006"),
        ("Body", "Your appointment is confirmed."),
        ("StatusCallback", callback.as_str()),
        ("ValidityPeriod", "36000"),
    ] {
        assert_eq!(taken[0].field(name), value, "{name}");
    }
    assert_eq!((column(&desk, "status"), column(&desk, "sid")), ("accepted".into(), taken[0].sid.clone()));
    assert_eq!(waiting(&desk), "0");
    minutes(&desk, 5).await;
    assert_eq!(desk.vendors.texts.requests(), 1);
}

/// A text that waits at Twilio is worth nothing once the appointment has begun.
#[tokio::test]
async fn twilio_may_keep_a_text_until_the_start_at_most() {
    let desk = clinic().await;
    go_to(&desk, START - 90);
    confirmation(&desk).await;
    desk.sweep().await;
    assert_eq!(desk.vendors.texts.taken()[0].field("ValidityPeriod"), "90");
}

#[tokio::test]
async fn a_messaging_service_and_an_api_key_are_used_where_there_are_some() {
    let desk = clinic().await;
    let service = format!("MG{}", "0".repeat(32));
    let key = format!("SK{}", "0".repeat(32));
    let account = json!({"account_sid": format!("AC{}", "0".repeat(32)), "auth_token": AUTH_TOKEN,
        "api_key_sid": key, "api_key_secret": "canary-key-secret", "messaging_service_sid": service});
    desk.admin("PUT", TWILIO, &account).await.expect(200);
    confirmation(&desk).await;
    desk.sweep().await;
    let taken = desk.vendors.texts.taken();
    assert_eq!((taken[0].field("MessagingServiceSid"), taken[0].field("From")), (service.as_str(), ""));
    let authorization = desk.vendors.texts.authorization.lock().unwrap().clone();
    assert_eq!(authorization, format!("Basic {}", STANDARD.encode(format!("{key}:canary-key-secret"))));
}

#[tokio::test]
async fn without_a_public_url_nobody_is_asked_to_call_back() {
    let desk = clinic_with(&[]).await;
    confirmation(&desk).await;
    desk.sweep().await;
    assert_eq!(desk.vendors.texts.taken()[0].field("StatusCallback"), "");
}

#[tokio::test]
async fn sending_now_says_how_far_the_text_has_come() {
    let desk = clinic().await;
    confirmation(&desk).await;
    assert_eq!(send_now(&desk, MESSAGE).await, Some(TextStatus::Accepted));
    assert_eq!(send_now(&desk, MESSAGE).await, None, "there is nothing left to do");
    for (fate, status) in [
        (Fate::refused(400, 21211), TextStatus::Failed),
        (Fate::refused(429, 20429), TextStatus::Queued),
        (Fate::refused(500, 20500), TextStatus::Unknown),
    ] {
        let id = format!("0198c0de-0000-7000-8000-{:012}", status as u8);
        write(&desk, &id, TextKind::Confirmation, "Again.").await;
        desk.vendors.texts.next([fate]);
        assert_eq!(send_now(&desk, &id).await, Some(status));
    }
}

/// One of them sends; the other leaves the work alone, so that a send that is cut off is still found out.
#[tokio::test]
async fn two_who_send_at_once_send_once() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.hold(true);
    let release = async {
        while desk.vendors.held() == 0 {
            tokio::task::yield_now().await;
        }
        // Past the lease: the other takes the work over.
        desk.clock.advance(Duration::from_secs(31));
        desk.sweep().await;
        assert_eq!(waiting(&desk), "1");
        desk.vendors.hold(false);
    };
    let (sent, ()) = join(send_now(&desk, MESSAGE), release).await;
    assert_eq!(sent, Some(TextStatus::Accepted));
    minutes(&desk, 4).await;
    assert_eq!((desk.vendors.texts.requests(), waiting(&desk)), (1, "0".into()));
}

/// Both read that the text is queued before either marks it.
#[tokio::test]
async fn of_two_with_the_same_work_one_asks_twilio() {
    let desk = clinic().await;
    confirmation(&desk).await;
    let call = super::call(&desk);
    let claimed = outbox::claim(call.clinic.as_ref(), call.now, call.now, 1).await.unwrap();
    desk.network.pause([1; 64]);
    let app = desk.clinics.app();
    let send = || app.texts.perform(&call, &claimed[0]);
    let (one, other) = join(send(), send()).await;
    assert_eq!(desk.vendors.texts.requests(), 1);
    assert_eq!(one.unwrap(), WorkOutcome::Done);
    assert!(matches!(other.unwrap(), WorkOutcome::At(_)), "who did not send has to look how it went");
}

// Bug class 15, I10: the mark is in the database before Twilio is asked.
#[tokio::test]
async fn nothing_is_sent_that_could_not_be_marked_before() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.hold(true);
    {
        let call = super::call(&desk);
        let app = desk.clinics.app();
        let sending = pin!(app.texts.send_now(&call, MESSAGE));
        let held = pin!(async {
            while desk.vendors.held() == 0 {
                tokio::task::yield_now().await;
            }
        });
        assert!(matches!(select(sending, held).await, Either::Right(_)));
        assert_eq!(column(&desk, "status"), "sending", "Twilio was asked before the row said so");
        // The object dies, and what Twilio answers is heard by nobody.
    }
    desk.vendors.hold(false);
    minutes(&desk, 3).await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("accepted".into(), 1));
}

#[tokio::test]
async fn a_text_that_is_no_longer_true_is_not_sent() {
    let confirmation = TextKind::Confirmation;
    for (kind, change, status) in [
        (confirmation, "status = 'cancelled'", "cancelled"),
        (
            confirmation,
            "starts_at = starts_at + 1800, ends_at = ends_at + 1800, blocked_until = blocked_until + 1800",
            "cancelled",
        ),
        (confirmation, "patient_name = 'Mary'", "accepted"),
        (confirmation, "phone = '+12025550124'", "cancelled"),
        (confirmation, "phone = NULL", "cancelled"),
        (TextKind::Cancellation, "patient_name = 'Mary'", "cancelled"),
        (TextKind::Cancellation, "status = 'cancelled'", "accepted"),
    ] {
        let desk = clinic().await;
        write(&desk, MESSAGE, kind, "About your appointment.").await;
        desk.clinics.execute(ORG, &format!("UPDATE appointments SET {change} WHERE id = '{APPOINTMENT}'"));
        desk.sweep().await;
        assert_eq!(column(&desk, "status"), status, "{kind:?} {change}");
        assert_eq!(desk.vendors.texts.requests(), usize::from(status == "accepted"), "{kind:?} {change}");
        assert_eq!(waiting(&desk), "0");
    }
}

#[tokio::test]
async fn nothing_is_sent_once_the_appointment_has_begun() {
    let desk = clinic().await;
    confirmation(&desk).await;
    go_to(&desk, START);
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("failed".into(), 0));
    assert_eq!(column(&desk, "detail"), "The appointment had begun before this could be sent.");
}

#[tokio::test]
async fn texts_beyond_the_cap_are_never_sent() {
    let desk = clinic().await;
    let second = MESSAGE.replace("b1", "b2");
    let one = write_to(&desk, MESSAGE, TextKind::Confirmation, "One.", PATIENT, 1).await;
    let two = write_to(&desk, &second, TextKind::Confirmation, "Two.", PATIENT, 1).await;
    assert_eq!((one, two), (Some(TextStatus::Queued), Some(TextStatus::Capped)));
    minutes(&desk, 3).await;
    assert_eq!((desk.vendors.texts.requests(), of(&desk, &second, "status")), (1, "capped".into()));
}

#[tokio::test]
async fn an_org_that_is_not_served_sends_nothing() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("cancelled".into(), 0));
}

#[tokio::test]
async fn with_too_little_time_left_twilio_is_not_asked() {
    let desk = clinic().await;
    confirmation(&desk).await;
    let late = super::call(&desk);
    desk.clock.advance(Duration::from_secs(7));
    desk.clinics.app().texts.send_now(&late, MESSAGE).await.unwrap();
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("queued".into(), 0));
    desk.sweep().await;
    assert_eq!(column(&desk, "status"), "accepted");
}

/// A text that has waited is looked for first, and the looking may use the time up.
#[tokio::test]
async fn with_too_little_time_left_after_looking_twilio_is_not_asked_either() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.clock.advance(Duration::from_mins(5));
    let call = super::call(&desk);
    desk.vendors.hold(true);
    let slow = async {
        while desk.vendors.held() == 0 {
            tokio::task::yield_now().await;
        }
        desk.clock.advance(Duration::from_secs(7));
        desk.vendors.hold(false);
    };
    let app = desk.clinics.app();
    let sending = app.texts.send_now(&call, MESSAGE);
    let (sent, ()) = join(sending, slow).await;
    assert_eq!(sent.unwrap(), Some(TextStatus::Queued));
    assert_eq!((column(&desk, "attempted_at"), desk.vendors.texts.requests()), ("null".into(), 0));
    desk.sweep().await;
    assert_eq!(column(&desk, "status"), "accepted");
    assert_eq!(column(&desk, "attempted_at"), desk.clock.seconds().to_string());
}

// I20
#[tokio::test]
async fn neither_logs_nor_urls_show_a_number_a_name_or_a_secret() {
    let desk: Desk = clinic().await;
    for (position, fate) in
        [Fate::refused(400, 21211), Fate::refused(500, 20500), Fate::refused(401, 20003)].into_iter().enumerate()
    {
        let id = format!("0198c0de-0000-7000-8000-{position:012}");
        write(&desk, &id, TextKind::Confirmation, "Dear Maria Lopez").await;
        desk.vendors.texts.next([fate]);
        desk.sweep().await;
    }
    desk.admin("PUT", TWILIO, &twilio()).await.expect(200);
    minutes(&desk, 5).await;
    let log = desk.log.text();
    assert!(log.contains("text.refused") && log.contains("+1*****23"), "{log}");
    for secret in [PATIENT, "2025550123", "Maria", "canary"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
