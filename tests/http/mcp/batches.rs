//! Several messages in one body, which the oldest version alone has.

use super::*;

/// A call of a tool under an id.
fn call(id: Value, tool: &str, arguments: Value) -> Value {
    let mut call = calls(tool, arguments);
    call["id"] = id;
    call
}

#[tokio::test]
async fn each_message_is_answered_under_its_own_id() {
    let desk = open().await;
    let batch = json!([
        call(json!("a"), "check_availability", json!({"date": "2026-12-03"})),
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "ping"},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/list"},
        call(json!(4), "order_pizza", json!({})),
        call(json!(5), "book_appointment", json!({"start": "2026-12-03T09:30", "name": "Ann Lee"})),
        5,
        {"jsonrpc": "2.0", "id": 6, "method": "initialize", "params": {"protocolVersion": "2025-03-26"}},
    ]);
    for headers in [&[("x-call-id", "c1")][..], &[("x-call-id", "c2"), ("mcp-protocol-version", "2025-03-26")]] {
        let answers = post(&desk, &of(ORG), headers, &batch).await.expect(200).json();
        let of = |n: usize| &answers[n];
        let ids: Vec<&Value> = (0..7).map(|n| &of(n)["id"]).collect();
        assert_eq!(json!(ids), json!(["a", 2, 3, 4, 5, null, 6]));
        assert!(of(0)["result"]["content"][0]["text"].as_str().unwrap().contains("opening"), "{answers}");
        assert_eq!(of(1)["result"], json!({}));
        assert_eq!(names(&of(2)["result"]).len(), 10);
        assert_eq!(of(3)["error"]["code"], -32602);
        assert!(of(4)["result"]["content"][0]["text"].is_string(), "{answers}");
        assert_eq!((&of(5)["error"]["code"], &of(6)["error"]["code"]), (&json!(-32600), &json!(-32600)));
        assert_eq!(answers.as_array().unwrap().len(), 7);
    }
}

#[tokio::test]
async fn a_batch_that_waits_for_nothing_gets_nothing() {
    let desk = open().await;
    let notification = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let answer = post(&desk, &of(ORG), &[], &json!([notification, notification])).await.expect(202);
    assert_eq!(answer.text, "");
    let listed = post(&desk, &of(ORG), &[], &json!([asks("tools/list", json!({}))])).await.expect(200).json();
    assert!(listed[0].to_string().contains("America/New_York"), "{listed}");
}

#[tokio::test]
async fn later_versions_have_no_batches() {
    let desk = open().await;
    let batch = json!([asks("ping", json!({}))]);
    for version in ["2025-06-18", "2025-11-25", "2026-07-28"] {
        let refused = post(&desk, &of(ORG), &[("mcp-protocol-version", version)], &batch).await;
        fault(refused, (400, -32600), &Value::Null);
    }
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}});
    let answers = post(&desk, &of(ORG), &[], &json!([asks("tools/list", json!({"_meta": meta}))])).await.expect(200);
    assert_eq!(answers.json()[0]["error"]["code"], -32600);
}

/// Each item is answered, which takes more memory than it did itself.
#[tokio::test]
async fn a_batch_is_no_way_to_make_a_large_answer() {
    let desk = open().await;
    fault(post(&desk, &of(ORG), &[], &json!([])).await, (400, -32600), &Value::Null);
    let many = post(&desk, &of(ORG), &[], &json!(vec![1; 101])).await;
    fault(many, (400, -32600), &Value::Null);
    let most = format!("[{}1]", "1,".repeat(500_000));
    fault(post_bytes(&desk, &of(ORG), &[], most).await, (400, -32600), &Value::Null);
    let checks = vec![calls("check_availability", json!({"date": "2026-12-03"})); 20];
    let answers = post(&desk, &of(ORG), &[], &json!(checks)).await.expect(200).json();
    assert_eq!(answers.as_array().unwrap().len(), 20);
    assert!(answers[19]["result"]["content"][0]["text"].as_str().unwrap().contains("Too many"), "{}", answers[19]);
}
