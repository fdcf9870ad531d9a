//! Members who sign in: which clinics are open to them, and what ends it at once.

use serde_json::{Value, json};

use super::browser::{Browser, SESSION};
use crate::support::{Desk, ORG, OTHER, sign};

/// A token that says who somebody is, and leaves what they may do to the clinics.
fn token(desk: &Desk, sub: &str, email: &str) -> String {
    sign(&json!({"sub": sub, "email": email, "exp": desk.clock.seconds() + 3600}))
}

/// Invites somebody, and says where the member is found.
async fn invite(desk: &Desk, org: &str, email: &str, role: &str) -> String {
    let body = json!({"email": email, "role": role});
    let admin = desk.token(Some(org), "admin");
    let member = desk.send("POST", "/api/members", &admin, Some(&body)).await.expect(201).json();
    format!("/api/members/{}", member["id"].as_str().unwrap())
}

#[tokio::test]
async fn whoever_is_invited_is_let_in_by_their_address() {
    let desk = Desk::with_clinic().await;
    let path = invite(&desk, ORG, "Ana@Clinic.example", "viewer").await;
    let mut ana = Browser::default();
    let view = ana.sign_in(&desk, &token(&desk, "u-17", "ana@CLINIC.example"), &json!({})).await.expect(201).json();
    assert_eq!((&view["role"], &view["org"]["id"], &view["orgs"]), (&json!("viewer"), &json!(ORG), &json!([])));
    ana.get(&desk, "/api/org").await.expect(200);
    assert_eq!(desk.get(&path).await.json()["signed_in_at"], "2026-12-01T15:00:00Z");
    let stranger = token(&desk, "u-18", "ben@clinic.example");
    Browser::default().sign_in(&desk, &stranger, &json!({})).await.problem(403, "not_a_member", None);
    desk.send("GET", "/api/org", &stranger, None).await.problem(403, "not_a_member", None);
}

/// What an admin changes of a member holds with the member's next request, whatever they hold in their hands.
#[tokio::test]
async fn a_member_who_is_changed_or_removed_is_so_at_once() {
    let desk = Desk::with_clinic().await;
    let path = invite(&desk, ORG, "ana@clinic.example", "viewer").await;
    let bearer = token(&desk, "u-17", "ana@clinic.example");
    let mut ana = Browser::signed_in(&desk, &bearer).await;
    let rename = json!({"name": "Downtown"});
    ana.send(&desk, "PATCH", "/api/org", Some(&rename)).await.problem(403, "forbidden", None);
    desk.admin("PATCH", &path, &json!({"role": "admin"})).await.expect(200);
    ana.send(&desk, "PATCH", "/api/org", Some(&rename)).await.expect(200);
    desk.send("PATCH", "/api/org", &bearer, Some(&rename)).await.expect(200);
    invite(&desk, ORG, "ben@clinic.example", "admin").await;
    desk.admin("PATCH", &path, &json!({"disabled": true})).await.expect(200);
    ana.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    ana.get(&desk, "/api/inbox").await.problem(401, "unauthorized", None);
    desk.send("GET", "/api/org", &bearer, None).await.problem(403, "member_disabled", None);
    ana.sign_in(&desk, &bearer, &json!({})).await.problem(403, "member_disabled", None);
    // Whoever is let back in signs in again.
    desk.admin("PATCH", &path, &json!({"disabled": false})).await.expect(200);
    ana.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    ana.sign_in(&desk, &bearer, &json!({})).await.expect(201);
    desk.admin("DELETE", &path, &json!(null)).await.expect(204);
    ana.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    desk.send("GET", "/api/org", &bearer, None).await.problem(403, "not_a_member", None);
}

#[tokio::test]
async fn a_member_of_several_clinics_goes_from_one_to_the_other() {
    let desk = Desk::with_clinic().await;
    invite(&desk, ORG, "ana@clinic.example", "viewer").await;
    invite(&desk, OTHER, "ana@clinic.example", "admin").await;
    let bearer = token(&desk, "u-17", "ana@clinic.example");
    let mut ana = Browser::default();
    let view = ana.sign_in(&desk, &bearer, &json!({})).await.expect(201).json();
    let uptown = json!([{"id": OTHER, "name": "Uptown Dental Clinic", "role": "admin"}]);
    assert_eq!((&view["org"]["id"], &view["role"], &view["orgs"]), (&json!(ORG), &json!("viewer"), &uptown));
    let mut before = ana.clone();
    desk.clock.advance(std::time::Duration::from_mins(1));
    let moved = ana.sign_in(&desk, "", &json!({"org_id": OTHER})).await.expect(201).json();
    assert_eq!((&moved["org"]["id"], &moved["role"]), (&json!(OTHER), &json!("admin")));
    assert_eq!(moved["expires_at"], view["expires_at"]);
    assert_eq!(ana.get(&desk, SESSION).await.expect(200).json(), moved);
    before.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    ana.send(&desk, "PATCH", "/api/org", Some(&json!({"name": "Uptown"}))).await.expect(200);
    let nobodys = json!({"org_id": crate::support::id(9)});
    ana.sign_in(&desk, "", &nobodys).await.problem(403, "not_a_member", None);
    // A token chooses none by itself.
    desk.send("GET", "/api/org", &bearer, None).await.problem(403, "several_orgs", None);
    let chosen = ana.sign_in(&desk, &bearer, &json!({"org_id": OTHER})).await.expect(201).json();
    assert_eq!(chosen["org"]["id"], OTHER);
}

