//! Telling the staff by text: whom, when, once, and without what is nobody's business.

use std::time::Duration;

use serde_json::json;

use super::{CALLER, INBOX, MESSAGING, STAFF, items, take, texted, with_staff};
use crate::support::{Desk, Fate, ORG, Reply};

const NIGHT: &str = "+12025550177";
const HEALTH: &str = "Canary in the left molar";

async fn leave(desk: &Desk, call: &str, urgency: &str) {
    let arguments = json!({"about": HEALTH, "name": "Ann Lee", "urgency": urgency});
    take(desk, (call, "t1"), CALLER, &arguments).await;
    desk.clinics.ring_due().await;
    desk.tasks.run().await;
}

fn waiting(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT count(*) FROM outbox")
}

fn both() -> serde_json::Value {
    json!([{"number": STAFF}, {"number": NIGHT, "hours": "always", "urgency_at_least": "soon"}])
}

#[tokio::test]
async fn staff_is_told_once_without_a_word_of_what_it_is_about() {
    let desk = with_staff(both()).await;
    leave(&desk, "c1", "routine").await;
    let text = "New message for Downtown Dental Clinic from a caller ending 0188.";
    assert_eq!(texted(&desk), [(STAFF.to_owned(), text.to_owned())]);
    for _ in 0..5 {
        desk.clock.advance(Duration::from_mins(1));
        desk.sweep().await;
    }
    leave(&desk, "c1", "routine").await;
    assert_eq!((texted(&desk).len(), waiting(&desk).as_str()), (1, "0"));
    let sent = desk.get("/api/messages").await.expect(200).json()["items"][0].clone();
    let id = items(&desk, "").await[0]["id"].clone();
    let fields = ["kind", "to", "inbox_id", "appointment_id", "status"].map(|field| sent[field].clone());
    assert_eq!(json!(fields), json!(["staff", STAFF, id, null, "accepted"]));
    assert!(!desk.log.text().contains("Canary") && !desk.log.text().contains("2025550199"));
}

#[tokio::test]
async fn the_clinic_may_want_the_words_in_the_text() {
    let desk = with_staff(json!([])).await;
    desk.admin("PUT", MESSAGING, &json!({"staff": both(), "include_text": true})).await.expect(200);
    leave(&desk, "c1", "soon").await;
    let text = format!("New message for Downtown Dental Clinic (urgent) from a caller ending 0188. Ann Lee: {HEALTH}");
    assert_eq!(texted(&desk), [(STAFF.to_owned(), text.clone()), (NIGHT.to_owned(), text)]);
}

/// It is ten in the evening: one of them is told when the clinic opens, the other at once, of emergencies both.
#[tokio::test]
async fn out_of_hours_the_staff_is_told_when_the_clinic_opens_and_of_emergencies_at_once() {
    let desk = with_staff(both()).await;
    desk.clock.advance(Duration::from_hours(12));
    leave(&desk, "c1", "soon").await;
    let told = || texted(&desk).into_iter().map(|(to, _)| to).collect::<Vec<_>>();
    assert_eq!(told(), [NIGHT]);
    assert_eq!(waiting(&desk), "1");
    let due = desk.clinics.value(ORG, "SELECT datetime(due_at, 'unixepoch') FROM outbox");
    assert_eq!(due, "2026-12-02 14:00:00", "when the clinic opens, and not before");
    desk.clock.advance(Duration::from_hours(10));
    desk.sweep().await;
    assert_eq!(told(), [NIGHT], "8 AM");
    desk.clock.advance(Duration::from_hours(1));
    desk.sweep().await;
    assert_eq!((told(), waiting(&desk).as_str()), (vec![NIGHT.to_owned(), STAFF.to_owned()], "0"));
    desk.clock.advance(Duration::from_hours(12));
    leave(&desk, "c2", "emergency").await;
    assert_eq!(told()[2..], [STAFF, NIGHT]);
    assert!(texted(&desk)[3].1.contains("(emergency)"));
}

#[tokio::test]
async fn a_message_that_becomes_an_emergency_is_told_of_again() {
    let desk = with_staff(both()).await;
    desk.clock.advance(Duration::from_hours(12));
    leave(&desk, "c1", "routine").await;
    assert_eq!(texted(&desk).len(), 0);
    take(&desk, ("c1", "t2"), CALLER, &json!({"about": HEALTH, "urgency": "emergency"})).await;
    desk.sweep().await;
    assert_eq!(texted(&desk).len(), 2);
    desk.clock.advance(Duration::from_hours(24));
    desk.sweep().await;
    assert_eq!(texted(&desk).len(), 2, "nobody waits for the opening any more");
}

