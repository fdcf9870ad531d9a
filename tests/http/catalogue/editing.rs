//! Services and practitioners, added, changed and deleted through the API.

use serde_json::{Value, json};

use super::{NOBODYS, PRACTITIONERS, SERVICES, add, cleaning, kept, lee, names, with};
use crate::support::{Desk, OTHER};

#[tokio::test]
async fn a_service_is_added_changed_and_deleted() {
    let desk = Desk::with_clinic().await;
    let added = desk.admin("POST", SERVICES, &cleaning()).await.expect(201).json();
    assert_eq!(added, kept(&cleaning(), &added));
    assert_eq!(added["created_at"], "2026-12-01T15:00:00Z");
    let path = format!("{SERVICES}/{}", added["id"].as_str().unwrap());
    assert_eq!(desk.get(&path).await.expect(200).json(), added);
    desk.clock.advance(std::time::Duration::from_mins(1));
    let body = json!({"name": " Deep cleaning ", "minutes": 90, "buffer_after_minutes": 0});
    let changed = desk.admin("PATCH", &path, &body).await.expect(200).json();
    let expected = json!({"name": "Deep cleaning", "aliases": ["hygiene"], "minutes": 90, "buffer_before_minutes": 5,
        "buffer_after_minutes": 0});
    assert_eq!(changed, kept(&expected, &changed));
    assert_eq!((&changed["id"], &changed["updated_at"]), (&added["id"], &json!("2026-12-01T15:01:00Z")));
    assert_eq!(desk.get(SERVICES).await.expect(200).json(), json!({"items": [changed], "next_cursor": null}));
    desk.admin("DELETE", &path, &Value::Null).await.expect(204);
    for (method, body) in [("GET", Value::Null), ("DELETE", Value::Null), ("PATCH", json!({"minutes": 30}))] {
        desk.admin(method, &path, &body).await.problem(404, "not_found", None);
    }
    assert_eq!(names(&desk, SERVICES).await, [""; 0]);
    assert_eq!(desk.sqlite.value("SELECT name FROM services WHERE is_active = 0"), "Deep cleaning", "it stays");
    add(&desk, SERVICES, &json!({"name": "Deep cleaning", "minutes": 30})).await;
}

#[tokio::test]
async fn a_practitioner_is_added_changed_and_deleted() {
    let desk = Desk::with_clinic().await;
    let service = add(&desk, SERVICES, &cleaning()).await;
    let new = with(lee(), "service_ids", Some(json!([service])));
    let added = desk.admin("POST", PRACTITIONERS, &new).await.expect(201).json();
    assert_eq!(added, kept(&new, &added));
    let path = format!("{PRACTITIONERS}/{}", added["id"].as_str().unwrap());
    assert_eq!(desk.get(&path).await.expect(200).json(), added);
    let unchanged = desk.admin("PATCH", &path, &json!({})).await.expect(200).json();
    assert_eq!(unchanged, kept(&new, &unchanged), "what is absent stays");
    // The clock stands still, and two changes never share a moment.
    assert_eq!(unchanged["updated_at"], "2026-12-01T15:00:01Z");
    let body = json!({"calendar_id": "sarah@clinic.example", "weekly": null, "overrides": [], "service_ids": null});
    let changed = desk.admin("PATCH", &path, &body).await.expect(200).json();
    let expected = json!({"name": "Dr. Sarah Lee", "aliases": ["Sarah"], "calendar_id": "sarah@clinic.example",
        "weekly": null, "overrides": [], "service_ids": null});
    assert_eq!(changed, kept(&expected, &changed));
    assert_eq!((&changed["id"], &changed["created_at"]), (&added["id"], &added["created_at"]));
    assert_eq!(desk.get(PRACTITIONERS).await.expect(200).json(), json!({"items": [changed], "next_cursor": null}));
    desk.admin("DELETE", &path, &Value::Null).await.expect(204);
    for (method, body) in [("GET", Value::Null), ("DELETE", Value::Null), ("PATCH", json!({"aliases": []}))] {
        desk.admin(method, &path, &body).await.problem(404, "not_found", None);
    }
    assert_eq!(names(&desk, PRACTITIONERS).await, [""; 0]);
    assert_eq!(desk.sqlite.value("SELECT name FROM practitioners WHERE is_active = 0"), "Dr. Sarah Lee", "they stay");
    add(&desk, PRACTITIONERS, &lee()).await;
}

