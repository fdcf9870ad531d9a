//! A catalogue on its way into the routes of calls, whoever writes it.

use serde_json::{Value, json};

use super::{NOBODYS, PRACTITIONERS, SERVICES, add, cleaning, lee, published, with};
use crate::support::{Desk, ORG};

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
