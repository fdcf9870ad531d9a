//! Which web pages may send requests: whoever looks at one of somebody else's must not become its hands.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::*;

async fn ping(desk: &Desk, headers: Headers<'_>) -> Answer {
    post(desk, &of(ORG), headers, &asks("ping", json!({}))).await
}

#[tokio::test]
async fn a_developer_gets_answers_at_home() {
    let desk = open().await;
    result(ping(&desk, &[]).await);
    for origin in ["http://localhost", "http://localhost:3000", "http://127.0.0.1:8787", "http://[::1]:1"] {
        result(ping(&desk, &[("origin", origin), ("host", "evil.example")]).await);
    }
    for origin in ["http://evil.example", "http://localhost.evil.example:80", "null", "", "https://localhost:3000"] {
        let forged = [("origin", origin), ("host", "localhost:8787")];
        fault(ping(&desk, &forged).await, (403, -32600), &Value::Null);
        // Both headers say the same, as they do when a name was made to lead here.
        let rebound = [("origin", origin), ("host", origin.trim_start_matches("http://"))];
        fault(ping(&desk, &rebound).await, (403, -32600), &Value::Null);
    }
    let both = [("origin", "http://localhost:3000"), ("origin", "http://localhost:3000")];
    fault(ping(&desk, &both).await, (403, -32600), &Value::Null);
}

/// A refusal opens nothing: the call is not run.
#[tokio::test]
async fn nothing_is_done_for_a_foreign_page() {
    let desk = open().await;
    let book = calls("book_appointment", json!({"start": "2026-12-03T09:30", "name": "Ann Lee"}));
    let headers = [("origin", "https://evil.example"), ("x-caller-number", ANN), ("x-call-id", "c1")];
    fault(post(&desk, &of(ORG), &headers, &book).await, (403, -32600), &Value::Null);
    assert_eq!(stored(&desk, "SELECT count(*) FROM appointments"), "0");
}

#[tokio::test]
async fn a_deployment_knows_its_own_address_and_no_other() {
    // Production takes no secret that stands in this repository.
    let random = |seed: &str| STANDARD.encode(Sha256::digest(seed));
    let [jwt, vapi, google, shared] = ["jwt", "vapi", "google", "mcp"].map(random);
    let vault = format!("k1:{}", random("vault"));
    let production = [
        ("ENVIRONMENT", "production"),
        ("JWT_SECRET", &*jwt),
        ("VAULT_KEYS", &*vault),
        ("GOOGLE_CLIENT_SECRET", &*google),
        ("VAPI_AUTH", "secret"),
        ("VAPI_SECRETS", &*vapi),
        ("VAPI_LEGACY", "off"),
        ("MCP_SECRETS", &*shared),
    ];
    let own = production.into_iter().chain([("PUBLIC_URL", "https://desk.example")]).collect::<Vec<_>>();
    let (desk, bearer) = (Desk::with(&own), bearer(&shared));
    let from = |origin| [("origin", origin), ("authorization", bearer.as_str())];
    let ping = asks("ping", json!({}));
    result(post(&desk, MCP, &from("https://desk.example"), &ping).await);
    for origin in
        ["http://localhost:3000", "http://127.0.0.1", "https://desk.example.evil.example", "http://desk.example"]
    {
        fault(post(&desk, MCP, &from(origin), &ping).await, (403, -32600), &Value::Null);
    }
    // To a page that proves nothing, not even that is said.
    post(&desk, MCP, &[("origin", "https://evil.example")], &ping).await.problem(401, "unauthorized", None);
    let desk = Desk::with(&production);
    fault(post(&desk, MCP, &from("https://desk.example"), &ping).await, (403, -32600), &Value::Null);
}