#[tokio::test]
async fn bad_services_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    let path = format!("{SERVICES}/{}", add(&desk, SERVICES, &json!({"name": "Whitening", "minutes": 30})).await);
    let long: Vec<String> = (0..21).map(|number| format!("alias {number}")).collect();
    for (field, value, named) in [
        ("name", json!(""), "name"),
        ("name", json!("  "), "name"),
        ("name", json!("!?"), "name"),
        ("name", json!("x".repeat(81)), "name"),
        ("name", json!("two\nlines"), "name"),
        ("name", json!("two  spaces"), "name"),
        ("name", json!("hid\u{200B}den"), "name"),
        ("name", json!(5), "name"),
        ("aliases", json!("hygiene"), "aliases"),
        ("aliases", json!(long), "aliases"),
        ("aliases", json!(["hygiene", "\t"]), "aliases[1]"),
        ("aliases", json!(["hygiene", "ʼʼ"]), "aliases[1]"),
        ("aliases", json!([5]), "aliases[0]"),
        ("minutes", json!(4), "minutes"),
        ("minutes", json!(721), "minutes"),
        ("minutes", json!(-30), "minutes"),
        ("minutes", json!(70_000), "minutes"),
        ("minutes", json!("45"), "minutes"),
        ("buffer_before_minutes", json!(241), "buffer_before_minutes"),
        ("buffer_after_minutes", json!(241), "buffer_after_minutes"),
        ("buffer_after_minutes", json!(1.5), "buffer_after_minutes"),
        ("price", json!(100), "price"),
        ("is_active", json!(false), "is_active"),
        ("org_id", json!(OTHER), "org_id"),
    ] {
        let body = with(cleaning(), field, Some(value.clone()));
        desk.admin("POST", SERVICES, &body).await.problem(422, "invalid", Some(named));
        desk.admin("PATCH", &path, &json!({field: value})).await.problem(422, "invalid", Some(named));
    }
    for required in ["name", "minutes"] {
        desk.admin("POST", SERVICES, &with(cleaning(), required, None)).await.problem(422, "invalid", Some(required));
    }
    assert_eq!(names(&desk, SERVICES).await, ["Whitening"]);
    let limits =
        json!({"name": "é".repeat(80), "aliases": vec!["x"; 20], "minutes": 720, "buffer_before_minutes": 240});
    desk.admin("POST", SERVICES, &limits).await.expect(201);
    desk.admin("PATCH", &path, &json!({"minutes": 5, "buffer_after_minutes": 240})).await.expect(200);
}

