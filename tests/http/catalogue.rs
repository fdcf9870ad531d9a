//! Services and practitioners through the API, and on their way into the routes of calls.

use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG, OTHER};

const SERVICES: &str = "/api/services";
const PRACTITIONERS: &str = "/api/practitioners";
const NOBODYS: &str = "0198c0de-0000-7000-8000-000000000001";

fn cleaning() -> Value {
    json!({"name": "Dental cleaning", "aliases": ["hygiene"], "minutes": 45, "buffer_before_minutes": 5,
        "buffer_after_minutes": 10})
}

fn lee() -> Value {
    json!({"name": "Dr. Sarah Lee", "aliases": ["Sarah"], "calendar_id": "lee@clinic.example",
        "weekly": week("monday", "10:00", "14:00"),
        "overrides": [{"date": "2026-12-24", "hours": [{"open": "09:00", "close": "12:00"}], "label": "Christmas Eve"}],
        "service_ids": null})
}

/// Weekly hours of one day, as the API writes them.
fn week(day: &str, open: &str, close: &str) -> Value {
    let mut week = json!({"monday": [], "tuesday": [], "wednesday": [], "thursday": [], "friday": [], "saturday": [], "sunday": []});
    week[day] = json!([{"open": open, "close": close}]);
    week
}

/// `body` with one field set, or removed if there is no value.
fn with(mut body: Value, field: &str, value: Option<Value>) -> Value {
    let members = body.as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(field.into(), value),
        None => members.remove(field),
    };
    body
}

/// What was sent, with what the server adds to it.
fn kept(sent: &Value, view: &Value) -> Value {
    let mut kept = sent.clone();
    for field in ["id", "created_at", "updated_at"] {
        kept[field] = view[field].clone();
    }
    kept
}

