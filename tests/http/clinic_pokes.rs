//! What a clinic's object is told of changes in D1: at once by whoever changes something through the API, and by the cron of the rest.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::json;

use crate::{
    calls::{CALL, at, hear, keep, report},
    clinics::calls_of,
    support::{Desk, ORG, Reply, google},
};

const NOW: &str = "15:00:00";

fn pokes(desk: &Desk) -> String {
    desk.sqlite.value("SELECT count(*) FROM clinic_pokes")
}

fn pokes_of(desk: &Desk, org: &str) -> String {
    desk.sqlite.value(&format!("SELECT count(*) FROM clinic_pokes WHERE org_id = '{org}'"))
}

#[tokio::test]
async fn a_change_with_sql_reaches_the_object_and_one_through_the_api_at_once() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at(NOW), report()).await;
    keep(&desk, ORG, &json!({"retention_days": 0}));
    assert_eq!((pokes(&desk), calls_of(&desk.clinics, ORG)), ("1".into(), "1".into()));
    // Its own alarm is an hour away.
    desk.cron().await;
    desk.clinics.ring_due().await;
    assert_eq!((pokes(&desk), calls_of(&desk.clinics, ORG)), ("0".into(), "0".into()));
    keep(&desk, ORG, &json!({}));
    hear(&desk, CALL, at(NOW), report()).await;
    desk.cron().await;
    assert_eq!(calls_of(&desk.clinics, ORG), "1");
    let hops = desk.clinics.hops.load(SeqCst);
    desk.admin("PUT", "/api/assistant", &json!({"call_log": {"retention_days": 0}})).await.expect(200);
    // Whoever changed it does not wait for the deleting, which the object's alarm does at once.
    assert_eq!((desk.clinics.hops.load(SeqCst) - hops, desk.clinics.alarm(ORG)), (1, Some(at(NOW))));
    desk.clinics.ring_due().await;
    assert_eq!(calls_of(&desk.clinics, ORG), "0");
    assert_eq!(pokes(&desk), "0");
}

/// Of an org's settings, what its object acts on and what it does not, whoever changes it.
#[tokio::test]
async fn what_an_object_acts_on_asks_for_a_poke_and_nothing_else_does() {
    let desk = Desk::with_clinic().await;
    let credential = "c0000000-0000-4000-8000-000000000001";
    for (change, expected) in [
        ("UPDATE orgs SET zone = 'America/Denver'", "1"),
        ("UPDATE orgs SET status = 'suspended'", "1"),
        ("UPDATE orgs SET name = 'x', country = 'CA', status = 'suspended'", "0"),
        ("INSERT INTO messaging (org_id, document) SELECT id, '{}' FROM orgs", "1"),
        ("UPDATE messaging SET document = '{\"daily_cap\":7}'", "1"),
        ("UPDATE messaging SET document = '{\"daily_cap\":7}', updated_at = 0", "0"),
        ("DELETE FROM messaging", "1"),
        ("INSERT INTO assistants (org_id, document) SELECT id, '{}' FROM orgs", "1"),
        ("UPDATE assistants SET updated_at = 0", "0"),
        ("DELETE FROM assistants", "1"),
        ("UPDATE integration_settings SET status = 'needs_reconnect'", "1"),
        (&format!("UPDATE integration_settings SET credential_id = '{credential}'"), "1"),
        ("UPDATE integration_settings SET status = 'connected'", "1"),
        ("UPDATE integration_settings SET settings = json_set(settings, '$.calendar_id', 'x')", "1"),
        ("UPDATE integration_settings SET settings = json_set(settings, '$.calendar_id', 'x')", "0"),
        ("UPDATE integration_settings SET credentials_sealed = 'v1.other.envelope', updated_at = 0", "0"),
        ("UPDATE integration_settings SET credential_id = credential_id", "0"),
        ("UPDATE integration_settings SET credential_id = replace(credential_id, 'c', 'd')", "1"),
        ("CREATE TABLE saved AS SELECT * FROM integration_settings; DELETE FROM integration_settings", "1"),
        ("UPDATE saved SET status = 'needs_reconnect'; INSERT INTO integration_settings SELECT * FROM saved", "0"),
        (
            "UPDATE saved SET status = 'connected', service_type = 'x'; INSERT INTO integration_settings SELECT * FROM saved LIMIT 1",
            "1",
        ),
        (
            "INSERT INTO webhooks (org_id, id, url, events, secrets_sealed, save_id)
             SELECT id, printf('%036d', rowid), 'https://x.example', '[]', 'v2.k1.AAAA', printf('%036d', 1) FROM orgs",
            "1",
        ),
        ("UPDATE webhooks SET url = 'https://y.example', is_full = 1, description = 'x', updated_at = 0", "0"),
        ("UPDATE webhooks SET events = '[\"call.ended\"]'", "1"),
        ("UPDATE webhooks SET disabled_at = 1, disabled_reason = 'gone'", "1"),
        ("DELETE FROM webhooks", "1"),
        ("UPDATE schedules SET document = '{}'", "0"),
    ] {
        desk.sqlite.execute(change);
        assert_eq!(pokes_of(&desk, ORG), expected, "{change}");
        desk.sqlite.execute("DELETE FROM clinic_pokes");
    }
}

