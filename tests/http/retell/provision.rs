//! Setting up an account at Retell.

use frontdesk::ports::TransportError;

use super::{account::KEY, *};
use crate::support::{Lost, NUMBER, OTHER, Reply, TOOL_NAMES, mapping};

const PROVISION: &str = "/api/retell/provision";
const SET: &str = "/api/retell/tools.json";
const ORIGIN: &str = "https://desk.example";
const AGENT: &str = "agent_0000000000000000000000001";
const LLM: &str = "llm_0000000000000000000000001";
const NAMES: [&str; 10] = TOOL_NAMES;

fn url(org: &str, path: &str) -> String {
    format!("{ORIGIN}/api/retell/{org}/{path}")
}

/// The demo clinic with an agent, its LLM and its number at Retell.
async fn clinic() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", ACCOUNT, &json!({"api_key": KEY})).await.expect(200);
    let retell = &desk.vendors.retell;
    let engine = json!({"type": "retell-llm", "llm_id": LLM, "version": 4});
    let agent = json!({"agent_id": AGENT, "version": 4, "is_published": false, "voice_id": "v", "response_engine": engine, "of_later": [1]});
    retell.put("agent", AGENT, &agent);
    let end = json!({"type": "end_call", "name": "end_call"});
    let llm = json!({"llm_id": LLM, "version": 4, "general_prompt": "canary-prompt", "general_tools": [end],
        "default_dynamic_variables": {"own": "x"}});
    retell.put("retell-llm", LLM, &llm);
    retell.put("phone-number", NUMBER, &json!({"phone_number": NUMBER, "nickname": "Main"}));
    desk
}

async fn provision(desk: &Desk, more: &Value) -> Value {
    let mut body = json!({"dry_run": false, "agent_id": AGENT});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = desk.admin("POST", PROVISION, &body).await.expect(200);
    assert!(!answer.text.contains("canary"), "{}", answer.text);
    answer.json()
}

async fn done(desk: &Desk, more: &Value) -> Value {
    let outcome = provision(desk, more).await;
    assert_eq!(outcome["ok"], true, "{outcome}");
    outcome
}

fn actions(outcome: &Value) -> Vec<String> {
    let said = |step: &Value| format!("{}: {}", step["what"].as_str().unwrap(), step["action"].as_str().unwrap());
    outcome["steps"].as_array().unwrap().iter().map(said).collect()
}

fn all_with(tools: &str, others: &str) -> Vec<String> {
    let named = NAMES.iter().map(|name| format!("tool {name}: {tools}"));
    named.chain(["llm", "agent", "phone_number"].map(|what| format!("{what}: {others}"))).collect()
}

fn writes(desk: &Desk) -> Vec<String> {
    desk.vendors.retell.take().into_iter().filter(|request| request.starts_with("PATCH")).collect()
}

fn tools(desk: &Desk) -> Vec<Value> {
    desk.vendors.retell.one("retell-llm", LLM)["general_tools"].as_array().unwrap().clone()
}

fn takes_over(desk: &Desk, mode: &str) {
    let document = json!({"transfer": {"number": "+15550199", "mode": mode}}).to_string();
    desk.sqlite.execute(&format!(
        "INSERT OR REPLACE INTO assistants (org_id, document, updated_at) VALUES ('{ORG}', '{document}', 1)"
    ));
}

