//! What is there already and is not ours: another org's, or the account's own.

use super::*;
use crate::support::OTHER;

#[tokio::test]
async fn an_assistant_that_transfers_calls_in_its_own_way_goes_on_doing_so() {
    let desk = clinic().await;
    takes_over(&desk);
    let own = json!({"type": "transferCall", "destinations": [{"type": "number", "number": "+15550177"}]});
    let mut assistant = assistant(SECOND);
    assistant["model"]["tools"] = json!([own]);
    desk.vendors.vapi.add("/assistant", assistant);
    let outcome = done(&desk, &json!({"assistant_id": SECOND})).await;
    assert_eq!(actions(&outcome).len(), NAMES.len() + 2);
    assert!(outcome["notes"][0].as_str().unwrap().contains("transfers calls"), "{outcome}");
    assert_eq!(desk.vendors.vapi.all("/assistant")[1]["model"]["tools"], json!([own]));
}

#[tokio::test]
async fn two_orgs_of_one_account_have_tools_of_their_own() {
    let desk = clinic().await;
    done(&desk, &json!({})).await;
    desk.vendors.vapi.add("/assistant", assistant(SECOND));
    let other = desk.token(Some(OTHER), "admin");
    let body = json!({"dry_run": false, "assistant_id": SECOND});
    desk.send("POST", PROVISION, &other, Some(&body)).await.problem(409, "api_key_missing", None);
    desk.send("PUT", VAPI, &other, Some(&credentials())).await.expect(200);
    let outcome = desk.send("POST", PROVISION, &other, Some(&body)).await.expect(200).json();
    assert_eq!(actions(&outcome)[..NAMES.len()], all_with("created")[..NAMES.len()]);
    let urls: Vec<Value> = desk.vendors.vapi.all("/tool").iter().map(|tool| tool["server"]["url"].clone()).collect();
    assert_eq!(urls, [vec![json!(url(ORG)); NAMES.len()], vec![json!(url(OTHER)); NAMES.len()]].concat());
    assert_eq!(actions(&done(&desk, &json!({})).await), all_with("unchanged"));
    // The first org's number is not the second's to set up.
    let body = json!({"dry_run": false, "assistant_id": SECOND, "phone_number_id": PHONE});
    desk.send("POST", PROVISION, &other, Some(&body)).await.problem(422, "invalid", Some("phone_number_id"));
}

#[tokio::test]
async fn a_tool_of_the_same_name_on_the_assistant_stops_everything() {
    for listed in [true, false] {
        let desk = clinic().await;
        let function =
            json!({"type": "function", "function": {"name": "send_sms"}, "server": {"url": "https://else.example"}});
        let mut own = assistant(SECOND);
        if listed {
            let id = "b0000000-0000-4000-8000-000000000001";
            let mut tool = function;
            tool["id"] = json!(id);
            desk.vendors.vapi.add("/tool", tool);
            own["model"]["toolRefs"] = json!([{"toolId": id, "version": "v1"}]);
        } else {
            own["model"]["tools"] = json!([function]);
        }
        desk.vendors.vapi.add("/assistant", own);
        desk.vendors.vapi.take();
        let outcome = provision(&desk, &json!({"assistant_id": SECOND})).await.expect(200).json();
        let detail = outcome["detail"].as_str().unwrap();
        assert!(outcome["ok"] == false && detail.contains("another tool named send_sms"), "{outcome}");
        assert_eq!(writes(&desk), 0);
        // Beside the assistant such a tool is in nobody's way.
        done(&desk, &json!({})).await;
    }
}

#[tokio::test]
async fn of_tools_that_were_made_twice_the_assistant_keeps_one() {
    let desk = clinic().await;
    done(&desk, &json!({})).await;
    let tools = desk.vendors.vapi.all("/tool");
    let mut twin = tools[2].clone();
    twin["id"] = json!("b0000000-0000-4000-8000-000000000002");
    desk.vendors.vapi.add("/tool", twin.clone());
    let foreign = json!("b0000000-0000-4000-8000-00000000000f");
    let ids: Vec<Value> =
        [vec![foreign.clone(), twin["id"].clone()], tools.iter().map(|tool| tool["id"].clone()).collect()].concat();
    let mut model = assistant(ASSISTANT)["model"].clone();
    model["toolIds"] = json!(ids);
    edit(&desk, "/assistant", ASSISTANT, &json!({"model": model}));
    done(&desk, &json!({})).await;
    let kept = desk.vendors.vapi.all("/assistant")[0]["model"]["toolIds"].clone();
    assert_eq!(kept, json!([vec![foreign], ids[2..].to_vec()].concat()));
    assert_eq!(actions(&done(&desk, &json!({})).await), all_with("unchanged"));
}

#[tokio::test]
async fn a_server_of_somebody_else_is_left_unless_it_is_to_go() {
    let desk = clinic().await;
    let elsewhere = json!({"url": "https://else.example/hook", "headers": {"X-Own": "canary-of-theirs"}});
    edit(&desk, "/assistant", ASSISTANT, &json!({"server": elsewhere, "serverMessages": ["transcript", "hang"]}));
    edit(
        &desk,
        "/phone-number",
        PHONE,
        &json!({"server": {"url": format!("{ORIGIN}/api/vapi/webhook"), "timeoutSeconds": 9}}),
    );
    let outcome = done(&desk, &json!({})).await;
    assert!(outcome["notes"][0].as_str().unwrap().contains("another server"), "{outcome}");
    let stored = &desk.vendors.vapi.all("/assistant")[0];
    let messages = json!(["transcript", "hang", "tool-calls", "status-update", "end-of-call-report"]);
    assert_eq!((&stored["server"], &stored["serverMessages"]), (&elsewhere, &messages));
    // The address of the whole deployment is ours, and gives way to the org's own.
    let server = &desk.vendors.vapi.all("/phone-number")[0]["server"];
    assert_eq!((&server["url"], &server["timeoutSeconds"]), (&json!(url(ORG)), &json!(9)));
    let outcome = done(&desk, &json!({"replace_server": true})).await;
    assert_eq!(outcome["steps"][NAMES.len()]["changes"], json!(["server.headers.X-Vapi-Secret", "server.url"]));
    let server = &desk.vendors.vapi.all("/assistant")[0]["server"];
    assert_eq!((&server["url"], &server["headers"]["X-Own"]), (&json!(url(ORG)), &json!("canary-of-theirs")));
}