/// Whoever has told the object of the change before must not take this one off the list.
#[tokio::test]
async fn a_further_change_raises_the_generation() {
    let desk = Desk::with_clinic().await;
    let generation = || desk.sqlite.value("SELECT generation FROM clinic_pokes");
    let mut seen = Vec::new();
    for change in [
        format!("INSERT INTO messaging (org_id, document) VALUES ('{ORG}', '{{}}')"),
        format!("UPDATE orgs SET zone = 'America/Denver' WHERE id = '{ORG}'"),
        format!("DELETE FROM integration_settings WHERE org_id = '{ORG}' AND service_type = 'google'"),
    ] {
        desk.sqlite.execute(&change);
        seen.push(generation());
    }
    assert_eq!(seen, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_request_that_changes_what_the_object_acts_on_pokes_it_at_once() {
    let desk = Desk::with_clinic().await;
    assert_eq!(pokes(&desk), "0", "the requests that set the clinic up left nothing to the sweep");
    let hops = || desk.clinics.hops.load(SeqCst);
    let table = [
        ("PUT", "/api/integrations/google", google(), 1),
        ("DELETE", "/api/integrations/twilio", json!(null), 1),
        ("PUT", "/api/messaging", json!({"daily_cap": 7}), 1),
        ("PATCH", "/api/org", json!({"zone": "America/Denver"}), 1),
        ("PATCH", "/api/org", json!({"name": "Renamed"}), 0),
        // Forced, or the object would be asked which bookings it harms.
        ("PUT", "/api/schedule?force=true", json!({"weekly": {}}), 0),
    ];
    for (method, path, body, expected) in table {
        let before = hops();
        assert!(desk.admin(method, path, &body).await.status.is_success(), "{method} {path}");
        assert_eq!((hops() - before, pokes(&desk)), (expected, "0".into()), "{method} {path} {body}");
    }
}

#[tokio::test]
async fn an_object_that_cannot_be_reached_is_poked_again() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at(NOW), report()).await;
    desk.clinics.down.store(true, SeqCst);
    desk.admin("PUT", "/api/assistant", &json!({"call_log": {"retention_days": 0}})).await.expect(200);
    assert_eq!((pokes(&desk), calls_of(&desk.clinics, ORG)), ("1".into(), "1".into()));
    desk.clinics.down.store(false, SeqCst);
    desk.cron().await;
    assert_eq!(pokes(&desk), "1", "not before a minute is over");
    desk.clock.advance(Duration::from_mins(1));
    desk.cron().await;
    desk.clinics.ring_due().await;
    assert_eq!((pokes(&desk), calls_of(&desk.clinics, ORG)), ("0".into(), "0".into()));
}

/// What could not be written for want of the right calendar is tried again, whatever else of the account stays.
#[tokio::test]
async fn another_calendar_of_the_same_account_has_failed_work_tried_again() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", "/api/messaging", &json!({"daily_cap": 7})).await.expect(200);
    desk.clinics.execute(
        ORG,
        "INSERT INTO outbox (kind, subject, attempts, dead_at)
         VALUES ('event.sync', 'a', 1, unixepoch()), ('event.delete', 'b', 1, unixepoch()), ('sms.send', 'c', 1, unixepoch())",
    );
    let dead = || desk.clinics.value(ORG, "SELECT group_concat(kind) FROM outbox WHERE dead_at IS NOT NULL");
    desk.admin("PUT", "/api/messaging", &json!({"daily_cap": 8})).await.expect(200);
    assert_eq!(dead(), "event.sync,event.delete,sms.send", "nothing of the calendar has changed");
    desk.clock.advance(Duration::from_secs(1));
    let page = json!({"items": [{"id": "chair@clinic.example", "summary": "Chair"}]});
    desk.vendors.calendar_lists.lock().unwrap().push_back(Reply::Json(200, page));
    let chosen = json!({"calendar_id": "chair@clinic.example"});
    desk.admin("PUT", "/api/integrations/google/calendar", &chosen).await.expect(200);
    assert_eq!(dead(), "sms.send");
}
