//! Requests that are wrong in themselves.

use axum::body::Body;
use http::Request;
use serde_json::json;

use crate::support::{CHECK, Desk, NUMBER, mapping, vapi};

const MAPPINGS: &str = "/api/inbound/phone-mappings";

fn post(desk: &Desk, path: &str, content_type: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let token = desk.token(Some(crate::support::ORG), "admin");
    let mut request = Request::builder().method("POST").uri(path).header("authorization", format!("Bearer {token}"));
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    request.body(body.into()).unwrap()
}

#[tokio::test]
async fn a_body_must_be_json_and_say_so() {
    let desk = Desk::with_clinic().await;
    let good = mapping(NUMBER).to_string();
    for path in [MAPPINGS, CHECK] {
        for content_type in
            [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")]
        {
            let answer = desk.raw(post(&desk, path, content_type, good.clone())).await;
            answer.problem(415, "unsupported_media_type", None);
        }
        for content_type in ["application/json; charset=utf-8", "Application/JSON"] {
            desk.raw(post(&desk, path, Some(content_type), good.clone())).await.expect(200);
        }
        for bad in ["", "{", "{'a': 1}", "\u{feff}", &format!("{good}}}")] {
            let answer = desk.raw(post(&desk, path, Some("application/json"), bad.to_owned())).await;
            answer.problem(400, "malformed", None);
        }
    }
    for bad in [&b"{\"clinic_name\":\"\xff\"}"[..], br#"{"clinic_name":"\ud800"}"#] {
        desk.raw(post(&desk, MAPPINGS, Some("application/json"), bad)).await.problem(400, "malformed", None);
    }
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let desk = Desk::with_clinic().await;
    let filled = |bytes: usize| {
        let empty = r#"{"message":{"x":""}}"#;
        empty.replace("\"\"", &format!("\"{}\"", "x".repeat(bytes - empty.len())))
    };
    desk.raw(post(&desk, CHECK, Some("application/json"), filled(1024 * 1024))).await.expect(200);
    let answer = desk.raw(post(&desk, CHECK, Some("application/json"), filled(1024 * 1024 + 1))).await;
    answer.problem(413, "too_large", None);
    let answer = desk.raw(post(&desk, MAPPINGS, Some("application/json"), filled(128 * 1024 + 1))).await;
    answer.problem(413, "too_large", None);
}

#[tokio::test]
async fn deep_nesting_is_malformed_and_harmless() {
    let desk = Desk::with_clinic().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [deep.clone(), format!("{{\"message\":{deep}}}"), format!("{{\"toolCall\":{{\"arguments\":{deep}}}}}")]
    {
        let answer = desk.raw(post(&desk, MAPPINGS, Some("application/json"), body.clone())).await;
        assert!((400..=422).contains(&answer.status.as_u16()), "{}", answer.text);
        let answer = desk.raw(post(&desk, CHECK, Some("application/json"), body)).await;
        assert!([200, 400].contains(&answer.status.as_u16()), "{}", answer.text);
    }
    desk.webhook(&vapi(NUMBER, &json!({"date": "2026-12-03"}))).await.expect(200);
}

/// Where one of several words is wanted, anything else is wrong in its field; the body as such is JSON.
#[tokio::test]
async fn what_is_no_word_of_a_list_is_named_by_its_field() {
    let desk = Desk::with_clinic().await;
    for wrong in [json!(null), json!(5), json!(true), json!([])] {
        for (path, body, field) in [
            ("/api/knowledge", json!({"unknown": wrong}), "unknown"),
            ("/api/knowledge", json!({"insurance": {"otherwise": wrong}}), "insurance.otherwise"),
            ("/api/messaging", json!({"staff": [{"number": "+12125550169", "hours": wrong}]}), "staff[0].hours"),
        ] {
            let problem = desk.admin("PUT", path, &body).await.problem(422, "invalid", Some(field)).json();
            assert_eq!(problem["detail"], "This must be a text.", "{body}");
        }
    }
}

#[tokio::test]
async fn fields_are_named_and_their_values_are_not_repeated() {
    let desk = Desk::with_clinic().await;
    for (body, field) in [
        (json!({"inbound_phone_number": NUMBER}), "clinic_name"),
        (json!({"inbound_phone_number": ["canary"], "clinic_name": "x"}), "inbound_phone_number"),
        (json!({"inbound_phone_number": "canary", "clinic_name": "x"}), "inbound_phone_number"),
        (json!({"inbound_phone_number": NUMBER, "clinic_name": {"canary": 1}}), "clinic_name"),
        (json!({"inbound_phone_number": NUMBER, "clinic_name": "x", "is_active": "canary"}), "is_active"),
        (json!({"inbound_phone_number": NUMBER, "clinic_name": "x", "sip_uri": "canary"}), "sip_uri"),
        (json!({"inbound_phone_number": NUMBER, "clinic_name": "x", "clinic": "canary"}), "clinic"),
    ] {
        let answer = desk.admin("POST", MAPPINGS, &body).await.problem(422, "invalid", Some(field));
        assert!(!answer.text.contains("canary"), "{}", answer.text);
    }
    for no_object in [json!([]), json!(null), json!("text"), json!(["+15550100", "x", null, null, true])] {
        let answer = desk.admin("POST", MAPPINGS, &no_object).await.problem(422, "invalid", None);
        assert!(answer.text.contains("must be a JSON object"), "{}", answer.text);
    }
    let answer = desk.admin("PUT", "/api/schedule", &json!({"slot_minutes": "30", "weekly": {}})).await;
    assert!(answer.problem(422, "invalid", Some("slot_minutes")).text.contains("a whole number"));
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let desk = Desk::with_clinic().await;
    desk.get("/api/nothing").await.problem(404, "not_found", None);
    desk.get("/api/integrations/fax").await.problem(404, "not_found", None);
    desk.get(CHECK).await.problem(405, "method_not_allowed", None);
    desk.admin("DELETE", "/api/org", &json!({})).await.problem(405, "method_not_allowed", None);
}

#[tokio::test]
async fn what_fails_here_is_logged_here_and_told_to_nobody() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute("UPDATE orgs SET zone = 'Canary/Zone'");
    let answer = desk.get("/api/org").await.problem(500, "internal", None);
    assert!(!answer.text.contains("Canary") && !answer.text.contains("row"), "{}", answer.text);
    assert!(desk.log.text().contains("request.failed") && !desk.log.text().contains("Canary"), "{}", desk.log.text());
    desk.sqlite.down.store(true, std::sync::atomic::Ordering::SeqCst);
    let answer = desk.get("/api/org").await.problem(503, "unavailable", None);
    assert!(!answer.text.contains("D1_ERROR"), "{}", answer.text);
}

#[tokio::test]
async fn the_service_describes_itself() {
    let desk = Desk::new();
    assert_eq!(desk.get("/health").await.expect(200).json()["status"], "ok");
    let document = desk.get("/openapi.json").await.expect(200).json();
    assert!(document["paths"]["/api/vapi/tools/calendar/check"]["post"].is_object());
}

/// By this a deployment knows which version it has tried.
#[tokio::test]
async fn health_says_which_version_answers() {
    let here = Desk::with_clinic().await;
    assert_eq!(here.get("/health").await.expect(200).json()["version_id"], json!(null));
    let id = "dc8dcd28-271b-4367-9840-6c244f84cb40";
    let deployed = Desk::with_clinic_and(&[("CF_VERSION_METADATA", id)]).await;
    assert_eq!(deployed.get("/health").await.expect(200).json()["version_id"], id);
}