#[tokio::test]
async fn an_account_is_set_up_and_then_left_alone() {
    let desk = clinic().await;
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(actions(&outcome), all_with("created", "updated"));
    assert_eq!(writes(&desk), ["PATCH retell-llm", "PATCH agent", "PATCH phone-number"]);
    let there = tools(&desk);
    assert_eq!(there[0]["name"], "end_call");
    for (tool, name) in there[1..].iter().zip(NAMES) {
        assert_eq!(
            (&tool["name"], &tool["type"], &tool["args_at_root"]),
            (&json!(name), &json!("custom"), &json!(false))
        );
        assert!(tool["url"].as_str().unwrap().starts_with(&url(ORG, "tools/")), "{tool}");
        let token = json!({"type": "string", "const": "{{frontdesk_call}}"});
        assert_eq!(tool["parameters"]["properties"]["frontdesk_call"], token);
        assert!(!tool["parameters"]["required"].as_array().unwrap().contains(&json!("frontdesk_call")));
    }
    let retell = &desk.vendors.retell;
    let variables = retell.one("retell-llm", LLM)["default_dynamic_variables"].as_object().unwrap().clone();
    assert_eq!((variables.len(), &variables["own"]), (16, &json!("x")));
    for name in ["clinic_name", "hours_week", "transfer_number", "unavailable_message", "frontdesk_call"] {
        assert_eq!(variables[name], "", "{name}");
    }
    let agent = retell.one("agent", AGENT);
    assert_eq!((&agent["webhook_url"], &agent["of_later"]), (&json!(url(ORG, "events")), &json!([1])));
    assert_eq!(agent["webhook_events"], json!(["call_started", "call_ended", "call_analyzed", "transfer_bridged"]));
    let number = retell.one("phone-number", NUMBER);
    assert_eq!((&number["inbound_webhook_url"], &number["nickname"]), (&json!(url(ORG, "inbound")), &json!("Main")));

    let again = done(&desk, &json!({})).await;
    assert_eq!(actions(&again), all_with("unchanged", "unchanged"));
    assert_eq!(retell.take(), ["GET agent", "GET retell-llm", "LIST phone-numbers", "GET phone-number"]);
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_says_what_a_run_would_do() {
    let desk = clinic().await;
    let dry = done(&desk, &json!({"dry_run": true})).await;
    assert_eq!((writes(&desk).len(), tools(&desk).len()), (0, 1));
    assert_eq!(actions(&dry), all_with("would_create", "would_update"));
    let wet = done(&desk, &json!({})).await;
    for (dry, wet) in dry["steps"].as_array().unwrap().iter().zip(wet["steps"].as_array().unwrap()) {
        assert_eq!((&dry["what"], &dry["id"], &dry["changes"]), (&wet["what"], &wet["id"], &wet["changes"]));
    }
    assert_eq!(actions(&done(&desk, &json!({"dry_run": true})).await), all_with("unchanged", "unchanged"));
}

#[tokio::test]
async fn what_a_clinic_changes_reaches_its_tools_and_its_own_words_stay() {
    let desk = clinic().await;
    done(&desk, &json!({})).await;
    let mut there = tools(&desk);
    there[1]["execution_message_description"] = json!("Un momento.");
    there[1]["max_retry"] = json!(0);
    there[1]["headers"] = json!({"X-Own": "1"});
    desk.vendors.retell.put("retell-llm", LLM, &json!({"general_tools": there}));
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    desk.vendors.retell.bodies();
    let outcome = done(&desk, &json!({})).await;
    let updated: Vec<String> = actions(&outcome).into_iter().filter(|action| action.ends_with("updated")).collect();
    assert_eq!(updated, NAMES[..7].iter().map(|name| format!("tool {name}: updated")).collect::<Vec<_>>());
    assert_eq!(outcome["steps"][0]["changes"], json!(["parameters"]));
    assert!(desk.vendors.retell.bodies().iter().all(|body| body.as_object().unwrap().keys().eq(["general_tools"])));
    let check = &tools(&desk)[1];
    assert_eq!((&check["execution_message_description"], &check["max_retry"]), (&json!("Un momento."), &json!(0)));
    assert_eq!(check["headers"], json!({"X-Own": "1"}));
}

#[tokio::test]
async fn a_run_that_was_cut_off_anywhere_is_finished_by_the_next() {
    for request in [
        "GET agent",
        "GET retell-llm",
        "LIST phone-numbers",
        "GET phone-number",
        "PATCH retell-llm",
        "PATCH agent",
        "PATCH phone-number",
    ] {
        let refused = || Lost::Before(Reply::Json(429, json!({"message": "canary-vendor-text"})));
        let down = || Lost::Before(Reply::Raw(503, "<html>canary-vendor-text"));
        let late = || Lost::Before(Reply::Fails(TransportError::Timeout));
        let unreadable = || Lost::Before(Reply::Raw(200, "canary"));
        let faults: [&dyn Fn() -> Lost; 5] = [&refused, &down, &late, &unreadable, &|| Lost::After];
        for (number, fault) in faults.iter().enumerate() {
            let desk = clinic().await;
            desk.vendors.retell.fault(request, 0, fault());
            // What changes nothing is asked once more after these.
            if !request.starts_with("PATCH") && number < 2 {
                desk.vendors.retell.fault(request, 0, fault());
            }
            let cut_off = provision(&desk, &json!({})).await;
            assert_eq!(cut_off["ok"], false, "{request} {number}: {cut_off}");
            assert!(cut_off["detail"].as_str().unwrap().contains("safe to run this again"), "{cut_off}");
            done(&desk, &json!({})).await;
            assert_eq!(tools(&desk).len(), NAMES.len() + 1, "{request} {number}");
            assert_eq!(actions(&done(&desk, &json!({})).await), all_with("unchanged", "unchanged"));
        }
    }
}

#[tokio::test]
async fn what_somebody_else_changes_meanwhile_is_not_undone() {
    for (after, kind, id, fields, what) in [
        ("LIST phone-numbers", "retell-llm", LLM, json!({"general_tools": []}), "llm"),
        ("PATCH retell-llm", "agent", AGENT, json!({"webhook_url": "https://else.example"}), "agent"),
        ("PATCH agent", "phone-number", NUMBER, json!({"inbound_webhook_url": "https://else.example"}), "phone_number"),
    ] {
        let desk = clinic().await;
        desk.vendors.retell.meanwhile(after, kind, id, &fields);
        let outcome = provision(&desk, &json!({})).await;
        let detail = outcome["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("Stopped at {what}: It was changed by somebody else")), "{outcome}");
        let (field, value) = fields.as_object().unwrap().iter().next().unwrap();
        assert_eq!(&desk.vendors.retell.one(kind, id)[field], value);
    }
}

#[tokio::test]
async fn two_orgs_keep_out_of_each_others_way() {
    let desk = clinic().await;
    done(&desk, &json!({})).await;
    let other = desk.token(Some(OTHER), "admin");
    let body = json!({"dry_run": false, "agent_id": AGENT});
    desk.send("POST", PROVISION, &other, Some(&body)).await.problem(409, "api_key_missing", None);
    desk.send("PUT", ACCOUNT, &other, Some(&json!({"api_key": KEY}))).await.expect(200);
    let before = tools(&desk);
    let outcome = desk.send("POST", PROVISION, &other, Some(&body)).await.expect(200).json();
    assert!(outcome["detail"].as_str().unwrap().contains("another tool named check_availability"), "{outcome}");
    assert_eq!(tools(&desk), before);
    // The first org's number is not the second's to set up.
    let body = json!({"dry_run": false, "agent_id": AGENT, "phone_number": NUMBER});
    desk.send("POST", PROVISION, &other, Some(&body)).await.problem(422, "invalid", Some("phone_number"));
}

#[tokio::test]
async fn a_webhook_of_somebody_else_is_left_unless_it_is_to_go() {
    let desk = clinic().await;
    let retell = &desk.vendors.retell;
    retell.put("agent", AGENT, &json!({"webhook_url": "https://else.example", "webhook_events": ["call_ended"]}));
    retell.put("phone-number", NUMBER, &json!({"inbound_webhook_url": format!("{ORIGIN}/api/retell/inbound")}));
    let outcome = done(&desk, &json!({})).await;
    assert!(outcome["notes"][0].as_str().unwrap().contains("another webhook_url"), "{outcome}");
    assert_eq!(retell.one("agent", AGENT)["webhook_events"], json!(["call_ended"]));
    // The address of the whole deployment is ours, and gives way to the org's own.
    assert_eq!(retell.one("phone-number", NUMBER)["inbound_webhook_url"], url(ORG, "inbound"));
    done(&desk, &json!({"replace_server": true})).await;
    let agent = retell.one("agent", AGENT);
    assert_eq!(agent["webhook_url"], url(ORG, "events"));
    assert_eq!(agent["webhook_events"], json!(["call_ended", "call_started", "call_analyzed", "transfer_bridged"]));
}

#[tokio::test]
async fn where_somebody_takes_over_calls_there_is_a_tool_that_hands_them_over() {
    let desk = clinic().await;
    takes_over(&desk, "blind");
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(actions(&outcome)[NAMES.len()], "tool hand_over: created");
    let transfer = tools(&desk)[NAMES.len() + 1].clone();
    let destination = json!({"type": "predefined", "number": "{{transfer_number}}"});
    assert_eq!(
        (&transfer["transfer_destination"], &transfer["transfer_option"]["type"]),
        (&destination, &json!("cold_transfer"))
    );
    takes_over(&desk, "warm");
    assert_eq!(actions(&done(&desk, &json!({})).await)[NAMES.len()], "tool hand_over: updated");
    assert_eq!(tools(&desk)[NAMES.len() + 1]["transfer_option"], json!({"type": "warm_transfer"}));

    let desk = clinic().await;
    takes_over(&desk, "blind");
    let own = json!({"type": "transfer_call", "name": "to_staff", "transfer_destination": {"type": "predefined", "number": "+15550199"}});
    desk.vendors.retell.put("retell-llm", LLM, &json!({"general_tools": [own]}));
    let outcome = done(&desk, &json!({})).await;
    assert!(outcome["notes"][0].as_str().unwrap().contains("a tool of its own"), "{outcome}");
    assert_eq!(tools(&desk).len(), NAMES.len() + 1);
}

#[tokio::test]
async fn what_is_missing_or_does_not_fit_is_named_before_anything_is_changed() {
    let body = json!({"dry_run": true, "agent_id": AGENT});
    let desk = Desk::with_clinic().await;
    desk.get(SET).await.problem(409, "public_url_missing", None);
    desk.admin("POST", PROVISION, &body).await.problem(409, "public_url_missing", None);
    let desk = clinic().await;
    desk.vendors.retell.take();
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("POST", PROVISION, &viewer, Some(&body)).await.problem(403, "forbidden", None);
    for (body, field) in [
        (json!({"agent_id": AGENT}), "dry_run"),
        (json!({"dry_run": true}), "agent_id"),
        (json!({"dry_run": true, "agent_id": "../x"}), "agent_id"),
        (json!({"dry_run": true, "agent_id": ""}), "agent_id"),
        (json!({"dry_run": true, "agent_id": AGENT, "phone_number": "+15550123"}), "phone_number"),
        (json!({"dry_run": true, "agent_id": AGENT, "phone_number": "x"}), "phone_number"),
        (json!({"dry_run": true, "agent_id": AGENT, "url": "https://else.example"}), "url"),
    ] {
        desk.admin("POST", PROVISION, &body).await.problem(422, "invalid", Some(field));
    }
    assert_eq!(desk.vendors.retell.take(), [""; 0]);
    let retell = &desk.vendors.retell;
    let outcome = provision(&desk, &json!({"agent_id": "agent_2"})).await;
    assert!(outcome["detail"].as_str().unwrap().contains("no agent with the id agent_2"), "{outcome}");
    for (fields, why) in [
        (json!({"is_published": true}), "is published"),
        (json!({"is_published": false, "response_engine": {"type": "custom-llm"}}), "no Retell LLM"),
        (json!({"response_engine": {"type": "retell-llm", "llm_id": "../x"}}), "no Retell LLM"),
        (json!({"response_engine": {"type": "retell-llm", "llm_id": "llm_2"}}), "no llm with the id llm_2"),
    ] {
        retell.put("agent", AGENT, &fields);
        let outcome = provision(&desk, &json!({})).await;
        assert!(outcome["ok"] == false && outcome["detail"].as_str().unwrap().contains(why), "{outcome}");
    }
    desk.admin("PUT", ACCOUNT, &json!({"api_key": "canary-another-key-of-retell"})).await.expect(200);
    assert!(provision(&desk, &json!({})).await["detail"].as_str().unwrap().contains("refuses the API key"));
    desk.admin("PUT", ACCOUNT, &json!({"signing_secrets": ["key_of_another_account_1"]})).await.expect(200);
    desk.admin("POST", PROVISION, &body).await.problem(409, "api_key_missing", None);
    assert_eq!(writes(&desk), [""; 0]);
}

#[tokio::test]
async fn numbers_that_retell_does_not_have_are_left_and_more_than_five_are_too_many() {
    let desk = clinic().await;
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+12025550101")).await.expect(201);
    let outcome = done(&desk, &json!({})).await;
    assert!(outcome["notes"][0].as_str().unwrap().contains("does not have the number +12025550101"), "{outcome}");
    assert_eq!(actions(&outcome), all_with("created", "updated"));
    for number in 2..=6 {
        desk.admin("POST", "/api/inbound/phone-mappings", &mapping(&format!("+1202555010{number}"))).await.expect(201);
    }
    let body = json!({"dry_run": false, "agent_id": AGENT});
    desk.admin("POST", PROVISION, &body).await.problem(422, "invalid", Some("phone_number"));
    done(&desk, &json!({"phone_number": NUMBER})).await;
}

const GOLDEN: &str = include_str!("../../golden/retell_tools.json");

/// The whole document, byte for byte; the types of Retell's SDK are held against it.
#[tokio::test]
async fn the_tools_say_what_they_have_always_said() {
    let desk = clinic().await;
    desk.admin("POST", "/api/services", &json!({"name": "Root \"canal\"", "minutes": 60})).await.expect(201);
    takes_over(&desk, "warm");
    let viewer = desk.token(Some(ORG), "viewer");
    let answer = desk.send("GET", SET, &viewer, None).await.expect(200);
    let document = serde_json::to_string_pretty(&answer.json()).unwrap();
    if std::env::var_os("PRINT_GOLDEN").is_some() {
        println!("{document}");
    }
    assert_eq!(format!("{document}\n"), GOLDEN);
}
