//! What a token of a provider allows: an org, a role, and never more than the deployment says.

use axum::body::Body;
use http::{Request, header};
use serde_json::{Value, json};

use super::{AUDIENCE, token, with_provider};
use crate::{
    sessions::Browser,
    support::{Desk, ORG, OTHER, id, sign},
};

async fn refused(desk: &Desk, changes: &Value) -> (u16, String) {
    let answer = desk.send("GET", "/api/org", &token(desk, changes), None).await;
    (answer.status.as_u16(), answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn an_owner_may_change_things_and_staff_may_read() {
    let desk = with_provider(&json!({})).await;
    let staff = token(&desk, &json!({"app_metadata": {"org_id": ORG, "frontdesk_role": "staff"}}));
    let rename = json!({"name": "Downtown"});
    desk.send("GET", "/api/org", &staff, None).await.expect(200);
    desk.send("PATCH", "/api/org", &staff, Some(&rename)).await.problem(403, "forbidden", None);
    desk.send("PATCH", "/api/org", &token(&desk, &json!({})), Some(&rename)).await.expect(200);
    let line = &desk.get("/api/audit").await.json()["items"][0];
    assert_eq!((&line["actor_id"], &line["actor_name"]), (&json!("6f9e7d2c"), &json!("ana@clinic.example")));
    // In the clinic's object too, and through the door.
    desk.send("GET", "/api/inbox", &staff, None).await.expect(200);
    let mut browser = Browser::default();
    let view = browser.sign_in(&desk, &token(&desk, &json!({})), &json!({})).await.expect(201).json();
    assert_eq!((&view["provider"], &view["role"]), (&json!("supabase"), &json!("admin")));
    browser.sign_in(&desk, &staff, &json!({"org_id": OTHER})).await.problem(403, "other_org", None);
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_refused_and_never_guessed() {
    let desk = with_provider(&json!({})).await;
    let now = desk.clock.seconds();
    let fraction: Value = serde_json::from_str(&format!("{}.5", now + 60)).unwrap();
    let metadata = |org: Value, role: Value| json!({"app_metadata": {"org_id": org, "frontdesk_role": role}});
    for (changes, status, code) in [
        (json!({"aud": "anon"}), 401, "unauthorized"),
        (json!({"aud": null}), 401, "unauthorized"),
        (json!({"aud": ["other", AUDIENCE]}), 200, ""),
        (json!({"exp": null}), 401, "unauthorized"),
        (json!({"exp": "soon"}), 401, "unauthorized"),
        (json!({"exp": now - 30}), 401, "unauthorized"),
        (json!({"exp": now - 29}), 200, ""),
        (json!({"exp": fraction}), 200, ""),
        (json!({"exp": 1e300}), 401, "unauthorized"),
        (json!({"nbf": now + 31}), 401, "unauthorized"),
        (json!({"iat": now + 31}), 401, "unauthorized"),
        (json!({"nbf": now + 30, "iat": now + 30}), 200, ""),
        (json!({"sub": null}), 401, "unauthorized"),
        (json!({"sub": ""}), 401, "unauthorized"),
        (json!({"sub": 7}), 401, "unauthorized"),
        (json!({"is_anonymous": true}), 401, "unauthorized"),
        (json!({"sts": "pending"}), 401, "unauthorized"),
        (json!({"app_metadata": null}), 403, "unknown_org"),
        (metadata(json!("org_2abc"), json!("owner")), 403, "unknown_org"),
        (metadata(json!([ORG]), json!("owner")), 403, "unknown_org"),
        (metadata(json!(ORG), json!("platform")), 403, "unknown_role"),
        (metadata(json!(ORG), json!("admin")), 403, "unknown_role"),
        (metadata(json!(ORG), json!(null)), 403, "unknown_role"),
        (metadata(json!(ORG), json!(["owner"])), 403, "unknown_role"),
        (metadata(json!(id(9)), json!("owner")), 404, "not_found"),
    ] {
        let (got, named) = refused(&desk, &changes).await;
        assert_eq!((got, if got == 200 { "" } else { &named }), (status, code), "{changes}");
    }
}

/// Names of its own for orgs, which are no UUIDs, and roles at the top of the token.
#[tokio::test]
async fn clinics_are_known_by_the_providers_own_ids_too() {
    let changes = json!({"org_claim": "o.id", "role_claim": "https://clinic.example/role", "orgs": {"org_2abc": ORG},
        "roles": null, "audience": null, "azp": ["https://console.example"]});
    let desk = with_provider(&changes).await;
    let clerk = |o: Value, azp: &str| json!({"o": o, "https://clinic.example/role": "viewer", "aud": null, "azp": azp, "act": {"sub": "u-9"}, "name": "Ana"});
    let own = "https://console.example";
    let token = token(&desk, &clerk(json!({"id": "org_2abc"}), own));
    assert_eq!(desk.send("GET", "/api/org", &token, None).await.expect(200).json()["id"], ORG);
    assert_eq!(refused(&desk, &clerk(json!({"id": "org_2xyz"}), own)).await.0, 403);
    // Whoever may choose an id at the provider cannot choose one of ours.
    assert_eq!(refused(&desk, &clerk(json!({"id": ORG}), own)).await.0, 403);
    assert_eq!(refused(&desk, &clerk(json!({"id": "org_2abc"}), "https://evil.example")).await.0, 401);
    // Whoever acts as somebody else is named.
    let view = Browser::default().sign_in(&desk, &token, &json!({})).await.expect(201).json();
    assert_eq!(view["name"], "Ana (by u-9)");
}

#[tokio::test]
async fn only_who_is_named_is_the_operator() {
    let desk = with_provider(&json!({"platform_subjects": ["6f9e7d2c"]})).await;
    desk.send("GET", "/api/orgs", &token(&desk, &json!({})), None).await.expect(200);
    desk.send("GET", "/api/orgs", &token(&desk, &json!({"sub": "6f9e7d2c "})), None).await.problem(
        403,
        "forbidden",
        None,
    );
}

/// Where the clinics say who works with them, the address has to be theirs.
#[tokio::test]
async fn members_are_known_by_a_verified_address_and_removed_in_the_middle() {
    let changes = json!({"org": "members", "org_claim": null, "role_claim": null, "roles": null});
    let desk = with_provider(&changes).await;
    let body = json!({"email": "ana@clinic.example", "role": "viewer"});
    let member = desk.admin("POST", "/api/members", &body).await.expect(201).json();
    for verified in [json!(null), json!(false), json!("true")] {
        let (status, code) = refused(&desk, &json!({"email_verified": verified})).await;
        assert_eq!((status, code.as_str()), (403, "address_not_verified"), "{verified}");
    }
    let good = token(&desk, &json!({"email_verified": true}));
    let mut browser = Browser::signed_in(&desk, &good).await;
    desk.send("GET", "/api/org", &good, None).await.expect(200);
    // Nobody else who vouches for the address has their word taken for hers, whatever they call whoever it is.
    let elsewhere =
        sign(&json!({"sub": "6f9e7d2c", "email": "ana@clinic.example", "exp": desk.clock.seconds() + 3600}));
    desk.send("GET", "/api/org", &elsewhere, None).await.problem(403, "address_of_another", None);
    desk.admin("DELETE", &format!("/api/members/{}", member["id"].as_str().unwrap()), &json!(null)).await.expect(204);
    desk.send("GET", "/api/org", &good, None).await.problem(403, "not_a_member", None);
    browser.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
}

/// Cloudflare Access puts its token into every request of a browser, whichever page makes it: it opens the door, and nothing else.
#[tokio::test]
async fn access_opens_the_door_for_the_console_alone() {
    let changes = json!({"name": "access", "org": "members", "emails_are_verified": true, "org_claim": null, "role_claim": null,
        "roles": null, "type": "app", "header": "Cf-Access-Jwt-Assertion"});
    let desk = with_provider(&changes).await;
    desk.admin("POST", "/api/members", &json!({"email": "ana@clinic.example", "role": "viewer"})).await.expect(201);
    let ask = |method: &str, path: &str, site: &str, changes: &Value| {
        let request = Request::builder().method(method).uri(path).header("sec-fetch-site", site);
        let request = request.header("cf-access-jwt-assertion", token(&desk, changes));
        request.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}")).unwrap()
    };
    let app = json!({"type": "app"});
    desk.raw(ask("POST", "/auth/session", "same-origin", &app)).await.expect(201);
    desk.raw(ask("POST", "/auth/session", "cross-site", &app)).await.problem(403, "cross_site", None);
    desk.raw(ask("POST", "/auth/session", "same-origin", &json!({"type": "org"}))).await.problem(
        401,
        "unauthorized",
        None,
    );
    for path in ["/auth/session", "/api/org"] {
        desk.raw(ask("GET", path, "same-origin", &app)).await.problem(401, "unauthorized", None);
    }
}
