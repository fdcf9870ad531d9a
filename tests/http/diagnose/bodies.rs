//! The published bodies: what is told of them, and what is not.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use super::{codes, diagnose};
use crate::support::{CHECK, Desk, mapping};

/// What is to be warned of, beside the path of their server URLs, which is none of ours.
const EXPECTED: [(&str, &[&str]); 20] = [
    ("api-request-no-number", &["no_called_number"]),
    ("api-request-unfilled", &["no_called_number", "template_unfilled"]),
    ("call-endpointing-request", &["not_answered"]),
    ("campaign-predial", &["not_answered"]),
    ("function-call", &["old_format"]),
    ("function-call-arguments-string", &["old_format"]),
    ("handoff-destination-request", &["not_answered"]),
    ("legacy-arguments-at-root", &["unknown_tool"]),
    ("tool-calls-arguments-array", &["unreadable_arguments"]),
    ("tool-calls-arguments-broken", &["unreadable_arguments"]),
    ("tool-calls-arguments-template", &["template_unfilled"]),
    ("tool-calls-chat", &["no_called_number"]),
    ("tool-calls-dashboard-test", &["no_called_number"]),
    ("tool-calls-no-calls", &["no_calls"]),
    ("tool-calls-number-id-only", &["not_your_number"]),
    ("tool-calls-parallel-one-broken", &["unreadable_arguments"]),
    ("tool-calls-sip-number", &["not_your_number"]),
    ("tool-calls-unknown-tool", &["unknown_tool"]),
    ("tool-calls-web-call", &["web_call"]),
    ("voice-request", &["not_answered"]),
];

/// Every body with its name.
fn bodies() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vapi");
    let mut bodies: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    bodies.sort();
    bodies
}

/// The clinic that they call.
async fn called() -> Desk {
    let desk = Desk::with_clinic().await;
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+14155550123")).await.expect(201);
    desk
}

#[tokio::test]
async fn they_are_answered_as_told_and_nothing_private_is_repeated() {
    let desk = called().await;
    let mut warned = Vec::new();
    for (name, body) in bodies() {
        let flat = name.starts_with("api-request");
        let (query, path) = if flat { ("?path=calendar/check", CHECK) } else { ("", super::WEBHOOK) };
        let told = diagnose(&desk, query, &body).await;
        let sent: Value = serde_json::from_str(&body).unwrap();
        let answered = desk.send("POST", path, "", Some(&sent)).await.expect(200).json();
        assert_eq!(told["answer"], answered, "{name}");
        assert!(!told.to_string().contains("CANARY"), "{name}: {told}");
        let mut codes = codes(&told);
        codes.remove("wrong_path");
        if !codes.is_empty() {
            warned.push((name, codes));
        }
    }
    assert!(!desk.log.text().contains("CANARY"));
    let expected: Vec<(String, BTreeSet<String>)> = EXPECTED
        .iter()
        .map(|(name, codes)| ((*name).to_owned(), codes.iter().map(|code| (*code).to_owned()).collect()))
        .collect();
    assert_eq!(warned, expected);
}
