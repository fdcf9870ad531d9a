//! The answer as Vapi takes it: one result for each call under its id, each one short line of text.

use serde_json::Value;

use super::report::Report;
use crate::{
    language::answer::MAX_ANSWER_CHARS,
    voice::{oddities::raised, vapi::envelope::Format},
};

/// A call that is answered.
pub(super) struct AnsweredCall {
    pub(super) format: Format,
    pub(super) id: String,
}

/// Adds what each call hears, and what Vapi would not take.
pub(super) fn check(calls: &[AnsweredCall], answer: &Value, report: &mut Report) {
    for (n, call) in calls.iter().enumerate() {
        let result = if call.format == Format::ApiRequest {
            answer
        } else {
            answer.pointer(&format!("/results/{n}")).unwrap_or(&Value::Null)
        };
        report.warn(faults(call, result));
        let (said, failed) = said(call.format, result);
        report.step("answer", !failed, said.and_then(Value::as_str).unwrap_or("Nothing is said.").to_owned());
    }
    if calls.is_empty() {
        report.step("answer", true, format!("The answer is {answer}. Nothing is said to the caller."));
    }
}

/// What is said, and whether it is that something did not work.
fn said(format: Format, result: &Value) -> (Option<&Value>, bool) {
    if format == Format::ApiRequest {
        return (result.get("message"), result.get("ok") != Some(&Value::Bool(true)));
    }
    let failed = result.get("result").is_none();
    (result.get(if failed { "error" } else { "result" }), failed)
}

fn faults(call: &AnsweredCall, result: &Value) -> Vec<&'static str> {
    let said = said(call.format, result).0;
    let is_line = |said: &Value| {
        said.as_str().is_some_and(|text| !text.contains(['\n', '\r']) && text.chars().nth(MAX_ANSWER_CHARS).is_none())
    };
    let has_id = call.format == Format::ToolCalls;
    raised([
        ("no_result", said.is_none()),
        ("id_mismatch", has_id && result.get("toolCallId").and_then(Value::as_str) != Some(&call.id)),
        ("not_one_line", said.is_some_and(|said| !is_line(said))),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_vapi_would_drop_is_noticed() {
        let call = AnsweredCall { format: Format::ToolCalls, id: "call_1".into() };
        let none: [&str; 0] = [];
        let long = "x".repeat(MAX_ANSWER_CHARS + 1);
        for (result, noticed) in [
            (json!({"toolCallId": "call_1", "result": "Yes."}), &none[..]),
            (json!({"toolCallId": "call_1", "error": "No."}), &none),
            (json!({"toolCallId": "call_2", "result": "Yes."}), &["id_mismatch"]),
            (json!({"toolCallId": "call_1"}), &["no_result"]),
            (json!({"toolCallId": "call_1", "result": "Yes.\nNo."}), &["not_one_line"]),
            (json!({"toolCallId": "call_1", "result": {"ok": true}}), &["not_one_line"]),
            (json!({"toolCallId": "call_1", "result": long}), &["not_one_line"]),
            (Value::Null, &["no_result", "id_mismatch"]),
        ] {
            assert_eq!(faults(&call, &result), noticed, "{result}");
        }
        let flat = AnsweredCall { format: Format::ApiRequest, id: String::new() };
        assert_eq!(faults(&flat, &json!({"ok": true, "message": "Yes."})), none);
        assert_eq!(faults(&flat, &json!({"ok": true})), ["no_result"]);
    }
}
