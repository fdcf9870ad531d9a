use serde_json::json;

use super::*;

fn inbound(body: &Value) -> Inbound {
    read(body.to_string().as_bytes(), true).unwrap()
}

fn calls(inbound: &Inbound) -> &[ToolCall] {
    match &inbound.kind {
        MessageKind::ToolCalls(calls) => calls,
        _ => panic!("no tools are called"),
    }
}

fn dates(inbound: &Inbound) -> Vec<String> {
    let date = |call: &ToolCall| call.arguments.as_ref().unwrap()["date"].as_str().unwrap().to_owned();
    calls(inbound).iter().map(date).collect()
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
        assert_eq!(calls(&inbound)[0].name, "check_availability", "{shape}");
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
    let ids: Vec<String> = calls(&inbound(&body)).iter().map(|call| call.id.clone()).collect();
    assert_eq!(ids, ["a", "b"]);
}

/// What is said of the called number, by where it stands.
fn said(inbound: &Inbound) -> Vec<(&str, Option<RouteKey>)> {
    inbound.signals.effective().iter().map(|signal| (signal.place, signal.key.clone())).collect()
}

#[test]
fn the_called_number_is_found_wherever_it_stands() {
    let message = |message: Value| inbound(&json!({ "message": message }));
    let full = message(json!({"phoneNumber": {"number": "+15550100", "id": "num-1", "sipUri": "sip:a@b"},
        "call": {"phoneNumberId": "num-2", "phoneNumber": {"twilioPhoneNumber": "+15550101"}}}));
    let expected = [
        ("message.phoneNumber.number", number_key("+15550100")),
        ("message.phoneNumber.id", RouteKey::vapi_number("num-1")),
        ("message.call.phoneNumber", number_key("+15550101")),
        ("message.phoneNumber.sipUri", RouteKey::sip("sip:a@b")),
    ];
    assert!(said(&full) == expected);
    let by_call = message(json!({"phoneNumber": null, "call": {"phoneNumberId": "num-2", "phoneNumber": "+15550102"}}));
    let expected = [
        ("message.phoneNumber.id", RouteKey::vapi_number("num-2")),
        ("message.call.phoneNumber", number_key("+15550102")),
    ];
    assert!(said(&by_call) == expected);
}

#[test]
fn a_caller_is_never_taken_for_the_called_number() {
    let body = json!({"message": {"customer": {"number": "+15550199"}, "call": {"customer": {"number": "+15550199"}, "orgId": "vapi-org"}}});
    assert!(said(&inbound(&body)).is_empty());
}

#[test]
fn legacy_selectors_stand_in_arguments_or_beside_them() {
    const ORG: &str = "0198c0de-0000-7000-8000-00000000000b";
    let in_arguments = json!({"toolCall": {"arguments": {"inboundPhoneNumber": "+1-555-0100", "tenantId": ORG}}});
    let both = [("inboundPhoneNumber", number_key("+15550100")), ("tenantId", org_key(ORG))];
    assert!(said(&inbound(&in_arguments)) == both);
    let beside = json!({"tenantId": "t", "toolCall": {}});
    assert!(said(&inbound(&beside)) == [("tenantId", None)]);
    let forbidden = read(in_arguments.to_string().as_bytes(), false).unwrap();
    assert!(said(&forbidden).is_empty(), "a deployment decides whether the model may choose");
    let current = inbound(&json!({"message": {"toolCallList": [{"name": "x", "arguments": {"tenantId": ORG}}]}}));
    assert!(said(&current).is_empty(), "the current format has no model-chosen clinic");
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
        assert!(read(body.to_string().as_bytes(), true).is_ok(), "{odd}");
        let entry = json!({"message": {"toolCallList": [odd, {"id": odd, "name": odd, "function": odd}]}});
        assert_eq!(calls(&inbound(&entry)).len(), 2);
    }
}

#[test]
fn what_is_no_json_object_is_refused() {
    for bad in ["", "{", "nonsense", "[]", "\"text\"", "1", "null", "{\"message\":"] {
        assert!(matches!(read(bad.as_bytes(), true), Err(Error::Malformed(_))), "{bad}");
    }
}

