//! Tokens, roles, and the line between orgs.

use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG, OTHER, google, mapping, schedule, sign, twilio};

type Endpoint = (&'static str, &'static str, Value, [bool; 3]);

const READ: [bool; 3] = [true, true, true];
const WRITE: [bool; 3] = [false, true, true];
const OPERATE: [bool; 3] = [false, false, true];

/// Endpoints with a body that each accepts, and whether viewer, admin and operator may use them. `roles` tries all that there are.
fn endpoints() -> Vec<Endpoint> {
    let (read, write, operate) = (READ, WRITE, OPERATE);
    let mut endpoints = vec![
        ("GET", "/api/org", Value::Null, read),
        ("PATCH", "/api/org", json!({"name": "Downtown"}), write),
        ("GET", "/api/orgs", Value::Null, operate),
        ("POST", "/api/orgs", json!({"name": "New", "zone": "UTC"}), operate),
        ("GET", "/api/org/template", Value::Null, write),
        ("POST", "/api/orgs/0198c0de-0000-7000-8000-0000000000ff/copy", json!({"name": "New"}), operate),
        ("GET", "/api/inbound/phone-mappings", Value::Null, read),
        ("POST", "/api/inbound/phone-mappings", mapping(NUMBER), write),
        ("GET", "/api/inbound/phone-lookup/+15550100", Value::Null, read),
        ("GET", "/api/schedule", Value::Null, read),
        ("PUT", "/api/schedule", schedule(), write),
        ("GET", "/api/integrations/google", Value::Null, read),
        ("PUT", "/api/integrations/google", google(), write),
        ("PUT", "/api/integrations/twilio", twilio(), write),
        ("POST", "/api/integrations/google/test", Value::Null, write),
        ("GET", "/api/knowledge", Value::Null, read),
        ("PUT", "/api/knowledge", json!({"unknown": "transfer"}), write),
        ("GET", "/api/knowledge/gaps", Value::Null, read),
        ("GET", "/api/services", Value::Null, read),
        ("GET", "/api/services/0198c0de-0000-7000-8000-000000000001", Value::Null, read),
        ("POST", "/api/services", json!({"name": "Cleaning", "minutes": 30}), write),
        ("PATCH", "/api/services/0198c0de-0000-7000-8000-000000000001", json!({"minutes": 45}), write),
        ("DELETE", "/api/services/0198c0de-0000-7000-8000-000000000001", Value::Null, write),
        ("GET", "/api/practitioners", Value::Null, read),
        ("GET", "/api/practitioners/0198c0de-0000-7000-8000-000000000001", Value::Null, read),
        ("POST", "/api/practitioners", json!({"name": "Dr. Lee", "calendar_id": "lee@clinic.example"}), write),
        ("PATCH", "/api/practitioners/0198c0de-0000-7000-8000-000000000001", json!({"aliases": []}), write),
        ("DELETE", "/api/practitioners/0198c0de-0000-7000-8000-000000000001", Value::Null, write),
        ("GET", "/api/members", Value::Null, read),
        ("GET", "/api/members/0198c0de-0000-7000-8000-000000000001", Value::Null, read),
        ("POST", "/api/members", json!({"email": "ana@clinic.example", "role": "viewer"}), write),
        ("PATCH", "/api/members/0198c0de-0000-7000-8000-000000000001", json!({"disabled": true}), write),
        ("DELETE", "/api/members/0198c0de-0000-7000-8000-000000000001", Value::Null, write),
        ("GET", "/api/usage", Value::Null, read),
        ("GET", "/api/budget", Value::Null, read),
        ("PUT", "/api/budget", json!({"text_segments": 100}), write),
        ("GET", "/api/inbox", Value::Null, read),
        ("GET", "/api/inbox/0198c0de-0000-7000-8000-000000000001", Value::Null, read),
        ("PATCH", "/api/inbox/0198c0de-0000-7000-8000-000000000001", json!({"status": "done"}), write),
        ("POST", "/api/admin/rewrap", Value::Null, operate),
        ("POST", "/api/admin/phone-mappings/import?dry_run=true", json!({}), operate),
        ("POST", "/api/inbound/phone-mappings/import?dry_run=true", json!({}), write),
        ("GET", "/api/metrics", Value::Null, operate),
        ("GET", "/api/admin/revocations", Value::Null, operate),
        ("POST", "/api/admin/revocations", json!({"jti": "a-token"}), operate),
        ("DELETE", "/api/admin/revocations/0198c0de-0000-7000-8000-000000000001", Value::Null, operate),
        ("DELETE", "/api/integrations/google", Value::Null, write),
        ("DELETE", "/api/inbound/phone-mappings/0198c0de-0000-7000-8000-000000000001", Value::Null, write),
    ];
    endpoints.extend(of_webhooks());
    endpoints.extend(of_claims());
    endpoints
}