/// Any clinic can invite any address. Where somebody works does not change by that, before they go there themselves.
#[tokio::test]
async fn an_invitation_to_another_clinic_moves_nobody() {
    let desk = Desk::with_clinic().await;
    // The other clinic's is older: by age alone it would come first.
    invite(&desk, OTHER, "ana@clinic.example", "admin").await;
    desk.sqlite.execute("UPDATE members SET id = '00000000-0000-7000-8000-000000000001'");
    invite(&desk, ORG, "ana@clinic.example", "viewer").await;
    let bearer = token(&desk, "u-17", "ana@clinic.example");
    let mut ana = Browser::default();
    ana.sign_in(&desk, &bearer, &json!({"org_id": ORG})).await.expect(201);
    let org = |answer: crate::support::Answer| answer.expect(200).json()["id"].clone();
    assert_eq!(org(desk.send("GET", "/api/org", &bearer, None).await), ORG);
    let again = Browser::default().sign_in(&desk, &bearer, &json!({})).await.expect(201).json();
    assert_eq!((&again["org"]["id"], &again["orgs"][0]["id"]), (&json!(ORG), &json!(OTHER)), "it is offered");
    ana.sign_in(&desk, "", &json!({"org_id": OTHER})).await.expect(201);
    desk.send("GET", "/api/org", &bearer, None).await.problem(403, "several_orgs", None);
}

/// Also of whoever works by tokens alone and has never been at the door: the first use says where they work, and who they are.
#[tokio::test]
async fn a_member_by_token_is_tied_at_the_first_use() {
    let desk = Desk::with_clinic().await;
    invite(&desk, ORG, "ana@clinic.example", "viewer").await;
    let bearer = token(&desk, "u-17", "ana@clinic.example");
    desk.send("GET", "/api/org", &bearer, None).await.expect(200);
    desk.sweep().await;
    invite(&desk, OTHER, "ana@clinic.example", "admin").await;
    assert_eq!(desk.send("GET", "/api/org", &bearer, None).await.expect(200).json()["id"], ORG);
    let another = token(&desk, "u-18", "ana@clinic.example");
    desk.send("POST", "/auth/session", &another, Some(&json!({"org_id": ORG}))).await.problem(
        403,
        "address_of_another",
        None,
    );
}

/// An address that is given to somebody else at the clinic does not give them what it gave.
#[tokio::test]
async fn an_address_stays_with_whoever_signed_in_with_it_first() {
    let desk = Desk::with_clinic().await;
    let path = invite(&desk, ORG, "desk@clinic.example", "viewer").await;
    Browser::signed_in(&desk, &token(&desk, "u-17", "desk@clinic.example")).await;
    let another = token(&desk, "u-18", "desk@clinic.example");
    let mut browser = Browser::default();
    browser.sign_in(&desk, &another, &json!({})).await.problem(403, "address_of_another", None);
    desk.send("GET", "/api/org", &another, None).await.problem(403, "address_of_another", None);
    desk.admin("DELETE", &path, &json!(null)).await.expect(204);
    invite(&desk, ORG, "desk@clinic.example", "viewer").await;
    browser.sign_in(&desk, &another, &json!({})).await.expect(201);
}

/// Raw SQL too: a session and whatever makes its bearer somebody are read together.
#[tokio::test]
async fn a_member_whom_sql_removes_is_out_at_once() {
    let changes = ["UPDATE members SET disabled_at = 1", "DELETE FROM members"];
    for change in changes {
        let desk = Desk::with_clinic().await;
        invite(&desk, ORG, "ana@clinic.example", "viewer").await;
        let mut ana = Browser::signed_in(&desk, &token(&desk, "u-17", "ana@clinic.example")).await;
        ana.get(&desk, "/api/org").await.expect(200);
        desk.sqlite.execute(change);
        let refused: Value = ana.get(&desk, "/api/org").await.problem(401, "unauthorized", None).json();
        assert!(refused["detail"].as_str().unwrap().contains("Sign in again"), "{refused}");
    }
}

/// A clinic that has left is open to nobody but the operator, in whichever way they came in. Other clinics stay open to the same people.
#[tokio::test]
async fn a_clinic_that_has_closed_is_open_to_none_of_its_members() {
    let desk = Desk::with_clinic().await;
    invite(&desk, ORG, "ana@clinic.example", "admin").await;
    invite(&desk, ORG, "ben@clinic.example", "viewer").await;
    invite(&desk, OTHER, "ben@clinic.example", "viewer").await;
    let [ana, ben] = ["ana", "ben"].map(|name| token(&desk, name, &format!("{name}@clinic.example")));
    let [mut member, mut bearer] = [Browser::default(), Browser::default()];
    member.sign_in(&desk, &ana, &json!({})).await.expect(201);
    bearer.sign_in(&desk, &desk.token(Some(ORG), "admin"), &json!({})).await.expect(201);
    let operator = desk.token(Some(ORG), "platform");
    let mut operators = Browser::signed_in(&desk, &operator).await;
    desk.send("PATCH", "/api/org", &operator, Some(&json!({"status": "closed"}))).await.expect(200);
    for path in ["/api/org", "/api/inbox", "/api/appointments"] {
        member.get(&desk, path).await.problem(401, "unauthorized", None);
        bearer.get(&desk, path).await.problem(401, "unauthorized", None);
        desk.send("GET", path, &ana, None).await.problem(403, "org_closed", None);
        operators.get(&desk, path).await.expect(200);
    }
    member.sign_in(&desk, &ana, &json!({})).await.problem(403, "org_closed", None);
    let view = Browser::default().sign_in(&desk, &ben, &json!({})).await.expect(201).json();
    assert_eq!((&view["org"]["id"], &view["orgs"]), (&json!(OTHER), &json!([])));
}
