//! A browser shows its cookie whoever makes it send a request, so other sites could act for whoever is signed in.

use axum::body::Body;
use frontdesk::http::headers::{HeaderSource, carried};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde_json::json;

use super::browser::{Browser, SESSION};
use crate::support::{Desk, ORG, schedule};

const ORIGIN: &str = "https://desk.example";

#[tokio::test]
async fn a_change_from_another_site_is_refused() {
    let desk = Desk::with_clinic().await;
    let mut browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    for site in [Some("cross-site"), Some("same-site"), Some("none"), Some(""), Some("same-origin, cross-site"), None] {
        for (method, path) in [("PUT", "/api/schedule"), ("POST", "/api/appointments"), ("POST", SESSION)] {
            let body = schedule();
            let answer = browser.send_from(&desk, site, (method, path), Some(&body)).await;
            answer.problem(403, "cross_site", None);
        }
        browser.send_from(&desk, site, ("DELETE", SESSION), None).await.problem(403, "cross_site", None);
        // What changes nothing is read by whoever opens it; no page of another site can read it.
        browser.send_from(&desk, site, ("GET", "/api/org"), None).await.expect(200);
    }
    browser.send_from(&desk, Some("same-origin"), ("PUT", "/api/schedule"), Some(&schedule())).await.expect(200);
}

/// Browsers of before 2023 name the origin alone.
#[tokio::test]
async fn without_fetch_metadata_the_origin_has_to_be_ours() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    let browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let from = |site: Option<&str>, origin: &str| {
        let request = browser.request("PUT", "/api/schedule", site).header(header::ORIGIN, origin);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        request.body(Body::from(schedule().to_string())).unwrap()
    };
    desk.raw(from(None, ORIGIN)).await.expect(200);
    for origin in ["https://desk.example.evil.example", "http://desk.example", "https://desk.example/", "null", ""] {
        desk.raw(from(None, origin)).await.problem(403, "cross_site", None);
    }
    // What the browser says of the site is what counts.
    desk.raw(from(Some("cross-site"), ORIGIN)).await.problem(403, "cross_site", None);
}

/// A token is in no browser's keeping, so no other site can have it sent.
#[tokio::test]
async fn a_bearer_may_come_from_anywhere() {
    let desk = Desk::with_clinic().await;
    let request = http::Request::builder().method("PUT").uri("/api/schedule").header("sec-fetch-site", "cross-site");
    let request = request.header(header::AUTHORIZATION, format!("Bearer {}", desk.token(Some(ORG), "admin")));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(schedule().to_string()));
    desk.raw(request.unwrap()).await.expect(200);
}

#[tokio::test]
async fn no_answer_invites_another_origin() {
    let desk = Desk::with_clinic().await;
    let mut browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    for path in ["/api/org", SESSION] {
        let answer = browser.get(&desk, path).await.expect(200);
        assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control-")), "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
    }
    let preflight = browser.request("OPTIONS", "/api/schedule", Some("cross-site")).header(header::ORIGIN, ORIGIN);
    desk.raw(preflight.body(Body::empty()).unwrap()).await.problem(405, "method_not_allowed", None);
}

/// Every header there is.
struct Everything;

impl HeaderSource for Everything {
    fn get(&self, _: &HeaderName) -> Option<HeaderValue> {
        Some(HeaderValue::from_static("x"))
    }

    fn all(&self) -> HeaderMap {
        HeaderMap::new()
    }
}

/// Anything but a token.
struct NoToken;

impl HeaderSource for NoToken {
    fn get(&self, name: &HeaderName) -> Option<HeaderValue> {
        (name != header::AUTHORIZATION).then(|| HeaderValue::from_static("x"))
    }

    fn all(&self) -> HeaderMap {
        HeaderMap::new()
    }
}

/// On workerd every header costs, and where nobody can be signed in nobody reads what a browser shows.
#[test]
fn vendors_and_bearers_bring_no_cookie() {
    let shown = |path: &str, source: &dyn Fn(&Method, &str) -> HeaderMap| {
        let headers = source(&Method::POST, path);
        ["cookie", "origin", "sec-fetch-site"].map(|name| headers.contains_key(name))
    };
    let without = |method: &Method, path: &str| carried(method, path, false, &NoToken);
    let with = |method: &Method, path: &str| carried(method, path, false, &Everything);
    for path in [
        "/api/vapi/webhook",
        "/api/vapi/webhook/d5bc3d69-996a-445b-a234-494040dff620",
        "/api/vapi/tools/calendar/check",
        "/api/twilio/status",
        "/api/google/calendar",
        "/health",
    ] {
        assert_eq!(shown(path, &without), [false; 3], "{path}");
    }
    for path in ["/api/org", "/api/vapi/provision", "/api/vapi/tools.json", "/api/integrations/google/test", SESSION] {
        assert_eq!(shown(path, &without), [true; 3], "{path}");
        assert_eq!(shown(path, &with), [path == SESSION; 3], "{path}");
    }
    let read = carried(&Method::GET, "/api/org", false, &NoToken);
    assert!(read.contains_key("cookie") && !read.contains_key("sec-fetch-site"), "{read:?}");
}

/// Nobody is signed in where vendors post, whatever a browser shows there.
#[tokio::test]
async fn a_cookie_proves_nothing_where_vendors_post() {
    let desk = Desk::with_clinic_and(&[
        ("VAPI_AUTH", "secret"),
        ("VAPI_SECRETS", "a-secret-of-the-platform-for-its-webhooks"),
        ("PUBLIC_URL", ORIGIN),
    ])
    .await;
    let mut browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let body = json!({"message": {"type": "status-update"}});
    browser.send(&desk, "POST", "/api/vapi/webhook", Some(&body)).await.problem(401, "unauthorized", None);
    browser.send(&desk, "POST", "/api/twilio/status", Some(&body)).await.problem(403, "forbidden", None);
}
