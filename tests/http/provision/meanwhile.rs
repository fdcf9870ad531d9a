//! Edits that somebody makes at Vapi in the same seconds. Vapi has no conditional writes: a resource is read once more right before it is
//! written, and is left alone if it is no longer what the change was made from.

use super::*;

/// The assistant with another prompt, as somebody saves it in the dashboard.
fn other_prompt() -> Value {
    let mut model = assistant(ASSISTANT)["model"].clone();
    model["messages"] = json!([{"role": "system", "content": "canary-prompt of a minute ago"}]);
    json!({ "model": model })
}

fn prompt(desk: &Desk) -> Value {
    desk.vendors.vapi.all("/assistant")[0]["model"]["messages"][0]["content"].clone()
}

#[tokio::test]
async fn an_edit_of_the_assistant_is_not_undone() {
    let desk = clinic().await;
    // The assistant was read first; the last of the tools is made right before it is written.
    desk.vendors.vapi.meanwhile(("POST /tool", NAMES.len() - 1), ("/assistant", ASSISTANT), &other_prompt());
    let outcome = provision(&desk, &json!({})).await.expect(200).json();
    assert_eq!(outcome["ok"], false, "{outcome}");
    let detail = outcome["detail"].as_str().unwrap();
    assert!(detail.contains("assistant") && detail.contains("changed by somebody else"), "{detail}");
    assert!(detail.contains("run this again"), "{detail}");
    assert_eq!(prompt(&desk), "canary-prompt of a minute ago");
    assert_eq!(actions(&outcome).len(), NAMES.len(), "what was made before is listed: {outcome}");
    done(&desk, &json!({})).await;
    assert_eq!(prompt(&desk), "canary-prompt of a minute ago");
}

#[tokio::test]
async fn an_edit_of_a_tool_or_a_number_is_not_undone() {
    for (request, collection) in [("GET /tool", "/tool"), ("PATCH /assistant", "/phone-number")] {
        let desk = clinic().await;
        done(&desk, &json!({})).await;
        // What is out of date and would be written, so that there is something to undo.
        let id = desk.vendors.vapi.all(collection)[0]["id"].as_str().unwrap().to_owned();
        edit(&desk, collection, &id, &json!({"server": {"url": url(ORG), "timeoutSeconds": 5}}));
        edit(&desk, "/assistant", ASSISTANT, &json!({"serverMessages": []}));
        let meanwhile = json!({"server": {"url": url(ORG), "timeoutSeconds": 6, "of_later": 1}});
        desk.vendors.vapi.meanwhile((request, 0), (collection, &id), &meanwhile);
        let outcome = provision(&desk, &json!({})).await.expect(200).json();
        assert_eq!(outcome["ok"], false, "{collection}: {outcome}");
        let all = desk.vendors.vapi.all(collection);
        let edited = all.iter().find(|one| one["id"] == id.as_str()).unwrap();
        assert_eq!(edited["server"], meanwhile["server"], "{collection}");
        done(&desk, &json!({})).await;
    }
}

#[tokio::test]
async fn an_edit_of_what_is_not_written_stops_nothing() {
    let desk = clinic().await;
    let voice = json!({"voice": {"provider": "11labs"}, "updatedAt": "2026-12-01T15:00:01.000Z"});
    desk.vendors.vapi.meanwhile(("POST /tool", NAMES.len() - 1), ("/assistant", ASSISTANT), &voice);
    done(&desk, &json!({})).await;
    assert_eq!(desk.vendors.vapi.all("/assistant")[0]["voice"]["provider"], "11labs");
}

#[tokio::test]
async fn a_resource_that_is_gone_before_it_is_written_is_told() {
    let desk = clinic().await;
    desk.vendors.vapi.fault("GET /assistant", 1, crate::support::Lost::Before(Reply::Json(404, json!({}))));
    let outcome = provision(&desk, &json!({})).await.expect(200).json();
    assert_eq!(outcome["ok"], false, "{outcome}");
    assert!(outcome["detail"].as_str().unwrap().contains("Stopped at assistant"), "{outcome}");
}
