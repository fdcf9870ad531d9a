//! What the tools say, and that they say what there is.

use super::*;
use crate::support::NUMBER;

#[tokio::test]
async fn the_tools_name_what_the_clinic_has() {
    let desk = clinic().await;
    let bare = desk.get(TOOLS).await.expect(200).json();
    assert_eq!(bare["tools"][0]["function"]["parameters"]["properties"].get("service"), None);
    desk.admin("POST", "/api/services", &json!({"name": "Root \"canal\"", "minutes": 60})).await.expect(201);
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    let viewer = desk.token(Some(ORG), "viewer");
    let answer = desk.send("GET", TOOLS, &viewer, None).await.expect(200);
    assert!(!answer.text.contains("canary") && !answer.text.contains('$'), "{}", answer.text);
    let document = answer.json();
    let tools = document["tools"].as_array().unwrap();
    assert_eq!(tools.iter().map(|tool| tool["function"]["name"].as_str().unwrap()).collect::<Vec<_>>(), NAMES);
    for tool in tools {
        assert_eq!(tool["server"]["url"], url(ORG));
        let function = &tool["function"];
        assert!(function["description"].as_str().unwrap().len() <= 1024);
        let properties = function["parameters"]["properties"].as_object().unwrap();
        for required in function["parameters"]["required"].as_array().unwrap() {
            assert!(properties.contains_key(required.as_str().unwrap()), "{function}");
        }
        assert!(properties.values().all(|schema| schema["type"].is_string() && schema["description"].is_string()));
    }
    let check = &tools[0]["function"];
    let service = check["parameters"]["properties"]["service"]["description"].as_str().unwrap();
    assert!(service.contains("Root \"canal\", Cleaning"), "{service}");
    assert!(check["description"].as_str().unwrap().contains("America/New_York"));
    assert_eq!(document["server_messages"], json!(["tool-calls", "status-update", "end-of-call-report", "hang"]));
    assert_eq!(document["number"]["server"]["url"], url(ORG));
    assert_eq!(document["authentication"]["header"], "X-Vapi-Secret");
}

/// What a tool needs beside the argument that is tried.
fn arguments_of(tool: &str) -> Value {
    match tool {
        "reserve_slot" | "book_appointment" => json!({"start": "2026-12-03T09:30", "name": "Ann Lee"}),
        "reschedule_appointment" => json!({"new_start": "2026-12-03T09:30"}),
        _ => json!({}),
    }
}

#[tokio::test]
async fn every_argument_of_the_table_is_one_that_its_tool_reads() {
    // These are kept or ignored as they come.
    let free = ["notes", "reason"];
    let desk = clinic().await;
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    let doctor = json!({"name": "Dr. Okafor", "calendar_id": "okafor@clinic.example"});
    desk.admin("POST", "/api/practitioners", &doctor).await.expect(201);
    let document = desk.get(TOOLS).await.expect(200).json();
    for tool in document["tools"].as_array().unwrap() {
        let name = tool["function"]["name"].as_str().unwrap();
        for argument in tool["function"]["parameters"]["properties"].as_object().unwrap().keys() {
            // What is left for the staff is kept as it comes, or left out: tests/http/inbox holds it.
            if free.contains(&argument.as_str()) || name == "take_message" {
                continue;
            }
            let mut arguments = arguments_of(name);
            let is_phone = argument == "phone";
            arguments[argument] = json!(if is_phone { "12" } else { "{{unfilled}}" });
            let call = json!({"id": format!("{name}-{argument}"), "type": "function",
                "function": {"name": name, "arguments": arguments}});
            let body = json!({"message": {"type": "tool-calls", "toolCallList": [call], "call": {"id": "call-1"},
                "phoneNumber": {"number": NUMBER}, "customer": {"number": "+15550188"}}});
            let heard = desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200).spoken();
            let word = if is_phone { "phone number" } else { argument.as_str() };
            assert!(heard.contains(word), "{name} does not read {argument}: {heard}");
        }
    }
}

#[tokio::test]
async fn many_names_are_cut_short() {
    let desk = clinic().await;
    for number in 0..60 {
        let name = format!("A treatment of the long kind, number {number}");
        desk.admin("POST", "/api/services", &json!({"name": name, "minutes": 30})).await.expect(201);
    }
    let tools = desk.get(TOOLS).await.expect(200).json();
    let service = tools["tools"][0]["function"]["parameters"]["properties"]["service"]["description"].to_string();
    assert!(service.contains("number 9") && service.contains("and others") && service.len() < 900, "{service}");
}

#[tokio::test]
async fn where_somebody_takes_over_calls_there_is_a_tool_that_hands_them_over() {
    let desk = clinic().await;
    takes_over(&desk);
    let document = desk.get(TOOLS).await.expect(200).json();
    assert_eq!(document["tools"][NAMES.len()], json!({"type": "transferCall", "destinations": []}));
    assert_eq!(document["server_messages"][4], "transfer-destination-request");
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(actions(&outcome)[NAMES.len()], "tool transferCall: created");
    assert_eq!(actions(&done(&desk, &json!({})).await)[NAMES.len()], "tool transferCall: unchanged");
    // Another assistant of the account, perhaps another clinic's, gets one of its own: what is done to one reaches nobody else's callers.
    desk.vendors.vapi.add("/assistant", assistant(SECOND));
    done(&desk, &json!({"assistant_id": SECOND})).await;
    assert_eq!(desk.vendors.vapi.all("/tool").len(), NAMES.len() + 2);
}

#[tokio::test]
async fn the_endpoint_table_names_the_arguments_of_the_toolset() {
    let desk = clinic().await;
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    let tools = desk.get(TOOLS).await.expect(200).json();
    let page = include_str!("../../../docs/api.md");
    for tool in tools["tools"].as_array().unwrap() {
        let name = tool["function"]["name"].as_str().unwrap();
        let row = page.lines().find(|line| line.contains(&format!("| Vapi | `{name}`"))).unwrap();
        for argument in tool["function"]["parameters"]["properties"].as_object().unwrap().keys() {
            assert!(argument == "service" || row.contains(&format!("`{argument}`")), "{argument} of {name}");
        }
    }
}
