//! Publishing to KV: whoever changes what a call needs, the document follows.

use std::sync::atomic::Ordering::SeqCst;

use serde_json::json;

use crate::support::{Desk, NUMBER, ORG, OTHER, mapping, owner};

/// Each statement that an operator may run by hand, and who owns the number once the sweep has run.
#[tokio::test]
async fn what_is_changed_in_sql_is_served_after_the_sweep() {
    let moved = format!("UPDATE phone_number_mapping SET org_id = '{OTHER}'");
    let table = [
        ("UPDATE phone_number_mapping SET is_active = 0", None),
        ("DELETE FROM phone_number_mapping", None),
        ("UPDATE phone_number_mapping SET inbound_phone_number = '+15550177'", None),
        (moved.as_str(), Some(OTHER)),
        ("UPDATE phone_number_mapping SET clinic_name = 'Renamed'", Some(ORG)),
    ];
    for (sql, expected) in table {
        let mut desk = Desk::with_clinic().await;
        desk.sqlite.execute(sql);
        desk.sweep().await;
        desk.another_isolate(&[]);
        // Not even the verification behind an answer may be needed: KV itself is right.
        desk.tasks.hold(true);
        assert_eq!(owner(&desk).await.as_deref(), expected, "{sql}");
        assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "0", "{sql}");
    }
}

/// An org may have a row of another's number that is not active, and is not asked when the owner's settings change.
#[tokio::test]
async fn a_document_is_its_owners_whoever_else_has_a_row_of_the_number() {
    let desk = Desk::with_clinic().await;
    let mut theirs = mapping(NUMBER);
    theirs["is_active"] = json!(false);
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&theirs)).await.expect(201);
    desk.sweep().await;
    desk.sqlite.execute(&format!("UPDATE orgs SET status = 'suspended' WHERE id = '{ORG}'"));
    let waiting = format!("SELECT count(*) FROM route_publications WHERE subject = '{NUMBER}'");
    assert_eq!(desk.sqlite.value(&waiting), "1");
}

/// A number that nobody has called has no document, so none has to be published when it is added.
#[tokio::test]
async fn an_insert_by_sql_is_published_once_it_is_called() {
    let mut desk = Desk::with_clinic().await;
    desk.sqlite.execute(&format!(
        "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name)
         VALUES ('0198c0de-0000-7000-8000-000000000009', '{OTHER}', '+15550109', 'By hand')"
    ));
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "0");
    let operator = desk.token(None, "platform");
    for tiers in [[0, 0, 1], [0, 1, 0]] {
        desk.another_isolate(&[]);
        let found = desk.send("GET", "/api/inbound/phone-lookup/+15550109", &operator, None).await.expect(200);
        assert_eq!((found.json()["clinic_name"].clone(), found.tiers()), (json!("By hand"), tiers));
        desk.sweep().await;
    }
}

/// Through the API numbers are added one by one, and the first call of one is as quick as any.
#[tokio::test]
async fn a_number_that_is_added_by_itself_is_published_before_its_first_call() {
    let mut desk = Desk::with_clinic().await;
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+15550109")).await.expect(201);
    desk.another_isolate(&[]);
    let operator = desk.token(None, "platform");
    let found = desk.send("GET", "/api/inbound/phone-lookup/+15550109", &operator, None).await.expect(200);
    assert_eq!(found.tiers(), [0, 1, 0]);
}

/// Which documents there are is known from what was listed, whoever listed it.
#[tokio::test]
async fn what_was_taken_from_everybody_has_no_document_once_that_is_published() {
    let mut desk = Desk::with_clinic().await;
    let documents = "SELECT coalesce(group_concat(subject || ' ' || org_id), '') FROM route_documents";
    assert_eq!(desk.sqlite.value(documents), format!("{NUMBER} {ORG}"));
    desk.sqlite.execute("UPDATE phone_number_mapping SET is_active = 0");
    assert_eq!(desk.sqlite.value(documents), format!("{NUMBER} {ORG}"), "it is still in KV");
    // Whoever gets the number meanwhile does not wait behind anything.
    desk.sqlite.execute("UPDATE route_publications SET priority = 2");
    desk.sqlite.execute(&format!(
        "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name)
         VALUES ('0198c0de-0000-7000-8000-000000000009', '{OTHER}', '{NUMBER}', 'By hand')"
    ));
    assert_eq!(desk.sqlite.value("SELECT priority || ' ' || org_id FROM route_publications"), format!("0 {OTHER}"));
    desk.sweep().await;
    assert_eq!(desk.sqlite.value(documents), format!("{NUMBER} {OTHER}"));
    desk.another_isolate(&[]);
    desk.tasks.hold(true);
    assert_eq!(owner(&desk).await.as_deref(), Some(OTHER));
    desk.tasks.hold(false);
    desk.sqlite.execute("UPDATE phone_number_mapping SET is_active = 0");
    desk.sweep().await;
    assert_eq!((desk.sqlite.value(documents), desk.kv.keys()), (String::new(), Vec::new()));
}