fn of_webhooks() -> Vec<Endpoint> {
    let (read, write) = (READ, WRITE);
    vec![
        ("GET", "/api/webhooks", Value::Null, read),
        ("GET", "/api/webhooks/0198c0de-0000-7000-8000-000000000001", Value::Null, read),
        ("POST", "/api/webhooks", json!({"url": "https://crm.example.com/", "events": ["call.ended"]}), write),
        ("PATCH", "/api/webhooks/0198c0de-0000-7000-8000-000000000001", json!({"disabled": true}), write),
        ("POST", "/api/webhooks/0198c0de-0000-7000-8000-000000000001/rotate", Value::Null, write),
        ("GET", "/api/webhook-deliveries", Value::Null, read),
        ("POST", "/api/webhooks/0198c0de-0000-7000-8000-000000000001/test", Value::Null, write),
        (
            "POST",
            "/api/webhooks/0198c0de-0000-7000-8000-000000000001/replay",
            json!({"since": "2026-12-01T00:00:00Z"}),
            write,
        ),
        ("POST", "/api/webhook-deliveries/1/replay", Value::Null, write),
        ("DELETE", "/api/webhooks/0198c0de-0000-7000-8000-000000000001", Value::Null, write),
    ]
}

fn of_claims() -> Vec<Endpoint> {
    let (write, operate) = (WRITE, OPERATE);
    vec![
        ("POST", "/api/inbound/phone-mappings/prove", Value::Null, write),
        ("POST", "/api/admin/phone-mappings/approve", json!({"org_id": ORG, "sip_uris": [], "reason": "x"}), operate),
        ("GET", "/api/admin/disputes", Value::Null, operate),
        (
            "POST",
            "/api/admin/disputes/0198c0de-0000-7000-8000-000000000001/resolve",
            json!({"decision": "keep", "reason": "x"}),
            operate,
        ),
    ]
}

async fn status(desk: &Desk, method: &str, path: &str, body: &Value, token: &str) -> u16 {
    desk.send(method, path, token, Some(body).filter(|body| !body.is_null())).await.status.as_u16()
}

#[tokio::test]
async fn every_endpoint_asks_for_a_role() {
    for (method, path, body, allowed) in endpoints() {
        let desk = Desk::with_clinic().await;
        for (role, allowed) in ["viewer", "admin", "platform"].into_iter().zip(allowed) {
            let status = status(&desk, method, path, &body, &desk.token(Some(ORG), role)).await;
            assert_eq!(status != 403, allowed, "{role} {method} {path}: {status}");
            assert_ne!(status, 401, "{role} {method} {path}");
        }
    }
}

#[tokio::test]
async fn every_endpoint_refuses_what_proves_nothing() {
    let desk = Desk::with_clinic().await;
    let now = desk.clock.seconds();
    let expired = sign(&json!({"org_id": ORG, "role": "admin", "exp": now - 31}));
    let forged = format!("{}x", desk.token(Some(ORG), "admin"));
    let endless = sign(&json!({"org_id": ORG, "role": "admin"}));
    for (method, path, body, _) in endpoints() {
        for token in ["", "nonsense", "a.b.c", &expired, &forged, &endless] {
            let status = status(&desk, method, path, &body, token).await;
            assert_eq!(status, 401, "{method} {path} with {token:?}");
        }
    }
    let answer = desk.send("GET", "/api/org", &expired, None).await.problem(401, "unauthorized", None);
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    assert!(answer.text.contains("expired"));
}

/// Whoever has left reads nothing any more and changes nothing. The operator still can, and can let them back in.
#[tokio::test]
async fn a_closed_orgs_tokens_read_nothing() {
    let desk = Desk::with_clinic().await;
    let (viewer, admin) = (desk.token(Some(ORG), "viewer"), desk.token(Some(ORG), "admin"));
    let operator = desk.token(Some(ORG), "platform");
    let set = async |status: &str| {
        desk.send("PATCH", "/api/org", &operator, Some(&json!({"status": status}))).await.expect(200);
    };
    // They were good a moment before.
    desk.send("GET", "/api/org", &viewer, None).await.expect(200);
    desk.send("GET", "/api/inbound/phone-lookup/+15550100", &admin, None).await.expect(200);
    set("closed").await;
    for (method, path, body, _) in endpoints() {
        for token in [&viewer, &admin] {
            let answer = desk.send(method, path, token, Some(&body).filter(|body| !body.is_null())).await;
            answer.problem(403, "org_closed", None);
        }
    }
    desk.send("GET", "/api/org", &operator, None).await.expect(200);
    desk.send("GET", "/api/inbound/phone-lookup/+15550100", &operator, None).await.expect(200);
    // Whose account is only suspended sees why, and what there is.
    set("suspended").await;
    desk.send("GET", "/api/org", &viewer, None).await.expect(200);
}

