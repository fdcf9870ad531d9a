//! The answer as Vapi takes it: one result for each call under its id.

use serde_json::Value;

use crate::voice::{diagnose::Heard, vapi::envelope::Format};

/// The result of the call at this place.
pub(super) fn result(format: Format, place: usize, answer: &Value) -> &Value {
    if format == Format::ApiRequest {
        return answer;
    }
    answer.pointer(&format!("/results/{place}")).unwrap_or(&Value::Null)
}

/// What a call of this id hears.
pub(super) fn heard(format: Format, id: &str, result: &Value) -> Heard {
    let (said, is_failure) = said(format, result);
    let has_id = format == Format::ToolCalls;
    let is_mismatch = has_id && result.get("toolCallId").and_then(Value::as_str) != Some(id);
    // What is no text is dropped as if it was no line.
    let is_no_text = said.is_some_and(|said| !said.is_string());
    let faults = [is_mismatch.then_some("id_mismatch"), is_no_text.then_some("not_one_line")];
    Heard { is_failure, faults: faults.into_iter().flatten().collect(), said: said.map(text) }
}

fn text(said: &Value) -> String {
    said.as_str().map_or_else(|| said.to_string(), str::to_owned)
}

/// What is said, and whether it is that something did not work.
fn said(format: Format, result: &Value) -> (Option<&Value>, bool) {
    if format == Format::ApiRequest {
        return (result.get("message"), result.get("ok") != Some(&Value::Bool(true)));
    }
    let failed = result.get("result").is_none();
    (result.get(if failed { "error" } else { "result" }), failed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_vapi_would_drop_is_noticed() {
        let none: [&str; 0] = [];
        for (result, said, noticed) in [
            (json!({"toolCallId": "call_1", "result": "Yes."}), Some("Yes."), &none[..]),
            (json!({"toolCallId": "call_1", "error": "No."}), Some("No."), &none),
            (json!({"toolCallId": "call_2", "result": "Yes."}), Some("Yes."), &["id_mismatch"]),
            (json!({"toolCallId": "call_1"}), None, &none),
            (json!({"toolCallId": "call_1", "result": {"ok": true}}), Some("{\"ok\":true}"), &["not_one_line"]),
            (Value::Null, None, &["id_mismatch"]),
        ] {
            let heard = heard(Format::ToolCalls, "call_1", &result);
            assert_eq!((heard.said.as_deref(), heard.faults.as_slice()), (said, noticed), "{result}");
        }
        let flat = heard(Format::ApiRequest, "", &json!({"ok": true, "message": "Yes."}));
        assert_eq!((flat.said.as_deref(), flat.is_failure), (Some("Yes."), false));
    }
}
