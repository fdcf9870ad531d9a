//! Bodies that were cut or made carelessly: what can be mended is, and what cannot be read is never taken for nothing.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::{
    booking::{ANN, BOOK, CANCEL, NINE_THIRTY, book, count, order},
    support::{Answer, Desk, NUMBER, ORG},
};

const WEBHOOK: &str = "/api/vapi/webhook";

async fn post(desk: &Desk, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::builder().method("POST").uri(path).header("content-type", "application/json");
    desk.raw(request.body(body.into()).unwrap()).await
}

/// A message that calls a tool with these arguments, to the letter.
fn calling(tool: &str, arguments: &str) -> String {
    format!(
        r#"{{"message":{{"type":"tool-calls","toolCallList":[{{"id":"t9","function":{{"name":"{tool}","arguments":{arguments}}}}}],
        "call":{{"id":"ann2"}},"phoneNumber":{{"number":"{NUMBER}"}},"customer":{{"number":"{ANN}"}}}}}}"#
    )
}

async fn with_ann() -> Desk {
    let desk = Desk::with_clinic().await;
    desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await;
    desk
}

fn heard(answer: &Value) -> String {
    let result = &answer["results"][0];
    result["result"].as_str().or(result["error"].as_str()).unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[tokio::test]
async fn arguments_that_cannot_be_read_cancel_nothing() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let nearly = format!("{}1{}", "[".repeat(120), "]".repeat(120));
    for value in ["1e999", &deep, &nearly] {
        let desk = with_ann().await;
        let arguments = format!(r#"{{"date":"2026-12-04","weight":{value}}}"#);
        for arguments in [arguments.clone(), json!(arguments).to_string()] {
            let answer = post(&desk, WEBHOOK, calling("cancel_appointment", &arguments)).await.expect(200).json();
            assert!(heard(&answer).contains("could not be read"), "{answer}");
        }
        let flat = format!(
            r#"{{"called_number":"{NUMBER}","caller_number":"{ANN}","call_id":"c6","date":"2026-12-04","weight":{value}}}"#
        );
        let answer = post(&desk, &format!("/api/vapi/tools/{CANCEL}"), flat).await.expect(200).json();
        assert!(answer["message"].as_str().unwrap().contains("could not be read"), "{answer}");
        assert_eq!(book(&desk), [format!("{NINE_THIRTY} confirmed Ann Lee")]);
    }
}

#[tokio::test]
async fn half_a_character_in_arguments_loses_nothing_else() {
    let desk = with_ann().await;
    let arguments = r#"{"date":"2026-12-04","reason":"the caller said \ud83d"}"#;
    let answer = post(&desk, WEBHOOK, calling("cancel_appointment", arguments)).await.expect(200).json();
    assert!(!heard(&answer).contains("is cancelled"), "{answer}");
    assert_eq!(book(&desk), [format!("{NINE_THIRTY} confirmed Ann Lee")], "another day than hers");
    let arguments = r#"{"start":"2026-12-04T10:00","name":"Bo Li","notes":"likes \ud83d"}"#;
    let answer = post(&desk, WEBHOOK, calling("book_appointment", arguments)).await.expect(200).json();
    assert!(heard(&answer).contains("is booked"), "{answer}");
    assert_eq!(
        desk.clinics.value(ORG, "SELECT notes FROM appointments WHERE patient_name = 'Bo Li'"),
        "likes \u{FFFD}"
    );
}

#[tokio::test]
async fn a_report_with_half_a_character_or_an_odd_cost_is_kept() {
    for (call, summary, cost) in
        [("c1", r"wants a filling \ud83d", "0.25"), ("c2", "wants a filling", "1e999"), ("c3", r"\udc00", "0.25")]
    {
        let desk = Desk::with_clinic().await;
        desk.admin("PUT", "/api/assistant", &json!({"call_log": {"keep_summaries": true}})).await.expect(200);
        let body = format!(
            "\u{FEFF}{}",
            format_args!(
                r#"{{"message":{{"type":"end-of-call-report","call":{{"id":"{call}"}},"cost":{cost},"phoneNumber":{{"number":"{NUMBER}"}},
                "analysis":{{"summary":"{summary}"}},"endedReason":"customer-ended-call"}}}}"#
            )
        );
        post(&desk, WEBHOOK, body).await.expect(200);
        desk.tasks.run().await;
        assert_eq!(count(&desk, "calls WHERE status = 'ended' AND summary IS NOT NULL"), 1, "{summary}");
    }
}
