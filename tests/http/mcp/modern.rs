//! 2026-07-28: every request says all that it needs to be understood, in its body and once more in headers.

use super::*;

const VERSION: &str = "2026-07-28";
const KEY: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
const SERVER: &str = "io.modelcontextprotocol/serverInfo";

/// A request as a client of this version makes it.
fn request(method: &str, mut params: Value) -> Value {
    params["_meta"] = json!({KEY: VERSION, CAPABILITIES: {}});
    asks(method, params)
}

async fn send(desk: &Desk, headers: Headers<'_>, body: &Value) -> Answer {
    post(desk, &of(ORG), headers, body).await
}

/// The same with its headers.
async fn conforming(desk: &Desk, body: &Value) -> Answer {
    let name = body["params"]["name"].as_str().map(|name| ("mcp-name", name));
    let method = ("mcp-method", body["method"].as_str().unwrap());
    let headers: Vec<_> = [("mcp-protocol-version", VERSION), method].into_iter().chain(name).collect();
    send(desk, &headers, body).await
}

#[tokio::test]
async fn a_server_tells_what_it_is_and_for_how_long() {
    let desk = open().await;
    let result = result(conforming(&desk, &request("server/discover", json!({}))).await);
    assert_eq!((&result["resultType"], &result["supportedVersions"]), (&json!("complete"), &json!(VERSIONS)));
    assert_eq!(result["capabilities"], json!({"tools": {}}));
    assert_eq!((&result["ttlMs"], &result["cacheScope"]), (&json!(3_600_000), &json!("private")));
    assert_eq!(result["_meta"][SERVER]["name"], "frontdesk");
    assert!(result["instructions"].as_str().unwrap().contains("Tuesday, 2026-12-01"));
}

#[tokio::test]
async fn tools_are_listed_and_called() {
    let desk = open().await;
    let listed = result(conforming(&desk, &request("tools/list", json!({}))).await);
    assert_eq!((names(&listed).len(), &listed["resultType"]), (10, &json!("complete")));
    assert_eq!((&listed["ttlMs"], &listed["cacheScope"]), (&json!(60_000), &json!("private")));
    let check = request("tools/call", json!({"name": "check_availability", "arguments": {"date": "2026-12-03"}}));
    let answer = conforming(&desk, &check).await;
    let result = answer.json()["result"].clone();
    assert_eq!((&result["resultType"], &result["_meta"][SERVER]["name"]), (&json!("complete"), &json!("frontdesk")));
    assert!(said(answer).contains("more than nine openings"));
    // A client need not say who it is.
    let body = request("tools/call", json!({"name": "order_pizza", "arguments": {}}));
    fault(conforming(&desk, &body).await, (200, -32602), &json!(7));
}

#[tokio::test]
async fn what_this_version_does_not_have_is_not_found() {
    let desk = open().await;
    for method in ["initialize", "ping", "resources/list", "subscriptions/listen", "logging/setLevel", "x"] {
        fault(conforming(&desk, &request(method, json!({}))).await, (404, -32601), &json!(7));
    }
    let notification = json!({"jsonrpc": "2.0", "method": "notifications/x", "params": {"_meta": {KEY: VERSION}}});
    send(&desk, &[("mcp-protocol-version", VERSION)], &notification).await.expect(202);
}

/// Whoever stands between acts by the headers, so they have to say what the body says.
#[tokio::test]
async fn headers_that_differ_from_the_body_are_refused() {
    let desk = open().await;
    let list = request("tools/list", json!({}));
    let version = ("mcp-protocol-version", VERSION);
    for headers in [
        &[][..],
        &[version],
        &[("mcp-method", "tools/list")],
        &[("mcp-protocol-version", "2025-11-25"), ("mcp-method", "tools/list")],
        &[version, ("mcp-method", "tools/call")],
        &[version, ("mcp-method", "Tools/List")],
        &[version, ("mcp-method", "tools/list"), ("mcp-method", "tools/list")],
    ] {
        fault(send(&desk, headers, &list).await, (400, -32020), &json!(7));
    }
    let check = request("tools/call", json!({"name": "check_availability", "arguments": {"date": "2026-12-03"}}));
    let with_name = |name| [version, ("mcp-method", "tools/call"), ("mcp-name", name)];
    for name in ["cancel_appointment", "=?base64?Y2FuY2VsX2FwcG9pbnRtZW50?=", "=?base64?***?=", "=?base64?/w==?=", ""] {
        fault(send(&desk, &with_name(name), &check).await, (400, -32020), &json!(7));
    }
    fault(send(&desk, &with_name("x")[..2], &check).await, (400, -32020), &json!(7));
    for name in ["check_availability", " check_availability ", "=?base64?Y2hlY2tfYXZhaWxhYmlsaXR5?="] {
        assert!(said(send(&desk, &with_name(name), &check).await).contains("openings"), "{name}");
    }
    assert_eq!(stored(&desk, "SELECT count(*) FROM appointments"), "0");
}

#[tokio::test]
async fn a_request_says_its_version_and_what_the_client_can_do() {
    let desk = open().await;
    let method = ("mcp-method", "tools/list");
    let headers = [("mcp-protocol-version", VERSION), method];
    let meta = |meta: Value| asks("tools/list", json!({ "_meta": meta }));
    for body in [
        asks("tools/list", json!({})),
        meta(json!({})),
        meta(json!({CAPABILITIES: {}})),
        meta(json!({KEY: VERSION})),
        meta(json!({KEY: VERSION, CAPABILITIES: null})),
        meta(json!({KEY: VERSION, CAPABILITIES: "x"})),
        meta(json!({KEY: 5, CAPABILITIES: {}})),
    ] {
        fault(send(&desk, &headers, &body).await, (400, -32602), &json!(7));
    }
    for version in ["1900-01-01", "2027-01-01", "x"] {
        let body = meta(json!({KEY: version, CAPABILITIES: {}}));
        let refused = send(&desk, &[("mcp-protocol-version", version), method], &body).await;
        let data = &fault(refused, (400, -32022), &json!(7))["data"];
        assert_eq!((&data["supported"], &data["requested"]), (&json!(VERSIONS), &json!(version)));
    }
    let endless = "2".repeat(5_000);
    let body = meta(json!({KEY: endless, CAPABILITIES: {}}));
    let refused = send(&desk, &[("mcp-protocol-version", &endless), method], &body).await;
    assert!(refused.expect(400).text.len() < 400);
}
