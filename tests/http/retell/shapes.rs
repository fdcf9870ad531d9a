//! Every shape of a tool's call, and what is no such shape.

use super::*;
use crate::support::{NUMBER, OTHER, mapping};

const DAY: &str = "more than nine openings";

#[tokio::test]
async fn every_body_of_a_phone_call_is_answered() {
    let desk = open().await;
    for name in [
        "tool-inbound",
        "tool-outbound",
        "tool-no-transcript",
        "tool-answered-already",
        "tool-parallel",
        "tool-withheld",
        "tool-token",
        "tool-arguments-text",
        "tool-args-only",
    ] {
        let body = fixture(name);
        for path in [CHECK.to_owned(), of_org(CHECK, ORG)] {
            let said = post(&desk, &path, &body).await.expect(200);
            assert_eq!(said.json().as_object().unwrap().len(), 1, "{}", said.text);
            assert!(said.spoken().contains(DAY), "{name} at {path}: {}", said.text);
        }
        if !name.starts_with("tool-args-only") {
            assert!(post(&desk, TOOLS, &body).await.expect(200).spoken().contains(DAY), "{name}");
        }
    }
    assert!(!desk.dump().contains("CANARY"));
}

/// A web call and a test have no numbers: the org of the address is all that says whose it is.
#[tokio::test]
async fn without_a_number_the_address_has_to_name_the_org() {
    let desk = open().await;
    for name in ["tool-web-call", "tool-test-button", "tool-args-only-unfilled"] {
        let said = post(&desk, &of_org(CHECK, ORG), &fixture(name)).await.expect(200).spoken();
        assert!(said.contains(DAY), "{name}: {said}");
        let said = post(&desk, CHECK, &fixture(name)).await.expect(200).spoken();
        assert!(said.contains("can't tell which clinic"), "{name}: {said}");
    }
    post(&desk, "/api/retell/everyone/tools", &fixture("tool-inbound")).await.problem(404, "not_found", None);
}

#[tokio::test]
async fn a_number_of_another_org_is_refused_at_an_address_with_an_org() {
    let desk = open().await;
    for (name, path) in [("tool-inbound", TOOLS), ("tool-args-only", CHECK), ("tool-outbound", CHECK)] {
        let said = post(&desk, &of_org(path, OTHER), &fixture(name)).await.expect(200).spoken();
        assert!(said.contains("not set up for bookings"), "{name}: {said}");
    }
}

#[tokio::test]
async fn a_sip_address_is_a_number_as_well() {
    let desk = open().await;
    let said = post(&desk, CHECK, &fixture("tool-sip")).await.expect(200).spoken();
    assert!(said.contains("not set up for bookings"), "{said}");
    let mut sip = mapping(NUMBER);
    sip["sip_uri"] = json!("sip:clinic-1@sip.example.com");
    desk.admin("POST", "/api/inbound/phone-mappings", &sip).await.expect(200);
    assert!(post(&desk, CHECK, &fixture("tool-sip")).await.expect(200).spoken().contains(DAY));
}

/// The call of the tool is known by the last open invocation of its name.
#[tokio::test]
async fn the_id_of_a_tool_call_comes_from_the_transcript() {
    for (name, id) in [
        ("tool-inbound", Some("tool_call_5f1c9e")),
        ("tool-parallel", Some("tool_call_5f1c9e")),
        ("tool-answered-already", None),
        ("tool-no-transcript", None),
    ] {
        let desk = open().await;
        post(&desk, TOOLS, &fixture(name)).await.expect(200);
        let kept = desk.clinics.value(ORG, "SELECT group_concat(tool_call_id) FROM call_tools");
        match id {
            Some(id) => assert_eq!(kept, id, "{name}"),
            None => assert!(kept.ends_with(":check_availability"), "{name}: {kept}"),
        }
        let call = desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json();
        assert_eq!((&call["platform"], &call["kind"]), (&json!("retell"), &json!("inboundPhoneCall")), "{call}");
    }
}

