//! The versions with a handshake: every row of the contract's table.

use super::*;

#[tokio::test]
async fn a_handshake_agrees_on_a_version_and_tells_of_the_clinic() {
    let desk = open().await;
    for (asked, agreed) in [
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2026-07-28", "2025-11-25"),
        ("2024-11-05", "2025-11-25"),
        ("x", "2025-11-25"),
    ] {
        let params = json!({"protocolVersion": asked, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}});
        let answer = post(&desk, &of(ORG), &[], &asks("initialize", params)).await;
        assert!(!answer.headers.contains_key("mcp-session-id"));
        let result = result(answer);
        assert_eq!(result["protocolVersion"], agreed, "{asked}");
        assert_eq!(
            (&result["capabilities"], &result["serverInfo"]["name"]),
            (&json!({"tools": {}}), &json!("frontdesk"))
        );
        let told = result["instructions"].as_str().unwrap();
        for part in ["Downtown Dental Clinic", "Tuesday, 2026-12-01", "America/New_York", "Never invent"] {
            assert!(told.contains(part), "{told}");
        }
        assert!(!told.contains('\n') && !told.contains("canary"), "{told}");
    }
    for params in [json!({}), json!([]), json!({"protocolVersion": 5})] {
        assert_eq!(result(post(&desk, MCP, &[], &asks("initialize", params)).await)["protocolVersion"], "2025-11-25");
    }
}

/// Whoever names no clinic gets the tools all the same, in nobody's words.
#[tokio::test]
async fn tools_are_in_the_words_of_the_clinic_if_it_is_known() {
    let desk = open().await;
    desk.admin("POST", "/api/services", &json!({"name": "Teeth whitening", "minutes": 30})).await.expect(201);
    let told = |answer: Answer| {
        let result = result(answer);
        assert_eq!(names(&result).len(), 10);
        assert!(result["nextCursor"].is_null());
        result.to_string()
    };
    let list = asks("tools/list", json!({}));
    for (path, headers) in [(of(ORG), &[][..]), (MCP.to_owned(), &[CALLED][..])] {
        let of_clinic = told(post(&desk, &path, headers, &list).await);
        assert!(of_clinic.contains("Teeth whitening") && of_clinic.contains("America/New_York"), "{of_clinic}");
        assert!(!of_clinic.contains("practitioner"), "the clinic has none");
    }
    let of_none = told(post(&desk, MCP, &[], &list).await);
    assert!(of_none.contains("practitioner") && of_none.contains("its own zone"), "{of_none}");
    for word in ["whitening", "New_York", "$", "Downtown"] {
        assert!(!of_none.contains(word), "{word}: {of_none}");
    }
    let of_none = result(post(&desk, MCP, &[], &asks("initialize", json!({}))).await);
    assert!(!of_none["instructions"].as_str().unwrap().contains("Downtown"));
}

#[tokio::test]
async fn a_tool_says_what_it_does_to_what_is_there() {
    let desk = open().await;
    let list = result(post(&desk, &of(ORG), &[], &asks("tools/list", json!({}))).await);
    let of = |name: &str| {
        let tool = list["tools"].as_array().unwrap().iter().find(|tool| tool["name"] == name).unwrap();
        let hint = |hint: &str| tool["annotations"][hint].as_bool();
        assert_eq!((&tool["inputSchema"]["type"], hint("openWorldHint")), (&json!("object"), Some(false)));
        (hint("readOnlyHint").unwrap(), hint("destructiveHint"), hint("idempotentHint"))
    };
    for name in ["check_availability", "find_appointments", "transfer_call", "answer_question"] {
        assert_eq!(of(name), (true, None, None), "{name}");
    }
    for name in ["reserve_slot", "book_appointment", "send_sms", "take_message"] {
        assert_eq!(of(name), (false, Some(false), Some(true)), "{name}");
    }
    for name in ["cancel_appointment", "reschedule_appointment"] {
        assert_eq!(of(name), (false, Some(true), Some(true)), "{name}");
    }
    for tool in list["tools"].as_array().unwrap() {
        assert!(!tool.to_string().contains("x-mcp-header"), "a header would carry names and numbers: {tool}");
    }
}

