//! Clinics that are set up by a template, and copies of clinics.

use serde_json::{Value, json};

use crate::support::{Answer, Desk, NUMBER, ORG, OTHER, schedule};

const NEW: &str = "0198c0de-0000-7000-8000-0000000000c1";

/// A clinic that has set all that there is to set.
async fn full_clinic() -> Desk {
    let desk = Desk::with_clinic().await;
    for (method, path, body) in [
        (
            "POST",
            "/api/services",
            json!({"name": "Cleaning", "aliases": ["hygiene"], "minutes": 45, "buffer_after_minutes": 10}),
        ),
        ("POST", "/api/practitioners", json!({"name": "Dr. Lee", "calendar_id": "canary-lee@clinic.example"})),
        ("PUT", "/api/messaging", json!({"daily_cap": 17, "staff": [{"number": "+12125550177"}]})),
        ("PUT", "/api/retention", json!({"texts_days": 90})),
        (
            "PUT",
            "/api/knowledge",
            json!({"facts": [{"topic": "parking", "ask": ["where can I park"], "say": "Behind the building."}]}),
        ),
        (
            "PUT",
            "/api/assistant",
            json!({"assistant_id": "a5000000-0000-4000-8000-000000000001", "forwarding_number": "+12125550178",
                "transfer": {"number": "+12125550179"}, "callers": {"block": ["+12125550180"], "withheld": "forward"},
                "unavailable_message": "We moved."}),
        ),
    ] {
        let answer = desk.admin(method, path, &body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
    }
    desk
}

async fn template(desk: &Desk) -> Value {
    desk.get("/api/org/template").await.expect(200).json()
}

async fn create(desk: &Desk, template: &Value) -> Answer {
    let body = json!({"id": NEW, "name": "West", "zone": "America/New_York", "country": "US", "template": template});
    desk.send("POST", "/api/orgs", &desk.token(None, "platform"), Some(&body)).await
}

async fn shown(desk: &Desk, org: &str, path: &str) -> Value {
    desk.send("GET", path, &desk.token(Some(org), "admin"), None).await.expect(200).json()
}

#[tokio::test]
async fn a_template_has_nothing_of_the_clinics_own() {
    let desk = full_clinic().await;
    let answer = desk.get("/api/org/template").await.expect(200);
    for own in ["canary", "Canary", "+1212555017", "+12125550180", NUMBER, "a5000000", ORG] {
        assert!(!answer.text.contains(own), "{own} in {}", answer.text);
    }
    assert!(answer.text.contains("hygiene") && answer.text.contains("We moved."), "{}", answer.text);
}

/// What a copy has is what the template says, and the copied clinic stays as it was.
#[tokio::test]
async fn a_copy_is_set_up_like_the_clinic() {
    let desk = full_clinic().await;
    let whole = desk.sqlite.value("SELECT count(*) FROM audit");
    let operator = desk.token(None, "platform");
    let body = json!({"id": NEW, "name": "Downtown, West"});
    let copied = desk.send("POST", &format!("/api/orgs/{ORG}/copy"), &operator, Some(&body)).await.expect(201).json();
    assert_eq!(
        (&copied["id"], &copied["zone"], &copied["country"]),
        (&json!(NEW), &json!("America/New_York"), &json!("US"))
    );
    let mut expected = template(&desk).await;
    let token = desk.token(Some(NEW), "admin");
    let of_copy = desk.send("GET", "/api/org/template", &token, None).await.expect(200).json();
    assert_eq!(of_copy, expected);
    assert_eq!(expected["services"].as_array_mut().unwrap().len(), 1);
    assert_eq!(shown(&desk, NEW, "/api/schedule").await["slot_minutes"], schedule()["slot_minutes"]);
    assert_eq!(shown(&desk, NEW, "/api/messaging").await["daily_cap"], 17);
    assert_eq!(shown(&desk, NEW, "/api/knowledge").await["facts"][0]["say"], "Behind the building.");
    let ids = |of: Value| of["items"][0]["id"].as_str().unwrap().to_owned();
    assert_ne!(ids(shown(&desk, NEW, "/api/services").await), ids(shown(&desk, ORG, "/api/services").await));
    for table in ["phone_number_mapping", "integration_settings", "practitioners", "members"] {
        assert_eq!(desk.sqlite.value(&format!("SELECT count(*) FROM {table} WHERE org_id = '{NEW}'")), "0", "{table}");
    }
    assert_eq!(desk.sqlite.value(&format!("SELECT count(*) FROM audit WHERE org_id = '{ORG}'")), whole);
    let line = desk.sqlite.value(&format!("SELECT action || detail FROM audit WHERE org_id = '{NEW}'"));
    assert_eq!(
        line,
        r#"org.created{"template":["schedule","services","messaging","assistant","knowledge","retention"]}"#
    );
}

#[tokio::test]
async fn a_template_may_name_practitioners_and_numbers_of_the_new_clinic() {
    let desk = full_clinic().await;
    let mut template = template(&desk).await;
    template["practitioners"] =
        json!([{"name": "Dr. Kim", "calendar_id": "kim@west.example", "services": ["Cleaning"]}]);
    template["assistant"]["forwarding_number"] = json!("(212) 555-0190");
    create(&desk, &template).await.expect(201);
    let practitioners = shown(&desk, NEW, "/api/practitioners").await;
    let service = shown(&desk, NEW, "/api/services").await["items"][0]["id"].clone();
    assert_eq!(practitioners["items"][0]["service_ids"], json!([service]));
    assert_eq!(shown(&desk, NEW, "/api/assistant").await["forwarding_number"], "+12125550190");
}

/// Each part is held to its own rules, the field is named by its path, and there is no half of a clinic.
#[tokio::test]
async fn what_is_wrong_with_a_template_is_named_and_nothing_is_added() {
    let desk = full_clinic().await;
    let before = desk.sqlite.dump();
    let service = |name: &str| json!({"name": name, "minutes": 30});
    let person = |name: &str, calendar: &str| json!({"name": name, "calendar_id": calendar});
    let many: Vec<Value> = (0..201).map(|n| service(&format!("Service {n}"))).collect();
    for (template, field) in [
        (json!({"schedule": {"slot_minutes": 0, "weekly": {}}}), "template.schedule.slot_minutes"),
        (json!({"services": [service("A"), {"name": "B", "minutes": 1}]}), "template.services[1].minutes"),
        (json!({"services": [service("A"), service("a")]}), "template.services"),
        (json!({"services": many}), "template.services"),
        (json!({"practitioners": [{"name": "A", "calendar_id": "primary"}]}), "template.practitioners[0].calendar_id"),
        (json!({"practitioners": [person("A", "a@x.example"), person("B", "a@x.example")]}), "template.practitioners"),
        (json!({"practitioners": [person("A", "a@x.example"), person("a", "b@x.example")]}), "template.practitioners"),
        (
            json!({"practitioners": [{"name": "A", "calendar_id": "a@x.example", "services": ["Polish"]}]}),
            "template.practitioners[0].services[0]",
        ),
        (json!({"messaging": {"daily_cap": 100_000}}), "template.messaging.daily_cap"),
        (json!({"messaging": {"staff": [{"number": "+12125550177"}]}}), "template.messaging.staff"),
        (json!({"assistant": {"forwarding_number": "12"}}), "template.assistant.forwarding_number"),
        (json!({"assistant": {"colour": "red"}}), "template.assistant.colour"),
        (
            json!({"knowledge": {"facts": [{"topic": "other", "ask": [], "say": ""}]}}),
            "template.knowledge.facts[0].ask",
        ),
        (json!({"retention": {"texts_days": 1}}), "template.retention.texts_days"),
        (json!({"numbers": [NUMBER]}), "template.numbers"),
    ] {
        let answer = create(&desk, &template).await.expect(422).json();
        assert_eq!(answer["field"], field, "{answer}");
        assert_eq!(desk.sqlite.dump(), before, "{template}");
    }
}

/// A template never reaches a clinic that is there.
#[tokio::test]
async fn an_org_that_exists_is_not_changed_by_a_template() {
    let desk = full_clinic().await;
    let template = template(&desk).await;
    let before = desk.sqlite.dump();
    let operator = desk.token(None, "platform");
    let body = json!({"id": OTHER, "name": "West", "zone": "UTC", "template": template});
    desk.send("POST", "/api/orgs", &operator, Some(&body)).await.problem(409, "org_exists", Some("id"));
    let copy = json!({"id": OTHER, "name": "West"});
    desk.send("POST", &format!("/api/orgs/{ORG}/copy"), &operator, Some(&copy)).await.problem(
        409,
        "org_exists",
        Some("id"),
    );
    for unknown in [NEW, "x"] {
        desk.send("POST", &format!("/api/orgs/{unknown}/copy"), &operator, Some(&json!({"name": "West"})))
            .await
            .problem(404, "not_found", None);
    }
    assert_eq!(desk.sqlite.dump(), before);
}
