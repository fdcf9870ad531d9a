//! Runs: what they write, that they write it once, and that one finishes another.

use frontdesk::ports::TransportError;

use super::*;
use crate::support::Lost;

#[tokio::test]
async fn an_account_is_set_up_and_then_left_alone() {
    let desk = clinic().await;
    let outcome = done(&desk, &json!({})).await;
    let mut expected = all_with("created");
    expected[NAMES.len()] = "assistant: updated".into();
    expected[NAMES.len() + 1] = "phone_number: updated".into();
    assert_eq!(actions(&outcome), expected);
    assert_eq!(outcome["steps"][NAMES.len()]["changes"], json!(["model.toolIds", "server", "serverMessages"]));

    let vapi = &desk.vendors.vapi;
    let ids: Vec<Value> = vapi.all("/tool").iter().map(|tool| tool["id"].clone()).collect();
    let stored = &vapi.all("/assistant")[0];
    let mut model = assistant(ASSISTANT)["model"].clone();
    model["toolIds"] = json!(ids);
    assert_eq!((&stored["model"], &stored["voice"]), (&model, &json!({"provider": "vapi"})));
    let server = json!({"url": url(ORG), "headers": {"X-Vapi-Secret": SECRET}});
    let number = &vapi.all("/phone-number")[0];
    assert_eq!((&stored["server"], &number["server"], &number["name"]), (&server, &server, &json!("Main")));
    assert!(vapi.all("/tool").iter().all(|tool| tool["server"]["headers"] == server["headers"]));

    vapi.take();
    let again = done(&desk, &json!({})).await;
    assert_eq!(actions(&again), all_with("unchanged"));
    assert!(again["detail"].as_str().unwrap().contains("Nothing had to be changed"), "{again}");
    assert_eq!(vapi.take(), ["GET /assistant", "GET /phone-number", "GET /tool"]);
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_says_what_a_run_would_do() {
    let desk = clinic().await;
    desk.vendors.vapi.take();
    let dry = done(&desk, &json!({"dry_run": true})).await;
    assert_eq!(writes(&desk), 0);
    let wet = done(&desk, &json!({})).await;
    for (dry, wet) in dry["steps"].as_array().unwrap().iter().zip(wet["steps"].as_array().unwrap()) {
        let action =
            wet["action"].as_str().unwrap().replace("created", "would_create").replace("updated", "would_update");
        assert_eq!((&dry["what"], &dry["action"], &dry["changes"]), (&wet["what"], &json!(action), &wet["changes"]));
    }
    let dry = done(&desk, &json!({"dry_run": true})).await;
    assert_eq!(actions(&dry), all_with("unchanged"));
}

#[tokio::test]
async fn what_a_clinic_changes_reaches_its_tools_and_nothing_else_is_touched() {
    let desk = clinic().await;
    done(&desk, &json!({})).await;
    let words = json!([{"type": "request-start", "content": "Un momento."}]);
    for tool in desk.vendors.vapi.all("/tool") {
        let id = tool["id"].as_str().unwrap();
        edit(&desk, "/tool", id, &json!({"messages": words, "rejectionPlan": {"conditions": []}}));
    }
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    desk.vendors.vapi.bodies();
    let outcome = done(&desk, &json!({})).await;
    let updated: Vec<String> = actions(&outcome).into_iter().filter(|action| action.ends_with("updated")).collect();
    // Every tool takes a service but the one that hands calls over.
    assert_eq!(updated, NAMES[..7].iter().map(|name| format!("tool {name}: updated")).collect::<Vec<_>>());
    assert_eq!(outcome["steps"][0]["changes"], json!(["function.parameters"]));
    assert!(desk.vendors.vapi.bodies().iter().all(|body| body.as_object().unwrap().keys().eq(["function"])));
    assert!(desk.vendors.vapi.all("/tool").iter().all(|tool| tool["messages"] == words));

    let mut credentials = credentials();
    credentials["webhook_secrets"] = json!(["canary-new-webhook-secret"]);
    desk.admin("PUT", VAPI, &credentials).await.expect(200);
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(actions(&outcome), all_with("updated"));
    assert!(
        outcome["steps"]
            .as_array()
            .unwrap()
            .iter()
            .all(|step| step["changes"] == json!(["server.headers.X-Vapi-Secret"]))
    );
}

#[tokio::test]
async fn a_run_that_was_cut_off_anywhere_is_finished_by_the_next() {
    let requests = ["GET /assistant", "GET /phone-number", "GET /tool", "PATCH /assistant", "PATCH /phone-number"];
    let creations = (0..NAMES.len()).map(|skipped| ("POST /tool", skipped));
    for (request, skipped) in requests.map(|request| (request, 0)).into_iter().chain(creations) {
        let refused = || Lost::Before(Reply::Json(429, json!({"message": "canary-vendor-text"})));
        let down = || Lost::Before(Reply::Raw(503, "<html>canary-vendor-text"));
        let late = || Lost::Before(Reply::Fails(TransportError::Timeout));
        let unreadable = || Lost::Before(Reply::Raw(200, "canary"));
        let faults: [&dyn Fn() -> Lost; 5] = [&refused, &down, &late, &unreadable, &|| Lost::After];
        for (number, fault) in faults.iter().enumerate() {
            let desk = clinic().await;
            desk.vendors.vapi.fault(request, skipped, fault());
            // What changes nothing is asked once more after these.
            if request.starts_with("GET") && number < 2 {
                desk.vendors.vapi.fault(request, skipped, fault());
            }
            let cut_off = provision(&desk, &json!({})).await.expect(200).json();
            assert_eq!(cut_off["ok"], false, "{request} {skipped} {number}: {cut_off}");
            assert!(cut_off["detail"].as_str().unwrap().contains("safe to run this again"), "{cut_off}");
            if request == "POST /tool" {
                assert_eq!(actions(&cut_off), all_with("created")[..skipped], "{cut_off}");
            }
            done(&desk, &json!({})).await;
            assert_eq!(desk.vendors.vapi.all("/tool").len(), NAMES.len(), "{request} {skipped} {number}");
            assert_eq!(actions(&done(&desk, &json!({})).await), all_with("unchanged"));
        }
    }
}

#[tokio::test]
async fn more_tools_than_a_page_holds_are_all_seen() {
    let desk = clinic().await;
    done(&desk, &json!({})).await;
    for number in 0..250 {
        desk.vendors.vapi.add("/tool", json!({"type": "function", "function": {"name": format!("other_{number}")}}));
    }
    assert_eq!(actions(&done(&desk, &json!({})).await), all_with("unchanged"));
    for number in 0..300 {
        desk.vendors.vapi.add("/tool", json!({"type": "function", "function": {"name": format!("more_{number}")}}));
    }
    let outcome = provision(&desk, &json!({})).await.expect(200).json();
    assert!(outcome["detail"].as_str().unwrap().contains("more than 500 tools"), "{outcome}");
}

#[tokio::test]
async fn the_largest_run_stays_within_the_free_plan() {
    let desk = clinic().await;
    takes_over(&desk);
    for number in 2..=5 {
        let id = format!("f0000000-0000-4000-8000-00000000000{number}");
        let mapping = json!({"inbound_phone_number": format!("+1555020{number}"), "clinic_name": "x", "vapi_phone_number_id": id});
        desk.admin("POST", "/api/inbound/phone-mappings", &mapping).await.expect(201);
        desk.vendors.vapi.add("/phone-number", json!({"id": id, "provider": "vapi"}));
    }
    for number in 0..390 {
        desk.vendors.vapi.add("/tool", json!({"type": "function", "function": {"name": format!("other_{number}")}}));
    }
    desk.vendors.vapi.take();
    done(&desk, &json!({})).await;
    let requests = desk.vendors.vapi.take().len();
    // One D1 batch, and each GET once more if all of them fail at first.
    assert!(requests + 1 + 11 <= 50, "{requests}");
    let mapping = json!({"inbound_phone_number": "+15550299", "clinic_name": "x", "vapi_phone_number_id": SECOND});
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping).await.expect(201);
    provision(&desk, &json!({})).await.problem(422, "invalid", Some("phone_number_id"));
}
