//! Headers, on the way in and on the way out.

use axum::body::Body;
use http::Request;
use serde_json::json;

use crate::support::{CHECK, Desk, ORG};

/// Every kind of answer below `/api/`, the refusals too, is kept nowhere and taken for nothing that it is not.
#[tokio::test]
async fn answers_of_the_api_are_neither_stored_nor_sniffed() {
    let desk = Desk::with_clinic().await;
    let token = desk.token(Some(ORG), "admin");
    let large = json!({"clinic_name": "x".repeat(200_000)});
    let patch = json!({"name": "Oak"});
    for (method, path, token, body, status) in [
        ("GET", "/api/org", token.as_str(), None, 200),
        ("PATCH", "/api/org", &token, Some(&patch), 200),
        ("GET", "/api/org", "", None, 401),
        ("GET", "/api/nowhere", &token, None, 404),
        ("GET", CHECK, "", None, 405),
        ("POST", "/api/inbound/phone-mappings", &token, Some(&large), 413),
        ("POST", "/api/twilio/status", "", None, 403),
        ("POST", CHECK, "", Some(&json!({})), 200),
    ] {
        let answer = desk.send(method, path, token, body).await.expect(status);
        assert_eq!(answer.headers["cache-control"], "no-store", "{method} {path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{method} {path}");
    }
    let health = desk.get("/health").await.expect(200);
    assert!(!health.headers.contains_key("cache-control"), "what is public may be kept");
}

/// The edge carries what is on the list of `http::headers` and nothing else: a handler must not find more here than on workerd.
#[tokio::test]
async fn a_header_that_is_not_on_the_list_reaches_no_handler() {
    let desk = Desk::with_clinic().await;
    let token = desk.token(Some(ORG), "admin");
    let request = |name: &str, value: &str| {
        let request = Request::builder().uri("/api/org").header(name, value).header("idempotency-key", "not a key");
        request.body(Body::empty()).unwrap()
    };
    desk.raw(request("x-authorization", &format!("Bearer {token}"))).await.problem(401, "unauthorized", None);
    desk.raw(request("authorization", &format!("Bearer {token}"))).await.expect(200);
    let twice = Request::builder().uri("/api/org").header("authorization", format!("Bearer {token}"));
    let twice = twice.header("authorization", "Bearer another").body(Body::empty()).unwrap();
    desk.raw(twice).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn the_root_says_where_to_go() {
    let desk = Desk::new();
    let root = desk.send("GET", "/", "", None).await.expect(200).json();
    assert_eq!(root["name"], "Frontdesk");
    for path in [&root["openapi"], &root["health"]] {
        desk.send("GET", path.as_str().unwrap(), "", None).await.expect(200);
    }
}