#[tokio::test]
async fn what_is_done_before_anybody_was_told_is_not_told() {
    let desk = with_staff(json!([{"number": STAFF}])).await;
    desk.clock.advance(Duration::from_hours(12));
    leave(&desk, "c1", "routine").await;
    let id = items(&desk, "").await[0]["id"].as_str().unwrap().to_owned();
    desk.admin("PATCH", &format!("{INBOX}/{id}"), &json!({"status": "done"})).await.expect(200);
    assert_eq!(waiting(&desk), "0");
    // A text that was written before is not sent either.
    desk.clinics
        .execute(ORG, &format!("UPDATE inbox SET status = 'open', done_at = NULL, done_by = NULL WHERE id = '{id}'"));
    desk.clinics
        .execute(ORG, &format!("INSERT INTO outbox (kind, subject, due_at) VALUES ('inbox.notify', '{id}', 0)"));
    desk.admin("PUT", MESSAGING, &json!({"staff": [{"number": STAFF, "hours": "always"}]})).await.expect(200);
    desk.clinics.execute(
        ORG,
        "CREATE TRIGGER done AFTER INSERT ON messages BEGIN
        UPDATE inbox SET status = 'done', done_at = 1; END",
    );
    desk.sweep().await;
    desk.sweep().await;
    assert_eq!(desk.clinics.value(ORG, "SELECT status FROM messages"), "cancelled");
    assert_eq!(texted(&desk).len(), 0);
}

/// It is ten in the evening, and the staff is told when the clinic opens: of what is open then, once.
#[tokio::test]
async fn what_is_open_after_all_is_told() {
    let desk = with_staff(json!([{"number": STAFF}])).await;
    desk.clock.advance(Duration::from_hours(12));
    leave(&desk, "c1", "routine").await;
    let id = items(&desk, "").await[0]["id"].as_str().unwrap().to_owned();
    let set = async |status: &str| {
        desk.admin("PATCH", &format!("{INBOX}/{id}"), &json!({"status": status})).await.expect(200);
    };
    set("done").await;
    set("open").await;
    set("open").await;
    assert_eq!(waiting(&desk), "1");
    desk.clock.advance(Duration::from_hours(11));
    desk.sweep().await;
    assert_eq!(texted(&desk).len(), 1);
    // Whoever was told is not told again.
    set("done").await;
    set("open").await;
    desk.sweep().await;
    assert_eq!((texted(&desk).len(), waiting(&desk).as_str()), (1, "0"));
}

/// A text that was held back because the message was done leaves when it is open again.
#[tokio::test]
async fn a_text_that_was_held_back_leaves_when_the_message_is_open_again() {
    let desk = with_staff(json!([{"number": STAFF}])).await;
    desk.clinics.execute(
        ORG,
        "CREATE TRIGGER done AFTER INSERT ON messages BEGIN UPDATE inbox SET status = 'done', done_at = 1; END",
    );
    leave(&desk, "c1", "routine").await;
    desk.sweep().await;
    assert_eq!(desk.clinics.value(ORG, "SELECT status FROM messages"), "cancelled");
    desk.clinics.execute(ORG, "DROP TRIGGER done");
    let id = items(&desk, "?status=all").await[0]["id"].as_str().unwrap().to_owned();
    desk.admin("PATCH", &format!("{INBOX}/{id}"), &json!({"status": "open"})).await.expect(200);
    desk.sweep().await;
    desk.sweep().await;
    assert_eq!(texted(&desk).len(), 1);
}

/// Only SQL, or a number that was mapped later, can leave such a one in the list.
#[tokio::test]
async fn staff_whom_no_text_reaches_is_passed_over_and_the_operator_hears_of_it() {
    let desk = with_staff(json!([{"number": STAFF}])).await;
    desk.sqlite.execute(&format!("UPDATE messaging SET document = replace(document, '{STAFF}', '+19005551234')"));
    leave(&desk, "c1", "routine").await;
    desk.admin("PUT", MESSAGING, &json!({"staff": [{"number": "+12025550166"}, {"number": STAFF}]})).await.expect(200);
    desk.admin("POST", "/api/inbound/phone-mappings", &crate::support::mapping("+12025550166")).await.expect(201);
    leave(&desk, "c2", "routine").await;
    let told: Vec<String> = texted(&desk).into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, [STAFF]);
    let log = desk.log.text();
    assert_eq!(log.matches("inbox.staff_unreachable").count(), 2, "{log}");
    assert!(log.contains("+1*****66") && !log.contains("+12025550166"), "{log}");
}

