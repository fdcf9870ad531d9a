//! What an agent is told while the phone rings.

use std::sync::atomic::Ordering::SeqCst;

use super::*;

const NAMES: [&str; 15] = [
    "called_number",
    "clinic_name",
    "hours_today",
    "hours_week",
    "local_time",
    "open_now",
    "opens_next",
    "practitioners",
    "secret__frontdesk_call",
    "services",
    "timezone",
    "today",
    "transfer_number",
    "unavailable_message",
    "weekday",
];

/// What is told, which always has all variables.
#[track_caller]
fn told(answer: Answer) -> Value {
    let json = answer.expect(200).json();
    assert_eq!(json["type"], "conversation_initiation_client_data");
    let variables = json["dynamic_variables"].as_object().unwrap();
    let mut names: Vec<&str> = variables.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, NAMES);
    assert!(variables.values().all(Value::is_string), "{json}");
    json
}

/// What the caller hears in place of a greeting, with nothing of any clinic.
#[track_caller]
fn said_instead(answer: Answer) -> String {
    let json = told(answer);
    let said = json["conversation_config_override"]["agent"]["first_message"].as_str().unwrap().to_owned();
    for (name, value) in json["dynamic_variables"].as_object().unwrap() {
        let expected = if name == "unavailable_message" { said.as_str() } else { "" };
        assert!(value == expected || name == "transfer_number", "{name}: {json}");
    }
    said
}

async fn assistant(desk: &Desk, document: &Value) {
    desk.admin("PUT", "/api/assistant", document).await.expect(200);
}

#[tokio::test]
async fn the_agent_is_told_of_the_clinic_that_is_called() {
    let desk = clinics().await;
    assistant(&desk, &json!({"transfer": {"number": "+15550142"}})).await;
    let json = told(posted(&desk, "initiation", &fixture("initiation")).await);
    let variables = &json["dynamic_variables"];
    assert_eq!(variables["clinic_name"], "Downtown Dental Clinic");
    assert_eq!((&variables["called_number"], &variables["transfer_number"]), (&json!(NUMBER), &json!("+15550142")));
    assert!(variables["secret__frontdesk_call"].as_str().unwrap().starts_with("fdc1."), "{json}");
    assert!(json.get("conversation_config_override").is_none(), "{json}");
    // At night nobody takes over.
    desk.clock.advance(std::time::Duration::from_hours(10));
    let night = told(posted(&desk, "initiation", &fixture("initiation")).await);
    assert_eq!(night["dynamic_variables"]["transfer_number"], "", "{night}");
}

#[tokio::test]
async fn a_number_of_nobody_is_told_so() {
    let desk = clinics().await;
    let mut nobodys = fixture("initiation");
    nobodys["called_number"] = json!("+15550199");
    for body in [nobodys.to_string(), fixture("initiation-sip").to_string(), "{}".into(), "{".into(), "[]".into()] {
        let answer = post(&desk, "initiation", &[("x-frontdesk-secret", SECRET)], body.clone()).await;
        assert!(said_instead(answer).contains("not set up"), "{body}");
    }
    // The number of another org than the path names is nobody's there.
    let mut theirs = fixture("initiation");
    theirs["called_number"] = json!(THEIRS);
    for body in [&theirs, &nobodys] {
        let answer = posted(&desk, &format!("{ORG}/initiation"), body).await;
        assert!(said_instead(answer).contains("not set up"));
    }
}

/// A SIP trunk may not say which number was called: the path does.
#[tokio::test]
async fn a_path_with_an_org_needs_no_number() {
    let desk = clinics().await;
    for body in [json!({}), json!({"called_number": "", "caller_id": "+15550188"})] {
        let json = told(posted(&desk, &format!("{ORG}/initiation"), &body).await);
        assert_eq!(json["dynamic_variables"]["clinic_name"], "Downtown Dental Clinic", "{json}");
    }
}

#[tokio::test]
async fn a_clinic_that_takes_no_calls_says_so() {
    let desk = clinics().await;
    let suspend = json!({"status": "suspended"});
    desk.operator("PATCH", "/api/org", &suspend).await.expect(200);
    let said = said_instead(posted(&desk, "initiation", &fixture("initiation")).await);
    assert!(said.starts_with("Downtown Dental Clinic can't take calls"), "{said}");
    assistant(&desk, &json!({"unavailable_message": "We have moved."})).await;
    assert_eq!(said_instead(posted(&desk, "initiation", &fixture("initiation")).await), "We have moved.");
    assistant(&desk, &json!({"forwarding_number": "+15550142"})).await;
    let json = told(posted(&desk, "initiation", &fixture("initiation")).await);
    assert_eq!(json["dynamic_variables"]["transfer_number"], "+15550142", "{json}");
    assert_eq!(json["dynamic_variables"]["clinic_name"], "");
    assert!(json["conversation_config_override"]["agent"]["first_message"].as_str().unwrap().contains("putting you"));
}

#[tokio::test]
async fn blocked_and_withheld_callers_are_turned_away() {
    let desk = clinics().await;
    assistant(&desk, &json!({"callers": {"block": ["+15550188"], "withheld": "message"}})).await;
    let said = said_instead(posted(&desk, "initiation", &fixture("initiation")).await);
    assert!(said.contains("doesn't take calls from this number"), "{said}");
    let said = said_instead(posted(&desk, "initiation", &fixture("initiation-withheld")).await);
    assert!(said.contains("hidden numbers"), "{said}");
    // One who calls by SIP has no number to hide.
    let mut by_sip = fixture("initiation-sip");
    by_sip["called_number"] = json!(NUMBER);
    told(posted(&desk, "initiation", &by_sip).await);
    assert!(!desk.log.text().contains("+15550188"), "{}", desk.log.text());
}

/// Whatever fails here, the agent gets its variables.
#[tokio::test]
async fn an_agent_is_told_something_while_the_database_is_down() {
    let mut desk = clinics().await;
    desk.another_isolate(&DEPLOYMENT);
    desk.kv.down.store(true, SeqCst);
    desk.sqlite.down.store(true, SeqCst);
    let said = said_instead(posted(&desk, "initiation", &fixture("initiation")).await);
    assert!(said.contains("can't take calls"), "{said}");
}