#[tokio::test]
async fn bad_practitioners_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    let fox = json!({"name": "Dr. Fox", "calendar_id": "fox@clinic.example"});
    let path = format!("{PRACTITIONERS}/{}", add(&desk, PRACTITIONERS, &fox).await);
    let twice = json!([{"date": "2026-12-24"}, {"date": "2026-12-24"}]);
    let into_itself =
        json!({"monday": [{"open": "20:00", "close": "10:00"}], "tuesday": [{"open": "09:00", "close": "12:00"}]});
    for (field, value, named) in [
        ("name", json!("two\u{2028}lines"), "name"),
        ("aliases", json!([""]), "aliases[0]"),
        ("name", json!("ʼʼ"), "name"),
        ("calendar_id", json!(""), "calendar_id"),
        ("calendar_id", json!("x".repeat(256)), "calendar_id"),
        ("calendar_id", json!("lee clinic"), "calendar_id"),
        ("calendar_id", json!("lee\u{7}"), "calendar_id"),
        ("calendar_id", json!("primary"), "calendar_id"),
        ("calendar_id", json!(7), "calendar_id"),
        ("weekly", json!({"mon": []}), "weekly.mon"),
        ("weekly", json!({"monday": [{"open": "9", "close": "17:00"}]}), "weekly.monday[0].open"),
        ("weekly", into_itself, "weekly.monday[0].close"),
        ("overrides", json!([{"date": "2026-02-30"}]), "overrides[0].date"),
        ("overrides", json!([{"date": "2026-12-24", "label": "two\nlines"}]), "overrides[0].label"),
        ("overrides", twice, "overrides[1].date"),
        ("service_ids", json!("all"), "service_ids"),
        ("service_ids", json!(["cleaning"]), "service_ids[0]"),
        ("service_ids", json!([NOBODYS]), "service_ids[0]"),
        ("is_active", json!(true), "is_active"),
        ("org_id", json!(OTHER), "org_id"),
    ] {
        let body = with(lee(), field, Some(value.clone()));
        desk.admin("POST", PRACTITIONERS, &body).await.problem(422, "invalid", Some(named));
        desk.admin("PATCH", &path, &json!({field: value})).await.problem(422, "invalid", Some(named));
    }
    for required in ["name", "calendar_id"] {
        let body = with(lee(), required, None);
        desk.admin("POST", PRACTITIONERS, &body).await.problem(422, "invalid", Some(required));
    }
    assert_eq!(names(&desk, PRACTITIONERS).await, ["Dr. Fox"]);
}

#[tokio::test]
async fn a_name_and_a_calendar_are_taken_once() {
    let desk = Desk::with_clinic().await;
    add(&desk, SERVICES, &cleaning()).await;
    let other = format!("{SERVICES}/{}", add(&desk, SERVICES, &json!({"name": "Whitening", "minutes": 30})).await);
    let same = json!({"name": "DENTAL Cleaning", "minutes": 30});
    desk.admin("POST", SERVICES, &same).await.problem(409, "name_taken", Some("name"));
    let rename = json!({"name": "dental cleaning"});
    desk.admin("PATCH", &other, &rename).await.problem(409, "name_taken", Some("name"));

    add(&desk, PRACTITIONERS, &lee()).await;
    let fox = json!({"name": "Dr. Fox", "calendar_id": "fox@clinic.example"});
    let fox = format!("{PRACTITIONERS}/{}", add(&desk, PRACTITIONERS, &fox).await);
    let namesake = with(lee(), "calendar_id", Some(json!("new@clinic.example")));
    desk.admin("POST", PRACTITIONERS, &namesake).await.problem(409, "name_taken", Some("name"));
    let twin = with(lee(), "name", Some(json!("Dr. New")));
    desk.admin("POST", PRACTITIONERS, &twin).await.problem(409, "calendar_taken", Some("calendar_id"));
    let calendar = json!({"calendar_id": "lee@clinic.example"});
    desk.admin("PATCH", &fox, &calendar).await.problem(409, "calendar_taken", Some("calendar_id"));

    let token = desk.token(Some(OTHER), "admin");
    desk.send("POST", SERVICES, &token, Some(&cleaning())).await.expect(201);
    desk.send("POST", PRACTITIONERS, &token, Some(&lee())).await.expect(201);
}

