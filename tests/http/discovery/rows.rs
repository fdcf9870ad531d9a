//! What is said of each number: whose it is here, what is odd about it, and what is never told.

use serde_json::{Value, json};

use super::{DISCOVER, MAPPINGS, ORIGIN, SENDER, at_vapi, clinic, discover, remarks, row, vendor};
use crate::support::{NUMBER, ORG, OTHER, mapping};

#[tokio::test]
async fn a_number_of_both_vendors_is_one_row_with_its_id() {
    let desk = clinic().await;
    let ours = format!("{ORIGIN}/api/twilio/inbound?org={ORG}");
    desk.vendors.numbers.add("+12025550101", &json!({"friendly_name": "Main line", "sms_url": ours}));
    let id = at_vapi(&desk, 1, &json!({"number": "+12025550101", "name": "Vapi's name"}));
    let found = discover(&desk).await;
    assert_eq!(found["numbers"].as_array().unwrap().len(), 1, "{found}");
    let expected = json!({"number": "+12025550101", "sip_uri": null, "name": "Main line", "found_at": ["twilio", "vapi"],
        "vapi_phone_number_id": id, "state": "new", "can_be_mapped": true, "remarks": []});
    assert_eq!(row(&found, "+12025550101"), expected);
    assert_eq!(vendor(&found, "twilio"), json!({"service": "twilio", "state": "listed", "detail": null}));
    assert_eq!(vendor(&found, "vapi"), json!({"service": "vapi", "state": "listed", "detail": null}));

    // What is sent back as it was found is mapped, with Vapi's id, and found as such.
    let body = json!({"inbound_phone_number": "+12025550101", "vapi_phone_number_id": id, "clinic_name": "Oak"});
    desk.admin("POST", MAPPINGS, &body).await.expect(201);
    let after = row(&discover(&desk).await, "+12025550101");
    assert_eq!((&after["state"], &after["can_be_mapped"]), (&json!("mapped"), &json!(false)), "{after}");
}

#[tokio::test]
async fn each_number_says_what_is_odd_about_it() {
    let desk = clinic().await;
    let ours = format!("{ORIGIN}/api/twilio/inbound?org={ORG}");
    let twilio = |number: &str, fields: Value| desk.vendors.numbers.add(number, &fields);
    twilio("+12025550101", json!({"sms_url": ours}));
    twilio("+12025550102", json!({"sms_url": "https://sms.example/in"}));
    twilio(SENDER, json!({"sms_url": "https://user:canary-password@sms.example/in?key=canary"}));
    twilio("+12025550105", json!({"capabilities": {"voice": false, "sms": true}, "sms_url": ours}));
    twilio("+12025550106", json!({"capabilities": {"voice": true, "sms": false}, "sms_url": null}));
    at_vapi(&desk, 1, &json!({"number": "+12025550111", "assistantId": "a5000000-0000-4000-8000-000000000001"}));
    at_vapi(&desk, 2, &json!({"number": "+12025550112", "squadId": "a5"}));
    at_vapi(&desk, 3, &json!({"number": "+12025550113", "workflowId": "a5"}));
    let own = json!({"url": format!("{ORIGIN}/api/vapi/webhook/{ORG}")});
    at_vapi(&desk, 4, &json!({"number": "+12025550114", "assistantId": "a5", "server": own}));
    at_vapi(
        &desk,
        5,
        &json!({"number": "+12025550115", "server": {"url": "https://desk.example.attacker.example/api/vapi/"}}),
    );
    at_vapi(&desk, 6, &json!({"number": null, "sipUri": "sip:Front@SIP.vapi.ai"}));
    at_vapi(&desk, 7, &json!({"number": "front desk", "name": "A trunk"}));
    let found = discover(&desk).await;
    for (number, codes, can_be_mapped) in [
        ("+12025550101", vec!["not_at_vapi"], true),
        ("+12025550102", vec!["not_at_vapi"], true),
        (SENDER, vec!["sms_elsewhere", "not_at_vapi"], true),
        ("+12025550105", vec!["no_voice", "not_at_vapi"], false),
        ("+12025550106", vec!["not_at_vapi"], true),
        ("+12025550111", vec!["has_assistant"], true),
        ("+12025550112", vec!["has_assistant"], true),
        ("+12025550113", vec!["has_assistant"], true),
        ("+12025550114", vec![], true),
        ("+12025550115", vec!["server_elsewhere"], true),
        ("sip:front@sip.vapi.ai", vec![], true),
    ] {
        let row = row(&found, number);
        assert_eq!((remarks(&row), &row["can_be_mapped"]), (codes, &json!(can_be_mapped)), "{row}");
    }
    let trunk = found["numbers"].as_array().unwrap().last().unwrap();
    assert_eq!((&trunk["name"], remarks(trunk)), (&json!("A trunk"), vec!["unreadable"]), "{trunk}");
    assert_eq!(trunk["can_be_mapped"], false);
    // Only the host is told of where texts go.
    assert!(row(&found, SENDER).to_string().contains("go to sms.example,"), "{found}");
}

#[tokio::test]
async fn a_number_in_two_forms_is_one_number() {
    let desk = clinic().await;
    desk.vendors.numbers.add("+5215512345678", &json!({}));
    at_vapi(&desk, 1, &json!({"number": "+525512345678"}));
    let found = discover(&desk).await;
    assert_eq!(row(&found, "+525512345678")["found_at"], json!(["twilio", "vapi"]), "{found}");
}

