//! Finding appointments by a patient's name or number.

use frontdesk::domain::patient_name::folded_name;
use serde_json::{Value, json};

use crate::support::{Desk, ORG, OTHER, Row};

const SEARCH: &str = "/api/appointments/search";
/// The first of December, 15:00 UTC.
const NOW: i64 = 1_796_137_200;
const DAY: i64 = 86_400;

fn row(number: u32, day: i64, name: &str) -> Row {
    Row::new(number, NOW + day * DAY).with("patient_name", name).with("folded_name", &folded_name(name))
}

/// Some appointments, whose numbers say in which order they are.
async fn clinic() -> Desk {
    let desk = Desk::with_clinic().await;
    for row in [
        row(1, -400, "Ann Lee").with("phone", "+15550188"),
        row(2, 1, "Bo Lee-Park").with("caller_number", "+15550188").with("phone", "+15550199"),
        row(3, 2, "José García").with("caller_number", "+442079460123").with("phone", "+442079460123"),
        row(4, 3, "Annabel Roe").cancelled(),
        row(5, 4, "Ms. Ann Lee"),
        row(6, 5, "Ann Held").held(NOW - 1),
    ] {
        desk.insert(&row);
    }
    desk
}

async fn search(desk: &Desk, body: Value) -> Value {
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("POST", SEARCH, &viewer, Some(&body)).await.expect(200).json()
}

fn numbers(page: &Value) -> Vec<u32> {
    let number = |item: &Value| u32::from_str_radix(&item["id"].as_str().unwrap()[24..], 16).unwrap();
    page["items"].as_array().unwrap().iter().map(number).collect()
}

#[tokio::test]
async fn a_name_is_found_by_its_words_in_any_order_and_spelling() {
    let desk = clinic().await;
    for (q, found) in [
        ("lee", vec![5, 2, 1]),
        ("Lee, Ann", vec![5, 1]),
        ("  mrs. ANN lee ", vec![5, 1]),
        ("ann", vec![5, 4, 1]),
        ("an le", vec![5, 1]),
        ("park bo", vec![2]),
        ("garcia", vec![3]),
        ("JOSÉ", vec![3]),
        ("ee", vec![]),
        ("ann lee park", vec![]),
        ("' OR 1 --", vec![]),
    ] {
        assert_eq!(numbers(&search(&desk, json!({ "q": q })).await), found, "{q}");
    }
}

#[tokio::test]
async fn a_number_is_found_in_any_form_and_by_its_last_digits() {
    let desk = clinic().await;
    for (q, found) in [
        ("+15550188", vec![2, 1]),
        ("+1 555-0188", vec![2, 1]),
        ("0188", vec![2, 1]),
        ("555 0188", vec![2, 1]),
        ("0199", vec![2]),
        ("+44 20 7946 0123", vec![3]),
        ("7946 0123", vec![3]),
        ("０１２３", vec![3]),
        ("+15550177", vec![]),
        ("1555", vec![]),
    ] {
        assert_eq!(numbers(&search(&desk, json!({ "q": q })).await), found, "{q}");
    }
}

#[tokio::test]
async fn pages_and_periods_leave_nothing_out() {
    let desk = clinic().await;
    let mut found = Vec::new();
    let mut body = json!({"q": "ann", "limit": 1});
    loop {
        let page = search(&desk, body.clone()).await;
        found.extend(numbers(&page));
        if page["next_cursor"].is_null() {
            break;
        }
        body["cursor"] = page["next_cursor"].clone();
    }
    assert_eq!(found, [5, 4, 1]);
    let period = json!({"q": "ann", "from": "2026-12-01", "to": "2026-12-04"});
    assert_eq!(numbers(&search(&desk, period).await), [4]);
    assert_eq!(search(&desk, json!({"q": "annabel"})).await["items"][0]["status"], "cancelled");
}

#[tokio::test]
async fn another_clinics_patients_are_not_found() {
    let desk = clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    for q in ["ann", "+15550188", "0188"] {
        let page = desk.send("POST", SEARCH, &other, Some(&json!({ "q": q }))).await.expect(200).json();
        assert_eq!(page, json!({"items": [], "next_cursor": null}), "{q}");
    }
}

#[tokio::test]
async fn bad_questions_are_refused_by_field() {
    let desk = clinic().await;
    for (body, field) in [
        (json!({}), "q"),
        (json!({"q": ""}), "q"),
        (json!({"q": "  "}), "q"),
        (json!({"q": "x".repeat(101)}), "q"),
        (json!({"q": "a\nb"}), "q"),
        (json!({"q": "018"}), "q"),
        (json!({"q": "+"}), "q"),
        (json!({"q": 5}), "q"),
        (json!({"q": "ann", "limit": 0}), "limit"),
        (json!({"q": "ann", "limit": 101}), "limit"),
        (json!({"q": "ann", "cursor": "x"}), "cursor"),
        (json!({"q": "ann", "from": "soon"}), "from"),
        (json!({"q": "ann", "from": "2026-12-02", "to": "2026-12-01"}), "to"),
        (json!({"q": "ann", "name": "x"}), "name"),
    ] {
        desk.admin("POST", SEARCH, &body).await.problem(422, "invalid", Some(field));
    }
    // What is looked for stands in no log, whatever becomes of the request.
    desk.admin("POST", SEARCH, &json!({"q": "Ann Canary", "x": 1})).await;
    assert!(!desk.log.text().contains("Canary"), "{}", desk.log.text());
}