/// The rules for texts to patients hold for staff.
#[tokio::test]
async fn staff_that_opted_out_is_not_texted_and_one_that_twilio_did_not_confirm_is_not_sent_twice() {
    let desk = with_staff(json!([{"number": STAFF}, {"number": NIGHT}])).await;
    desk.clinics.execute(ORG, &format!("INSERT INTO opt_outs (number, source) VALUES ('{STAFF}', 'inbound')"));
    desk.vendors.texts.next([Fate::Taken(Reply::Raw(503, "later"))]);
    leave(&desk, "c1", "routine").await;
    let statuses = "SELECT group_concat(status) FROM (SELECT status FROM messages ORDER BY id)";
    assert_eq!(desk.clinics.value(ORG, statuses), "suppressed,unknown");
    for _ in 0..4 {
        desk.clock.advance(Duration::from_mins(1));
        desk.sweep().await;
    }
    let texts = texted(&desk);
    assert_eq!(texts.iter().filter(|(to, _)| to == NIGHT).count(), 1, "{texts:?}");
}

#[tokio::test]
async fn the_texts_of_a_day_are_counted_and_an_emergency_leaves_all_the_same() {
    let desk = with_staff(json!([])).await;
    desk.admin("PUT", MESSAGING, &json!({"staff": both(), "daily_cap": 1})).await.expect(200);
    leave(&desk, "c1", "soon").await;
    let statuses = "SELECT group_concat(status) FROM (SELECT status FROM messages ORDER BY id)";
    assert_eq!(desk.clinics.value(ORG, statuses), "accepted,capped");
    leave(&desk, "c2", "emergency").await;
    assert_eq!(desk.clinics.value(ORG, statuses), "accepted,capped,accepted,accepted");
}

/// Patients have their texts, whatever the staff is told, and the other way round.
#[tokio::test]
async fn texts_to_staff_and_to_patients_are_counted_apart() {
    let desk = with_staff(json!([])).await;
    let staff: Vec<_> = (0..10).map(|n| json!({"number": format!("+1202555016{n}"), "hours": "always"})).collect();
    desk.admin("PUT", MESSAGING, &json!({"staff": staff, "daily_cap": 20})).await.expect(200);
    for call in ["c1", "c2", "c3"] {
        leave(&desk, call, "routine").await;
    }
    let of = |kind: &str| {
        desk.clinics.value(
        ORG,
        &format!("SELECT sum(status <> 'capped') || ' and ' || sum(status = 'capped') FROM messages WHERE kind = '{kind}'"),
    )
    };
    assert_eq!(of("staff"), "20 and 10");
    // The first of them is also of the staff.
    for n in 0..21 {
        let caller = if n == 0 { "+12025550160".to_owned() } else { format!("+1202{}0123", 600 + n) };
        let start = format!("2026-12-{:02}T{:02}:00", 3 + n / 8, 9 + n % 8);
        let start = start.replace("12-05", "12-07");
        let said = desk
            .tool("calendar/book", (&format!("b{n}"), "t1"), &caller, &json!({"start": start, "name": "Ann Lee"}))
            .await;
        assert!(said.contains("is booked"), "{said}");
    }
    desk.sweep().await;
    assert_eq!(of("confirmation"), "20 and 1");
}

#[tokio::test]
async fn without_an_account_the_operator_hears_of_it_and_with_a_refused_one_it_waits() {
    let desk = with_staff(json!([{"number": STAFF}])).await;
    desk.sqlite.execute("UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'twilio'");
    leave(&desk, "c1", "routine").await;
    assert_eq!(desk.clinics.value(ORG, "SELECT kind || ' ' || attempts FROM outbox"), "inbox.notify 1");
    desk.admin("PUT", "/api/integrations/twilio", &crate::support::twilio()).await.expect(200);
    desk.sweep().await;
    desk.sweep().await;
    assert_eq!(texted(&desk).len(), 1);
    desk.admin("DELETE", "/api/integrations/twilio", &json!(null)).await;
    leave(&desk, "c2", "routine").await;
    assert_eq!((waiting(&desk).as_str(), texted(&desk).len()), ("0", 1));
    assert!(desk.log.text().contains("inbox.staff_not_told"));
}

/// The worker is gone right after the answer: the alarm tells the staff.
#[tokio::test]
async fn nobody_is_forgotten_if_everything_stops_after_the_answer() {
    let desk = with_staff(json!([{"number": STAFF}])).await;
    desk.tasks.hold(true);
    take(&desk, ("c1", "t1"), CALLER, &json!({"about": HEALTH})).await;
    desk.tasks.drop_all();
    desk.tasks.hold(false);
    assert_eq!(texted(&desk).len(), 0);
    desk.clock.advance(Duration::from_mins(1));
    desk.sweep().await;
    assert_eq!(texted(&desk).len(), 1);
}
