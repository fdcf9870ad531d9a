//! What an assistant is filled in with as a call begins.

use super::*;

/// What is told, which always has all variables.
#[track_caller]
fn told(answer: Answer) -> Value {
    let json = answer.expect(200).json();
    let told = &json["dynamic_variables"];
    assert_eq!(json, json!({"dynamic_variables": told}));
    assert_eq!(told.as_object().unwrap().len(), 15, "{json}");
    assert!(told.as_object().unwrap().values().all(Value::is_string), "{json}");
    told.clone()
}

#[tokio::test]
async fn the_assistant_is_told_of_the_clinic_that_is_called() {
    let desk = clinics().await;
    desk.admin("PUT", "/api/assistant", &json!({"transfer": {"number": "+15550142"}})).await.expect(200);
    let told = told(posted(&desk, "variables", &fixture("variables")).await);
    assert_eq!(told["clinic_name"], "Downtown Dental Clinic");
    assert_eq!((&told["transfer_number"], &told["unavailable_message"]), (&json!("+15550142"), &json!("")));
    assert!(told["frontdesk_call"].as_str().unwrap().starts_with("fdc1."), "{told}");
}

#[tokio::test]
async fn whoever_has_no_clinic_is_told_so_and_nothing_else() {
    let desk = clinics().await;
    let mut nobodys = fixture("variables");
    nobodys["data"]["payload"]["telnyx_agent_target"] = json!("+15550199");
    let mut theirs = fixture("variables");
    theirs["data"]["payload"]["telnyx_agent_target"] = json!(THEIRS);
    for (path, body) in [
        ("variables".to_owned(), nobodys.to_string()),
        (format!("{ORG}/variables"), theirs.to_string()),
        ("variables".to_owned(), fixture("variables-sip").to_string()),
        ("variables".to_owned(), "{}".to_owned()),
        ("variables".to_owned(), "{".to_owned()),
    ] {
        let told = told(signed(&desk, KEY, &path, body).await);
        for (name, value) in told.as_object().unwrap() {
            let said = value.as_str().unwrap();
            assert_eq!(!said.is_empty(), name == "unavailable_message", "{name}: {told}");
        }
        assert!(told["unavailable_message"].as_str().unwrap().contains("not set up"), "{told}");
    }
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
    let told = told(posted(&desk, "variables", &fixture("variables")).await);
    assert!(
        told["unavailable_message"].as_str().unwrap().contains("can't take calls") && told["clinic_name"] == "",
        "{told}"
    );
}

/// Telnyx is the one platform that says whether caller ID may be trusted.
#[tokio::test]
async fn what_the_carrier_says_of_the_number_stands_in_the_call_log() {
    for (name, verified) in [("variables", json!(true)), ("variables-unverified", json!(false))] {
        let desk = clinics().await;
        told(posted(&desk, "variables", &fixture(name)).await);
        let call = desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json();
        assert_eq!((&call["caller_verified"], &call["platform"]), (&verified, &json!("telnyx")), "{call}");
        assert_eq!((&call["status"], &call["caller"]), (&json!("in_progress"), &json!("+15550188")), "{call}");
        // A tool says nothing of it, and changes nothing of it.
        heard(posted(&desk, "tools/calendar/check", &fixture("tool-check")).await);
        let call = desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json();
        assert_eq!(call["caller_verified"], verified, "{call}");
        assert_eq!(call["tools"].as_array().unwrap().len(), 1, "{call}");
        assert!(!desk.log.text().contains("15550188"), "{}", desk.log.text());
    }
    let desk = clinics().await;
    for name in ["variables-without-call-id", "variables-web-call"] {
        told(posted(&desk, "variables", &fixture(name)).await);
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM calls"), "0");
}

#[tokio::test]
async fn a_withheld_number_is_turned_away_where_the_clinic_says_so() {
    let desk = clinics().await;
    let document = json!({"callers": {"block": [], "withheld": "message"}});
    desk.admin("PUT", "/api/assistant", &document).await.expect(200);
    let withheld = told(posted(&desk, "variables", &fixture("variables-withheld")).await);
    assert!(withheld["unavailable_message"].as_str().unwrap().contains("hidden numbers"), "{withheld}");
    let mut by_sip = fixture("variables-sip");
    by_sip["data"]["payload"]["telnyx_agent_target"] = json!(NUMBER);
    assert_eq!(told(posted(&desk, "variables", &by_sip).await)["unavailable_message"], "");
}
