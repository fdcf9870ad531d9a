//! Work that was given up: what is said of its texts, and how it comes back.

use frontdesk::ports::TransportError;
use serde_json::json;

use super::{APPOINTMENT, MESSAGE, clinic, column, confirmation, minutes, waiting};
use crate::support::{Desk, Fate, ORG, Reply, google, twilio};

const TWILIO: &str = "/api/integrations/twilio";

fn dead(desk: &Desk, kind: &str) -> String {
    desk.clinics.value(ORG, &format!("SELECT group_concat(dead_at IS NOT NULL) FROM outbox WHERE kind = '{kind}'"))
}

/// The last try that the work of the text gets.
async fn last_try(desk: &Desk) {
    desk.clinics.execute(ORG, "UPDATE outbox SET attempts = 11 WHERE kind = 'sms.send'");
    minutes(desk, 2).await;
    assert_eq!(dead(desk, "sms.send"), "1");
}

/// A clinic whose Twilio took a text without saying so.
async fn doubtful() -> Desk {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.texts.next([Fate::Taken(Reply::Fails(TransportError::Timeout))]);
    desk.sweep().await;
    assert_eq!(column(&desk, "status"), "unknown");
    desk
}

#[tokio::test]
async fn a_text_in_doubt_that_nobody_can_look_for_any_more_has_failed_and_says_why() {
    let desk = doubtful().await;
    desk.admin("DELETE", TWILIO, &json!(null)).await.expect(204);
    minutes(&desk, 2).await;
    assert_eq!((column(&desk, "status"), waiting(&desk)), ("failed".into(), "0".into()));
    assert!(column(&desk, "detail").contains("No Twilio account is connected any more"), "{}", column(&desk, "detail"));
}

#[tokio::test]
async fn a_text_in_doubt_whose_work_is_given_up_has_failed_and_a_late_report_still_counts() {
    let desk = doubtful().await;
    desk.vendors.texts.list(vec![Reply::Raw(503, ""); 8]);
    last_try(&desk).await;
    assert_eq!(column(&desk, "status"), "failed");
    assert!(column(&desk, "detail").starts_with("Given up: "), "{}", column(&desk, "detail"));
    let sid = desk.vendors.texts.taken()[0].sid.clone();
    super::reported(&desk, &sid, "delivered", None).await;
    assert_eq!((column(&desk, "status"), column(&desk, "sid")), ("delivered".into(), sid));
}

/// Twilio was never asked, so the text can still be sent: by the org's word, or once an account is there.
#[tokio::test]
async fn a_text_whose_work_was_given_up_before_twilio_was_asked_says_so_and_is_sent_when_it_is_revived() {
    for by_hand in [true, false] {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.sqlite.execute("UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'twilio'");
        last_try(&desk).await;
        assert_eq!(column(&desk, "status"), "queued");
        assert!(column(&desk, "detail").starts_with("Given up: Twilio refuses"), "{}", column(&desk, "detail"));
        if by_hand {
            desk.sqlite.execute("DROP TRIGGER integration_settings_poke_update");
        }
        desk.admin("PUT", TWILIO, &twilio()).await.expect(200);
        if by_hand {
            let id = desk.clinics.value(ORG, "SELECT id FROM outbox WHERE kind = 'sms.send'");
            desk.admin("POST", &format!("/api/outbox/{id}/retry"), &json!(null)).await.expect(200);
        }
        desk.sweep().await;
        assert_eq!((column(&desk, "status"), column(&desk, "detail")), ("accepted".into(), "null".into()), "{by_hand}");
        assert_eq!((desk.vendors.texts.requests(), waiting(&desk)), (1, "0".into()));
    }
}

/// Whether what Google or Twilio did not let happen is given up, in the order of the kinds.
fn given_up(desk: &Desk) -> String {
    desk.clinics.value(
        ORG,
        "SELECT group_concat(kind || dead) FROM (
           SELECT kind, dead_at IS NOT NULL AS dead FROM outbox ORDER BY kind)",
    )
}

#[tokio::test]
async fn connecting_a_service_revives_its_work_and_that_of_no_other() {
    for fresh in [false, true] {
        let desk = clinic().await;
        if fresh {
            for service in ["google", "twilio"] {
                desk.admin("DELETE", &format!("/api/integrations/{service}"), &json!(null)).await.expect(204);
            }
        }
        for kind in ["event.sync", "event.delete", "sms.send", "sms.remind"] {
            desk.clinics.execute(
                ORG,
                &format!(
                    "INSERT INTO outbox (kind, subject, attempts, dead_at, due_at)
                 VALUES ('{kind}', 'none', 12, unixepoch(), unixepoch() + 3600)"
                ),
            );
        }
        let other = "UPDATE integration_settings SET settings = json_set(settings, '$.x', 1)";
        desk.sqlite.execute(other);
        assert_eq!(given_up(&desk), "event.delete1,event.sync1,sms.remind1,sms.send1", "nothing was connected");
        desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
        assert_eq!(given_up(&desk), "event.delete0,event.sync0,sms.remind1,sms.send1", "{fresh}");
        desk.admin("PUT", TWILIO, &twilio()).await.expect(200);
        assert_eq!(given_up(&desk), "event.delete0,event.sync0,sms.remind0,sms.send0", "{fresh}");
        let due = desk.clinics.value(ORG, "SELECT max(due_at) <= unixepoch() FROM outbox");
        assert_eq!(due, "1");
    }
}

/// An appointment that could not be written into the calendar is there once the clinic has connected it again.
#[tokio::test]
async fn an_event_that_was_given_up_is_written_after_google_is_connected_again() {
    let desk = clinic().await;
    desk.clinics.execute(
        ORG,
        &format!(
            "UPDATE appointments SET event_id = 'fd0198c0de' WHERE id = '{APPOINTMENT}';
         INSERT INTO outbox (kind, subject, attempts, dead_at) VALUES ('event.sync', '{APPOINTMENT}', 12, unixepoch())"
        ),
    );
    minutes(&desk, 2).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT event_written FROM appointments"), "null");
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
    desk.sweep().await;
    assert_eq!(desk.clinics.value(ORG, "SELECT event_written = revision FROM appointments"), "1");
    assert_eq!(dead(&desk, "event.sync"), "null");
}

/// Who works with the old credentials while new ones come neither ends the work nor puts it off.
#[tokio::test]
async fn a_try_with_the_old_credentials_does_not_bury_what_new_ones_revived() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.clinics.execute(ORG, "UPDATE outbox SET attempts = 11 WHERE kind = 'sms.send'");
    desk.vendors.texts.next([Fate::refused(401, 20003)]);
    desk.vendors.hold(true);
    let connect = async {
        while desk.vendors.held() == 0 {
            tokio::task::yield_now().await;
        }
        // Behind its answer the account is asked for its numbers, which hangs as everything does.
        desk.tasks.hold(true);
        desk.admin("PUT", TWILIO, &twilio()).await.expect(200);
        desk.cron().await;
        desk.tasks.hold(false);
        desk.vendors.hold(false);
    };
    futures_util::future::join(super::send_now(&desk, MESSAGE), connect).await;
    assert_eq!((dead(&desk, "sms.send"), column(&desk, "status")), ("0".into(), "queued".into()));
    assert!(!column(&desk, "detail").contains("Given up"), "{}", column(&desk, "detail"));
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), waiting(&desk)), ("accepted".into(), "0".into()));
}