/// Every table that a document is made of.
#[tokio::test]
async fn every_part_of_a_document_is_republished() {
    for sql in [
        "UPDATE orgs SET name = 'x'",
        "UPDATE orgs SET zone = 'America/Denver'",
        "UPDATE orgs SET status = 'suspended'",
        "UPDATE schedules SET document = json_set(document, '$.slot_minutes', 45)",
        "DELETE FROM schedules",
        "UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'google'",
        "UPDATE integration_settings SET settings = json_set(settings, '$.calendar_id', 'new') WHERE service_type = 'google'",
        "DELETE FROM integration_settings WHERE service_type = 'google'",
        "DELETE FROM integration_settings WHERE service_type = 'twilio'",
    ] {
        let desk = Desk::with_clinic().await;
        let before = desk.kv.contents();
        desk.sqlite.execute(sql);
        assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "1", "{sql}");
        desk.sweep().await;
        assert_ne!(desk.kv.contents(), before, "{sql}");
    }
}

/// The test above notices when a trigger is missing.
#[tokio::test]
async fn without_its_trigger_a_change_would_stay_unseen() {
    let mut desk = Desk::with_clinic().await;
    desk.sqlite.execute("DROP TRIGGER phone_number_mapping_update");
    desk.sqlite.execute("UPDATE phone_number_mapping SET is_active = 0");
    desk.sweep().await;
    desk.another_isolate(&[]);
    desk.tasks.hold(true);
    assert_eq!(owner(&desk).await.as_deref(), Some(ORG), "KV is stale for ever");
}

/// One clinic whose row is broken holds up nobody else's publication, and its calls go to D1.
#[tokio::test]
async fn a_row_that_cannot_be_read_holds_up_nobody() {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping("+15550122"))).await.expect(201);
    desk.sqlite.execute(&format!("UPDATE orgs SET zone = 'US/Estern' WHERE id = '{ORG}'"));
    desk.sqlite.execute(&format!("UPDATE orgs SET name = 'Renamed' WHERE id = '{OTHER}'"));
    desk.sweep().await;
    assert_eq!(desk.kv.keys(), ["route:v2:+15550122"], "the broken one is gone from KV, the other is there");
    assert_eq!(desk.sqlite.value("SELECT group_concat(subject) FROM route_publications"), NUMBER);
    desk.sqlite.execute(&format!("UPDATE orgs SET zone = 'America/New_York' WHERE id = '{ORG}'"));
    desk.sweep().await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "0");
}

/// Whatever left a stale document in KV, the answer that it served lists it for publication again.
#[tokio::test]
async fn a_stale_document_is_published_again_by_whoever_notices() {
    let mut desk = Desk::with_clinic().await;
    desk.sqlite.execute(&format!("UPDATE phone_number_mapping SET org_id = '{OTHER}'"));
    desk.sqlite.execute("DELETE FROM route_publications");
    desk.another_isolate(&[]);
    owner(&desk).await;
    assert_eq!(desk.sqlite.value("SELECT group_concat(subject) FROM route_publications"), NUMBER);
    desk.sweep().await;
    desk.another_isolate(&[]);
    desk.tasks.hold(true);
    assert_eq!(owner(&desk).await.as_deref(), Some(OTHER));
}

/// A version of the program that reads documents under another prefix finds none at first. Whoever misses one asks for it.
#[tokio::test]
async fn a_missing_or_unreadable_document_is_published_again_by_whoever_notices() {
    for broken in [None, Some("{}")] {
        let mut desk = Desk::with_clinic().await;
        let key = desk.kv.keys().remove(0);
        let document = desk.kv.value(&key);
        match broken {
            Some(text) => desk.kv.plant(&key, text),
            None => desk.kv.lose(&key),
        }
        desk.another_isolate(&[]);
        assert_eq!(owner(&desk).await.as_deref(), Some(ORG), "D1 knows");
        assert_eq!(desk.sqlite.value("SELECT group_concat(subject) FROM route_publications"), NUMBER);
        desk.sweep().await;
        assert_eq!(desk.kv.value(&key), document);
        // A number that is nobody's has no document, and none is asked for.
        let operator = desk.token(None, "platform");
        desk.send("GET", "/api/inbound/phone-lookup/+15550199", &operator, None).await.expect(404);
        assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "0");
    }
}

#[tokio::test]
async fn a_change_that_changes_nothing_writes_nothing_to_kv() {
    let desk = Desk::with_clinic().await;
    desk.kv.writes.store(0, SeqCst);
    desk.admin("PATCH", "/api/org", &json!({})).await.expect(200);
    desk.admin("PUT", "/api/schedule", &crate::support::schedule()).await.expect(200);
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(200);
    assert_eq!(desk.kv.writes.load(SeqCst), 0);
}

#[tokio::test]
async fn work_lost_behind_an_answer_is_done_by_the_sweep() {
    let mut desk = Desk::with_clinic().await;
    desk.tasks.hold(true);
    desk.operator("PATCH", "/api/org", &json!({"status": "closed"})).await.expect(200);
    assert!(desk.tasks.drop_all() > 0, "the isolate went away");
    desk.tasks.hold(false);
    desk.sweep().await;
    desk.another_isolate(&[]);
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("paused"), "{heard}");
}