/// The clinic's number is the one that calls then.
#[tokio::test]
async fn the_other_side_of_an_outbound_call_is_the_caller() {
    let desk = open().await;
    post(&desk, TOOLS, &fixture("tool-outbound")).await.expect(200);
    let call = desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json();
    assert_eq!((&call["caller"], &call["kind"]), (&json!("+15550188"), &json!("outboundPhoneCall")), "{call}");
}

#[tokio::test]
async fn constants_are_not_arguments_and_not_numbers_beside_a_call() {
    let desk = open().await;
    let book = "/api/retell/tools/calendar/book";
    // The patient's name is an argument, though an envelope would have the tool's there.
    let said = post(&desk, book, &fixture("tool-args-only-named")).await.expect(200).spoken();
    assert!(said.contains("Ann Lee") && said.contains("is booked"), "{said}");
    let mut body = fixture("tool-inbound");
    body["args"]["called_number"] = json!("+15550122");
    body["args"]["caller_number"] = json!("+15550177");
    assert!(post(&desk, CHECK, &body).await.expect(200).spoken().contains(DAY));
    assert_eq!(desk.get(&format!("/api/calls/{CALL}")).await.json()["caller"], "+15550188");
}

#[tokio::test]
async fn what_is_no_tool_call_is_answered_all_the_same() {
    let desk = open().await;
    let said = post(&desk, TOOLS, &fixture("tool-unknown")).await.expect(200).spoken();
    assert!(said.contains("check_availability"), "{said}");
    let mut other = fixture("tool-inbound");
    other["name"] = json!("send_sms");
    assert!(!post(&desk, CHECK, &other).await.expect(200).spoken().contains(DAY));
    for arguments in [json!("{bad"), json!([1, 2]), json!(7)] {
        let said = post(&desk, CHECK, &tool("check_availability", &arguments)).await.expect(200).spoken();
        assert!(!said.contains(DAY), "{said}");
    }
    for odd in
        [json!({}), json!({"call": 5}), json!({"call": {"call_id": {}}, "args": null, "name": 7}), json!({"args": {}})]
    {
        post(&desk, CHECK, &odd).await.expect(200).spoken();
    }
    for (body, code) in [("{", "malformed"), ("[]", "malformed"), ("\"x\"", "malformed"), ("", "malformed")] {
        raw(&desk, CHECK, &[], body.into()).await.problem(400, code, None);
    }
    let request = http::Request::post(CHECK).body("{}".into()).unwrap();
    desk.raw(request).await.problem(415, "unsupported_media_type", None);
    let request = http::Request::get(CHECK).body("".into()).unwrap();
    assert_eq!(desk.raw(request).await.status, 405);
}

/// An hour of talk, with each word's timing twice.
#[tokio::test]
async fn a_body_of_four_mebibytes_is_read_and_one_byte_more_is_not() {
    let desk = open().await;
    let mut body = fixture("tool-inbound");
    let invoked = body["call"]["transcript_with_tool_calls"].as_array().unwrap().last().unwrap().clone();
    let word = |n: u32| json!({"word": "CANARY-word ", "start": n, "end": n + 1});
    let said = json!({"role": "user", "content": "CANARY-words", "words": (0..50).map(word).collect::<Vec<_>>()});
    let many: Vec<Value> = std::iter::repeat_n(said, 800).collect();
    body["call"]["transcript_object"] = json!(many);
    body["call"]["transcript_with_tool_calls"] = json!([many, vec![invoked]].concat());
    let mut padded = body.to_string();
    assert!(padded.len() > 3 * 1024 * 1024, "{}", padded.len());
    padded.push_str(&" ".repeat(4 * 1024 * 1024 - padded.len()));
    assert!(raw(&desk, TOOLS, &[], padded.clone().into_bytes()).await.expect(200).spoken().contains(DAY));
    assert_eq!(desk.clinics.value(ORG, "SELECT tool_call_id FROM call_tools"), "tool_call_5f1c9e");
    raw(&desk, TOOLS, &[], format!("{padded} ").into_bytes()).await.problem(413, "too_large", None);
    assert!(!desk.dump().contains("CANARY"));
}
