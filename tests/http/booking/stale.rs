//! Nothing is booked on what was true a moment ago: whatever an isolate remembers, the write asks again.

use super::*;
use crate::support::OTHER;

/// What somebody with SQL changes while the call goes on, and what the call hears then.
const CHANGES: [(&str, &str); 9] = [
    ("UPDATE orgs SET status = 'suspended' WHERE id = '{org}'", "Phone bookings for Downtown Dental Clinic are paused"),
    ("UPDATE phone_number_mapping SET is_active = 0", "not set up for bookings"),
    ("DELETE FROM phone_number_mapping", "not set up for bookings"),
    ("UPDATE schedules SET document = json_set(document, '$.weekly.thursday', json('[]'))", "is closed on Thursday"),
    ("UPDATE schedules SET document = json_set(document, '$.slot_minutes', 60)", "can't start at 9:30 AM"),
    ("UPDATE schedules SET document = json_set(document, '$.horizon_days', 1)", "is too far ahead"),
    ("DELETE FROM schedules", "opening hours of Downtown Dental Clinic are not set up yet"),
    (
        "DELETE FROM integration_settings WHERE service_type = 'google'",
        "calendar of Downtown Dental Clinic is not connected yet",
    ),
    (
        "UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'google'",
        "can't check the calendar",
    ),
];

/// A desk that remembers all of the clinic.
async fn warm() -> Desk {
    let desk = Desk::with_clinic().await;
    says(&bob_books(&desk, "t0", "2026-12-04T09:00").await, "is booked");
    desk.check(&json!({"date": "2026-12-03"})).await;
    desk
}

#[tokio::test]
async fn what_changed_in_sql_during_the_call_is_heeded() {
    for (sql, words) in CHANGES {
        for (tool, arguments) in [
            (BOOK, order(NINE_THIRTY, "Bob Ray")),
            (HOLD, json!({"start": NINE_THIRTY})),
            (MOVE, json!({"new_start": NINE_THIRTY})),
        ] {
            let desk = warm().await;
            let before = desk.clinics.value(ORG, "SELECT group_concat(id || revision) FROM appointments");
            desk.sqlite.execute(&sql.replace("{org}", ORG));
            let said = desk.tool(tool, ("bob", "t1"), BOB, &arguments).await;
            says(&said, words);
            let after = desk.clinics.value(ORG, "SELECT group_concat(id || revision) FROM appointments");
            assert_eq!(before, after, "{sql} {tool}");
        }
    }
}

/// A cancellation needs nothing of D1, but its text does.
#[tokio::test]
async fn a_clinic_that_was_suspended_meanwhile_texts_nobody_of_a_cancellation() {
    let desk = warm().await;
    let texts = desk.vendors.texts.taken().len();
    desk.sqlite.execute(&format!("UPDATE orgs SET status = 'suspended' WHERE id = '{ORG}'"));
    says(&desk.tool(CANCEL, ("bob", "t1"), BOB, &json!({})).await, "is cancelled");
    desk.tasks.run().await;
    assert_eq!(desk.vendors.texts.taken().len(), texts);
    let status = "SELECT status FROM messages WHERE kind = 'cancellation'";
    assert_eq!(desk.clinics.value(ORG, status), "cancelled");
}

// bug class 28
#[tokio::test]
async fn a_clinic_that_moved_to_another_zone_is_booked_by_its_own_clocks() {
    let desk = warm().await;
    desk.sqlite.execute(&format!("UPDATE orgs SET zone = 'America/Los_Angeles' WHERE id = '{ORG}'"));
    says(&bob_books(&desk, "t1", NINE_THIRTY).await, "(start 2026-12-03T09:30)");
    let event = desk.clinics.value(ORG, "SELECT event_id FROM appointments WHERE zone = 'America/Los_Angeles'");
    assert_eq!(desk.vendors.events.event(CALENDAR, &event)["start"]["dateTime"], "2026-12-03T09:30:00-08:00");
}

/// An isolate that remembers nothing reads KV, which may be behind for longer.
#[tokio::test]
async fn a_stale_document_in_kv_books_nothing() {
    for (sql, words) in CHANGES {
        let mut desk = warm().await;
        desk.kv.freeze();
        desk.another_isolate(&[]);
        desk.sqlite.execute(&sql.replace("{org}", ORG));
        says(&bob_books(&desk, "t1", NINE_THIRTY).await, words);
        assert_eq!(count(&desk, "appointments"), 1, "{sql}");
    }
}

#[tokio::test]
async fn a_number_that_changed_hands_books_with_its_new_clinic_or_not_at_all() {
    for is_set_up in [false, true] {
        let desk = warm().await;
        if is_set_up {
            desk.open_uptown().await;
        }
        desk.sqlite.execute(&format!(
            "UPDATE phone_number_mapping SET org_id = '{OTHER}', clinic_name = 'Uptown Dental Clinic'"
        ));
        let said = bob_books(&desk, "t1", NINE_THIRTY).await;
        says(
            &said,
            if is_set_up {
                "The appointment at Uptown Dental Clinic is booked"
            } else {
                "opening hours of Uptown Dental Clinic are not set up yet"
            },
        );
        let of_org = |org| desk.clinics.value(org, "SELECT count(*) FROM appointments");
        assert_eq!([of_org(ORG), of_org(OTHER)], ["1".to_owned(), u32::from(is_set_up).to_string()]);
        assert_eq!(desk.vendors.events.live(CALENDAR).len(), 1);
    }
}

#[tokio::test]
async fn what_the_clinic_no_longer_offers_is_not_booked() {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 60})).await.expect(201);
    let order = wanted("2026-12-03T09:00", "Bob Ray", &[("service", "cleaning"), ("practitioner", "Dr. Kim")]);
    let ask = |id| desk.tool(BOOK, ("bob", id), BOB, &order);
    let check = json!({"date": "2026-12-03", "service": "cleaning", "practitioner": "kim"});
    desk.check(&check).await;
    desk.sqlite.execute("UPDATE services SET is_active = 0");
    says(&ask("t1").await, "no service called \"cleaning\"");
    desk.sqlite.execute("UPDATE services SET is_active = 1, name = 'Cleaning and more', minutes = 90");
    desk.sweep().await;
    desk.clock.advance(Duration::from_mins(2));
    desk.check(&check).await;
    desk.sqlite.execute("UPDATE practitioners SET is_active = 0 WHERE name = 'Dr. Kim'");
    says(&ask("t2").await, "no practitioner called \"Dr. Kim\"");
    assert_eq!(count(&desk, "appointments"), 0);
    desk.sqlite.execute("UPDATE practitioners SET is_active = 1");
    desk.sweep().await;
    desk.clock.advance(Duration::from_mins(2));
    desk.check(&check).await;
    desk.sqlite.execute("UPDATE practitioners SET calendar_id = 'new@clinic.example' WHERE name = 'Dr. Kim'");
    says(&ask("t3").await, "for Cleaning and more with Dr. Kim, under the name Bob Ray. It takes 90 minutes");
    assert_eq!(desk.vendors.events.live("new@clinic.example").len(), 1);
    comes_to_rest(&desk).await;
}