/// Somebody else may close it, in SQL or through another isolate.
#[tokio::test]
async fn an_org_that_is_closed_elsewhere_is_closed_here_within_ten_seconds() {
    let desk = Desk::with_clinic().await;
    let admin = desk.token(Some(ORG), "admin");
    desk.send("GET", "/api/inbound/phone-lookup/+15550100", &admin, None).await.expect(200);
    desk.sqlite.execute("UPDATE orgs SET status = 'closed'");
    desk.clock.advance(std::time::Duration::from_secs(10));
    for path in ["/api/inbound/phone-lookup/+15550100", "/api/services", "/api/appointments"] {
        desk.send("GET", path, &admin, None).await.problem(403, "org_closed", None);
    }
}

#[tokio::test]
async fn a_deleted_orgs_tokens_read_nothing() {
    let desk = Desk::with_clinic().await;
    let admin = desk.token(Some(ORG), "admin");
    let name = desk.send("GET", "/api/org", &admin, None).await.json()["name"].as_str().unwrap().replace(' ', "%20");
    let operator = desk.token(None, "platform");
    desk.send("DELETE", &format!("/api/orgs/{ORG}?name={name}"), &operator, None).await.expect(204);
    for (method, path, body, _) in endpoints() {
        let answer = desk.send(method, path, &admin, Some(&body).filter(|body| !body.is_null())).await;
        answer.problem(404, "not_found", None);
    }
}

#[tokio::test]
async fn a_token_that_was_accepted_ends_when_it_expires() {
    let desk = Desk::with_clinic().await;
    let token = sign(&json!({"org_id": ORG, "role": "admin", "exp": desk.clock.seconds() + 60}));
    desk.send("GET", "/api/org", &token, None).await.expect(200);
    desk.send("GET", "/api/org", &token, None).await.expect(200);
    desk.clock.advance(std::time::Duration::from_secs(91));
    desk.send("GET", "/api/org", &token, None).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn an_org_sees_nothing_of_another() {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    let id = desk.get("/api/inbound/phone-mappings").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let theirs = format!("/api/inbound/phone-mappings/{id}");
    let nobodys = "/api/inbound/phone-mappings/0198c0de-0000-7000-8000-000000000001";
    let refused = desk.send("DELETE", &theirs, &other, None).await;
    assert_eq!(refused.text, desk.send("DELETE", nobodys, &other, None).await.text);
    refused.problem(404, "not_found", None);
    for (path, empty) in [
        ("/api/inbound/phone-mappings", 200),
        ("/api/schedule", 404),
        ("/api/integrations/google", 404),
        ("/api/integrations/twilio", 404),
    ] {
        let answer = desk.send("GET", path, &other, None).await.expect(empty);
        assert!(!answer.text.contains("Downtown") && !answer.text.contains(ORG), "{}", answer.text);
    }
    desk.send("DELETE", "/api/integrations/google", &other, None).await.problem(404, "not_found", None);
    desk.get("/api/integrations/google").await.expect(200);
    desk.get("/api/inbound/phone-lookup/+15550100").await.expect(200);
}

/// An org that a body, a query or a header names is never believed.
#[tokio::test]
async fn the_org_comes_from_the_token_alone() {
    let desk = Desk::with_clinic().await;
    let mut body = mapping("+15550155");
    body["org_id"] = json!(OTHER);
    desk.admin("POST", "/api/inbound/phone-mappings", &body).await.problem(422, "invalid", Some("org_id"));
    desk.get(&format!("/api/inbound/phone-mappings?org_id={OTHER}")).await.problem(422, "invalid", Some("org_id"));
}

#[tokio::test]
async fn a_platform_token_without_an_org_has_no_org() {
    let desk = Desk::with_clinic().await;
    let operator = desk.token(None, "platform");
    desk.send("GET", "/api/org", &operator, None).await.problem(403, "forbidden", None);
    desk.send("GET", "/api/orgs", &operator, None).await.expect(200);
}

#[tokio::test]
async fn an_org_that_does_not_exist_has_nothing() {
    let desk = Desk::new();
    desk.get("/api/org").await.problem(404, "not_found", None);
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.problem(404, "not_found", None);
    desk.admin("PUT", "/api/schedule", &schedule()).await.problem(404, "not_found", None);
    desk.admin("PUT", "/api/integrations/google", &google()).await.problem(404, "not_found", None);
    let service = json!({"name": "Cleaning", "minutes": 30});
    desk.admin("POST", "/api/services", &service).await.problem(404, "not_found", None);
    let practitioner = json!({"name": "Dr. Lee", "calendar_id": "lee@clinic.example"});
    desk.admin("POST", "/api/practitioners", &practitioner).await.problem(404, "not_found", None);
}
