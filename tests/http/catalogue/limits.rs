//! How much a catalogue can hold.

use serde_json::{Value, json};

use super::{NOBODYS, PRACTITIONERS, SERVICES, add, cleaning, lee, with};
use crate::support::{Desk, ORG};

#[tokio::test]
async fn a_catalogue_has_an_end() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
         INSERT INTO services (id, org_id, name, minutes)
         SELECT printf('0198c0de-0000-7000-8000-%012d', i), '{ORG}', 'Service ' || i, 30 FROM n;
         INSERT INTO practitioners (id, org_id, name, calendar_id) SELECT id, org_id, name, name FROM services"
    ));
    desk.admin("POST", SERVICES, &cleaning()).await.problem(409, "too_many_services", None);
    desk.admin("POST", PRACTITIONERS, &lee()).await.problem(409, "too_many_practitioners", None);
    for path in [SERVICES, PRACTITIONERS] {
        desk.admin("DELETE", &format!("{path}/{NOBODYS}"), &Value::Null).await.expect(204);
    }
    desk.admin("POST", SERVICES, &cleaning()).await.expect(201);
    desk.admin("POST", PRACTITIONERS, &lee()).await.expect(201);
}

/// A route carries the hours of all, and D1 answers no more than 2 MB.
#[tokio::test]
async fn all_practitioners_together_have_bounded_hours() {
    let desk = Desk::with_clinic().await;
    let dates = (0..300).map(|day| chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + chrono::Days::new(day));
    let label = "x".repeat(80);
    let overrides: Vec<Value> = dates.map(|date| json!({"date": date, "hours": [], "label": label})).collect();
    let practitioner = |number: usize| json!({"name": format!("Dr. {number}"), "calendar_id": format!("{number}@clinic.example"), "overrides": overrides});
    for number in 0..10 {
        add(&desk, PRACTITIONERS, &practitioner(number)).await;
    }
    desk.admin("POST", PRACTITIONERS, &practitioner(10)).await.problem(409, "too_many_practitioners", None);
    let plain = json!({"name": "Dr. Plain", "calendar_id": "plain@clinic.example"});
    let path = format!("{PRACTITIONERS}/{}", add(&desk, PRACTITIONERS, &plain).await);
    let refused = desk.admin("PATCH", &path, &json!({"overrides": overrides})).await;
    refused.problem(409, "too_many_practitioners", None);
    desk.admin("PATCH", &path, &json!({"overrides": [overrides[0]]})).await.expect(200);
}

/// Work during a call grows with the starts of all hours. Those who share their hours cost no more than one.
#[tokio::test]
async fn hours_and_steps_that_a_question_cannot_look_through_are_refused() {
    let desk = Desk::with_clinic().await;
    let open_until = |close: &str| {
        desk.sqlite.execute(&format!(
            "WITH RECURSIVE n(i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 59)
             INSERT OR REPLACE INTO practitioners (id, org_id, name, calendar_id, weekly)
             SELECT printf('0198c0de-0000-7000-8000-%012d', i), '{ORG}', 'p' || i, 'p' || i,
               json_object('monday', json_array(json_object('open', '08:' || i, 'close', '{close}'))) FROM n"
        ));
    };
    let mut schedule = crate::support::schedule();
    schedule["step_minutes"] = json!(5);
    open_until("18:00");
    desk.admin("PUT", "/api/schedule", &schedule).await.expect(200);
    let shared = json!({"name": "Dr. Day", "calendar_id": "day@clinic.example"});
    let path = format!("{PRACTITIONERS}/{}", add(&desk, PRACTITIONERS, &shared).await);
    open_until("23:00");
    let all_day = json!({"weekly": {"monday": [{"open": "00:00", "close": "24:00"}]}});
    let new = with(with(lee(), "overrides", Some(json!([]))), "weekly", Some(all_day["weekly"].clone()));
    desk.admin("PUT", "/api/schedule", &schedule).await.problem(422, "invalid", Some("step_minutes"));
    desk.admin("PATCH", &path, &all_day).await.problem(422, "invalid", Some("weekly"));
    desk.admin("POST", PRACTITIONERS, &new).await.problem(422, "invalid", Some("weekly"));
    schedule["step_minutes"] = json!(15);
    desk.admin("PUT", "/api/schedule", &schedule).await.expect(200);
    desk.admin("PATCH", &path, &all_day).await.expect(200);
    desk.admin("POST", PRACTITIONERS, &new).await.expect(201);
}
