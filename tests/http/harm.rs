//! A change that would harm bookings says which, and is made when it is forced.

use serde_json::{Value, json};

use crate::support::{Desk, ORG, OTHER, schedule};

const SCHEDULE: &str = "/api/schedule";

async fn book(desk: &Desk, start: &str, more: &Value) -> String {
    let mut order = json!({"start": start, "patient_name": "Ann Canary", "phone": "+15550188"});
    order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.admin("POST", "/api/appointments", &order).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn created(desk: &Desk, path: &str, body: &Value) -> String {
    desk.admin("POST", path, body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// The schedule with other hours on a day of the week.
fn with(day: &str, hours: Value) -> Value {
    let mut changed = schedule();
    changed["weekly"][day] = hours;
    changed
}

fn named(problem: &Value) -> Vec<&str> {
    problem["bookings"].as_array().unwrap().iter().map(|booking| booking["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_day_that_closes_over_bookings_is_refused_and_names_them() {
    let desk = Desk::with_clinic().await;
    let first = book(&desk, "2026-12-03T09:00", &json!({})).await;
    book(&desk, "2026-12-04T09:00", &json!({})).await;
    let late = book(&desk, "2026-12-10T16:30", &json!({})).await;
    let cancelled = book(&desk, "2026-12-17T10:00", &json!({})).await;
    desk.admin("DELETE", &format!("/api/appointments/{cancelled}"), &Value::Null).await.expect(200);
    let closed = with("thursday", json!([]));
    let refused = desk.admin("PUT", SCHEDULE, &closed).await.problem(409, "harms_bookings", None);
    let problem = refused.json();
    assert_eq!((named(&problem), &problem["booking_count"]), (vec![first.as_str(), late.as_str()], &json!(2)));
    assert_eq!(problem["bookings"][0]["starts_at_local"], "2026-12-03T09:00:00-05:00");
    assert!(problem["detail"].as_str().unwrap().contains("force=true"), "{problem}");
    assert!(!refused.text.contains("Canary") && !refused.text.contains("0188"), "{}", refused.text);
    assert_eq!(desk.get(SCHEDULE).await.json()["weekly"]["thursday"], schedule()["weekly"]["thursday"]);
    // One is in the way of an hour less, and none of what changes no hours.
    let shorter = with("thursday", json!([{"open": "09:00", "close": "16:45"}]));
    let problem = desk.admin("PUT", SCHEDULE, &shorter).await.problem(409, "harms_bookings", None).json();
    assert_eq!(named(&problem), [late.as_str()]);
    assert!(problem["detail"].as_str().unwrap().contains("1 booking outside"), "{problem}");
    let mut notice = schedule();
    notice["min_notice_minutes"] = json!(10_000);
    desk.admin("PUT", SCHEDULE, &notice).await.expect(200);
    desk.admin("PUT", &format!("{SCHEDULE}?force=true"), &closed).await.expect(200);
    assert_eq!(desk.get(SCHEDULE).await.json()["weekly"]["thursday"], json!([]));
    // What lies outside hours already is no news.
    desk.admin("PUT", SCHEDULE, &with("thursday", json!([]))).await.expect(200);
    let mut later = closed.clone();
    later["weekly"]["monday"] = json!([]);
    desk.admin("PUT", SCHEDULE, &later).await.expect(200);
}

#[tokio::test]
async fn a_day_off_counts_like_a_weekday_and_the_past_does_not() {
    let desk = Desk::with_clinic().await;
    let id = book(&desk, "2026-12-03T09:00", &json!({})).await;
    let mut off = schedule();
    off["overrides"] = json!([{"date": "2026-12-03", "hours": [], "label": "Training"}]);
    let problem = desk.admin("PUT", SCHEDULE, &off).await.problem(409, "harms_bookings", None).json();
    assert_eq!(named(&problem), [id.as_str()]);
    desk.clock.advance(std::time::Duration::from_hours(48));
    desk.admin("PUT", SCHEDULE, &off).await.expect(200);
}

#[tokio::test]
async fn hours_and_days_off_of_a_practitioner_harm_their_own_bookings_only() {
    let desk = Desk::with_clinic().await;
    let doctor = |name: &str| json!({"name": name, "calendar_id": format!("{}@clinic.example", &name[4..])});
    let (kim, roe) = (
        created(&desk, "/api/practitioners", &doctor("Dr. Kim")).await,
        created(&desk, "/api/practitioners", &doctor("Dr. Roe")).await,
    );
    let of_kim = book(&desk, "2026-12-03T09:00", &json!({"practitioner_id": kim})).await;
    book(&desk, "2026-12-03T11:00", &json!({"practitioner_id": roe, "patient_name": "Bo Roe", "phone": "+15550199"}))
        .await;
    let path = format!("/api/practitioners/{kim}");
    for changes in [
        json!({"overrides": [{"date": "2026-12-03", "hours": []}]}),
        json!({"weekly": {"thursday": [{"open": "10:00", "close": "17:00"}]}}),
    ] {
        let problem = desk.admin("PATCH", &path, &changes).await.problem(409, "harms_bookings", None).json();
        assert_eq!(named(&problem), [of_kim.as_str()], "{changes}");
        assert_eq!(problem["bookings"][0]["practitioner"], "Dr. Kim");
    }
    desk.admin("PATCH", &path, &json!({"name": "Dr. Kimm"})).await.expect(200);
    let own = json!({"weekly": {"thursday": [{"open": "08:00", "close": "10:00"}]}});
    desk.admin("PATCH", &path, &own).await.expect(200);
    // The clinic's hours are not theirs any more.
    let mut clinic = schedule();
    clinic["weekly"]["thursday"] = json!([{"open": "11:00", "close": "17:00"}]);
    desk.admin("PUT", SCHEDULE, &clinic).await.expect(200);
    let back = json!({"weekly": null});
    desk.admin("PATCH", &path, &back).await.problem(409, "harms_bookings", None);
    desk.admin("PATCH", &format!("{path}?force=true"), &back).await.expect(200);
}

#[tokio::test]
async fn who_is_booked_and_what_is_booked_are_not_deleted_unasked() {
    let desk = Desk::with_clinic().await;
    let cleaning = created(&desk, "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await;
    let polish = created(&desk, "/api/services", &json!({"name": "Polish", "minutes": 30})).await;
    let kim = json!({"name": "Dr. Kim", "calendar_id": "kim@clinic.example"});
    let kim = created(&desk, "/api/practitioners", &kim).await;
    let id = book(&desk, "2026-12-03T09:00", &json!({"practitioner_id": kim, "service_id": cleaning})).await;
    desk.admin("DELETE", &format!("/api/services/{polish}"), &Value::Null).await.expect(204);
    for path in [format!("/api/services/{cleaning}"), format!("/api/practitioners/{kim}")] {
        let problem = desk.admin("DELETE", &path, &Value::Null).await.problem(409, "harms_bookings", None).json();
        assert_eq!(named(&problem), [id.as_str()], "{path}");
        desk.get(&path).await.expect(200);
        let other = desk.token(Some(OTHER), "admin");
        desk.send("DELETE", &path, &other, None).await.problem(404, "not_found", None);
        desk.admin("DELETE", &format!("{path}?force=yes"), &Value::Null).await.problem(422, "invalid", Some("force"));
        desk.admin("DELETE", &format!("{path}?force=true"), &Value::Null).await.expect(204);
        desk.get(&path).await.expect(404);
    }
}

#[tokio::test]
async fn many_bookings_are_counted_and_the_first_are_named() {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(
        ORG,
        "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 119)
         INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until)
         SELECT printf('0198c0de-0000-7000-8000-%012d', n), 'c', 'confirmed', s, s + 300, s, s + 300
         FROM (SELECT n, 1796306400 + 604800 * (n / 60) + 300 * (n % 60) AS s FROM n)",
    );
    let problem =
        desk.admin("PUT", SCHEDULE, &with("thursday", json!([]))).await.problem(409, "harms_bookings", None).json();
    assert_eq!((&problem["booking_count"], named(&problem).len()), (&json!(120), 50));
}

/// Hours that cannot be are refused as such, before anybody looks at bookings.
#[tokio::test]
async fn what_cannot_be_is_refused_first_and_first_hours_harm_nobody() {
    let desk = Desk::with_clinic().await;
    book(&desk, "2026-12-03T09:00", &json!({})).await;
    let wrong = with("thursday", json!([{"open": "09:00", "close": "08:00"}, {"open": "07:00", "close": "08:00"}]));
    desk.admin("PUT", SCHEDULE, &wrong).await.expect(422);
    desk.admin("PUT", &format!("{SCHEDULE}?force=1"), &schedule()).await.problem(422, "invalid", Some("force"));
    desk.admin("PUT", &format!("{SCHEDULE}?forced=true"), &schedule()).await.problem(422, "invalid", Some("forced"));
    let other = desk.token(Some(OTHER), "admin");
    desk.send("PUT", SCHEDULE, &other, Some(&json!({"weekly": {}}))).await.expect(200);
    // Nobody is told that a change harms nothing when that is not known.
    desk.clinics.down.store(true, std::sync::atomic::Ordering::SeqCst);
    let closed = with("thursday", json!([]));
    desk.admin("PUT", SCHEDULE, &closed).await.problem(503, "unavailable", None);
    desk.admin("PUT", &format!("{SCHEDULE}?force=true"), &closed).await.expect(200);
}
