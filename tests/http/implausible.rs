//! What is saved and hardly meant is saved, and told.

use serde_json::{Value, json};

use crate::support::{Answer, Desk, schedule};

fn codes(answer: &Answer) -> Vec<String> {
    let told = answer.json()["warnings"].clone();
    told.as_array().into_iter().flatten().map(|warning| warning["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_document_that_is_hardly_meant_is_saved_with_a_warning() {
    let desk = Desk::with_clinic().await;
    let sound = desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200).json();
    assert_eq!(sound.get("warnings"), None);
    let never = json!({"weekly": {}});
    let saved = desk.admin("PUT", "/api/schedule", &never).await.expect(200);
    assert_eq!(codes(&saved), ["never_open"]);
    assert_eq!(saved.json()["slot_minutes"], 30, "the document stands beside them");
    let read = desk.get("/api/schedule").await.expect(200).json();
    assert_eq!((&read["weekly"]["monday"], read.get("warnings")), (&json!([]), None));
    let words = json!({"reminder": {"template": "{clinic}: see you on {date} at {time}."}});
    let saved = desk.admin("PUT", "/api/messaging", &words).await.expect(200);
    assert_eq!(codes(&saved), ["reminder_without_hours"]);
    assert!(saved.json()["reminder"]["preview"].is_object());
    assert_eq!(saved.json()["warnings"][0]["field"], "reminder_hours");
}

#[tokio::test]
async fn services_and_practitioners_are_held_against_the_others() {
    let desk = Desk::with_clinic().await;
    let cleaning = json!({"name": "Cleaning", "minutes": 30, "aliases": ["prophylaxis"]});
    assert_eq!(codes(&desk.admin("POST", "/api/services", &cleaning).await.expect(201)), [""; 0]);
    let polish = json!({"name": "Polish", "minutes": 500, "aliases": ["Cleaning"]});
    let saved = desk.admin("POST", "/api/services", &polish).await.expect(201);
    assert_eq!(codes(&saved), ["name_of_another", "longer_than_any_day"]);
    let path = format!("/api/services/{}", saved.json()["id"].as_str().unwrap());
    let changed = desk.admin("PATCH", &path, &json!({"minutes": 30, "aliases": []})).await.expect(200);
    assert_eq!(codes(&changed), [""; 0]);
    assert_eq!(codes(&desk.admin("PATCH", &path, &json!({"name": "Poliř"})).await), ["name_makes_texts_long"]);
    let night = json!([{"open": "09:00", "close": "05:00"}]);
    let doctor = json!({"name": "Dr. Kim", "calendar_id": "kim@clinic.example", "weekly": {"monday": night}});
    let saved = desk.admin("POST", "/api/practitioners", &doctor).await.expect(201);
    assert_eq!(codes(&saved), ["closes_before_it_opens"]);
    assert_eq!(saved.json()["warnings"][0]["field"], "weekly.monday[0].close");
    let path = format!("/api/practitioners/{}", saved.json()["id"].as_str().unwrap());
    assert_eq!(codes(&desk.admin("PATCH", &path, &json!({"weekly": Value::Null})).await.expect(200)), [""; 0]);
}

/// It was saved, so that it counts more than what could be said of it.
#[tokio::test]
async fn whoever_cannot_be_warned_is_not_told_that_nothing_was_saved() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute(
        "CREATE TRIGGER unreadable AFTER INSERT ON services BEGIN UPDATE assistants SET document = json_object('x', 1); END;
         INSERT INTO assistants (org_id, document) SELECT id, '{}' FROM orgs",
    );
    let service = json!({"name": "Cleaning", "minutes": 500});
    let saved = desk.admin("POST", "/api/services", &service).await.expect(201);
    assert_eq!(codes(&saved), [""; 0]);
}