async fn add(desk: &Desk, path: &str, body: &Value) -> String {
    desk.admin("POST", path, body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn names(desk: &Desk, path: &str) -> Vec<String> {
    let page = desk.get(path).await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

/// The catalogue in the document that calls are routed by.
fn published(desk: &Desk) -> Value {
    let document: Value = serde_json::from_str(&desk.kv.value(&format!("route:v2:{NUMBER}")).unwrap()).unwrap();
    document["route"]["catalogue"].clone()
}

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
    assert_eq!(unchanged, added, "what is absent stays");
    let body = json!({"calendar_id": "sarah@clinic.example", "weekly": null, "overrides": [], "service_ids": null});
    let changed = desk.admin("PATCH", &path, &body).await.expect(200).json();
    let expected = json!({"name": "Dr. Sarah Lee", "aliases": ["Sarah"], "calendar_id": "sarah@clinic.example",
        "weekly": null, "overrides": [], "service_ids": null});
    assert_eq!(changed, kept(&expected, &added));
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

#[tokio::test]
async fn a_change_is_in_the_document_of_the_route_at_once() {
    let desk = Desk::with_clinic().await;
    assert_eq!(published(&desk), json!({"services": [], "practitioners": []}));
    let service = add(&desk, SERVICES, &cleaning()).await;
    let new = with(lee(), "service_ids", Some(json!([service])));
    let practitioner = add(&desk, PRACTITIONERS, &new).await;
    let (in_service, in_practitioner) =
        (with(cleaning(), "id", Some(json!(service))), with(new, "id", Some(json!(practitioner))));
    assert_eq!(published(&desk), json!({"services": [in_service], "practitioners": [in_practitioner]}));
    desk.admin("PATCH", &format!("{SERVICES}/{service}"), &json!({"minutes": 50})).await.expect(200);
    desk.admin("PATCH", &format!("{PRACTITIONERS}/{practitioner}"), &json!({"name": "Dr. Lee"})).await.expect(200);
    assert_eq!(published(&desk)["services"][0]["minutes"], 50);
    assert_eq!(published(&desk)["practitioners"][0]["name"], "Dr. Lee");
    desk.admin("DELETE", &format!("{SERVICES}/{service}"), &Value::Null).await.expect(204);
    desk.admin("DELETE", &format!("{PRACTITIONERS}/{practitioner}"), &Value::Null).await.expect(204);
    assert_eq!(published(&desk), json!({"services": [], "practitioners": []}));
}

#[tokio::test]
async fn a_deleted_service_is_nobodys_any_more() {
    let desk = Desk::with_clinic().await;
    let cleaning = add(&desk, SERVICES, &cleaning()).await;
    let whitening = add(&desk, SERVICES, &json!({"name": "Whitening", "minutes": 30})).await;
    let both = with(lee(), "service_ids", Some(json!([cleaning, whitening])));
    let lee = format!("{PRACTITIONERS}/{}", add(&desk, PRACTITIONERS, &both).await);
    let fox = json!({"name": "Dr. Fox", "calendar_id": "fox@clinic.example"});
    let fox = format!("{PRACTITIONERS}/{}", add(&desk, PRACTITIONERS, &fox).await);
    desk.admin("DELETE", &format!("{SERVICES}/{cleaning}"), &Value::Null).await.expect(204);
    let view = desk.get(&lee).await.expect(200).json();
    assert_eq!(view["service_ids"], json!([whitening]));
    desk.admin("PATCH", &lee, &json!({"service_ids": view["service_ids"]})).await.expect(200);
    assert_eq!(desk.get(&fox).await.expect(200).json()["service_ids"], Value::Null, "who does all does all");
    desk.admin("DELETE", &format!("{SERVICES}/{whitening}"), &Value::Null).await.expect(204);
    assert_eq!(desk.get(&lee).await.expect(200).json()["service_ids"], json!([]));
}

#[tokio::test]
async fn what_raw_sql_changes_is_published_by_the_next_sweep() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute(&format!(
        "INSERT INTO services (id, org_id, name, minutes) VALUES ('{NOBODYS}', '{ORG}', 'Cleaning', 30);
         INSERT INTO practitioners (id, org_id, name, calendar_id) VALUES ('{NOBODYS}', '{ORG}', 'Dr. Lee', 'lee')"
    ));
    desk.sweep().await;
    let service = json!({"id": NOBODYS, "name": "Cleaning", "aliases": [], "minutes": 30, "buffer_before_minutes": 0,
        "buffer_after_minutes": 0});
    let practitioner = json!({"id": NOBODYS, "name": "Dr. Lee", "aliases": [], "calendar_id": "lee", "weekly": null,
        "overrides": [], "service_ids": null});
    assert_eq!(published(&desk), json!({"services": [service], "practitioners": [practitioner]}));
    desk.sqlite.execute("UPDATE services SET minutes = 60; UPDATE practitioners SET is_active = 0");
    desk.sweep().await;
    assert_eq!(published(&desk)["services"][0]["minutes"], 60);
    assert_eq!(published(&desk)["practitioners"], json!([]));
}

/// JSON that SQL stored and this program cannot read: the route fails, and is neither a clinic without practitioners nor one with
/// some of them.
#[tokio::test]
async fn a_practitioner_that_cannot_be_read_takes_the_route_down_and_not_the_others() {
    let desk = Desk::with_clinic().await;
    let id = add(&desk, PRACTITIONERS, &lee()).await;
    for broken in ["weekly = '{\"mon\": []}'", "overrides = '{}'", "aliases = '[1]'", "service_ids = '\"all\"'"] {
        desk.sqlite.execute(&format!("UPDATE practitioners SET {broken} WHERE id = '{id}'"));
        desk.sweep().await;
        assert_eq!(desk.kv.keys(), [""; 0], "{broken}");
        assert_eq!(desk.get("/api/inbound/phone-lookup/+15550100").await.status, 500, "{broken}");
        let repair = "UPDATE practitioners SET weekly = NULL, overrides = '[]', aliases = '[]', service_ids = NULL";
        desk.sqlite.execute(repair);
        desk.sweep().await;
        assert_eq!(published(&desk)["practitioners"][0]["name"], "Dr. Sarah Lee", "{broken}");
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
