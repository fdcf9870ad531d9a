//! Who works with a clinic: invited, changed, kept out and deleted by its admins, of whom one is always left.

use serde_json::{Value, json};

use crate::support::{Answer, Desk, ORG, OTHER, id};

const MEMBERS: &str = "/api/members";

async fn invite(desk: &Desk, email: &str, role: &str) -> Answer {
    desk.admin("POST", MEMBERS, &json!({"email": email, "role": role})).await
}

/// Where somebody is found who was invited just now.
async fn invited(desk: &Desk, email: &str, role: &str) -> String {
    let id = invite(desk, email, role).await.expect(201).json()["id"].clone();
    format!("{MEMBERS}/{}", id.as_str().unwrap())
}

fn emails(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|member| member["email"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn somebody_is_invited_changed_kept_out_and_deleted() {
    let desk = Desk::with_clinic().await;
    let path = invited(&desk, " Ana@Clinic.Example ", "viewer").await;
    let shown = desk.get(&path).await.expect(200).json();
    let expected = json!({"id": shown["id"], "email": "ana@clinic.example", "role": "viewer", "invited_by": "test",
        "disabled": false, "signed_in_at": null, "created_at": "2026-12-01T15:00:00Z", "updated_at": "2026-12-01T15:00:00Z"});
    assert_eq!(shown, expected);
    let promoted = desk.admin("PATCH", &path, &json!({"role": "admin"})).await.expect(200).json();
    assert_eq!((&promoted["role"], &promoted["disabled"]), (&json!("admin"), &json!(false)));
    invited(&desk, "ben@clinic.example", "admin").await;
    let disabled = desk.admin("PATCH", &path, &json!({"disabled": true})).await.expect(200).json();
    assert_eq!((&disabled["role"], &disabled["disabled"]), (&json!("admin"), &json!(true)));
    desk.admin("PATCH", &path, &json!({"disabled": false, "role": "viewer"})).await.expect(200);
    let listed = desk.get(MEMBERS).await.expect(200).json();
    assert_eq!(emails(&listed), ["ana@clinic.example", "ben@clinic.example"]);
    desk.admin("DELETE", &path, &json!(null)).await.expect(204);
    desk.get(&path).await.problem(404, "not_found", None);
    desk.admin("DELETE", &path, &json!(null)).await.problem(404, "not_found", None);
}

/// Whoever is the last could not be let back in by anybody of the clinic.
#[tokio::test]
async fn the_last_admin_stays_an_admin() {
    let desk = Desk::with_clinic().await;
    let ana = invited(&desk, "ana@clinic.example", "admin").await;
    invited(&desk, "vic@clinic.example", "viewer").await;
    for change in [json!({"role": "viewer"}), json!({"disabled": true}), json!({"role": "viewer", "disabled": true})] {
        desk.admin("PATCH", &ana, &change).await.problem(409, "last_admin", None);
    }
    desk.admin("DELETE", &ana, &json!(null)).await.problem(409, "last_admin", None);
    let ben = invited(&desk, "ben@clinic.example", "admin").await;
    desk.admin("PATCH", &ben, &json!({"disabled": true})).await.expect(200);
    // An admin who is kept out is none who could help.
    desk.admin("DELETE", &ana, &json!(null)).await.problem(409, "last_admin", None);
    desk.admin("PATCH", &ben, &json!({"disabled": false})).await.expect(200);
    desk.admin("PATCH", &ana, &json!({"role": "viewer"})).await.expect(200);
    desk.admin("DELETE", &ana, &json!(null)).await.expect(204);
    desk.admin("DELETE", &ben, &json!(null)).await.problem(409, "last_admin", None);
    // What was refused left no line.
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM audit WHERE action LIKE 'member.%'"), "7");
}

/// Of two admins who remove each other at once one stays.
#[tokio::test]
async fn two_admins_cannot_remove_each_other_at_once() {
    let desk = Desk::with_clinic().await;
    let ana = invited(&desk, "ana@clinic.example", "admin").await;
    let ben = invited(&desk, "ben@clinic.example", "admin").await;
    let (nothing, viewer) = (json!(null), json!({"role": "viewer"}));
    let (first, second) = tokio::join!(desk.admin("DELETE", &ana, &nothing), desk.admin("PATCH", &ben, &viewer));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert!(statuses[0] < 300 && statuses[1] == 409, "{statuses:?}");
}

#[tokio::test]
async fn an_address_is_a_member_once_and_of_any_number_of_clinics() {
    let desk = Desk::with_clinic().await;
    invited(&desk, "ana@clinic.example", "admin").await;
    invite(&desk, "ANA@clinic.example", "viewer").await.problem(409, "email_taken", Some("email"));
    let other = desk.token(Some(OTHER), "admin");
    let body = json!({"email": "ana@clinic.example", "role": "viewer"});
    desk.send("POST", MEMBERS, &other, Some(&body)).await.expect(201);
    let theirs = desk.send("GET", MEMBERS, &other, None).await.expect(200).json();
    assert_eq!(theirs["items"].as_array().unwrap().len(), 1, "{theirs}");
}

#[tokio::test]
async fn another_clinics_members_are_nobody_here() {
    let desk = Desk::with_clinic().await;
    let path = invited(&desk, "ana@clinic.example", "viewer").await;
    let other = desk.token(Some(OTHER), "admin");
    let change = json!({"disabled": true});
    for (method, body) in [("GET", None), ("PATCH", Some(&change)), ("DELETE", None)] {
        let theirs = desk.send(method, &path, &other, body).await.problem(404, "not_found", None).text;
        let nobodys = desk.send(method, &format!("{MEMBERS}/{}", id(7)), &other, body).await.text;
        assert_eq!(theirs, nobodys, "{method}");
    }
    assert_eq!(desk.get(&path).await.expect(200).json()["disabled"], false);
    // Removing their own last admin is not prevented by another clinic's.
    let body = json!({"email": "zoe@uptown.example", "role": "admin"});
    let zoe = desk.send("POST", MEMBERS, &other, Some(&body)).await.expect(201).json()["id"].clone();
    let zoe = format!("{MEMBERS}/{}", zoe.as_str().unwrap());
    invited(&desk, "ben@clinic.example", "admin").await;
    desk.send("DELETE", &zoe, &other, None).await.problem(409, "last_admin", None);
}

#[tokio::test]
async fn bad_input_is_refused_by_field() {
    let desk = Desk::with_clinic().await;
    let long = format!("{}@clinic.example", "a".repeat(250));
    for (body, field) in [
        (json!({"email": "ana", "role": "viewer"}), "email"),
        (json!({"email": "Ana <ana@clinic.example>", "role": "viewer"}), "email"),
        (json!({"email": long, "role": "viewer"}), "email"),
        (json!({"email": 7, "role": "viewer"}), "email"),
        (json!({"role": "viewer"}), "email"),
        (json!({"email": "ana@clinic.example"}), "role"),
        (json!({"email": "ana@clinic.example", "role": "platform"}), "role"),
        (json!({"email": "ana@clinic.example", "role": "viewer", "org_id": OTHER}), "org_id"),
    ] {
        desk.admin("POST", MEMBERS, &body).await.problem(422, "invalid", Some(field));
    }
    let path = invited(&desk, "ana@clinic.example", "viewer").await;
    for (body, field) in [
        (json!({"email": "ben@clinic.example"}), "email"),
        (json!({"role": "owner"}), "role"),
        (json!({"disabled": "yes"}), "disabled"),
    ] {
        desk.admin("PATCH", &path, &body).await.problem(422, "invalid", Some(field));
    }
}

#[tokio::test]
async fn a_clinic_has_200_members_at_most() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute(&format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200)
         INSERT INTO members (id, org_id, email, role)
         SELECT printf('0198c0de-0000-7000-8000-%012x', n), '{ORG}', 'm' || n || '@clinic.example', 'viewer' FROM n"
    ));
    invite(&desk, "ana@clinic.example", "viewer").await.problem(409, "too_many_members", None);
    desk.admin("DELETE", &format!("{MEMBERS}/{}", id(7)), &json!(null)).await.expect(204);
    invite(&desk, "ana@clinic.example", "viewer").await.expect(201);
    assert_eq!(desk.walk(MEMBERS, 30, |_| {}).await.len(), 200);
}

/// Whoever is invited changes nothing of a call.
#[tokio::test]
async fn no_document_is_published_for_it() {
    let desk = Desk::with_clinic().await;
    let version = || desk.sqlite.value(&format!("SELECT config_version FROM orgs WHERE id = '{ORG}'"));
    let before = version();
    invited(&desk, "ana@clinic.example", "admin").await;
    assert_eq!(version(), before);
}