#[test]
fn a_flat_body_is_one_call_with_what_the_operator_fixed_beside_it() {
    let body = json!({"date": "2026-12-03", "service": "cleaning", "called_number": "+14155550123",
        "caller_number": "+14155550188", "call_id": "c6", "call_sid": "CA0"});
    let read = inbound(&body);
    let list = calls(&read);
    assert_eq!((Format::of(&read), list.len(), list[0].id.as_str()), (Format::ApiRequest, 1, ""));
    let arguments: Vec<&String> = list[0].arguments.as_ref().unwrap().keys().collect();
    assert_eq!(arguments, ["date", "service"]);
    assert!(said(&read) == [("message.phoneNumber.number", number_key("+14155550123"))]);
    assert_eq!(read.caller.number().map(crate::domain::phone::PhoneNumber::as_str), Some("+14155550188"));
    assert_eq!(read.caller.call_id(), Some("c6"));
    let unfilled =
        inbound(&json!({"called_number": "{{phoneNumber.number}}", "call_id": "{{call.id}}", "caller_number": 7}));
    assert!(unfilled.signals.keys().is_empty() && unfilled.caller == SignalledCaller::default());
    let sip = inbound(&json!({"called_number": "sip:Clinic-A@sip.vapi.ai"}));
    assert!(sip.signals.keys() == RouteKey::sip("sip:Clinic-A@sip.vapi.ai").into_iter().collect::<Vec<_>>());
}

#[test]
fn a_flat_body_that_no_tool_makes_is_too_large() {
    let body = json!({"notes": "x".repeat(flat::LARGEST)}).to_string();
    assert!(matches!(read(body.as_bytes(), true), Err(Error::TooLarge(_))));
}

/// Reports carry lists of calls too, of the past.
#[test]
fn only_a_message_that_calls_tools_runs_them() {
    let list =
        json!([{"id": "a", "function": {"name": "book_appointment", "arguments": {"start": "2026-12-03T09:30"}}}]);
    for (name, is_call) in [
        ("tool-calls", true),
        ("function-call", true),
        ("", true),
        ("status-update", false),
        ("end-of-call-report", false),
        ("hang", false),
        ("assistant-request", false),
        ("transfer-destination-request", false),
        ("conversation-update", false),
        ("transcript[transcriptType=\"final\"]", false),
        ("something-new", false),
    ] {
        let read = inbound(&json!({"message": {"type": name, "toolCallList": list}}));
        assert_eq!(matches!(read.kind, MessageKind::ToolCalls(_)), is_call, "{name}");
    }
    assert!(calls(&inbound(&json!({"message": {"type": "tool-calls", "toolCallList": []}}))).is_empty());
}

#[test]
fn a_report_says_the_same_in_the_shape_of_today_and_of_2024() {
    let today = json!({"message": {"type": "end-of-call-report", "endedReason": "customer-ended-call", "cost": 0.12,
        "startedAt": "2026-12-01T15:00:00.000Z", "endedAt": "2026-12-01T15:02:00.000Z", "analysis": {"summary": "Booked."}}});
    let before = json!({"message": {"type": "end-of-call-report", "endedReason": "customer-ended-call", "cost": 0.12,
        "call": {"startedAt": "2026-12-01T15:00:00Z"}, "timestamp": 1_796_137_320_000_u64, "summary": "Booked."}});
    let report = |body: &Value| match inbound(body).kind {
        MessageKind::Event(report) => format!("{report:?}"),
        _ => panic!("no report"),
    };
    assert_eq!(report(&today), report(&before));
    assert!(report(&today).contains("15:02:00Z"), "{}", report(&today));
    for timestamp in [json!(1_796_137_320_000_u64), json!("2026-12-01T15:02:00.000Z"), json!(1_796_137_320_000.0)] {
        let said = report(&json!({"message": {"type": "hang", "timestamp": timestamp}}));
        assert_eq!(said, "Hang { at: Some(2026-12-01T15:02:00Z) }");
    }
    for timestamp in [json!("soon"), json!(null), json!(1e300), json!([1])] {
        assert!(report(&json!({"message": {"type": "hang", "timestamp": timestamp}})).contains("None"), "{timestamp}");
    }
}
