use serde_json::json;

use super::*;

fn inbound(body: &Value) -> Inbound {
    read(body.to_string().as_bytes()).unwrap()
}

fn dates(inbound: &Inbound) -> Vec<String> {
    let date = |call: &ToolCall| call.arguments.as_ref().unwrap()["date"].as_str().unwrap().to_owned();
    inbound.calls.iter().map(date).collect()
}

/// Every shape of contracts A4, and the seed's, carry the same call.
#[test]
fn five_shapes_and_the_seeds_give_one_call() {
    let arguments = json!({"date": "2026-12-03"});
    let function = json!({"id": "call_A1", "type": "function", "function": {"name": "check_availability", "arguments": arguments}});
    let flat = json!({"id": "call_A1", "name": "check_availability", "parameters": arguments});
    let shapes = [
        json!({"message": {"toolCallList": [function]}}),
        json!({"message": {"toolCalls": [function]}}),
        json!({"message": {"toolCallList": [flat]}}),
        json!({"message": {"toolCallList": [{"id": "call_A1", "name": "check_availability", "arguments": arguments}]}}),
        json!({"message": {"toolWithToolCallList": [{"type": "function", "name": "check_availability",
            "function": {"name": "check_availability", "parameters": {"type": "object", "date": "schema"}},
            "toolCall": {"id": "call_A1", "parameters": arguments}}]}}),
        json!({"message": {"toolWithToolCallList": [{"type": "make", "toolCall": function}]}}),
        json!({"message": {"functionCall": {"name": "check_availability", "parameters": arguments}}}),
        json!({"toolCall": {"name": "check_availability", "arguments": arguments}}),
        json!({"toolCall": {"function": {"name": "check_availability", "arguments": arguments.to_string()}}}),
        json!({"message": {"toolCall": {"name": "check_availability", "arguments": arguments}}}),
        json!({"toolCall": {"name": "check_availability"}, "arguments": arguments}),
    ];
    for shape in shapes {
        let inbound = inbound(&shape);
        assert_eq!(dates(&inbound), ["2026-12-03"], "{shape}");
        assert_eq!(inbound.calls[0].name, "check_availability", "{shape}");
    }
}

#[test]
fn mirrored_lists_are_one_list() {
    let call =
        |id: &str| json!({"id": id, "function": {"name": "check_availability", "arguments": {"date": "2026-12-03"}}});
    let body = json!({"message": {
        "toolCallList": [call("a"), call("b")],
        "toolCalls": [call("a"), call("b")],
        "toolWithToolCallList": [{"toolCall": call("a")}, {"toolCall": call("b")}],
        "functionCall": {"name": "check_availability", "parameters": {"date": "2026-12-03"}}}});
    let ids: Vec<String> = inbound(&body).calls.into_iter().map(|call| call.id).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn the_called_number_is_found_wherever_it_stands() {
    let signals = |message: Value| inbound(&json!({ "message": message })).signals;
    let full = signals(json!({"phoneNumber": {"number": "+15550100", "id": "num-1", "sipUri": "sip:a@b"},
        "call": {"phoneNumberId": "num-2", "phoneNumber": {"twilioPhoneNumber": "+15550101"}}}));
    assert_eq!(full.number.as_deref(), Some("+15550100"));
    assert_eq!(full.number_id.as_deref(), Some("num-1"));
    assert_eq!(full.call_number.as_deref(), Some("+15550101"));
    assert_eq!(full.sip_uri.as_deref(), Some("sip:a@b"));
    let by_call = signals(json!({"phoneNumber": null, "call": {"phoneNumberId": "num-2", "phoneNumber": "+15550102"}}));
    assert_eq!(by_call.number_id.as_deref(), Some("num-2"));
    assert_eq!(by_call.call_number.as_deref(), Some("+15550102"));
}

#[test]
fn a_caller_is_never_taken_for_the_called_number() {
    let body = json!({"message": {"customer": {"number": "+15550199"}, "call": {"customer": {"number": "+15550199"}, "orgId": "vapi-org"}}});
    let signals = inbound(&body).signals;
    assert!(signals.keys(true).is_empty());
}

#[test]
fn legacy_selectors_stand_in_arguments_or_beside_them() {
    let selector = |body: &Value| inbound(body).signals.legacy;
    let in_arguments =
        selector(&json!({"toolCall": {"arguments": {"inboundPhoneNumber": "+1-555-0100", "tenantId": "t"}}}));
    assert_eq!((in_arguments.number.as_deref(), in_arguments.tenant_id.as_deref()), (Some("+1-555-0100"), Some("t")));
    let beside = selector(&json!({"tenantId": "t", "toolCall": {}}));
    assert_eq!((beside.number, beside.tenant_id.as_deref()), (None, Some("t")));
    let current = inbound(&json!({"message": {"toolCallList": [{"name": "x", "arguments": {"tenantId": "t"}}]}}));
    assert_eq!(current.signals.legacy.tenant_id, None, "the current format has no model-chosen clinic");
}

#[test]
fn members_of_unexpected_types_are_absent_and_never_an_error() {
    for odd in [
        json!(1),
        json!("x"),
        json!([1, [2]]),
        json!(true),
        json!(null),
        json!({"deep": {"er": [1]}}),
        json!(1.5),
        json!(-1),
    ] {
        let message = json!({"toolCallList": odd, "toolCalls": odd, "phoneNumber": odd, "call": odd, "functionCall": null, "customer": odd});
        let body = json!({"message": message, "toolCall": odd, "tenantId": odd});
        assert!(read(body.to_string().as_bytes()).is_ok(), "{odd}");
        let entry = json!({"message": {"toolCallList": [odd, {"id": odd, "name": odd, "function": odd}]}});
        assert_eq!(inbound(&entry).calls.len(), 2);
    }
}

#[test]
fn what_is_no_json_object_is_refused() {
    for bad in ["", "{", "nonsense", "[]", "\"text\"", "1", "null", "{\"message\":"] {
        assert!(matches!(read(bad.as_bytes()), Err(Error::Malformed(_))), "{bad}");
    }
}
