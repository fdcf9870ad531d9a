//! What the clinic reads of its appointments.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::{Value, json};

use crate::support::{Desk, ORG, OTHER, Row, id};

const LIST: &str = "/api/appointments";
/// 10:00 in New York, as the test's clock has it.
const NOW: i64 = 1_796_137_200;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const SERVICE: &str = "0198c0de-0000-7000-8000-00000000c0de";
const PRACTITIONER: &str = "0198c0de-0000-7000-8000-0000000000d0";

fn add(desk: &Desk, row: &Row) {
    desk.insert(row);
}

/// A booked appointment with everything that one can have, two days ahead.
fn whole() -> Row {
    let row = Row::new(1, NOW + 2 * DAY);
    Row { practitioner: Some(PRACTITIONER.into()), ..row }
        .with("practitioner_name", "Dr. Osei")
        .with("service_id", SERVICE)
        .with("service_name", "Cleaning")
        .with("zone", "America/New_York")
        .with("patient_name", "Ada Lovelace")
        .with("caller_number", "+15550188")
        .with("phone", "+15550199")
        .with("email", "ada@example.com")
        .with("notes", "First visit")
        .with("event_id", "fd0198c0de00007000800000000000000br1")
}

async fn ids(desk: &Desk, query: &str) -> Vec<String> {
    let page = desk.get(&format!("{LIST}?{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_appointment_is_shown_with_local_time_event_and_texts() {
    let desk = Desk::with_clinic().await;
    add(&desk, &whole());
    let text = |org: &str, number: u32, columns: &str| {
        let columns = format!("'{}', '{}:{number}', {columns}", id(number), id(1));
        desk.clinics.execute(
            org,
            &format!(
                "INSERT INTO messages (id, occasion, kind, segments, status, error_code, to_number, body, encoding)
                 VALUES ({columns}, '+15550199', 'x', 'gsm7')"
            ),
        );
    };
    text(ORG, 101, "'confirmation', 2, 'undelivered', 30003");
    text(ORG, 102, "'reminder', 1, 'queued', NULL");
    text(OTHER, 103, "'change', 1, 'queued', NULL");
    let mut expected = json!({
        "id": id(1), "status": "confirmed",
        "starts_at": "2026-12-03T15:00:00Z", "ends_at": "2026-12-03T15:30:00Z",
        "starts_at_local": "2026-12-03T10:00:00-05:00", "zone": "America/New_York",
        "service": {"id": SERVICE, "name": "Cleaning"}, "practitioner": {"id": PRACTITIONER, "name": "Dr. Osei"},
        "patient_name": "Ada Lovelace", "phone": "+15550199", "email": "ada@example.com", "notes": "First visit",
        "source": "voice", "revision": 1,
        "calendar": {"event_id": "fd0198c0de00007000800000000000000br1", "state": "pending"},
        "hold_expires_at": null, "attendance": null, "attended_at": null, "cancelled_by": null,
        "created_at": "2026-12-01T15:00:00Z", "updated_at": "2026-12-01T15:00:00Z",
    });
    let list = desk.get(LIST).await.expect(200).json();
    assert_eq!(list, json!({"items": [expected], "next_cursor": null}));
    expected["messages"] = json!([
        {"id": id(101), "kind": "confirmation", "status": "undelivered", "segments": 2, "error_code": 30003},
        {"id": id(102), "kind": "reminder", "status": "queued", "segments": 1, "error_code": null},
    ]);
    assert_eq!(desk.get(&format!("{LIST}/{}", id(1))).await.expect(200).json(), expected);
}

#[tokio::test]
async fn what_was_never_said_is_null() {
    let desk = Desk::with_clinic().await;
    add(&desk, &Row::new(1, NOW + DAY));
    let seen = desk.get(&format!("{LIST}/{}", id(1))).await.expect(200).json();
    for field in ["service", "practitioner", "patient_name", "phone", "email", "notes"] {
        assert_eq!(seen[field], Value::Null, "{field}");
    }
    assert_eq!(seen["messages"], json!([]));
}

#[tokio::test]
async fn the_calendar_state_says_whether_google_shows_the_last_change() {
    let desk = Desk::with_clinic().await;
    for (status, columns, expected) in [
        ("confirmed", "event_id = NULL, event_written = NULL", "pending"),
        ("confirmed", "event_id = 'fd0r1', event_written = NULL", "pending"),
        ("confirmed", "event_id = 'fd0r1', event_written = 3", "written"),
        ("confirmed", "event_id = 'fd0r1', event_written = 2", "pending"),
        ("cancelled", "event_id = 'fd0r1', event_written = 2", "pending"),
        ("cancelled", "event_id = 'fd0r1', event_written = 3", "written"),
        ("cancelled", "event_id = NULL, event_written = NULL", "none"),
        ("held", "event_id = NULL, event_written = NULL", "none"),
    ] {
        desk.clinics.execute(ORG, "DELETE FROM appointments");
        let row = Row { status, hold_expires_at: (status == "held").then_some(NOW + 300), ..Row::new(1, NOW + DAY) };
        add(&desk, &row);
        desk.clinics.execute(ORG, &format!("UPDATE appointments SET revision = 3, {columns}"));
        let seen = desk.get(&format!("{LIST}/{}", id(1))).await.expect(200).json();
        assert_eq!(seen["calendar"]["state"], expected, "{status}, {columns}");
    }
}

#[tokio::test]
async fn a_hold_whose_time_is_over_is_expired_and_out_of_the_list_without_a_job() {
    let desk = Desk::with_clinic().await;
    add(&desk, &Row::new(1, NOW + DAY).held(NOW + 300));
    add(&desk, &Row::new(2, NOW + 2 * DAY));
    add(&desk, &Row::new(3, NOW + 3 * DAY).cancelled());
    assert_eq!(ids(&desk, "").await, [id(1), id(2), id(3)]);
    assert_eq!(ids(&desk, "status=held").await, [id(1)]);
    assert_eq!(ids(&desk, "status=expired").await, Vec::<String>::new());
    desk.clock.advance(Duration::from_secs(299));
    assert_eq!(ids(&desk, "status=held").await, [id(1)]);
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(ids(&desk, "").await, [id(2), id(3)]);
    assert_eq!(ids(&desk, "status=held").await, Vec::<String>::new());
    assert_eq!(ids(&desk, "status=expired").await, [id(1)]);
    let one = desk.get(&format!("{LIST}/{}", id(1))).await.expect(200).json();
    assert_eq!((&one["status"], &one["hold_expires_at"]), (&json!("expired"), &json!("2026-12-01T15:05:00Z")));
    assert_eq!(ids(&desk, "status=confirmed").await, [id(2)]);
    assert_eq!(ids(&desk, "status=cancelled").await, [id(3)]);
}

/// New York is five hours behind UTC in December, so its days begin at 05:00 UTC.
#[tokio::test]
async fn dates_are_days_of_the_clinic_and_times_are_exact() {
    let desk = Desk::with_clinic().await;
    let midnight = NOW - 10 * HOUR;
    for (number, start) in [(1, midnight - 1800), (2, midnight), (3, midnight + DAY - 1800), (4, midnight + DAY)] {
        add(&desk, &Row::new(number, start));
    }
    for (query, expected) in [
        ("from=2026-12-01", vec![2, 3, 4]),
        ("to=2026-12-01", vec![1, 2, 3]),
        ("from=2026-12-01&to=2026-12-01", vec![2, 3]),
        ("from=2026-11-30&to=2026-11-30", vec![1]),
        ("from=2026-12-01T05:00:00Z&to=2026-12-02T05:00:00Z", vec![2, 3]),
        ("from=2026-12-01T05:00:01Z", vec![3, 4]),
        ("to=2026-12-01T00:00:00-05:00", vec![1]),
        ("to=2026-12-01T10:45:00%2B05:45", vec![1]),
        ("to=2026-12-01T10:45:01+05:45", vec![1, 2]),
        ("from=2026-12-03", vec![]),
        ("from=2026-12-01T05:00:01Z&to=2026-12-01", vec![3]),
    ] {
        let expected: Vec<String> = expected.into_iter().map(|number: u32| id(number)).collect();
        assert_eq!(ids(&desk, query).await, expected, "{query}");
    }
    // The same dates are other hours in another zone.
    desk.admin("PATCH", "/api/org", &json!({"zone": "UTC"})).await.expect(200);
    assert_eq!(ids(&desk, "from=2026-12-02&to=2026-12-02").await, [id(3), id(4)]);
}

#[tokio::test]
async fn one_practitioner_can_be_asked_for() {
    let desk = Desk::with_clinic().await;
    add(&desk, &whole());
    add(&desk, &Row::new(2, NOW + DAY));
    assert_eq!(ids(&desk, &format!("practitioner_id={PRACTITIONER}")).await, [id(1)]);
    assert_eq!(ids(&desk, &format!("practitioner_id={SERVICE}")).await, Vec::<String>::new());
    assert_eq!(ids(&desk, &format!("practitioner_id={PRACTITIONER}&status=cancelled")).await, Vec::<String>::new());
}

#[tokio::test]
async fn bad_questions_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    for (query, field) in [
        ("from=today", "from"),
        ("from=2026-02-30", "from"),
        ("from=2026-12-01T09:00:00", "from"),
        ("to=1796137200", "to"),
        ("from=2026-12-02&to=2026-12-01", "to"),
        ("from=2026-12-01T05:00:00Z&to=2026-12-01T00:00:00-05:00", "to"),
        ("status=booked", "status"),
        ("status=", "status"),
        ("practitioner_id=osei", "practitioner_id"),
        ("limit=-1", "limit"),
        ("cursor=MTI", "cursor"),
        ("cursor=MDE5OGMwZGUtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBi", "cursor"),
        ("phone=%2B15550188", "phone"),
    ] {
        desk.get(&format!("{LIST}?{query}")).await.problem(422, "invalid", Some(field));
    }
}

#[tokio::test]
async fn an_appointment_of_another_org_does_not_exist() {
    let desk = Desk::with_clinic().await;
    add(&desk, &whole());
    add(&desk, &Row { org: OTHER, ..Row::new(2, NOW + DAY) });
    let other = desk.token(Some(OTHER), "admin");
    let theirs = desk.send("GET", LIST, &other, None).await.expect(200).json();
    assert_eq!(theirs["items"].as_array().unwrap().len(), 1);
    assert_eq!(theirs["items"][0]["id"], id(2));
    let unknown = desk.send("GET", &format!("{LIST}/{}", id(9)), &other, None).await.problem(404, "not_found", None);
    for path in [id(1), "nonsense".into(), "%00".into()] {
        let answer = desk.send("GET", &format!("{LIST}/{path}"), &other, None).await;
        assert_eq!(answer.problem(404, "not_found", None).text, unknown.text, "{path}");
    }
    let by = format!("{LIST}?practitioner_id={PRACTITIONER}");
    assert_eq!(desk.send("GET", &by, &other, None).await.expect(200).json()["items"], json!([]));
}

#[tokio::test]
async fn a_viewer_reads_and_nobody_reads_without_a_token() {
    let desk = Desk::with_clinic().await;
    add(&desk, &whole());
    let viewer = desk.token(Some(ORG), "viewer");
    for path in [LIST.to_owned(), format!("{LIST}/{}", id(1))] {
        desk.send("GET", &path, &viewer, None).await.expect(200);
        desk.send("GET", &path, "", None).await.problem(401, "unauthorized", None);
        desk.send("GET", &path, &desk.token(None, "platform"), None).await.problem(403, "forbidden", None);
    }
}

/// Many start at the same time, with other people, so that pages end between equal starts.
#[tokio::test]
async fn a_walk_meets_every_appointment_once_while_others_are_booked() {
    let desk = Desk::with_clinic().await;
    let row = |number: u32, slot: u32| {
        let row = Row::new(number, NOW + i64::from(slot) * HOUR);
        Row { calendar: format!("calendar-{number}@clinic.example"), practitioner: Some(id(number)), ..row }
    };
    // Ids do not follow the order of starts.
    (1..=250).for_each(|number| add(&desk, &row(2 * number, (number * 7) % 25)));
    (1..=250).for_each(|number| add(&desk, &Row { org: OTHER, ..row(2 * number + 1, number % 25) }));
    let mut next = 1000;
    let seen = desk
        .walk(LIST, 7, |count| {
            next += 2;
            let slot = u32::try_from(count / 10).unwrap();
            add(&desk, &row(next, slot.saturating_sub(1)));
            add(&desk, &row(next + 1, slot + 1));
            next += 2;
        })
        .await;
    let place = |item: &Value| (item["starts_at"].to_string(), item["id"].to_string());
    assert!(seen.is_sorted_by_key(place), "out of order");
    let mut ids: Vec<&str> = seen.iter().map(|item| item["id"].as_str().unwrap()).collect();
    let met = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), met, "one was met twice");
    let expected: Vec<String> = (1..=250).map(|number| id(2 * number)).collect();
    let old: Vec<&str> = ids.into_iter().filter(|seen| **seen <= *expected[249]).collect();
    assert_eq!(old, expected);
}

/// Round trips are the latency.
#[tokio::test]
async fn a_list_and_a_single_appointment_take_one_hop_each_beside_the_address_and_dates_one_batch_more() {
    let desk = Desk::with_clinic().await;
    add(&desk, &whole());
    // What stands against a token is read once in ten seconds, in the object too.
    desk.get(LIST).await.expect(200);
    for (path, batches) in
        [(LIST.to_owned(), 1), (format!("{LIST}/{}", id(1)), 1), (format!("{LIST}?from=2026-12-01"), 2)]
    {
        desk.sqlite.batches.store(0, SeqCst);
        desk.clinics.hops.store(0, SeqCst);
        desk.get(&path).await.expect(200);
        assert_eq!((desk.clinics.hops.load(SeqCst), desk.sqlite.batches.load(SeqCst)), (1, batches), "{path}");
    }
}
