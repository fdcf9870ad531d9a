//! Bodies that are none, or too much of one.

use super::*;

#[tokio::test]
async fn what_is_no_json_is_said_to_be_none() {
    let desk = open().await;
    for body in ["", "{", "{\"jsonrpc\":", "nonsense", "[1,", "{}{}", "{\"id\": 1e}"] {
        fault(post_bytes(&desk, &of(ORG), &[], body).await, (400, -32700), &Value::Null);
    }
    fault(post_bytes(&desk, &of(ORG), &[], b"{\"jsonrpc\": \"\xff\"}".to_vec()).await, (400, -32700), &Value::Null);
    // It is JSON, and no message.
    for body in [
        "5",
        "null",
        "\"x\"",
        "{}",
        "{\"jsonrpc\":\"2.0\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/list\"}",
    ] {
        fault(post_bytes(&desk, &of(ORG), &[], body).await, (400, -32600), &Value::Null);
    }
    let deep = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{}{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    post_bytes(&desk, &of(ORG), &[], deep).await;
}

#[tokio::test]
async fn an_id_comes_back_as_it_was_sent() {
    let desk = open().await;
    for id in [
        "1",
        "0",
        "-1",
        "18446744073709551616",
        "1.50",
        "\"a\"",
        "\"\"",
        "\"\\u00e9\\n\"",
        "123456789012345678901234567890",
    ] {
        let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"ping\"}}");
        let answer = post_bytes(&desk, &of(ORG), &[], body).await.expect(200);
        assert_eq!(answer.text, format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{{}}}}"));
    }
}

#[tokio::test]
async fn a_body_may_have_a_megabyte() {
    let desk = open().await;
    let padded = |bytes: usize| {
        let body = asks("ping", json!({"padding": ""})).to_string();
        body.replace("\"padding\":\"\"", &format!("\"padding\":\"{}\"", "x".repeat(bytes - body.len())))
    };
    result(post_bytes(&desk, &of(ORG), &[], padded(1024 * 1024)).await);
    let more = padded(1024 * 1024 + 1);
    post_bytes(&desk, &of(ORG), &[], more).await.problem(413, "too_large", None);
}

#[tokio::test]
async fn a_body_calls_itself_json() {
    let desk = open().await;
    let body = asks("ping", json!({})).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        fault(post_bytes(&desk, &of(ORG), &[("content-type", kind)], body.clone()).await, (415, -32600), &Value::Null);
    }
    result(post_bytes(&desk, &of(ORG), &[("content-type", "Application/JSON; charset=utf-8")], body).await);
}

/// Whatever a model makes of the arguments is answered by a sentence that says what to send.
#[tokio::test]
async fn arguments_that_cannot_be_read_are_asked_for_again() {
    let desk = open().await;
    for arguments in [json!([1, 2]), json!("tomorrow"), json!(5), json!(true)] {
        let heard = said(post(&desk, &of(ORG), &[], &calls("check_availability", arguments.clone())).await);
        assert!(heard.contains("could not be read") || heard.contains("object"), "{arguments}: {heard}");
    }
    let as_text = calls("check_availability", json!("{\"date\":\"2026-12-03\"}"));
    assert!(said(post(&desk, &of(ORG), &[], &as_text).await).contains("openings"));
    let half =
        asks("tools/call", json!({"name": "check_availability", "arguments": {"date": "2026-12-03", "notes": "X"}}));
    let half = half.to_string().replace("\"X\"", "\"cut \\ud83d\"");
    assert!(said(post_bytes(&desk, &of(ORG), &[], half).await).contains("openings"));
}