/// Ids of another org and ids of nobody get the same answer.
#[tokio::test]
async fn an_org_neither_sees_nor_touches_anothers_catalogue() {
    let desk = Desk::with_clinic().await;
    let service = add(&desk, SERVICES, &cleaning()).await;
    let practitioner = add(&desk, PRACTITIONERS, &lee()).await;
    let token = desk.token(Some(OTHER), "admin");
    for (path, id, change) in [
        (SERVICES, &service, json!({"minutes": 5})),
        (PRACTITIONERS, &practitioner, json!({"calendar_id": "x@clinic.example"})),
    ] {
        assert_eq!(desk.send("GET", path, &token, None).await.expect(200).json()["items"], json!([]));
        for (method, body) in [("GET", None), ("PATCH", Some(&change)), ("DELETE", None)] {
            let theirs = desk.send(method, &format!("{path}/{id}"), &token, body).await;
            let nobodys = desk.send(method, &format!("{path}/{NOBODYS}"), &token, body).await;
            assert_eq!((theirs.status, &theirs.text), (nobodys.status, &nobodys.text), "{method} {path}");
            theirs.problem(404, "not_found", None);
        }
        desk.get(&format!("{path}/{id}")).await.expect(200);
    }
    let borrowed = with(lee(), "service_ids", Some(json!([service])));
    let refused = desk.send("POST", PRACTITIONERS, &token, Some(&borrowed)).await;
    let nobodys = with(lee(), "service_ids", Some(json!([NOBODYS])));
    assert_eq!(refused.text, desk.send("POST", PRACTITIONERS, &token, Some(&nobodys)).await.text);
    refused.problem(422, "invalid", Some("service_ids[0]"));
}

#[tokio::test]
async fn pages_of_a_catalogue_follow_each_other() {
    let desk = Desk::with_clinic().await;
    for number in 1..=7 {
        add(&desk, SERVICES, &json!({"name": format!("Service {number}"), "minutes": 30})).await;
        let calendar_id = format!("{number}@clinic.example");
        add(&desk, PRACTITIONERS, &json!({"name": format!("Dr. {number}"), "calendar_id": calendar_id})).await;
    }
    for path in [SERVICES, PRACTITIONERS] {
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let page = desk.get(&format!("{path}?limit=3{cursor}")).await.expect(200).json();
            for item in page["items"].as_array().unwrap() {
                seen += 1;
                assert!(item["name"].as_str().unwrap().ends_with(&format!(" {seen}")), "{item}");
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, 7);
        desk.get(&format!("{path}?limit=0")).await.problem(422, "invalid", Some("limit"));
        desk.get(&format!("{path}?name=x")).await.problem(422, "invalid", Some("name"));
    }
}

/// SQLite knows the case of ASCII only; the schema knows that of every alphabet in which a name is likely.
#[tokio::test]
async fn names_that_differ_in_their_case_alone_are_one_name() {
    let desk = Desk::with_clinic().await;
    let service = |name: &str| json!({"name": name, "minutes": 30});
    let doctor = |name: &str| json!({"name": name, "calendar_id": format!("{}@clinic.example", name.len())});
    for (first, second) in [("Écho", "éCHO"), ("Ärzte", "ÄRZTE"), ("Ωμέγα", "ωΜΈΓΑ"), ("Ёлка", "ЁЛКА")]
    {
        desk.admin("POST", "/api/services", &service(first)).await.expect(201);
        desk.admin("POST", "/api/services", &service(second)).await.problem(409, "name_taken", Some("name"));
        desk.admin("POST", "/api/practitioners", &doctor(first)).await.expect(201);
        let mut other = doctor(second);
        other["calendar_id"] = json!("other@clinic.example");
        desk.admin("POST", "/api/practitioners", &other).await.problem(409, "name_taken", Some("name"));
        desk.sqlite.execute("DELETE FROM practitioners");
    }
    let id = desk.admin("POST", "/api/services", &service("Echo")).await.expect(201).json()["id"].clone();
    let path = format!("/api/services/{}", id.as_str().unwrap());
    desk.admin("PATCH", &path, &json!({"name": "écho"})).await.problem(409, "name_taken", Some("name"));
    desk.admin("PATCH", &path, &json!({"name": "ECHO"})).await.expect(200);
    // No statement writes a folded name past the trigger.
    let bypass = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        desk.sqlite.execute("UPDATE services SET folded_name = 'x'");
    }));
    assert!(bypass.is_err());
}