#[tokio::test]
async fn of_another_clinics_number_it_says_that_it_is_taken_and_no_more() {
    let desk = clinic().await;
    let theirs = desk.token(Some(OTHER), "admin");
    let mut number = mapping("+12025550101");
    number["clinic_name"] = json!("Uptown Dental Clinic");
    desk.send("POST", MAPPINGS, &theirs, Some(&number)).await.expect(201);
    let by_id = at_vapi(&desk, 2, &json!({"number": "+12025550102", "assistantId": "a5"}));
    let id = json!({"inbound_phone_number": "+12025550199", "clinic_name": "Uptown", "vapi_phone_number_id": by_id});
    desk.send("POST", MAPPINGS, &theirs, Some(&id)).await.expect(201);
    desk.vendors.numbers.add("+12025550101", &json!({"sms_url": "https://elsewhere.example"}));
    let answer = desk.admin("POST", DISCOVER, &json!({"org_id": OTHER})).await.expect(200);
    let found = answer.json();
    for number in ["+12025550101", "+12025550102"] {
        let row = row(&found, number);
        assert_eq!(
            (&row["state"], &row["can_be_mapped"], &row["remarks"]),
            (&json!("other_org"), &json!(false), &json!([]))
        );
    }
    for secret in ["Uptown", OTHER, "+12025550199"] {
        assert!(!answer.text.contains(secret), "{}", answer.text);
    }
    // The other clinic has no accounts, and sees nothing of this one's.
    let answer = desk.send("POST", DISCOVER, &theirs, None).await.expect(200).json();
    assert_eq!(answer["numbers"], json!([]), "{answer}");
    for service in ["twilio", "vapi"] {
        assert_eq!(vendor(&answer, service)["state"], "not_connected");
    }
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("POST", DISCOVER, &viewer, None).await.problem(403, "forbidden", None);
}

#[tokio::test]
async fn what_is_ours_may_lack_something() {
    let desk = clinic().await;
    let id = at_vapi(&desk, 1, &json!({"number": NUMBER}));
    let found = row(&discover(&desk).await, NUMBER);
    assert_eq!((&found["state"], remarks(&found)), (&json!("mapped"), vec!["id_missing"]), "{found}");
    assert_eq!(found["can_be_mapped"], true);
    let mut resting = mapping(NUMBER);
    resting["vapi_phone_number_id"] = json!("f0000000-0000-4000-8000-00000000000a");
    desk.admin("POST", MAPPINGS, &resting).await.expect(200);
    assert_eq!(remarks(&row(&discover(&desk).await, NUMBER)), ["id_missing"], "it was imported again");
    resting["vapi_phone_number_id"] = json!(id);
    resting["is_active"] = json!(false);
    desk.admin("POST", MAPPINGS, &resting).await.expect(200);
    let found = row(&discover(&desk).await, NUMBER);
    assert_eq!((&found["state"], remarks(&found)), (&json!("mapped"), vec!["inactive"]), "{found}");
    // While it rests another clinic has taken it.
    let theirs = desk.token(Some(OTHER), "admin");
    desk.send("POST", MAPPINGS, &theirs, Some(&mapping(NUMBER))).await.expect(201);
    assert_eq!(row(&discover(&desk).await, NUMBER)["state"], "other_org");
}

#[tokio::test]
async fn where_the_senders_texts_go_is_said_in_words_of_its_own() {
    let application = format!("AP{}", "0".repeat(32));
    let address = |org: &str| format!("{ORIGIN}/api/twilio/inbound?org={org}");
    for (fields, about) in [
        (json!({"sms_url": address(ORG), "sms_application_sid": application}), "an application of the Twilio account"),
        (json!({"sms_url": address(ORG), "sms_method": "GET"}), "here with GET and not with POST"),
        (json!({"sms_url": address(OTHER)}), "another clinic"),
        (json!({}), "nobody"),
    ] {
        let desk = clinic().await;
        desk.vendors.numbers.add(SENDER, &fields);
        let row = row(&discover(&desk).await, SENDER);
        assert_eq!(remarks(&row), ["sms_elsewhere", "not_at_vapi"], "{row}");
        assert!(row.to_string().contains(about) && !row.to_string().contains(OTHER), "{about}: {row}");
    }
}

/// Vapi may have a number twice: either id is known.
#[tokio::test]
async fn a_number_that_is_twice_at_vapi_is_known_by_either_id() {
    let desk = clinic().await;
    let ids = [1, 2].map(|at| at_vapi(&desk, at, &json!({"number": NUMBER})));
    for id in &ids {
        let mut ours = mapping(NUMBER);
        ours["vapi_phone_number_id"] = json!(id);
        desk.admin("POST", MAPPINGS, &ours).await.expect(200);
        let found = row(&discover(&desk).await, NUMBER);
        assert_eq!((remarks(&found), &found["vapi_phone_number_id"]), (vec![], &json!(id)), "{found}");
        assert_eq!((&found["state"], &found["can_be_mapped"]), (&json!("mapped"), &json!(false)), "{found}");
    }
    let mut ours = mapping(NUMBER);
    ours["vapi_phone_number_id"] = json!("f0000000-0000-4000-8000-00000000000a");
    desk.admin("POST", MAPPINGS, &ours).await.expect(200);
    assert_eq!(remarks(&row(&discover(&desk).await, NUMBER)), ["id_missing"]);
}