#[tokio::test]
async fn what_waits_for_no_answer_gets_none() {
    let desk = open().await;
    for body in [
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}),
        json!({"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "book_appointment"}}),
        json!({"jsonrpc": "2.0", "id": 1, "result": {}}),
        json!({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}}),
    ] {
        let answer = post(&desk, &of(ORG), &[], &body).await.expect(202);
        assert_eq!(answer.text, "", "{body}");
        assert_eq!(stored(&desk, "SELECT count(*) FROM call_tools"), "0");
    }
}

#[tokio::test]
async fn what_is_not_there_is_named_as_the_protocol_has_it() {
    let desk = open().await;
    assert_eq!(result(post(&desk, &of(ORG), &[], &asks("ping", json!({}))).await), json!({}));
    let id = json!(7);
    for method in ["resources/list", "prompts/list", "server/discover", "x", ""] {
        fault(post(&desk, &of(ORG), &[], &asks(method, json!({}))).await, (200, -32601), &id);
    }
    for params in [json!({"name": "order_pizza"}), json!({"arguments": {}}), json!({"name": 5}), json!([]), json!("x")]
    {
        fault(post(&desk, &of(ORG), &[], &asks("tools/call", params)).await, (200, -32602), &id);
    }
}

/// Clients say in a header which version a handshake agreed on; the oldest version has no such header.
#[tokio::test]
async fn the_header_names_a_version_that_is_served() {
    let desk = open().await;
    let list = asks("tools/list", json!({}));
    for version in ["2025-03-26", "2025-06-18", "2025-11-25"] {
        let headers = [("mcp-protocol-version", version), ("mcp-session-id", "of-somebody"), ("accept", "text/html")];
        assert_eq!(names(&result(post(&desk, &of(ORG), &headers, &list).await)).len(), 10);
    }
    for version in ["2024-11-05", "2027-01-01", "x", ""] {
        let refused = post(&desk, &of(ORG), &[("mcp-protocol-version", version)], &list).await;
        let data = &fault(refused, (400, -32022), &json!(7))["data"];
        assert_eq!((&data["supported"], &data["requested"]), (&json!(VERSIONS), &json!(version)));
    }
    let twice = [("mcp-protocol-version", "2025-06-18"), ("mcp-protocol-version", "2025-06-18")];
    fault(post(&desk, &of(ORG), &twice, &list).await, (400, -32022), &json!(7));
    // A handshake is where a client begins anew.
    let headers = [("mcp-protocol-version", "2026-07-28")];
    result(post(&desk, &of(ORG), &headers, &asks("initialize", json!({"protocolVersion": "2025-11-25"}))).await);
}

#[tokio::test]
async fn nothing_but_post_is_answered() {
    let desk = open().await;
    for path in [MCP.to_owned(), of(ORG)] {
        for method in ["GET", "DELETE", "PUT", "PATCH"] {
            let answer = desk.send(method, &path, "", None).await.problem(405, "method_not_allowed", None);
            assert_eq!(answer.headers["allow"], "POST", "{method} {path}");
        }
        let answer = post(&desk, &path, &[], &asks("ping", json!({}))).await.expect(200);
        assert_eq!(answer.headers["content-type"], "application/json");
        let protection = ["cache-control", "x-content-type-options"].map(|name| answer.headers[name].to_str().unwrap());
        assert_eq!(protection, ["no-store", "nosniff"], "{path}");
    }
    // An address that only begins alike is nobody's.
    desk.send("POST", "/mcpx", "", None).await.problem(404, "not_found", None);
}

/// What the API's description gives as an example of a body is answered with a sentence.
#[tokio::test]
async fn the_example_of_the_description_is_taken() {
    let desk = open().await;
    let document = serde_json::to_value(frontdesk::routes::openapi_document()).unwrap();
    for path in [MCP, "/mcp/{org}"] {
        let operation = &document["paths"][path]["post"];
        let example = &operation["requestBody"]["content"]["application/json"]["example"];
        assert_eq!(operation["security"], json!([{"mcp": []}]), "{path}");
        let answer = post(&desk, &path.replace("{org}", ORG), &[CALLED], example).await.expect(200).json();
        assert_eq!(answer["id"], example["id"]);
        assert!(answer["result"]["content"][0]["text"].as_str().unwrap().contains("opening"), "{answer}");
    }
}
